"""What happened enters; one fact in the ledger leaves, in the caller's transaction."""

from collections.abc import Iterable, Mapping

from django.db import transaction

from kring.ledger.models import Fact


def record_fact(
    verb: str,
    *,
    object_kind: str,
    object_id: object,
    actor: object = "",
    role: str = "",
    reason: str = "",
    region: str = "",
    area: str = "",
    skills: Iterable[str] = (),
    details: Mapping[str, object] | None = None,
) -> Fact:
    """Add one fact. Call it inside the transaction that saves what it tells, so neither stands alone."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("record a fact inside the transaction that saves what it tells")
    return Fact.objects.create(
        verb=verb,
        object_kind=object_kind,
        object_id=str(object_id),
        actor=str(actor or ""),
        role=role,
        reason=reason,
        region=region or "",
        area=area or "",
        skills=list(skills),
        details=dict(details or {}),
    )
