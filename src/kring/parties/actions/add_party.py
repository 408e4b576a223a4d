"""What a broker knows of an organisation that Kring does not know yet enters; its record leaves."""

from datetime import datetime

from django.db import transaction

from kring.core.problems import Problem, UnableTo
from kring.ledger.actions.record_fact import record_fact
from kring.parties.models import Organisation
from kring.parties.permissions import require
from kring.parties.rules import SIDE_OF_KIND, Actor


def add_party(
    *, actor: Actor, name: str, kind: str, place: str, corop: str, source: str, now: datetime
) -> Organisation:
    """Add an organisation by hand. It is shown to nobody else until it agrees to that."""
    require(actor, "add_party")
    called = " ".join(name.split())[:200]
    problems = []
    if len(called) < 2:
        problems.append(Problem("no_name", "There is no name yet.", "Fill in the name.", field="name"))
    if kind not in SIDE_OF_KIND:
        problems.append(
            Problem("wrong_kind", "We do not know this type of organisation.", "Choose one from the list.")
        )
    if not corop:
        problems.append(
            Problem("unknown_place", "We do not know this place.", "Fill in a place or postcode.")
        )
    if problems:
        raise UnableTo(*problems)
    with transaction.atomic():
        party = Organisation.objects.create(
            name=called, kind=kind, place=place[:100], corop=corop, source=source, created_at=now
        )
        record_fact(
            "organisation_added",
            object_kind="organisation",
            object_id=party.pk,
            actor=actor.person_id,
            reason=source,
            region=corop,
        )
    return party
