"""An organisation and new values enter; it leaves changed, with a fact that names the fields."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from kring.engines.redaction import redact
from kring.ledger.actions.record_fact import record_fact
from kring.parties.models import Organisation
from kring.parties.permissions import require
from kring.parties.rules import Actor

CHANGEABLE = frozenset(
    {
        "name", "kind", "size_class", "place", "postcode", "corop", "area", "goals", "offers",
        "available_from", "available_until", "hours_per_week", "contact_name", "contact_email",
        "contact_phone", "website", "consent_to_be_shown",
    }
)  # fmt: skip
OWN_WORDS = ("goals", "offers")


def change_party(
    *, actor: Actor, organisation: Organisation, values: Mapping[str, object], now: datetime
) -> list[str]:
    """Save what differs; return the names of the fields that changed. Unknown fields are refused."""
    require(actor, "edit_party", organisation)
    unknown = set(values) - CHANGEABLE
    if unknown:
        raise ValueError(f"no form asks {sorted(unknown)}")
    with transaction.atomic():
        party = Organisation.objects.select_for_update().get(pk=organisation.pk)
        clean = {
            name: redact(str(value), "nl").text if name in OWN_WORDS and value else value
            for name, value in values.items()
        }
        fields = sorted(name for name, value in clean.items() if getattr(party, name) != value)
        if fields:
            for name in fields:
                setattr(party, name, clean[name])
            party.updated_at = now
            party.save(update_fields=[*fields, "updated_at"])
            record_fact(
                "organisation_changed",
                object_kind="organisation",
                object_id=party.pk,
                actor=actor.person_id,
                region=party.corop,
                area=party.area,
                details={"fields": fields},
            )
    organisation.refresh_from_db()
    return fields
