"""A person's own new name and language enter; they leave saved, with a fact that names the fields."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from kring.ledger.actions.record_fact import record_fact
from kring.parties.models import Person
from kring.parties.permissions import require
from kring.parties.rules import Actor

FIELDS = ("name", "language", "corop")


def change_details(*, actor: Actor, values: Mapping[str, object], now: datetime) -> list[str]:
    """Save what differs; return the names of the fields that changed."""
    require(actor, "use_account")
    with transaction.atomic():
        person = Person.objects.select_for_update().get(pk=actor.person_id)
        fields = [name for name in FIELDS if name in values and getattr(person, name) != values[name]]
        if fields:
            for name in fields:
                setattr(person, name, values[name])
            person.save(update_fields=fields)
            record_fact(
                "details_changed",
                object_kind="person",
                object_id=person.pk,
                actor=person.pk,
                details={"fields": fields},
            )
    return fields
