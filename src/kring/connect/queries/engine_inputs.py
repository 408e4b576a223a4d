"""Challenges and offers as stored enter; frozen inputs of the matching engine leave."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from math import ceil

from kring.connect.models import Adoption, Challenge, Offer, Reservation
from kring.connect.rules import next_start, weeks_to_answer
from kring.engines.matching import Challenge as EngineChallenge
from kring.engines.matching import Offer as EngineOffer
from kring.engines.matching.weeks import week_of
from kring.parties.rules import NETWORK, side_of

# A party that offers nothing for years on end is asked again: no calendar runs further than this.
HORIZON_WEEKS = 78
LATEST_START_WEEKS = 26
SIDES = ("practice", "education", "research")


def engine_challenge(challenge: Challenge, *, today: date, gap_points: int = 0) -> EngineChallenge:
    """Return the challenge for the engine; it starts once all can have answered, at most half a year on."""
    side = side_of(challenge.organisation_kind)
    return EngineChallenge(
        id=str(challenge.pk),
        skills=dict.fromkeys(challenge.skill_uris, 1.0),
        region=challenge.corop,
        area=challenge.area,
        topics=frozenset({challenge.topic} if challenge.topic else ()),
        first_week=week_of(today) + 1 + weeks_to_answer(today),
        last_week=week_of(today) + LATEST_START_WEEKS,
        hours_per_week=challenge.hours_per_week,
        language=challenge.language,
        owner=str(challenge.organisation_id or f"owner:{challenge.pk}"),
        owner_side=side if side in SIDES else "",
        gap_points=gap_points,
    )


def used_units(
    offers: Iterable[Offer], *, except_proposal: object = None, challenge: object = None
) -> dict[str, dict[int, int]]:
    """Return, by offer and week, how many units are taken: reserved for proposals that stand, or held.

    What a school holds for a challenge and what a proposal on that challenge reserves are the same places:
    the larger of the two counts. ``challenge``: what is held for this one is free to it.
    """
    ids = [offer.pk for offer in offers]
    reserved = Reservation.objects.filter(offer__in=ids, proposal__state__in=["inviting", "agreed"]).exclude(
        proposal_id=except_proposal
    )
    rows = reserved.values_list("offer_id", "proposal__challenge_id", "starts", "weeks", "units")
    held = Adoption.objects.filter(offer__in=ids, released_at=None).exclude(challenge=challenge)
    kept = held.values_list("offer_id", "challenge_id", "starts", "weeks", "units")
    by_challenge: dict[tuple[str, int], dict[object, list[int]]] = defaultdict(
        lambda: defaultdict(lambda: [0, 0])
    )
    for which, found in enumerate((rows, kept)):
        for offer_id, for_whom, starts, weeks, units in found:
            for week in range(week_of(starts), week_of(starts) + weeks):
                by_challenge[str(offer_id), week][for_whom][which] += units
    used: dict[str, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for (offer_id, week), each in by_challenge.items():
        used[offer_id][week] = sum(max(pair) for pair in each.values())
    return used


def free_units(offer: Offer, weeks: range, *, challenge: object = None) -> dict[int, int]:
    """Return how many units are free in each of these weeks; never less than none."""
    used = used_units([offer], challenge=challenge)[str(offer.pk)]
    return {week: max(0, offer.units_per_week - used.get(week, 0)) for week in weeks}


def engine_offers(
    offers: Iterable[Offer], *, today: date, except_proposal: object = None, challenge: object = None
) -> list[EngineOffer]:
    """Return the offers for the engine, with what others use or hold already taken off."""
    rows = list(offers)
    used = used_units(rows, except_proposal=except_proposal, challenge=challenge)
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
