"""A person enters; a zip with everything that Kring holds of them leaves."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction

from kring.ledger.actions.record_fact import record_fact
from kring.parties.actions.limit_attempts import limit_attempts
from kring.parties.formats.personal_export import Codes, as_zip
from kring.parties.models import Person
from kring.parties.permissions import require
from kring.parties.queries.personal_data import sections_of
from kring.parties.rules import Actor
from kring.taxonomy.queries.concepts import names

MOST_A_DAY = 20


def export_person(
    *, actor: Actor, title: str, language: str, labels: Mapping[str, object], codes: Codes, now: datetime
) -> bytes:
    """Return the actor's own data; nobody gets those of another. ``codes``: what each means, by column."""
    require(actor, "use_account")
    limit_attempts("export", actor.person_id, most=MOST_A_DAY, within=timedelta(days=1), now=now)
    with transaction.atomic():
        person = Person.objects.get(pk=actor.person_id)
        require(actor, "export_person", person)
        record_fact("person_exported", object_kind="person", object_id=person.pk, actor=person.pk)
        sections = sections_of(person)
        uris = {str(row["uri"]) for section in sections for row in section.rows if row.get("uri")}
        codes = {**codes, "uri": names(uris, language)}
        return as_zip(sections, title=title, language=language, labels=labels, codes=codes, now=now)
