"""Challenges and offers as stored enter; frozen inputs of the matching engine leave."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from math import ceil

from kring.connect.models import Challenge, Offer, Reservation
from kring.connect.rules import next_start
from kring.engines.matching import Challenge as EngineChallenge
from kring.engines.matching import Offer as EngineOffer
from kring.engines.matching.weeks import week_of
from kring.parties.rules import NETWORK, side_of

# A party that offers nothing for years on end is asked again: no calendar runs further than this.
HORIZON_WEEKS = 78
LATEST_START_WEEKS = 26
SIDES = ("practice", "education", "research")


def engine_challenge(challenge: Challenge, *, today: date, gap_points: int = 0) -> EngineChallenge:
    """Return the challenge for the engine; it may start next week, at most half a year on."""
    side = side_of(challenge.organisation_kind)
    return EngineChallenge(
        id=str(challenge.pk),
        skills=dict.fromkeys(challenge.skill_uris, 1.0),
        region=challenge.corop,
        area=challenge.area,
        topics=frozenset({challenge.topic} if challenge.topic else ()),
        first_week=week_of(today) + 1,
        last_week=week_of(today) + LATEST_START_WEEKS,
        hours_per_week=challenge.hours_per_week,
        language=challenge.language,
        owner=str(challenge.organisation_id or f"owner:{challenge.pk}"),
        owner_side=side if side in SIDES else "",
        gap_points=gap_points,
    )


def used_units(offers: Iterable[Offer], *, except_proposal: object = None) -> dict[str, dict[int, int]]:
    """Return, by offer and week, how many units are reserved for proposals that still stand."""
    used: dict[str, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    rows = Reservation.objects.filter(
        offer__in=[offer.pk for offer in offers], proposal__state__in=["inviting", "agreed"]
    ).exclude(proposal_id=except_proposal)
    for row in rows.values_list("offer_id", "starts", "weeks", "units"):
        offer_id, starts, weeks, units = row
        for week in range(week_of(starts), week_of(starts) + weeks):
            used[str(offer_id)][week] += units
    return used


def engine_offers(offers: Iterable[Offer], *, today: date) -> list[EngineOffer]:
    """Return the offers for the engine, with what earlier proposals use already taken off."""
    rows = list(offers)
    used = used_units(rows)
    found = [_engine_offer(offer, used[str(offer.pk)], today) for offer in rows]
    return [offer for offer in found if offer is not None]


def _engine_offer(offer: Offer, used: dict[int, int], today: date) -> EngineOffer | None:
    first = week_of(max(next_start(offer.starts, offer.repeats, today) or today, today))
    last = min(week_of(offer.ends or today + timedelta(weeks=HORIZON_WEEKS)), first + HORIZON_WEEKS)
    if last < first or not offer.corop or offer.side not in (*SIDES, NETWORK):
        return None
    party = offer.organisation
    return EngineOffer(
        id=str(offer.pk),
        organisation=str(offer.organisation_id),
        side=offer.side if offer.side in SIDES else "",
        kind=offer.kind,
        region=offer.corop,
        first_week=first,
        free_units=tuple(max(0, offer.units_per_week - used.get(week, 0)) for week in range(first, last + 1)),
        brings=frozenset(offer.skills_brought),
        learns=frozenset(offer.skills_learned),
        group_min=offer.group_min,
        group_max=max(offer.group_min, offer.group_max),
        areas=frozenset({offer.area} if offer.area else ()),
        sector=party.area,
        languages=frozenset(offer.languages),
        # What nobody told stays unknown; half an hour more is an hour that somebody must have.
        hours_per_week=None if offer.hours_per_week is None else ceil(offer.hours_per_week),
        euros=offer.euros,
        sme=party.sme,
    )


def offers_for(challenge: Challenge, *, most: int = 400) -> list[Offer]:
    """Return open offers that could serve: of the same hub's regions first, then of the whole country."""
    rows = list(
        Offer.objects.filter(open=True)
        .exclude(organisation_id=challenge.organisation_id)
        .select_related("organisation")
        .order_by("pk")
    )
    hubs = set(challenge.hub_codes)
    wanted = set(challenge.skill_uris)

    def worth(offer: Offer) -> tuple[int, int]:
        near = bool(hubs & set(offer.organisation.hub_codes)) or offer.corop == challenge.corop
        shared = len(wanted & {*offer.skills_brought, *offer.skills_learned})
        return (-int(near), -shared)

    return sorted(rows, key=worth)[:most]
