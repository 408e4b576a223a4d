"""A purpose and yes or no enter; the person's consent leaves, given or withdrawn with its date."""

from datetime import datetime

from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Coalesce, Greatest

from kring.core.problems import NotFound, Problem
from kring.core.purposes import purposes
from kring.ledger.actions.record_fact import record_fact
from kring.parties.models import Consent, Person
from kring.parties.permissions import require
from kring.parties.rules import KEPT, Actor


def set_consent(*, actor: Actor, purpose: str, agreed: bool, now: datetime) -> bool:
    """Give or withdraw a consent; return whether that changed anything (a second click does not)."""
    require(actor, "use_account")
    if purpose not in purposes():
        raise NotFound(Problem("no_purpose", "There is no such purpose.", "Choose one from the list."))
    with transaction.atomic():
        # The person's row is the lock: of two clicks at once one counts.
        Person.objects.select_for_update().get(pk=actor.person_id)
        open_rows = Consent.objects.filter(
            person_id=actor.person_id, purpose=purpose, withdrawn_at__isnull=True
        )
        if open_rows.exists() is agreed:
            return False
        if agreed:
            Consent.objects.create(person_id=actor.person_id, purpose=purpose, given_at=now)
        else:
            open_rows.update(withdrawn_at=now)
        _record("consent_given" if agreed else "consent_withdrawn", actor.person_id, actor.person_id, purpose)
    return True


def lapse_consents(*, now: datetime) -> int:
    """Withdraw what outlived its purpose's period without a visit, forget old proofs; return the count."""
    lapsed = 0
    for purpose in purposes().values():
        seen = Greatest(F("given_at"), Coalesce(F("person__last_visit_at"), F("given_at")))
        rows = Consent.objects.filter(purpose=purpose.code, withdrawn_at__isnull=True)
        for row in rows.annotate(seen=seen).filter(seen__lt=now - purpose.lasts):
            with transaction.atomic():
                lapsed += Consent.objects.filter(pk=row.pk, withdrawn_at__isnull=True).update(
                    withdrawn_at=now, lapsed=True
                )
                _record("consent_lapsed", row.person_id, "", purpose.code)
    forgotten = Q(withdrawn_at__lt=now - KEPT["withdrawn_consent"])
    return lapsed + Consent.objects.filter(forgotten).delete()[0]


def _record(verb: str, person_id: object, actor: object, purpose: str) -> None:
    record_fact(verb, object_kind="person", object_id=person_id, actor=actor, details={"purpose": purpose})
