"""The whole way by actions: a question, a community; each step is a fact and each fact has its mail."""

import re

import pytest

from kring.connect.actions.answer_invitation import answer_invitation
from kring.connect.actions.change_proposal import change_proposal
from kring.connect.actions.confirm_challenge import confirm_challenge
from kring.connect.actions.correct_skills import correct_skills
from kring.connect.actions.decide_challenge import accept_challenge
from kring.connect.actions.invite_parties import invite_parties
from kring.connect.models import Community
from kring.connect.queries.candidates import steps_for
from kring.connect.queries.lists import queue_of, story_of, visible_challenges
from kring.ledger.models import Fact
from kring.notices.models import Mail
from kring.parties.rules import ANYBODY
from tests.cast import NOW
from tests.connect.conftest import draft, post, propose, tokens

LEARNING = "urn:kring:ai-skill:machine-learning"


def link_in(mail: Mail) -> str:
    found = re.search(r"https?://\S+/([^/\s]+)/?", mail.body)
    assert found
    return found[1]


def test_from_a_question_to_a_community_by_mail_links_alone(cast, jobs) -> None:
    challenge = draft()
    assert challenge.skill_uris
    correct_skills(actor=ANYBODY, challenge=challenge, add="urn:kring:ai-skill:data-quality")
    correct_skills(actor=ANYBODY, challenge=challenge, remove="urn:kring:ai-skill:data-quality")
    assert "form" in {step.kind for step in steps_for(challenge, today=NOW.date()).result.shown}

    post(challenge)
    jobs()
    mail = Mail.objects.get(to="info@korst.invalid")
    assert not visible_challenges().exists()

    confirm_challenge(token=link_in(mail), now=NOW)
    jobs()
    assert Mail.objects.filter(to="noor@cast.invalid").count() == 1
    assert not Mail.objects.filter(to="marijn@cast.invalid").exists()
    assert list(queue_of("noord")) == [challenge]
    assert not queue_of("brainport").exists()

    challenge.refresh_from_db()
    assert challenge.organisation == cast.bakery
    assert challenge.gap_cited
    accept_challenge(actor=cast.actor("noor"), challenge=challenge, now=NOW)
    proposal = propose(cast, challenge)
    changed = change_proposal(
        actor=cast.actor("noor"),
        proposal=proposal,
        leave_out=[],
        add=[],
        reason="Start liever later",
        now=NOW,
    )
    assert (changed.replaces, changed.decision_reason) == (proposal, "Start liever later")
    proposal.refresh_from_db()
    assert proposal.state == "replaced"

    invite_parties(actor=cast.actor("noor"), proposal=changed, now=NOW)
    jobs()
    invitations = Mail.objects.filter(key__startswith="invitation:")
    assert sorted(mail.to for mail in invitations) == sorted(
        party.contact_email for party in (cast.bakery, cast.school, cast.lab)
    )
    answers = [answer_invitation(token=link_in(mail), accept=True, now=NOW) for mail in invitations]
    assert [community is not None for _, community in answers] == [False, False, True]
    jobs()

    community = Community.objects.get()
    assert {member.organisation for member in community.members.all()} == {cast.bakery, cast.school, cast.lab}
    assert community.phase == "form"
    assert community.gates_met == ["three_sides"]
    assert Mail.objects.filter(key__startswith="formed:").count() == 3
    told = [event.verb for event in story_of("challenge", challenge.pk)]
    assert told == [
        "skills_corrected", "skills_corrected", "challenge_posted", "challenge_confirmed",
        "challenge_accepted", "community_proposed", "community_proposed", "parties_invited",
        "invitation_accepted", "invitation_accepted", "invitation_accepted",
    ]  # fmt: skip
    assert Fact.objects.filter(verb="community_formed").count() == 1


def test_the_ledger_never_holds_words_or_addresses(cast, invited, jobs) -> None:
    for token in tokens(invited):
        answer_invitation(token=token, accept=True, now=NOW)
    jobs()
    said = str(list(Fact.objects.values("verb", "actor", "object_id", "reason", "details", "skills")))
    for word in ("@", "brood", "Korst", "Noor", "Vakschool"):
        assert word not in said


@pytest.mark.parametrize("again", [True, False])
def test_the_first_answer_counts(cast, invited, again) -> None:
    token = tokens(invited)[0]
    answer_invitation(token=token, accept=True, now=NOW)
    invitation, _ = answer_invitation(token=token, accept=again, now=NOW)
    assert invitation.state == "accepted"
    assert Fact.objects.filter(verb="invitation_accepted").count() == 1
    invited.refresh_from_db()
    assert invited.state == "inviting"


def test_opening_the_link_after_the_community_exists_changes_nothing(cast, invited) -> None:
    for token in tokens(invited):
        answer_invitation(token=token, accept=True, now=NOW)
    invitation, community = answer_invitation(token=tokens(invited)[0], accept=False, now=NOW)
    assert invitation.state == "accepted"
    assert community == Community.objects.get()
