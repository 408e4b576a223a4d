"""On the page of a thing stands who changed it, when and why: for those who may see that, and nobody else."""

import pytest
from django.test import Client

from kring.connect.actions.answer_invitation import answer_invitation
from kring.connect.actions.change_proposal import change_proposal
from kring.connect.actions.confirm_challenge import confirm_challenge
from kring.connect.actions.decide_challenge import decline_challenge
from kring.connect.actions.move_phase import move_phase
from kring.connect.models import Challenge, Community, CommunityMember, Offer
from kring.ledger.actions.record_fact import record_fact
from kring.ledger.models import Fact
from kring.parties.actions.change_party import change_party
from kring.parties.models import Membership, Organisation, Person
from kring.parties.permissions import may
from kring.parties.queries import actor_of
from kring.parties.rules import ANYBODY
from tests.cast import NOW
from tests.connect.conftest import draft, post, token_for, tokens
from tests.connect.test_conversations import signed_in
from tests.permissions.test_matrix import ROLES
from tests.permissions.worlds import our_world, their_world

REASON = "De vraag hoort bij een andere hub in het land."
WHO = "Noor, "
PLACES = {"party": "parties", "offer": "offers", "challenge": "challenges", "community": "communities"}


def audit(cast, path: str, who: str = "noor") -> list[tuple[str, str, str]] | None:
    found = signed_in(cast, who).get(path).context["audit"]
    return None if found is None else [(line.what, line.who, line.why) for line in found]


def test_a_decline_stands_there_with_broker_and_reason(cast, accepted) -> None:
    decline_challenge(actor=cast.actor("noor"), challenge=accepted, reason=REASON, now=NOW)
    newest = audit(cast, f"/challenges/{accepted.pk}/")[0]
    assert newest[1].startswith(WHO) and newest[2] == REASON


def test_a_changed_proposal_has_its_reason_on_its_own_page(cast, proposal) -> None:
    new = change_proposal(
        actor=cast.actor("noor"),
        proposal=proposal,
        leave_out=[],
        add=[],
        reason="Start liever later.",
        now=NOW,
    )
    lines = audit(cast, f"/proposals/{new.pk}/")
    assert [(who.startswith(WHO), why) for _, who, why in lines] == [(True, "Start liever later.")]


def test_answers_and_moves_stand_with_the_community(cast, invited) -> None:
    for token in tokens(invited):
        answer_invitation(token=token, accept=True, reason="Daar doen we graag aan mee.", now=NOW)
    community = Community.objects.get()
    move_phase(
        actor=cast.actor("noor"), community=community, target="applying", met=[], evidence="Verslag 12 mei",
        override_reason="De fabriek ligt stil.", now=NOW,
    )  # fmt: skip
    path = f"/communities/{community.pk}/"
    lines = audit(cast, path)
    assert lines[0][1].startswith(WHO)
    assert lines[0][2] == "without all conditions · De fabriek ligt stil. · Verslag 12 mei"
    assert any(why == "Daar doen we graag aan mee." for _, _, why in lines)
    answer = signed_in(cast, "noor").get(path)
    shown = answer.context["audit"]
    assert sum(line.times for line in shown) >= 7
    agreed = [line for line in shown if line.why == "Daar doen we graag aan mee." and line.times > 1]
    assert len(agreed) == 1
    assert f"({agreed[0].times} times)" in answer.content.decode()


@pytest.mark.parametrize("who", ["lena", "saar"])
def test_the_parties_of_a_community_read_its_log_without_names_and_answers_of_others(
    cast, invited, who
) -> None:
    """A party, and who brought the challenge: why it moved, in which role; not what others answered."""
    Challenge.objects.filter(pk=invited.challenge_id).update(owner=cast.saar, decline_reason="Eerder niet.")
    for token in tokens(invited):
        answer_invitation(token=token, accept=True, reason="Daar doen we graag aan mee.", now=NOW)
    community = Community.objects.get()
    CommunityMember.objects.get_or_create(community=community, organisation=cast.lab, side="research")
    community.members.filter(organisation=cast.bakery).delete()
    move_phase(
        actor=cast.actor("noor"), community=community, target="applying", met=[], evidence="Verslag 12 mei",
        override_reason="De fabriek ligt stil.", now=NOW,
    )  # fmt: skip
    record_fact("community_moved", object_kind="community", object_id=community.pk, actor=cast.joris.pk)
    record_fact("community_moved", object_kind="community", object_id=community.pk, actor=cast.saar.pk)
    path = f"/communities/{community.pk}/"
    lines = audit(cast, path, who)
    assert "without all conditions · De fabriek ligt stil. · Verslag 12 mei" in [why for _, _, why in lines]
    assert not {"Daar doen we graag aan mee.", "Eerder niet."} & {why for _, _, why in lines}
    names = [name for name in ("Noor", "Joris", "Saar") if any(one.startswith(name) for _, one, _ in lines)]
    assert names == (["Saar"] if who == "saar" else [])
    assert {what for what, _, _ in lines} == {what for what, _, _ in audit(cast, path)}
    stranger = Person.objects.create_user("wim@cast.invalid", name="Wim")
    Membership.objects.create(
        person=stranger, role="member", organisation=Organisation.objects.create(name="X")
    )
    client = Client()
    client.force_login(stranger)
    for page in (client.get(path), Client().get(path)):
        assert page.context["audit"] is None and "De fabriek ligt stil." not in page.content.decode()


def test_an_organisation_that_came_with_a_challenge_says_so(cast) -> None:
    challenge = draft()
    challenge.organisation_name = "Nieuwe Bakkers"
    post(challenge, email="nieuw@bakkers.invalid")
    challenge.organisation_name = "Nieuwe Bakkers"
    challenge.save()
    confirm_challenge(token=token_for(challenge), now=NOW)
    party = Organisation.objects.get(name="Nieuwe Bakkers")
    fact = Fact.objects.get(verb="organisation_added", object_id=str(party.pk))
    assert fact.details == {"challenge": str(challenge.pk)} and fact.reason == "challenge"
    lines = audit(cast, f"/parties/{party.pk}/")
    assert [why for _, _, why in lines] == ["brought a challenge"]


@pytest.mark.parametrize("who", ["", "saar", "joris"])
def test_who_did_it_is_not_for_everybody(cast, invited, who) -> None:
    Challenge.objects.filter(pk=invited.challenge_id).update(organisation=cast.lab, owner=None)
    page = signed_in(cast, who) if who else Client()
    for path in (f"/challenges/{invited.challenge_id}/", f"/parties/{cast.lab.pk}/"):
        answer = page.get(path)
        assert answer.context["audit"] is None
        assert "Noor, " not in answer.content.decode()


def test_the_own_people_read_in_which_role_others_changed_it_and_the_names_of_colleagues(cast) -> None:
    lena, wim = cast.actor("lena"), Person.objects.create_user("wim@cast.invalid", name="Wim")
    Membership.objects.create(person=wim, role="member", organisation=cast.lab)
    change_party(actor=actor_of(wim), organisation=cast.lab, values={"goals": "Meer doen."}, now=NOW)
    change_party(actor=cast.actor("noor"), organisation=cast.lab, values={"goals": "Minder."}, now=NOW)
    change_party(actor=lena, organisation=cast.lab, values={"goals": "Genoeg."}, now=NOW)
    whos = [who for _, who, _ in audit(cast, f"/parties/{cast.lab.pk}/", "lena")]
    assert [one.partition(",")[0] for one in whos[::2]] == ["Lena", "Wim"]
    assert whos[1] == audit(cast, f"/parties/{cast.lab.pk}/")[1][1].removeprefix("Noor, ") != ""
    assert "Noor, " not in signed_in(cast, "lena").get(f"/parties/{cast.lab.pk}/").content.decode()


def test_the_own_people_read_why_a_challenge_was_declined_but_not_what_others_answered(cast, invited) -> None:
    challenge = invited.challenge
    Challenge.objects.filter(pk=challenge.pk).update(organisation=cast.bakery, owner=cast.saar)
    answer_invitation(token=tokens(invited)[-1], accept=False, reason="Wij werken niet met hen.", now=NOW)
    challenge.refresh_from_db()
    decline_challenge(actor=cast.actor("noor"), challenge=challenge, reason=REASON, now=NOW)
    path = f"/challenges/{challenge.pk}/"
    whys = [why for _, _, why in audit(cast, path, "saar")]
    assert REASON in whys and "Wij werken niet met hen." not in whys
    assert "Wij werken niet met hen." in [why for _, _, why in audit(cast, path)]
    assert not any("Noor" in who for _, who, _ in audit(cast, path, "saar"))


def test_somebody_of_another_organisation_is_no_more_than_that(cast) -> None:
    offer = Offer.objects.create(organisation=cast.lab, kind="tool", title="Pompenmodel", corop="NL132")
    record_fact("offer_changed", object_kind="offer", object_id=offer.pk, actor=cast.saar.pk)
    lines = audit(cast, f"/offers/{offer.pk}/", "lena")
    assert [who for _, who, _ in lines] == ["somebody of another organisation"]
    assert [who.partition(",")[0] for _, who, _ in audit(cast, f"/offers/{offer.pk}/")] == ["Saar"]


@pytest.mark.parametrize("role", ROLES)
def test_who_reads_the_changes_of_what_follows_the_table(cast, role) -> None:
    """Every role × own and foreign × organisation, offer, challenge, community: as the table says."""
    person = getattr(cast, ROLES[role]) if ROLES[role] else None
    actor, client = actor_of(person) if person else ANYBODY, Client()
    if person:
        client.force_login(person)
    checks = 0
    for world in (our_world(cast), their_world(cast)):
        for word, place in PLACES.items():
            thing = world.things[word]
            kind = "organisation" if word == "party" else word
            for by in (cast.noor.pk, cast.saar.pk):
                record_fact(f"{kind}_changed", object_kind=kind, object_id=thing.pk, actor=by)
            answer = client.get(f"/{place}/{thing.pk}/")
            if answer.status_code == 404:
                assert not may(actor, "view_audit") and not may(actor, "view_own_audit", thing)
                continue
            checks += 1
            every, own = may(actor, "view_audit"), may(actor, "view_own_audit", thing)
            lines = answer.context["audit"]
            assert (lines is not None) == (every or own), (role, world.name, word)
            named = [any(line.who.startswith(name) for line in lines or []) for name in ("Noor,", "Saar,")]
            assert named == [every, every or (own and role == "owner")], (role, world.name, word)
    assert checks >= 4


@pytest.mark.parametrize("who", ["pim", "tess"])
def test_programme_and_auditor_see_it_too(cast, queued, who) -> None:
    assert audit(cast, f"/challenges/{queued.pk}/", who)
