"""How many places of an offer were filled and refused enters; a count with a date leaves."""

from datetime import datetime

from django.db import transaction

from kring.connect.actions.publish_offer import MOST_UNITS, record_offer
from kring.connect.models import Offer, PlacesCount
from kring.core.problems import Problem, UnableTo
from kring.parties.permissions import require
from kring.parties.rules import Actor


def count_places(*, actor: Actor, offer: Offer, filled: int, refused: int, now: datetime) -> PlacesCount:
    """Keep a count; the newest one holds. Numbers only: nobody's name is asked."""
    require(actor, "change_offer", offer)
    problems = []
    if not 0 <= filled <= offer.units_per_week:
        problems.append(
            Problem(
                "too_many_filled", "There are {places} places.", "Fill in at most that many, or offer more.",
                field="filled", params={"places": offer.units_per_week},
            )
        )  # fmt: skip
    if not 0 <= refused <= MOST_UNITS:
        problems.append(
            Problem("wrong_number", "This number cannot be right.", "Fill in another one.", field="refused")
        )
    if problems:
        raise UnableTo(*problems)
    with transaction.atomic():
        count = PlacesCount.objects.create(
            offer=offer, offered=offer.units_per_week, filled=filled, refused=refused, by=actor.person_id,
            at=now,
        )  # fmt: skip
        record_offer("places_counted", offer, actor, offered=count.offered, filled=filled, refused=refused)
    return count
