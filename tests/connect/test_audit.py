"""On the page of a thing stands who changed it, when and why: for those who may see that, and nobody else."""

import pytest
from django.test import Client

from kring.connect.actions.answer_invitation import answer_invitation
from kring.connect.actions.change_proposal import change_proposal
from kring.connect.actions.confirm_challenge import confirm_challenge
from kring.connect.actions.decide_challenge import decline_challenge
from kring.connect.actions.move_phase import move_phase
from kring.connect.models import Community
from kring.ledger.models import Fact
from kring.parties.models import Organisation
from tests.cast import NOW
from tests.connect.conftest import draft, post, token_for, tokens
from tests.connect.test_conversations import signed_in

REASON = "De vraag hoort bij een andere hub in het land."
WHO = "Noor, "


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
    challenge = invited.challenge
    page = signed_in(cast, who) if who else Client()
    for path in (f"/challenges/{challenge.pk}/", f"/parties/{cast.lab.pk}/"):
        answer = page.get(path)
        assert answer.context["audit"] is None
        assert "Noor, " not in answer.content.decode()


@pytest.mark.parametrize("who", ["pim", "tess"])
def test_programme_and_auditor_see_it_too(cast, queued, who) -> None:
    assert audit(cast, f"/challenges/{queued.pk}/", who)
