"""A community and the state it should go to enter; the move leaves, recorded with who, when and why."""

from datetime import datetime

from django.db import transaction

from kring.connect.models import Community, Transition
from kring.core.lifecycle import PHASES, may_move
from kring.core.problems import Problem, UnableTo
from kring.ledger.actions.record_fact import record_fact
from kring.parties.permissions import require
from kring.parties.rules import Actor


def move_phase(
    *,
    actor: Actor,
    community: Community,
    target: str,
    met: list[str],
    evidence: str,
    override_reason: str,
    now: datetime,
) -> Community:
    """Move the community on when its gate is passed, or with a written reason when it is not."""
    require(actor, "move_phase", community)
    if not any(target in phase.states for phase in PHASES):
        raise UnableTo(Problem("unknown_state", "There is no such state.", "Choose one from the page."))
    conditions = sorted({*community.gates_met, *met})
    verdict = may_move(community.state, target, met=conditions, override_reason=override_reason)
    if not verdict.allowed:
        raise UnableTo(
            Problem(
                verdict.reason,
                "The community cannot go on yet.",
                "Meet the open conditions, or write down why it goes on all the same.",
            )
        )
    with transaction.atomic():
        before = community.state
        taken = Community.objects.filter(pk=community.pk, state=before).update(
            state=target, gates_met=conditions
        )
        if not taken:
            raise UnableTo(
                Problem("changed_meanwhile", "Somebody else changed it just now.", "Look at its page again.")
            )
        Transition.objects.create(
            community=community,
            from_state=before,
            to_state=target,
            by_id=actor.person_id if actor.person_id != "system" else None,
            at=now,
            reason=override_reason.strip()[:1000],
            evidence=evidence.strip()[:1000],
            is_override=verdict.reason == "override",
        )
        record_fact(
            "community_moved",
            object_kind="community",
            object_id=community.pk,
            actor=actor.person_id,
            role="broker",
            region=community.corop,
            area=community.area,
            reason=verdict.reason,
            skills=community.skills,
            details={"from": before, "to": target},
        )
    community.refresh_from_db()
    return community
