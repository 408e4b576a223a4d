"""The token of an invitation and a yes or no enter; the answer leaves, and a community after the last yes."""

from datetime import datetime, timedelta

from django.db import transaction

from kring.connect import rules
from kring.connect.actions.form_community import form_community
from kring.connect.models import Challenge, Community, Invitation, Proposal
from kring.core.problems import NotAllowed, NotFound, Problem
from kring.files.actions.sign_link import read_link
from kring.ledger.actions.record_fact import record_fact
from kring.parties.permissions import require
from kring.parties.rules import ANYBODY

READABLE_AFTERWARDS = timedelta(days=30)


def invitation_of_token(token: str, *, now: datetime) -> Invitation:
    """Return the invitation that a mail link belongs to; the answer can be read for a while after."""
    invitation_id = read_link("invitation", token, lasts=timedelta(days=365))
    found = Invitation.objects.select_related("proposal__challenge", "part__organisation").filter(
        pk=invitation_id
    )
    invitation = found.first()
    if invitation is None:
        raise NotFound(Problem("invitation_gone", "This invitation is no longer there.", "Ask your hub."))
    if now > invitation.expires_at + READABLE_AFTERWARDS:
        raise NotAllowed(Problem("link_expired", "This link has expired.", "Ask for a new one."))
    return invitation


def answer_invitation(
    *, token: str, accept: bool, reason: str = "", now: datetime
) -> tuple[Invitation, Community | None]:
    """Keep the answer. A no gives the proposal back to the broker; the last yes starts the community.

    The first answer counts: whoever opens the link again sees it, and changes nothing.
    """
    with transaction.atomic():
        invitation = invitation_of_token(token, now=now)
        require(ANYBODY, "answer_invitation", invitation)
        proposal = hold(invitation.proposal)
        invitation.refresh_from_db(fields=["state"])
        if invitation.state in ("accepted", "declined"):
            return invitation, Community.objects.filter(proposal=proposal).first()
        open_now = invitation.state == "sent" and invitation.expires_at > now
        if proposal.state != "inviting" or not open_now:
            raise NotAllowed(
                Problem("invitation_closed", "This invitation can no longer be answered.", "Call your hub.")
            )
        state = "accepted" if accept else "declined"
        Invitation.objects.filter(pk=invitation.pk).update(
            state=state, answered_at=now, answer_reason=reason.strip()[:1000]
        )
        invitation.refresh_from_db()
        record_fact(
            f"invitation_{state}",
            object_kind="challenge",
            object_id=proposal.challenge_id,
            region=proposal.challenge.corop,
            details={"proposal": str(proposal.pk), "invitation": str(invitation.pk)},
        )
        community = None
        if not accept:
            give_back(proposal, "declined")
        elif rules.all_said_yes(_answers(proposal)):
            community = form_community(proposal=proposal, now=now)
    return invitation, community


def _answers(proposal: Proposal) -> list[str]:
    """What counts is the answers of those who take part: the next in line stands in for who was silent."""
    return list(proposal.invitations.filter(part__out_at=None).values_list("state", flat=True))


def hold(proposal: Proposal) -> Proposal:
    """Hold the challenge, then the proposal: two last answers at once must not both miss the other."""
    Challenge.objects.select_for_update().get(pk=proposal.challenge_id)
    return Proposal.objects.select_for_update().get(pk=proposal.pk)


def give_back(proposal: Proposal, state: str) -> None:
    """A no, or a silence with nobody left: the job composes again; nobody's calendar stays reserved."""
    Proposal.objects.filter(pk=proposal.pk).update(state=state)
    challenge = proposal.challenge
    type(challenge).objects.filter(pk=challenge.pk, state="proposed").update(state="accepted")
