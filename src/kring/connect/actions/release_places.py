"""Places that a school holds for a challenge enter; they are free again."""

from datetime import datetime

from django.db import transaction

from kring.connect.actions.hold_places import record_adoption
from kring.connect.models import Adoption, Challenge
from kring.parties.permissions import require
from kring.parties.rules import Actor


def release_places(*, actor: Actor, adoption: Adoption, now: datetime) -> None:
    """Give the places back; a second time changes nothing."""
    require(actor, "hold_places", adoption)
    with transaction.atomic():
        if Adoption.objects.filter(pk=adoption.pk, released_at=None).update(released_at=now):
            record_adoption("places_released", adoption, actor)
    adoption.refresh_from_db()


def release_all(*, by: Actor, challenge: Challenge, now: datetime) -> None:
    """Give back what is held for a challenge that was declined. Call it inside that transaction."""
    for adoption in challenge.adoptions.filter(released_at=None).select_related("challenge"):
        Adoption.objects.filter(pk=adoption.pk).update(released_at=now)
        record_adoption("places_released", adoption, by)
