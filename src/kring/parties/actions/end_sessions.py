"""A person's sessions enter; one, or all but the present one, are signed out."""

from django.db import transaction

from kring.core.problems import NotFound, Problem
from kring.ledger.actions.record_fact import record_fact
from kring.parties.models import SignedIn
from kring.parties.permissions import require
from kring.parties.rules import Actor


def end_session(*, actor: Actor, session_id: object) -> None:
    """Sign one session of the actor out; somebody else's is as good as absent."""
    require(actor, "use_account")
    row = SignedIn.objects.filter(pk=session_id, person_id=actor.person_id).first()  # type: ignore[misc]
    if row is None:
        raise NotFound(Problem("no_session", "There is no such session.", "It may have ended already."))
    require(actor, "end_session", row)
    with transaction.atomic():
        row.delete()
        _record(actor, 1)


def end_other_sessions(*, actor: Actor, present: str) -> int:
    """Sign every session of the actor out but the present one; return how many."""
    require(actor, "use_account")
    with transaction.atomic():
        rows = SignedIn.objects.filter(person_id=actor.person_id)
        ended = (rows.exclude(pk=present) if present else rows).delete()[0]
        if ended:
            _record(actor, ended)
    return ended


def _record(actor: Actor, count: int) -> None:
    record_fact(
        "sessions_ended",
        object_kind="person",
        object_id=actor.person_id,
        actor=actor.person_id,
        details={"count": count},
    )
