"""The hours, and euros, that an organisation can spend in a quarter enter; its budget leaves."""

from datetime import datetime

from django.db import transaction

from kring.connect.models import HourBudget
from kring.core.problems import Problem, UnableTo
from kring.ledger.actions.record_fact import record_fact
from kring.parties.models import Organisation
from kring.parties.permissions import require
from kring.parties.rules import Actor

MOST_HOURS = 5_000
MOST_EUROS = 1_000_000


def set_hour_budget(
    *, actor: Actor, organisation: Organisation, hours: int | None, euros: int | None, now: datetime
) -> HourBudget | None:
    """Set what can be spent in each quarter; ``hours`` None takes the budget away: there is no limit."""
    require(actor, "set_hour_budget", organisation)
    if (hours is not None and not 0 <= hours <= MOST_HOURS) or (
        euros is not None and not 0 <= euros <= MOST_EUROS
    ):
        raise UnableTo(Problem("wrong_number", "This number cannot be right.", "Fill in another one."))
    told = {"hours": hours, "euros": euros if hours is not None else None}
    with transaction.atomic():
        Organisation.objects.select_for_update().get(pk=organisation.pk)
        known = HourBudget.objects.filter(organisation=organisation).first()
        before = {"hours": known.hours, "euros": known.euros} if known else {"hours": None, "euros": None}
        if told == before:
            return known
        if hours is None:
            HourBudget.objects.filter(organisation=organisation).delete()
            found = None
        else:
            found, _ = HourBudget.objects.update_or_create(
                organisation=organisation, defaults={**told, "since": now}
            )
        record_fact(
            "hour_budget_set",
            object_kind="organisation",
            object_id=organisation.pk,
            actor=actor.person_id,
            region=organisation.corop,
            area=organisation.area,
            details=told,
        )
    return found
