"""A role of the demo country enters; the invented person who has it leaves."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction

from kring.core.problems import NotAllowed, NotFound, Problem
from kring.ledger.actions.record_fact import record_fact
from kring.parties.models import Person
from kring.parties.permissions import require
from kring.parties.rules import ANYBODY


def demo_people() -> list[Person]:
    """Return the invented people that a visitor may become; none where demo roles are switched off."""
    if not settings.KRING_DEMO_ROLES:
        return []
    return list(Person.objects.filter(is_demo=True, is_active=True).order_by("joined_at", "name"))


def step_into_demo_role(*, person_id: str) -> Person:
    """Become an invented person. Real accounts can never be entered this way."""
    if not settings.KRING_DEMO_ROLES:
        raise NotAllowed(
            Problem("no_demo_roles", "Demo roles are switched off.", "Sign in with a mail link.")
        )
    try:
        person = Person.objects.filter(is_demo=True, is_active=True, pk=person_id).first()
    except (ValidationError, ValueError, TypeError):
        person = None
    if person is None:
        raise NotFound(Problem("no_demo_person", "There is no such demo role.", "Choose one from the bar."))
    require(ANYBODY, "step_into_demo_role", person)
    with transaction.atomic():
        record_fact("stepped_into_demo_role", object_kind="person", object_id=person.pk, actor=person.pk)
    return person
