"""Who can take the place of one member: what stays and who is out enter; whole communities leave, best first.

The community keeps its weeks and everybody else. A stand-in comes from another organisation, counts on the
same side, and the community with it keeps every rule. A lot decides between equal scores.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from kring.engines.matching.checker import broken_rules
from kring.engines.matching.describe import Chosen, describe
from kring.engines.matching.eligibility import Edge, judge
from kring.engines.matching.inputs import Challenge, Offer, Problem
from kring.engines.matching.model import lot
from kring.engines.matching.results import Community, Member


@dataclass(frozen=True)
class Place:
    """What a member takes of its offer: how many units, from which week."""

    offer: str
    units: int
    week: int


@dataclass(frozen=True)
class StandIn:
    """Another member for a place, and the community with it."""

    member: Member
    community: Community


def stand_ins(
    *,
    problem: Problem,
    challenge: Challenge,
    start: int,
    places: Sequence[Place],
    out: str,
    most: int = 3,
) -> tuple[StandIn, ...]:
    """Return who can stand in for the offer ``out``; ``places`` are those of all members, it included."""
    offers = {offer.id: offer for offer in problem.offers}
    left = next(place for place in places if place.offer == out)
    staying = _chosen(problem, challenge, offers, [place for place in places if place.offer != out])
    if staying is None or out not in offers:
        return ()
    parties = {offers[place.offer].organisation for place in places}
    found = [
        one
        for offer in problem.offers
        if offer.side == offers[out].side and offer.organisation not in {*parties, challenge.owner}
        for one in _with(problem, challenge, start, staying, offer, left.units)
    ]
    found.sort(key=lambda one: (-one.community.score, lot(challenge.id, one.member.offer)))
    best: dict[str, StandIn] = {}
    for one in found:
        best.setdefault(one.member.organisation, one)
    return tuple(best.values())[:most]


def _chosen(
    problem: Problem, challenge: Challenge, offers: dict[str, Offer], places: Sequence[Place]
) -> list[Chosen] | None:
    found: list[Chosen] = []
    for place in places:
        edge = judge(problem, challenge, offers[place.offer]) if place.offer in offers else None
        if not isinstance(edge, Edge):
            return None
        found.append((edge, place.units, place.week))
    return found


def _with(
    problem: Problem,
    challenge: Challenge,
    start: int,
    staying: Sequence[Chosen],
    offer: Offer,
    units: int,
) -> list[StandIn]:
    edge = judge(problem, challenge, offer)
    if not isinstance(edge, Edge) or start not in edge.placements:
        return []
    place = edge.placements[start]
    taken = max(offer.group_min, min(units, place.units, offer.group_max))
    chosen = [*staying, (edge, taken, place.week)]
    community = describe(problem=problem, challenge=challenge, start=start, chosen=chosen)
    if next(broken_rules(problem, [community]), None):
        return []
    return [StandIn(community.members[-1], community)]
