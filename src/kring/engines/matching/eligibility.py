"""Which offers can serve a challenge, from which week: a problem enters; edges and named refusals leave.

Rules, in the order in which they are asked; the first that refuses gives its name:

1. ``banned``    the pair was banned;
2. ``language``  the offer does not work in the challenge's language;
3. ``region``    further away than the policy allows, and not among the regions the offer serves;
4. ``travel``    further than the offer travels;
5. ``period``    its calendar has no run of weeks inside the community's time;
6. ``full``      the calendar covers such weeks, but too few units are free for the smallest group.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from kring.engines.matching.inputs import Challenge, Offer, Policy, Problem
from kring.engines.matching.nearby import CLASSES, covers, distance_class, kilometres

RULES: tuple[str, ...] = ("banned", "language", "region", "travel", "period", "full")


@dataclass(frozen=True)
class Refusal:
    """An offer that cannot serve a challenge: the name of the rule, and what it saw."""

    challenge: str
    offer: str
    rule: str
    params: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Placement:
    """For one start of the community: the week in which the offer joins, and the units free throughout."""

    week: int
    units: int


@dataclass(frozen=True)
class Edge:
    """An offer that can serve a challenge: its distance class and a placement for each start week."""

    challenge: Challenge
    offer: Offer
    distance: str
    placements: Mapping[int, Placement]


def judge(problem: Problem, challenge: Challenge, offer: Offer) -> Edge | Refusal:
    """Return the edge between a challenge and an offer, or the rule that refuses it."""

    def refused(rule: str, **params: object) -> Refusal:
        return Refusal(challenge.id, offer.id, rule, params)

    if any(ban.hits(challenge.id, offer) for ban in problem.bans):
        return refused("banned")
    if offer.languages and challenge.language not in offer.languages:
        return refused("language", language=challenge.language)
    distance = distance_class(challenge.region, offer.region)
    rule = _travel_rule(problem.policy, challenge, offer, distance)
    if rule:
        return refused(rule, distance=distance, region=offer.region, reach_km=offer.reach_km)
    placements = placements_of(challenge, offer)
    if not placements:
        rule = "full" if _touches(challenge, offer) else "period"
        return refused(
            rule, first_week=offer.first_week, last_week=offer.first_week + len(offer.free_units) - 1
        )
    return Edge(challenge, offer, distance, placements)


def _travel_rule(policy: Policy, challenge: Challenge, offer: Offer, distance: str) -> str:
    if any(covers(code, challenge.region) for code in offer.regions):
        return ""
    if CLASSES.index(distance) > CLASSES.index(policy.widest):
        return "region"
    away = kilometres(challenge.region, offer.region)
    if offer.reach_km is not None and (away is None or away > offer.reach_km) and distance != "corop":
        return "travel"
    return ""


def weeks_taken(challenge: Challenge, offer: Offer) -> int:
    """Return for how many weeks the offer takes part: its own, at most the community's."""
    return challenge.weeks if offer.weeks is None else min(offer.weeks, challenge.weeks)


def placements_of(challenge: Challenge, offer: Offer) -> dict[int, Placement]:
    """Return for each possible start the first week in which the smallest group fits.

    A community that starts in week s runs through week s + weeks − 1. The offer joins in the first week
    w ≥ s such that w … w + taken − 1 lies inside that run and ``group_min`` units are free in all of it.
    """
    taken = weeks_taken(challenge, offer)
    free = _free_throughout(offer, taken)
    found: dict[int, Placement] = {}
    for start in range(challenge.first_week, challenge.last_week + 1):
        for week in range(start, start + challenge.weeks - taken + 1):
            units = free.get(week, 0)
            if units >= offer.group_min:
                found[start] = Placement(week, min(units, offer.group_max))
                break
    return found


def _free_throughout(offer: Offer, taken: int) -> dict[int, int]:
    units = offer.free_units
    return {offer.first_week + i: min(units[i : i + taken]) for i in range(len(units) - taken + 1)}


def _touches(challenge: Challenge, offer: Offer) -> bool:
    """Whether the calendar holds a run of weeks, full or not, inside the community's possible time."""
    taken = weeks_taken(challenge, offer)
    first = max(challenge.first_week, offer.first_week)
    last = min(challenge.last_week + challenge.weeks, offer.first_week + len(offer.free_units))
    return last - first >= taken


def edges_of(problem: Problem) -> tuple[list[Edge], list[Refusal]]:
    """Return every edge and every refusal of a problem, by challenge, then by offer."""
    judged = [judge(problem, c, o) for c in problem.challenges for o in problem.offers]
    return [e for e in judged if isinstance(e, Edge)], [r for r in judged if isinstance(r, Refusal)]
