"""A course, a challenge, a number and weeks enter; places that the school holds leave: capacity goes down."""

import secrets
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from kring.connect import rules
from kring.connect.models import Adoption, Challenge, Offer
from kring.connect.queries.teaching import challenge_weeks, course_weeks, overlap, places_free
from kring.core.problems import Problem, UnableTo
from kring.engines.matching.weeks import monday_of, week_of
from kring.ledger.actions.record_fact import record_fact
from kring.parties.permissions import require
from kring.parties.rules import Actor


def hold_places(
    *, actor: Actor, offer: Offer, challenge: Challenge, units: int, now: datetime, week: int | None = None
) -> Adoption:
    """Hold places of a course for a challenge, in the weeks in which both can (from ``week`` on).

    The offer's row is the lock, as for invitations: two at once never hold more places than there are.
    """
    require(actor, "hold_places", offer)
    with transaction.atomic():
        one = Offer.objects.select_for_update().get(pk=offer.pk)
        asked = Challenge.objects.get(pk=challenge.pk)
        _check_open(one, asked)
        today = timezone.localdate(now)
        weeks = overlap(course_weeks(one, today), challenge_weeks(asked, today), begin=week)
        if not weeks:
            raise UnableTo(
                Problem("no_weeks", "Course and challenge share no weeks.", "Choose another course or week.")
            )
        _check_places(units, places_free(one, weeks, asked))
        adoption = Adoption.objects.create(
            offer=one,
            challenge=asked,
            units=units,
            starts=monday_of(weeks.start),
            weeks=len(weeks),
            at=now,
            link_key=secrets.token_urlsafe(12),
        )
        record_adoption("places_held", adoption, actor, units=units)
    return adoption


def hold_again(*, actor: Actor, adoption: Adoption, now: datetime) -> None:
    """Undo a release: hold the same places again, if they are still free."""
    require(actor, "hold_places", adoption)
    with transaction.atomic():
        offer = Offer.objects.select_for_update().get(pk=adoption.offer_id)
        one = Adoption.objects.select_related("challenge").get(pk=adoption.pk)
        if one.released_at is None:
            return
        _check_open(offer, one.challenge)
        first = week_of(one.starts)
        _check_places(one.units, places_free(offer, range(first, first + one.weeks), one.challenge))
        Adoption.objects.filter(pk=one.pk).update(released_at=None)
        record_adoption("places_held", one, actor, units=one.units)
    adoption.refresh_from_db()


def _check_open(offer: Offer, challenge: Challenge) -> None:
    if not offer.open or offer.kind not in rules.LEARNING_KINDS:
        raise UnableTo(
            Problem("no_course", "This is no open course.", "Choose one of your courses that is open.")
        )
    if challenge.state not in rules.OPEN_STATES:
        raise UnableTo(
            Problem("wrong_state", "This cannot be done to the challenge now.", "Look at its page again.")
        )
    if Adoption.objects.filter(offer=offer, challenge=challenge, released_at=None).exists():
        raise UnableTo(
            Problem("held_already", "Your course holds places for it already.", "Release them first.")
        )


def _check_places(units: int, free: int) -> None:
    if not 1 <= units <= free:
        raise UnableTo(
            Problem(
                "too_few_places", "There are {free} places free in these weeks.", "Hold at most that many.",
                field="units", params={"free": free},
            )
        )  # fmt: skip


def record_adoption(verb: str, adoption: Adoption, actor: Actor, **details: object) -> None:
    """Record what happened, with the challenge: it stands in its story and in that of its broker."""
    challenge = adoption.challenge
    record_fact(
        verb,
        object_kind="challenge",
        object_id=challenge.pk,
        actor=actor.person_id,
        region=challenge.corop,
        area=challenge.area,
        details={"offer": str(adoption.offer_id), "adoption": str(adoption.pk), **details},
    )
