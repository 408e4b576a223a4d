"""The invitation of a party asked next enters; it is taken back, and the proposal is the broker's again."""

from datetime import datetime

from django.db import transaction

from kring.connect.actions.answer_invitation import give_back, hold
from kring.connect.models import Invitation
from kring.core.problems import NotFound, Problem, UnableTo
from kring.ledger.actions.record_fact import record_fact
from kring.parties.permissions import require
from kring.parties.rules import Actor


def invitation_with(invitation_id: object) -> Invitation:
    """Return an invitation; NotFound when there is none."""
    rows = Invitation.objects.select_related("proposal__challenge", "part__organisation")
    found = rows.filter(pk=invitation_id).first()  # type: ignore[misc]
    if found is None:
        raise NotFound(Problem("no_invitation", "There is no such invitation.", "Look at the proposal."))
    return found


def withdraw_next_party(*, actor: Actor, invitation: Invitation, now: datetime) -> None:
    """Undo what Kring did by itself: only an invitation to the next in line, and only before its answer."""
    require(actor, "invite_parties", invitation)
    with transaction.atomic():
        proposal = hold(invitation.proposal)
        one = Invitation.objects.select_related("part").get(pk=invitation.pk)
        if one.state != "sent" or proposal.state != "inviting" or one.part.stands_in_for_id is None:
            raise UnableTo(
                Problem(
                    "not_to_withdraw",
                    "This invitation cannot be taken back.",
                    "Only that of a party asked next can, before it answers.",
                )
            )
        Invitation.objects.filter(pk=one.pk).update(state="withdrawn", answered_at=now)
        give_back(proposal, "expired")
        record_fact(
            "next_party_withdrawn",
            object_kind="challenge",
            object_id=proposal.challenge_id,
            actor=actor.person_id,
            role="broker",
            region=proposal.challenge.corop,
            details={"proposal": str(proposal.pk), "invitation": str(one.pk)},
        )
    invitation.refresh_from_db()
