"""A no or a silence: the next community waits for the broker, and everybody who must know is told."""

from datetime import timedelta

import pytest

from kring.connect.actions.answer_invitation import answer_invitation
from kring.connect.actions.compose_again import compose_again
from kring.connect.actions.decide_challenge import accept_challenge, requeue_challenge
from kring.connect.actions.expire_invitations import expire_invitations
from kring.connect.actions.form_community import form_community
from kring.connect.actions.publish_stated_offer import publish_stated_offer
from kring.connect.models import Challenge, Community, Invitation, Proposal
from kring.core.problems import UnableTo
from kring.files.actions.sign_link import sign_link
from kring.notices.models import Mail
from kring.parties.models import Organisation
from tests.cast import NOW, Cast

LATER = NOW + timedelta(days=15)


@pytest.fixture
def other_lab(cast) -> Organisation:
    """A second lab that could take the place of the first."""
    lab = Organisation.objects.create(
        name="Lab Zuiderlicht", kind="innovation-lab", place="Assen", corop="NL131",
        contact_email="z@lab.invalid", consent_to_be_shown=True, hours_per_week=8,
        offers="Een lab voor machine learning, vraagvoorspelling en data-analyse.",
        available_from=cast.lab.available_from, available_until=cast.lab.available_until,
    )  # fmt: skip
    publish_stated_offer(organisation=lab)
    return lab


def _answer(proposal: Proposal, side: str, *, accept: bool, reason: str = "") -> Invitation:
    invitation = proposal.invitations.get(part__side=side, part__role="partner")
    return answer_invitation(
        token=sign_link("invitation", invitation.pk), accept=accept, reason=reason, now=NOW
    )[0]


def _next(proposal: Proposal) -> Proposal | None:
    return Proposal.objects.filter(replaces=proposal).first()


def test_after_a_no_the_next_one_waits_for_the_broker(cast: Cast, other_lab, invited, jobs, client) -> None:
    _answer(invited, "education", accept=True)
    out = _answer(invited, "research", accept=False, reason="Wij zijn vol.").part.organisation
    jobs()
    new = _next(invited)
    assert new is not None
    assert (new.state, new.reason_code, new.invitations.count()) == ("open", "said_no", 0)
    parties = {part.organisation for part in new.parts.all()}
    assert out not in parties and cast.school in parties
    client.force_login(cast.noor)
    assert f"/proposals/{new.pk}/" in client.get(f"/proposals/{invited.pk}/").content.decode()
    assert "zei nee tegen het vorige voorstel" in client.get(f"/proposals/{new.pk}/").content.decode()


def test_the_broker_and_those_who_said_yes_are_told_once(cast, other_lab, invited, jobs) -> None:
    _answer(invited, "education", accept=True)
    no = _answer(invited, "research", accept=False, reason="Wij zijn vol.")
    jobs()
    compose_again(invitation=no, now=NOW)
    mail = Mail.objects.get(key__startswith="missing:")
    new = Proposal.objects.get(replaces=invited)
    assert mail.to == cast.noor.email
    assert "Wij zijn vol." in mail.body and f"/proposals/{new.pk}/" in mail.body
    assert [one.to for one in Mail.objects.filter(key__startswith="waiting:")] == ["info@vakschool.invalid"]


def test_after_a_silence_with_nobody_in_line_the_broker_gets_another_community(
    cast, other_lab, invited, jobs
) -> None:
    invited.invitations.exclude(part__side="research").update(state="accepted")
    invited.parts.update(next_in_line=[])
    assert expire_invitations(now=LATER) == 1
    jobs()
    new = _next(invited)
    assert (new.state, new.reason_code) == ("open", "no_answer")
    assert Challenge.objects.get(pk=invited.challenge_id).state == "proposed"


def test_when_nothing_else_is_possible_page_and_mail_say_why(cast, invited, jobs, client) -> None:
    _answer(invited, "research", accept=False)
    jobs()
    invited.refresh_from_db()
    assert _next(invited) is None and invited.not_again
    assert "geen andere leergemeenschap mogelijk" in Mail.objects.get(key__startswith="missing:").body
    client.force_login(cast.noor)
    said = client.get(f"/proposals/{invited.pk}/").content.decode()
    assert "geen andere leergemeenschap mogelijk" in said
    assert "onderzoek" in said


def test_without_its_owner_a_challenge_is_not_proposed_again(cast, other_lab, invited, jobs) -> None:
    owner = invited.invitations.get(part__role="owner")
    answer_invitation(token=sign_link("invitation", owner.pk), accept=False, now=NOW)
    jobs()
    assert _next(invited) is None
    assert "De partij van het vraagstuk doet niet mee." in Mail.objects.get(key__startswith="missing:").body


def test_while_invitations_are_out_a_challenge_does_not_go_back(cast, invited) -> None:
    challenge = Challenge.objects.get(pk=invited.challenge_id)
    with pytest.raises(UnableTo):
        accept_challenge(actor=cast.actor("noor"), challenge=challenge, now=NOW)
    for state in ("accepted", "declined"):
        Challenge.objects.filter(pk=challenge.pk).update(state=state)
        challenge.refresh_from_db()
        with pytest.raises(UnableTo, match="on their way"):
            requeue_challenge(actor=cast.actor("noor"), challenge=challenge, now=NOW)


def test_going_back_to_the_queue_closes_an_open_proposal(cast, proposal) -> None:
    Challenge.objects.filter(pk=proposal.challenge_id).update(state="accepted")
    requeue_challenge(actor=cast.actor("noor"), challenge=Challenge.objects.get(), now=NOW)
    proposal.refresh_from_db()
    assert proposal.state == "declined"


def test_no_community_forms_on_a_challenge_that_is_not_proposed(cast, invited) -> None:
    Challenge.objects.filter(pk=invited.challenge_id).update(state="queued")
    from django.db import transaction

    with pytest.raises(UnableTo), transaction.atomic():
        form_community(proposal=invited, now=NOW)
    assert not Community.objects.exists()
