"""A person's own token enters; from then on no program can use it."""

from django.db import transaction

from kring.core.problems import NotFound, Problem
from kring.ledger.actions.record_fact import record_fact
from kring.parties.models import Token
from kring.parties.permissions import require
from kring.parties.rules import Actor


def end_token(*, actor: Actor, token_id: object) -> None:
    """Forget the token; somebody else's is as good as absent."""
    require(actor, "use_account")
    row = Token.objects.filter(pk=token_id, person_id=actor.person_id).first()  # type: ignore[misc]
    if row is None:
        raise NotFound(Problem("no_token", "There is no such token.", "It may have been ended already."))
    require(actor, "end_token", row)
    with transaction.atomic():
        record_fact(
            "token_ended",
            object_kind="person",
            object_id=actor.person_id,
            actor=actor.person_id,
            details={"token": str(row.pk)},
        )
        row.delete()
