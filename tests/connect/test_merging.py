"""Two records of one organisation become one: everything moves, history stays, and it can be undone."""

from datetime import timedelta

import pytest
from django.db import IntegrityError

from kring.connect.actions.publish_stated_offer import publish_stated_offer
from kring.connect.models import (
    Challenge,
    Community,
    CommunityMember,
    Conversation,
    Offer,
    Proposal,
    ProposalPart,
)
from kring.core.problems import NotAllowed, NotFound, UnableTo
from kring.ledger.models import Fact
from kring.parties.actions.change_party import change_party
from kring.parties.actions.leave_apart import leave_apart, suspect_again
from kring.parties.actions.merge_parties import forget_old_merges, merge_parties, undo_merge
from kring.parties.models import Membership, Merge, NotTheSame, Organisation, Person
from kring.parties.queries import duplicate_pairs
from kring.parties.rules import KEPT
from tests.cast import NOW
from tests.connect.test_conversations import log, signed_in

LATER = NOW + timedelta(hours=1)


@pytest.fixture
def twin(cast) -> Organisation:
    """A second record of the lab, with all that can point at it."""
    twin = Organisation.objects.create(
        name="Fieldlab Noorderlicht B.V.", kind="field-lab", place="Emmen", corop="NL132",
        website="https://noorderlicht.example", goals="Meer firma's helpen", consent_to_be_shown=False,
        offers="Een lab voor computer vision.",
    )  # fmt: skip
    publish_stated_offer(organisation=twin)
    challenge = Challenge.objects.create(text="x" * 20, title="Vraag", organisation=twin, corop="NL132")
    proposal = Proposal.objects.create(challenge=challenge)
    ProposalPart.objects.create(proposal=proposal, organisation=twin, side="research")
    for title, members in (("Samen", [twin, cast.lab]), ("Alleen", [twin])):
        community = Community.objects.create(title=title)
        for member in members:
            CommunityMember.objects.create(community=community, organisation=member, side="research")
    Membership.objects.create(person=cast.saar, role="member", organisation=twin)
    for who in (cast.lena, cast.joris):
        Membership.objects.get_or_create(person=who, role="member", organisation=twin)
    log(cast, party=twin)
    return twin


def merge(cast, twin, who: str = "noor", take=None, **swapped) -> Merge:
    given = {"kept_id": cast.lab.pk, "lost_id": twin.pk, **swapped}
    return merge_parties(actor=cast.actor(who), take=take or {}, now=NOW, **given)


def everything_of(party_id: object) -> dict[str, int]:
    return {
        f"{relation.related_model.__name__}.{relation.field.name}": n
        for relation in Organisation._meta.related_objects
        if (n := relation.related_model._default_manager.filter(**{relation.field.name: party_id}).count())
    }


def test_the_pair_is_found_and_why(cast, twin) -> None:
    pair = next(one for one in duplicate_pairs() if str(twin.pk) in (one.one, one.other))
    assert {str(cast.lab.pk), str(twin.pk)} == {pair.one, pair.other}
    assert pair.reasons == ("same_name", "same_place")


def test_all_that_pointed_at_the_lost_one_moves(cast, twin) -> None:
    before, own = everything_of(twin.pk), everything_of(cast.lab.pk)
    assert len(before) >= 6
    merge(cast, twin)
    assert everything_of(twin.pk) == {} and not Organisation.objects.filter(pk=twin.pk).exists()
    after = everything_of(cast.lab.pk)
    # Both were in one community, and Lena works at both: those two stand once.
    twice = {"CommunityMember.organisation": 1, "Membership.organisation": 1}
    for name, number in before.items():
        assert after[name] == number + own.get(name, 0) - twice.get(name, 0), name
    assert Challenge.objects.get(title="Vraag").organisation == cast.lab
    assert Conversation.objects.get().organisation == cast.lab


def test_what_was_chosen_stays(cast, twin) -> None:
    merge(cast, twin, take={"website": "lost", "goals": "lost", "name": "kept"})
    cast.lab.refresh_from_db()
    assert (cast.lab.name, cast.lab.website) == ("Fieldlab Noorderlicht", "https://noorderlicht.example")
    assert cast.lab.goals == "Meer firma's helpen" and cast.lab.consent_to_be_shown
    with pytest.raises(ValueError, match="no field"):
        merge(cast, twin, take={"id": "lost"})


def test_undoing_brings_all_of_it_back(cast, twin) -> None:
    both = {key: everything_of(key) for key in (twin.pk, cast.lab.pk)}
    values = {
        field.name: getattr(twin, field.name) for field in Organisation._meta.concrete_fields
        if field.name not in ("created_at", "updated_at")
    }  # fmt: skip
    lab_goals = cast.lab.goals
    done = merge(cast, twin, take={"goals": "lost", "website": "lost"})
    change_party(
        actor=cast.actor("noor"), organisation=cast.lab, values={"website": "https://new.example"}, now=NOW
    )
    undo_merge(actor=cast.actor("noor"), merge_id=done.pk, now=LATER)
    merges = "Merge.kept"
    assert {
        key: {name: n for name, n in everything_of(key).items() if name != merges} for key in both
    } == both
    back = Organisation.objects.get(pk=twin.pk)
    assert {name: getattr(back, name) for name in values} == values
    assert abs(back.created_at - twin.created_at) < timedelta(milliseconds=1)
    cast.lab.refresh_from_db()
    assert (cast.lab.goals, cast.lab.website) == (lab_goals, "https://new.example")
    again = undo_merge(actor=cast.actor("noor"), merge_id=done.pk, now=LATER)
    assert again.undone_at == LATER
    verbs = Fact.objects.filter(object_id=str(cast.lab.pk)).values_list("verb", flat=True)
    assert list(verbs).count("organisation_merge_undone") == 1


def test_it_happens_once_and_the_second_broker_gets_the_same(cast, twin) -> None:
    first = merge(cast, twin)
    assert merge(cast, twin, who="marijn") == first
    with pytest.raises(NotFound):
        merge(cast, twin, kept_id=twin.pk, lost_id=cast.lab.pk)
    with pytest.raises(UnableTo):
        merge(cast, twin, lost_id=cast.lab.pk)
    assert Fact.objects.filter(verb="organisation_merged").count() == 1


def test_it_is_all_or_nothing(cast, twin, monkeypatch) -> None:
    before = everything_of(twin.pk)

    def breaks(*args: object, **options: object) -> None:
        raise IntegrityError("full")

    monkeypatch.setattr("kring.parties.actions.merge_parties.record_fact", breaks)
    with pytest.raises(IntegrityError):
        merge(cast, twin)
    assert everything_of(twin.pk) == before and not Merge.objects.exists()


def test_after_a_month_it_stays_and_contacts_are_no_longer_kept(cast, twin) -> None:
    done = merge(cast, twin, take={"contact_email": "lost"})
    late = NOW + KEPT["merge"] + timedelta(minutes=1)
    with pytest.raises(UnableTo):
        undo_merge(actor=cast.actor("noor"), merge_id=done.pk, now=late)
    assert forget_old_merges(now=NOW) == 0
    assert forget_old_merges(now=late) == 1
    done.refresh_from_db()
    assert (done.lost_record, done.replaced, done.dropped) == ("", {}, "[]")


def test_one_stated_offer_goes_on_and_both_come_back(cast, twin, jobs) -> None:
    done = merge(cast, twin)
    jobs()
    stated = Offer.objects.filter(organisation=cast.lab, source="stated")
    assert stated.count() == 2 and stated.filter(open=True).count() == 1
    undo_merge(actor=cast.actor("noor"), merge_id=done.pk, now=LATER)
    jobs()
    for party in (cast.lab, twin):
        assert Offer.objects.filter(organisation=party, source="stated", open=True).count() == 1


def test_not_the_same_is_remembered_until_it_is_taken_back(cast, twin) -> None:
    noor = cast.actor("noor")
    leave_apart(actor=noor, one_id=twin.pk, other_id=cast.lab.pk)
    leave_apart(actor=noor, one_id=cast.lab.pk, other_id=twin.pk)
    assert NotTheSame.objects.count() == 1 and duplicate_pairs() == []
    assert Fact.objects.filter(verb="organisations_left_apart").count() == 2
    suspect_again(actor=noor, one_id=twin.pk, other_id=cast.lab.pk)
    assert len(duplicate_pairs()) == 1


@pytest.mark.parametrize("who", ["saar", "joris", "tess"])
def test_who_is_no_broker_merges_nothing(cast, twin, who) -> None:
    with pytest.raises(NotAllowed):
        merge(cast, twin, who)
    page = signed_in(cast, who)
    for path in ("/parties/duplicates/", f"/parties/{cast.lab.pk}/merge/{twin.pk}/"):
        assert page.get(path).status_code == 403
    assert page.post(f"/parties/{cast.lab.pk}/apart/{twin.pk}/").status_code == 403


@pytest.mark.parametrize("language", ["nl", "en"])
def test_from_the_list_to_one_and_back_on_pages(cast, twin, language) -> None:
    page = signed_in(cast, "noor", language)
    assert "Noorderlicht B.V." in page.get("/parties/duplicates/").content.decode()
    shown = page.get(f"/parties/{cast.lab.pk}/merge/{twin.pk}/").content.decode()
    assert 'name="website"' in shown and 'name="place"' not in shown
    sent = page.post(f"/parties/{cast.lab.pk}/merge/{twin.pk}/", {"website": "other", "name": "one"})
    assert sent["Location"] == f"/parties/{cast.lab.pk}/"
    assert page.get(f"/parties/{twin.pk}/")["Location"] == f"/parties/{cast.lab.pk}/"
    history = page.get(f"/parties/{cast.lab.pk}/").content.decode()
    assert "Noor, " in history and {"nl": "Samengevoegd", "en": "Merged"}[language] in history
    done = Merge.objects.get()
    page.post(f"/parties/merges/{done.pk}/undo/")
    assert page.get(f"/parties/{twin.pk}/").status_code == 200


def test_an_import_that_is_undone_leaves_a_merge_alone(cast, twin) -> None:
    from kring.parties.actions.undo_party_import import undo_party_import
    from kring.parties.models import PartyImport

    record = PartyImport.objects.create(
        file_name="a.csv", stored_as="a", created_by=str(cast.noor.pk), state="done", done_at=NOW,
        added_ids=[str(twin.pk)], values_before={str(twin.pk): {"goals": ["", "x"]}},
    )  # fmt: skip
    merge(cast, twin)
    assert undo_party_import(actor=cast.actor("noor"), record=record, now=LATER) == (0, 0)
    cast.lab.refresh_from_db()
    assert Organisation.objects.filter(pk=cast.lab.pk).exists()


def test_every_page_of_a_merged_organisation_leads_to_the_same_page_of_the_one_that_stays(cast, twin) -> None:
    """Somebody had them open while a broker merged: nothing is written into the other one unseen."""
    client = signed_in(cast, "lena")
    pages = ("", "edit/", "hours/", "offers/new/", "skills/")
    assert all(client.get(f"/parties/{twin.pk}/{page}").status_code == 200 for page in pages)
    merge(cast, twin)
    before = Organisation.objects.filter(pk=cast.lab.pk).values().get()
    for page in pages:
        assert client.get(f"/parties/{twin.pk}/{page}").url == f"/parties/{cast.lab.pk}/{page}"
    for page, sent in (
        ("edit/", {"name": "Anders", "kind": "company", "place": "Assen"}),
        ("hours/", {"hours": "12"}),
        ("offers/new/", {"kind": "tool", "title": "Een nieuw model", "units": "1"}),
    ):
        answer = client.post(f"/parties/{twin.pk}/{page}", sent, follow=True)
        assert answer.redirect_chain == [(f"/parties/{cast.lab.pk}/{page}", 302)]
        assert "Nothing was saved" in answer.content.decode()
    assert Organisation.objects.filter(pk=cast.lab.pk).values().get() == before
    assert not Offer.objects.filter(title="Een nieuw model").exists()


def test_a_broker_sees_whom_a_merge_lets_in(cast, twin) -> None:
    """Whoever writes down a name alike has a say in that record: a merge would give them one in the other."""
    stranger = Person.objects.create_user("vreemd@elders.invalid")
    Membership.objects.create(person=stranger, role="member", organisation=twin)
    path = f"/parties/{cast.lab.pk}/merge/{twin.pk}/"
    here, there = signed_in(cast, "noor").get(path).context["people"]
    assert here == "Lena" and "vreemd@elders.invalid" in there.split(", ")
    elsewhere = signed_in(cast, "marijn").get(path)
    assert elsewhere.context["people"] == ["1 person", f"{len(there.split(', '))} people"]
    assert "vreemd@" not in elsewhere.content.decode()
