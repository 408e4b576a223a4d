"""Anybody may ask; nobody sees it before the mail link, and nobody floods the queue."""

from datetime import timedelta

import pytest
from django.test import Client

from kring.connect.actions.change_draft import change_draft
from kring.connect.actions.confirm_challenge import confirm_challenge
from kring.connect.actions.correct_skills import correct_skills
from kring.connect.actions.describe_challenge import describe_challenge
from kring.connect.actions.post_challenge import post_challenge
from kring.connect.actions.set_hour_budget import set_hour_budget
from kring.connect.models import Challenge
from kring.connect.queries.lists import visible_challenges
from kring.connect.rules import MOST_SKILLS
from kring.core.problems import NotAllowed, UnableTo
from kring.files.actions.sign_link import sign_link
from kring.ledger.models import Fact
from kring.parties.actions.limit_attempts import TooMany
from kring.parties.models import Membership, Organisation
from kring.parties.queries import actor_of
from kring.parties.rules import ANYBODY
from kring.taxonomy.queries.concepts import topic_by_skill
from tests.cast import NOW, QUESTION
from tests.connect.conftest import draft, post, token_for


def test_names_addresses_and_numbers_leave_the_question_before_it_is_kept(cast) -> None:
    challenge = draft(
        "Bel Sanne de Vries op 06-12345678 of sanne@korst.nl over machine learning in de winkel."
    )
    kept = f"{challenge.text} {challenge.title} {[skill.surface for skill in challenge.skills.all()]}"
    for gone in ("Sanne", "12345678", "sanne@"):
        assert gone not in kept
    assert challenge.skill_uris


@pytest.mark.parametrize("text", ["", "   ", "kort", "x" * 4_001])
def test_too_short_or_too_long_is_refused_with_a_remedy(cast, text) -> None:
    with pytest.raises(UnableTo) as refused:
        describe_challenge(actor=ANYBODY, text=text, language="nl")
    assert refused.value.problems[0].remedy
    assert not Challenge.objects.exists()


def test_skills_that_were_corrected_stay_so_when_the_text_changes(cast) -> None:
    challenge = draft()
    first = challenge.skill_uris[0]
    correct_skills(actor=ANYBODY, challenge=challenge, remove=first)
    correct_skills(actor=ANYBODY, challenge=challenge, add="urn:kring:ai-skill:ai-literacy")
    again = describe_challenge(
        actor=ANYBODY, text=f"{challenge.text} Dat willen we snel.", language="nl", challenge=challenge
    )
    uris = Challenge.objects.get(pk=again.pk).skill_uris
    assert first not in uris
    assert "urn:kring:ai-skill:ai-literacy" in uris
    correct_skills(actor=ANYBODY, challenge=challenge, restore=first)
    assert first in Challenge.objects.get(pk=again.pk).skill_uris


def test_an_unknown_skill_and_one_too_many_are_refused(cast) -> None:
    challenge = draft()
    with pytest.raises(UnableTo, match="not known"):
        correct_skills(actor=ANYBODY, challenge=challenge, add="urn:kring:ai-skill:nonsense")
    with pytest.raises(UnableTo, match=str(MOST_SKILLS)):
        for uri in sorted(topic_by_skill())[: MOST_SKILLS + 1]:
            correct_skills(actor=ANYBODY, challenge=challenge, add=uri)


def test_a_sent_challenge_is_no_draft_any_more(cast) -> None:
    challenge = draft()
    post(challenge)
    for change in (
        lambda: change_draft(actor=ANYBODY, challenge=challenge, place="Emmen"),
        lambda: correct_skills(actor=ANYBODY, challenge=challenge, add="urn:kring:ai-skill:ai-literacy"),
        lambda: describe_challenge(
            actor=ANYBODY, text="Iets heel anders nu.", language="nl", challenge=challenge
        ),
        lambda: post(challenge),
    ):
        with pytest.raises(UnableTo, match="sent already"):
            change()


def test_a_draft_keeps_only_what_the_form_asks(cast) -> None:
    with pytest.raises(ValueError, match="state"):
        change_draft(actor=ANYBODY, challenge=draft(), state="queued")


def test_all_that_is_wrong_with_a_post_comes_at_once(cast) -> None:
    challenge = describe_challenge(actor=ANYBODY, text="Wij willen machine learning leren.", language="nl")
    with pytest.raises(UnableTo) as refused:
        post(challenge, email="geen adres")
    assert [problem.code for problem in refused.value.problems] == ["wrong_address", "no_place"]
    assert not Fact.objects.filter(verb="challenge_posted").exists()


def test_posts_are_limited_by_address_and_by_machine(cast) -> None:
    for number in range(5):
        post(draft(), machine=f"m{number}")
    with pytest.raises(TooMany):
        post(draft(), machine="m9")
    post(draft(), machine="m9", now=NOW + timedelta(hours=24))
    for number in range(20):
        post(draft(), email=f"a{number}@b.invalid", machine="same")
    with pytest.raises(TooMany):
        post(draft(), email="other@b.invalid", machine="same")


def test_nobody_sees_a_challenge_before_its_link_is_opened(cast) -> None:
    challenge = draft()
    assert not visible_challenges().exists()
    post(challenge)
    assert not visible_challenges().exists()
    confirm_challenge(token=token_for(challenge), now=NOW)
    assert list(visible_challenges()) == [challenge]


def test_a_second_click_changes_nothing(queued) -> None:
    first = queued.confirmed_at
    again = confirm_challenge(token=token_for(queued), now=NOW + timedelta(hours=1))
    assert again.confirmed_at == first
    assert Fact.objects.filter(verb="challenge_confirmed").count() == 1


def test_a_forged_or_borrowed_link_confirms_nothing(cast) -> None:
    challenge = draft()
    post(challenge)
    for token in (token_for(challenge)[:-2], sign_link("invitation", challenge.pk), str(challenge.pk), ""):
        with pytest.raises(NotAllowed):
            confirm_challenge(token=token, now=NOW)
    challenge.refresh_from_db()
    assert challenge.state == "unconfirmed"


def test_a_draft_cannot_be_confirmed(cast) -> None:
    challenge = draft()
    assert confirm_challenge(token=token_for(challenge), now=NOW).state == "draft"


def test_without_a_sure_figure_the_waiver_is_written_down(queued) -> None:
    assert queued.gap_cited == {"waiver": "no_reliable_figure"}
    assert Fact.objects.get(verb="challenge_confirmed").details["gap"] == "waived"


def test_a_known_name_gives_no_say_to_a_stranger(cast) -> None:
    challenge = draft()
    post(challenge, email="vreemd@elders.invalid")
    confirmed = confirm_challenge(token=token_for(challenge), now=NOW)
    assert confirmed.organisation is None
    assert Organisation.objects.filter(name=cast.bakery.name).count() == 1


@pytest.mark.parametrize("address", ["info@korst.invalid", "iemand@korst.invalid", "saar@cast.invalid"])
def test_its_own_people_speak_for_a_party(cast, address) -> None:
    challenge = draft()
    post(challenge, email=address)
    assert confirm_challenge(token=token_for(challenge), now=NOW).organisation == cast.bakery


def test_a_shared_mail_domain_proves_nothing(cast) -> None:
    Organisation.objects.filter(pk=cast.bakery.pk).update(contact_email="dekorst@gmail.com")
    challenge = draft()
    post(challenge, email="iemand@gmail.com")
    assert confirm_challenge(token=token_for(challenge), now=NOW).organisation != cast.bakery


def test_the_poster_becomes_a_member_and_nothing_more(queued) -> None:
    assert set(Membership.objects.filter(person=queued.owner).values_list("role", flat=True)) == {"member"}


def organisations_of(person) -> set[str]:
    rows = Membership.objects.filter(person=person, organisation__isnull=False)
    return set(rows.values_list("organisation__name", flat=True))


def send_as(name: str, email: str, **sent: object) -> Challenge:
    challenge = draft()
    post_challenge(
        actor=ANYBODY, challenge=challenge, email=email, organisation_name=name, chosen_step="form",
        chosen_reference="", machine="m", now=NOW, **sent,
    )  # fmt: skip
    return confirm_challenge(token=token_for(challenge), now=NOW)


def test_who_brings_a_new_organisation_has_a_say_in_it(cast) -> None:
    sent = send_as("Slagerij Vers", "piet@vers.invalid")
    assert organisations_of(sent.owner) == {"Slagerij Vers"}
    fact = Fact.objects.get(verb="role_granted", object_id=str(sent.owner.pk))
    assert fact.details == {"role": "member", "organisation": str(sent.organisation_id), "hub": ""}
    actor = actor_of(sent.owner)
    set_hour_budget(actor=actor, organisation=sent.organisation, hours=40, euros=None, now=NOW)
    assert visible_to(sent.owner, f"/parties/{sent.organisation_id}/hours/")
    confirm_challenge(token=token_for(sent), now=NOW)
    assert Fact.objects.filter(verb="role_granted").count() == 1


def visible_to(person, path: str) -> bool:
    client = Client()
    client.force_login(person)
    return client.get(path).status_code == 200


@pytest.mark.parametrize(
    ("address", "has_a_say"),
    [("info@korst.invalid", True), ("iemand@korst.invalid", False), ("vreemd@elders.invalid", False)],
)
def test_of_a_known_organisation_only_its_own_contact_gets_a_say(cast, address, has_a_say) -> None:
    sent = send_as("Bakkerij De Korst", address)
    assert organisations_of(sent.owner) == ({"Bakkerij De Korst"} if has_a_say else set())


def test_somebody_who_writes_their_own_organisation_otherwise_makes_no_second_one(cast) -> None:
    Organisation.objects.filter(pk=cast.bakery.pk).update(place="Meppel")
    sent = send_as("bakkerij de korst B.V.", "saar@cast.invalid")
    assert sent.organisation == cast.bakery
    assert Organisation.objects.filter(name__icontains="korst").count() == 1


def test_the_page_says_why_there_is_no_new_community(cast, client) -> None:
    cast.lab.offer_list.all().delete()
    client.post("/challenges/new/", {"text": QUESTION})
    draft = Challenge.objects.get()
    Challenge.objects.filter(pk=draft.pk).update(corop="NL131", area="agrifood", hours_per_week=4)
    page = client.get(f"/challenges/draft/{draft.pk}/next-steps/").content.decode()
    assert "Waarom geen nieuwe leergemeenschap?" in page
    assert "Voor onderzoek of lab" in page


def test_nobody_is_asked_twice_for_the_name_of_their_only_organisation(cast) -> None:
    for person, said in ((cast.saar, 'value="Bakkerij De Korst"'), (cast.noor, ""), (None, "")):
        client = Client()
        if person is not None:
            client.force_login(person)
        client.post("/challenges/new/", {"text": QUESTION})
        key = client.session["drafts"][-1]
        client.post(f"/challenges/draft/{key}/place/", {"place": "Assen"})
        page = client.get(f"/challenges/draft/{key}/send/").content.decode()
        assert ('value="Bakkerij De Korst"' in page) is bool(said), person
