"""Next steps or a proposal and a mail address enter; a request to mail them leaves, for the job to write."""

from django.db import transaction

from kring.connect.models import Challenge, Forward, Proposal
from kring.core.problems import Problem, UnableTo
from kring.ledger.actions.record_fact import record_fact
from kring.parties.actions.check_address import check_address
from kring.parties.permissions import require
from kring.parties.rules import Actor


def forward_next_steps(
    *,
    actor: Actor,
    challenge: Challenge,
    to: str,
    steps: list[dict[str, object]],
    proposal: Proposal | None = None,
    message: str = "",
    language: str = "nl",
) -> Forward:
    """Keep what is to be mailed as it is now: the reader gets what the broker saw."""
    require(actor, "forward_proposal", challenge)
    address = check_address(to)
    if not steps and proposal is None:
        raise UnableTo(
            Problem("nothing_to_send", "There is nothing to send yet.", "Compose a proposal first.")
        )
    with transaction.atomic():
        forward = Forward.objects.create(
            challenge=challenge,
            proposal=proposal,
            to=address,
            message=message.strip()[:2000],
            steps=steps,
            language=language,
        )
        record_fact(
            "next_steps_forwarded",
            object_kind="challenge",
            object_id=challenge.pk,
            actor=actor.person_id,
            role="broker",
            region=challenge.corop,
            details={"forward": forward.pk, "steps": len(steps)},
        )
    return forward
