"""A proposal to which a party said no, or gave no answer, enters; the next one leaves, open for a broker."""

from datetime import datetime

from django.utils import timezone

from kring.connect.actions.propose_community import plain_params, propose_community
from kring.connect.models import Challenge, Invitation, Proposal
from kring.connect.queries.candidates import Result, composed
from kring.connect.queries.next_in_line import parties_out
from kring.connect.queries.why_not import OWNER_OUT
from kring.core.problems import UnableTo
from kring.parties.rules import SYSTEM

REASON_OF_STATE = {"declined": "said_no", "expired": "no_answer"}


def compose_again(*, invitation: Invitation, now: datetime) -> Proposal | None:
    """Compose without the parties that are out; None, with the reasons kept, when no community is left.

    The others stay where that is possible. Nobody is invited: the new proposal waits for a broker.
    """
    proposal = invitation.proposal
    challenge = Challenge.objects.get(pk=proposal.challenge_id)
    known = Proposal.objects.filter(replaces=proposal).first()
    if known is not None or challenge.state != "accepted" or invitation.state not in REASON_OF_STATE:
        return known
    if invitation.part.role == "owner":
        _keep(proposal, [{"code": OWNER_OUT, "params": {}}])
        return None
    plan = _composed(proposal, challenge, now)
    if plan.community is None:
        reasons = plan.not_formed.reasons if plan.not_formed else ()
        _keep(proposal, [{"code": r.code, "params": plain_params(r.params)} for r in reasons])
        return None
    try:
        return propose_community(
            actor=SYSTEM,
            challenge=challenge,
            candidate=plan.community,
            gap_to_best=plan.gap_to_best,
            now=now,
            replaces=proposal,
            reason_code=REASON_OF_STATE[invitation.state],
        )
    except UnableTo:
        # A broker was quicker, or an offer was closed meanwhile: the challenge waits in the queue.
        return None


def _composed(proposal: Proposal, challenge: Challenge, now: datetime) -> Result:
    out = parties_out(challenge.pk)
    stay = [
        str(part.organisation_id)
        for part in proposal.taking_part.exclude(role="owner")
        if part.organisation_id and str(part.organisation_id) not in out
    ]
    today = timezone.localdate(now)
    plan = composed(challenge, today=today, pinned=stay, banned=out)
    return plan if plan.community else composed(challenge, today=today, banned=out)


def _keep(proposal: Proposal, reasons: list[dict[str, object]]) -> None:
    Proposal.objects.filter(pk=proposal.pk).update(not_again=reasons)
    proposal.not_again = reasons
