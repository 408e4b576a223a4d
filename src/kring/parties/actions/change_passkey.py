"""A person's own passkey enters; it leaves with another name, or goes."""

from django.db import transaction

from kring.core.problems import NotFound, Problem
from kring.ledger.actions.record_fact import record_fact
from kring.parties.models import Passkey
from kring.parties.permissions import require
from kring.parties.rules import Actor


def own_passkey(actor: Actor, passkey_id: object) -> Passkey:
    """Return the actor's passkey; somebody else's is as good as absent."""
    require(actor, "use_account")
    row = Passkey.objects.filter(pk=passkey_id, person_id=actor.person_id).first()  # type: ignore[misc]
    if row is None:
        raise NotFound(
            Problem("no_passkey", "There is no such passkey.", "It may have been removed already.")
        )
    require(actor, "change_passkey", row)
    return row


def name_passkey(*, actor: Actor, passkey_id: object, name: str) -> None:
    """Give the passkey another name."""
    row = own_passkey(actor, passkey_id)
    row.name = name
    row.save(update_fields=["name"])


def remove_passkey(*, actor: Actor, passkey_id: object) -> None:
    """Forget the passkey; nobody signs in with it any more. The mail link stays."""
    row = own_passkey(actor, passkey_id)
    with transaction.atomic():
        row.delete()
        record_fact("passkey_removed", object_kind="person", object_id=actor.person_id, actor=actor.person_id)
