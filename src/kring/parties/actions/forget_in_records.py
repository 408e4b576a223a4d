"""A person enters; what imports and merges keep to be undone loses their address, name and rows."""

import json
from datetime import datetime

from kring.parties.models import Merge, PartyImport, Person

CONTACT = ("contact_email", "contact_name", "contact_phone")


def forget_in_records(person: Person, now: datetime) -> None:
    """Undoing an import or a merge later must not bring the person back, nor fail on a missing one."""
    address = person.email.lower()
    for record in PartyImport.objects.exclude(values_before={}):
        kept = {key: _without_contact(fields, address) for key, fields in record.values_before.items()}
        if kept != record.values_before:
            record.values_before = kept
            record.save(update_fields=["values_before"])
    for merge in Merge.objects.all():
        before = (merge.lost_record, merge.replaced, merge.dropped)
        merge.lost_record = _emptied(merge.lost_record, address)
        merge.replaced = _without_contact(merge.replaced, address)
        merge.dropped = _without_rows(merge.dropped, str(person.pk))
        if before != (merge.lost_record, merge.replaced, merge.dropped):
            merge.save(update_fields=["lost_record", "replaced", "dropped"])


def _without_contact(fields: dict[str, list[object]], address: str) -> dict[str, list[object]]:
    """Leave the contact's fields out of {field: [before, after]} where one of the two is the person's."""
    named = [str(value).lower() for value in fields.get("contact_email", [])]
    return {name: both for name, both in fields.items() if name not in CONTACT or address not in named}


def _emptied(records: str, address: str) -> str:
    """Empty the contact in serialised organisations whose contact the person is."""
    if address not in records.lower():
        return records
    rows = json.loads(records)
    for row in rows:
        if str(row["fields"].get("contact_email", "")).lower() == address:
            row["fields"].update(dict.fromkeys(CONTACT, ""))
    return json.dumps(rows)


def _without_rows(records: str, key: str) -> str:
    """Leave out serialised rows that speak of the person."""
    if key not in records:
        return records
    return json.dumps([row for row in json.loads(records) if key not in json.dumps(row)])
