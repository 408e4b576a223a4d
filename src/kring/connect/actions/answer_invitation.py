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
        proposal = _locked(invitation)
        invitation.refresh_from_db(fields=["state"])
        if invitation.state in ("accepted", "declined"):
            return invitation, Community.objects.filter(proposal=proposal).first()
        if proposal.state != "inviting" or invitation.expires_at <= now:
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
            _give_back(proposal, "declined")
        elif rules.all_said_yes(list(proposal.invitations.values_list("state", flat=True))):
            community = form_community(proposal=proposal, now=now)
    return invitation, community


def _locked(invitation: Invitation) -> Proposal:
    """Hold the challenge, then the proposal: two last answers at once must not both miss the other."""
    Challenge.objects.select_for_update().get(pk=invitation.proposal.challenge_id)
    return Proposal.objects.select_for_update().get(pk=invitation.proposal_id)


def _give_back(proposal: Proposal, state: str) -> None:
    """One no: the job composes again for the broker; nobody's calendar stays reserved."""
    Proposal.objects.filter(pk=proposal.pk).update(state=state)
    challenge = proposal.challenge
    type(challenge).objects.filter(pk=challenge.pk, state="proposed").update(state="accepted")


def expire_invitations(*, now: datetime) -> int:
    """Close invitations whose time is over, and give their proposals back to the brokers."""
    late = Invitation.objects.filter(state="sent", expires_at__lte=now, proposal__state="inviting")
    count = 0
    for invitation in late.select_related("proposal__challenge"):
        with transaction.atomic():
            # The same lock as for an answer: a yes in the last second and the clock must not both win.
            proposal = _locked(invitation)
            if proposal.state != "inviting":
                continue
            if not Invitation.objects.filter(pk=invitation.pk, state="sent").update(state="expired"):
                continue
            _give_back(proposal, "expired")
            record_fact(
                "invitation_expired",
                object_kind="challenge",
                object_id=invitation.proposal.challenge_id,
                region=invitation.proposal.challenge.corop,
                details={"proposal": str(invitation.proposal_id), "invitation": str(invitation.pk)},
            )
        count += 1
    return count
