"""A proposal, what to leave out or add, and a reason enter; a new proposal that replaces it leaves."""

from datetime import datetime

from django.utils import timezone

from kring.connect.actions.propose_community import propose_community
from kring.connect.models import Proposal
from kring.connect.queries.candidates import composed
from kring.core.problems import Problem, UnableTo
from kring.parties.permissions import require
from kring.parties.rules import Actor


def change_proposal(
    *, actor: Actor, proposal: Proposal, leave_out: list[str], add: list[str], reason: str, now: datetime
) -> Proposal:
    """Compose again without these organisations and with those; the reason stays with the new proposal."""
    require(actor, "change_proposal", proposal)
    if len(reason.strip()) < 5:
        raise UnableTo(Problem("no_reason", "There is no reason yet.", "Tell in a few words why."))
    if proposal.state != "open":
        raise UnableTo(
            Problem("not_open", "The invitations of this proposal are on their way.", "Make a new proposal.")
        )
    challenge = proposal.challenge
    stay = [
        str(part.organisation_id)
        for part in proposal.parts.all()
        if part.role != "owner" and str(part.organisation_id) not in leave_out
    ]
    plan = composed(challenge, today=timezone.localdate(now), pinned=[*stay, *add], banned=leave_out)
    if plan.community is None:
        raise UnableTo(
            Problem(
                "no_such_community",
                "No community is possible this way.",
                "Leave out fewer parties, or add one that brings what is missing.",
            )
        )
    return propose_community(
        actor=actor,
        challenge=challenge,
        candidate=plan.community,
        gap_to_best=plan.gap_to_best,
        now=now,
        replaces=proposal,
        reason=reason,
    )
