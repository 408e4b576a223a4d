"""Reads challenges, offers and communities for pages: the queue, lists with filters, one object's story."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet

from kring.connect.models import Challenge, Community, Offer
from kring.connect.rules import OPEN_STATES, VISIBLE_STATES
from kring.core.lifecycle import PHASES
from kring.core.problems import NotFound, Problem
from kring.core.regions import corop_areas_of
from kring.ledger.queries import facts_about


def visible_challenges(
    *, region: str = "", area: str = "", topic: str = "", words: str = ""
) -> QuerySet[Challenge]:
    """Return challenges that everybody may see, newest first."""
    rows = Challenge.objects.filter(state__in=VISIBLE_STATES)
    return _filtered(rows, region, area, topic, words, ("title", "text")).order_by("-confirmed_at", "-pk")


def queue_of(hub: str) -> QuerySet[Challenge]:
    """Return what waits for brokers of a hub, longest waiting first; ``hub`` "" means all hubs."""
    rows = Challenge.objects.filter(state__in=OPEN_STATES).select_related("organisation", "broker")
    if hub:
        rows = rows.filter(corop__in=corop_areas_of(f"hub:{hub}"))
    return rows.order_by("confirmed_at", "pk")


def offered_on(day: date) -> Q:
    """Return what an open offer has to be, so that it is not over on a day."""
    return Q(open=True) & (Q(ends__isnull=True) | Q(ends__gte=day))


def open_offers(
    *, today: date, region: str = "", area: str = "", kind: str = "", words: str = ""
) -> QuerySet[Offer]:
    """Return open offers of parties that agreed to be shown, first start first; none that is over."""
    rows = Offer.objects.filter(offered_on(today), organisation__consent_to_be_shown=True)
    rows = rows.select_related("organisation")
    if kind:
        rows = rows.filter(kind=kind)
    return _filtered(rows, region, area, "", words, ("title", "organisation__name")).order_by(
        "starts", "title"
    )


def communities(*, region: str = "", area: str = "", phase: str = "", words: str = "") -> QuerySet[Community]:
    """Return communities by title."""
    rows = Community.objects.all()
    if phase:
        states = [state for one in PHASES if one.code == phase for state in one.states]
        rows = rows.filter(state__in=states)
    return _filtered(rows, region, area, "", words, ("title", "question")).order_by("title")


def _filtered(
    rows: QuerySet, region: str, area: str, topic: str, words: str, columns: tuple[str, ...]
) -> QuerySet:
    if region:
        rows = rows.filter(corop__in=corop_areas_of(region))
    if area:
        rows = rows.filter(area=area)
    if topic:
        rows = rows.filter(topic=topic)
    for word in words.split()[:6]:
        condition = Q()
        for column in columns:
            condition |= Q(**{f"{column}__icontains": word})
        rows = rows.filter(condition)
    return rows


@dataclass(frozen=True)
class Event:
    """One line of an object's story."""

    at: datetime
    verb: str
    actor: str
    details: dict[str, object]


def story_of(kind: str, object_id: object) -> list[Event]:
    """Return what happened to an object, oldest first, from the ledger."""
    return [Event(f.at, f.verb, f.actor, f.details) for f in facts_about(kind, object_id)]


def challenge_with(challenge_id: object) -> Challenge:
    """Return a challenge; NotFound when there is none."""
    rows = Challenge.objects.select_related("organisation", "broker").prefetch_related("skills")
    found = rows.filter(pk=challenge_id).first()
    if found is None:
        raise NotFound(Problem("no_challenge", "There is no such challenge.", "Look in the list."))
    return found


def community_with(community_id: object) -> Community:
    """Return a community; NotFound when there is none."""
    found = Community.objects.select_related("challenge", "proposal").filter(pk=community_id).first()
    if found is None:
        raise NotFound(Problem("no_community", "There is no such community.", "Look in the list."))
    return found
