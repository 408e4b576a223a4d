"""The clock enters; invitations whose time is over are closed, and the next in line is asked."""

from datetime import datetime

from django.db import transaction

from kring.connect.actions.answer_invitation import give_back, hold
from kring.connect.actions.ask_next_party import ask_next_party
from kring.connect.models import Invitation, Proposal
from kring.ledger.actions.record_fact import record_fact


def expire_invitations(*, now: datetime) -> int:
    """Close what was not answered in time; return how many invitations.

    For every party that did not answer the next in line is asked, once, and the others keep their answers.
    Where nobody is left for one of the places, the proposal goes back to its broker, and nobody is asked.
    """
    late = Invitation.objects.filter(state="sent", expires_at__lte=now, proposal__state="inviting")
    return sum(_close(proposal, now) for proposal in sorted(set(late.values_list("proposal_id", flat=True))))


class _NobodyLeftError(Exception):
    """For one of the places: then no other is filled either."""


@transaction.atomic
def _close(proposal_id: object, now: datetime) -> int:
    # The same lock as for an answer: a yes in the last second and the clock must not both win.
    proposal = hold(Proposal.objects.get(pk=proposal_id))
    if proposal.state != "inviting":
        return 0
    rows = proposal.invitations.filter(state="sent", expires_at__lte=now).order_by("pk")
    late = list(rows.select_related("part__offer", "part__organisation"))
    Invitation.objects.filter(pk__in=[one.pk for one in late]).update(state="expired")
    asked = _ask_next(proposal, late, now)
    if late and not asked:
        give_back(proposal, "expired")
    for one in late:
        record_fact(
            "invitation_expired",
            object_kind="challenge",
            object_id=proposal.challenge_id,
            region=proposal.challenge.corop,
            details={
                "proposal": str(proposal.pk),
                "invitation": str(one.pk),
                **({"next": str(asked[one.pk])} if asked else {}),
            },
        )
    return len(late)


def _ask_next(proposal: Proposal, late: list[Invitation], now: datetime) -> dict[object, object]:
    asked: dict[object, object] = {}
    try:
        with transaction.atomic():
            for one in late:
                new = ask_next_party(expired=one, proposal=proposal, now=now)
                if new is None:
                    raise _NobodyLeftError
                asked[one.pk] = new.pk
    except _NobodyLeftError:
        return {}
    return asked
