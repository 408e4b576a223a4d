"""From a choice to a community in full: what it covers, misses, costs and scores, and why.

The score parts here are counted from the inputs, not read from the model, so that the two check each other.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from kring.engines.matching.eligibility import Edge, judge, weeks_taken
from kring.engines.matching.inputs import SIDES, Challenge, Offer, Problem
from kring.engines.matching.model import mixes, party_points, possible_sides
from kring.engines.matching.needs import sides_needed, skills_needed
from kring.engines.matching.results import Community, Covered, Member, Reason, ScorePart

Chosen = tuple[Edge, int, int]  # edge, units, week in which it joins


def describe(*, problem: Problem, challenge: Challenge, start: int, chosen: Sequence[Chosen]) -> Community:
    """Return the community that a choice of offers makes."""
    members = tuple(_member(edge, units, week) for edge, units, week in chosen)
    offers = [edge.offer for edge, _, _ in chosen]
    covered = _covered(problem, challenge, offers)
    parts = _parts(problem, challenge, start, chosen, covered)
    names = {c.skill for c in covered}
    hours, hours_at_least = _known_sum(member.asks_hours_per_week for member in members)
    euros, euros_at_least = _known_sum(member.euros for member in members)
    return Community(
        challenge=challenge.id,
        start_week=start,
        weeks=challenge.weeks,
        members=members,
        covered=covered,
        missing=tuple(sorted(set(challenge.skills) - names)),
        seats=sum(member.seats for member in members),
        hours_per_week=hours,
        euros=euros,
        score=sum(part.points for part in parts),
        parts=parts,
        reasons=_reasons(problem, challenge, start, members, covered, parts),
        hours_at_least=hours_at_least,
        euros_at_least=euros_at_least,
    )


def _known_sum(figures: Iterable[int | None]) -> tuple[int | None, bool]:
    """Return the sum of what is known, and whether it is a lower bound; "at least 0" tells nothing: None."""
    given = list(figures)
    known = [one for one in given if one is not None]
    if len(known) == len(given):
        return sum(known), False
    return (sum(known), True) if sum(known) else (None, False)


def chosen_of(problem: Problem, community: Community) -> list[Chosen] | None:
    """Return the choice behind a community; None when it names something that no rule lets in."""
    challenge = next((c for c in problem.challenges if c.id == community.challenge), None)
    offers = {offer.id: offer for offer in problem.offers}
    found: list[Chosen] = []
    for member in community.members:
        if challenge is None or member.offer not in offers:
            return None
        edge = judge(problem, challenge, offers[member.offer])
        if not isinstance(edge, Edge):
            return None
        found.append((edge, member.units, member.week))
    return found


def _member(edge: Edge, units: int, week: int) -> Member:
    offer = edge.offer
    return Member(
        offer=offer.id,
        organisation=offer.organisation,
        side=offer.side,
        kind=offer.kind,
        units=units,
        week=week,
        weeks=weeks_taken(edge.challenge, offer),
        distance=edge.distance,
        seats=units if offer.seats else 0,
        hours_per_week=offer.hours_per_week,
        asks_hours_per_week=offer.asks_hours_per_week,
        euros=offer.euros,
    )


def _covered(problem: Problem, challenge: Challenge, offers: Sequence[Offer]) -> tuple[Covered, ...]:
    found = []
    for skill in sorted(challenge.skills):
        bringing = tuple(o.id for o in offers if skill in o.brings)
        learning = tuple(o.id for o in offers if o.seats and skill in o.learns)
        if (bringing and learning) if problem.policy.cover_both else (bringing or learning):
            found.append(Covered(skill, bringing, learning))
    return tuple(found)


def _parts(
    problem: Problem,
    challenge: Challenge,
    start: int,
    chosen: Sequence[Chosen],
    covered: Sequence[Covered],
) -> tuple[ScorePart, ...]:
    """Count the score in parts; each part says what it is for."""
    point = problem.policy.point
    total: dict[tuple[str, str], int] = defaultdict(int)
    total["open", ""] = point("open")
    total["gap", ""] = challenge.gap_points
    total["wait_4_weeks", ""] = point("wait_4_weeks") * ((start - challenge.first_week) // 4)
    for one in covered:
        total["skill", one.skill] = round(point("skill") * challenge.skills[one.skill])
    for edge, units, _ in chosen:
        total["seat", edge.offer.id] = point("seat") * units if edge.offer.seats else 0
        total["offer", edge.offer.id] = point("offer")
        total[edge.distance, edge.offer.id] = 0 if edge.distance == "corop" else point(edge.distance)
        total["1000_euros", edge.offer.id] = point("1000_euros") * round((edge.offer.euros or 0) / 1000)
    for party in sorted({edge.offer.organisation for edge, _, _ in chosen}):
        for code, worth in party_points(problem, challenge, party):
            total[code, party] = worth
    if any(mixes(challenge, edge) for edge, _, _ in chosen):
        total["cross_sector", ""] = point("cross_sector")
    return tuple(
        ScorePart(code, worth, {"what": what} if what else {})
        for (code, what), worth in total.items()
        if worth
    )


def _reasons(
    problem: Problem,
    challenge: Challenge,
    start: int,
    members: Sequence[Member],
    covered: Sequence[Covered],
    parts: Sequence[ScorePart],
) -> tuple[Reason, ...]:
    worth = {(part.code, part.params.get("what", "")): part.points for part in parts}
    least = skills_needed(problem, challenge)
    found = [
        Reason("covers", {"covered": len(covered), "needed": len(challenge.skills), "least": least}),
        *(Reason("side", {"side": side, "parties": parties}) for side, parties in _sides(challenge, members)),
        Reason("seats", {"seats": sum(m.seats for m in members), "least": problem.policy.min_seats}),
        Reason("starts", {"week": start, "weeks": challenge.weeks}),
    ]
    for one in covered:
        if one.brought_by:
            found.append(Reason("brings", {"skill": one.skill, "offer": one.brought_by[0]}))
        if one.learned_by:
            found.append(Reason("learns", {"skill": one.skill, "offer": one.learned_by[0]}))
    of_use = {offer for one in covered for offer in (*one.brought_by, *one.learned_by)}
    for member in members:
        if member.offer not in of_use:
            found.append(Reason("role_only", {"offer": member.offer, "side": member.side}))
        found.append(Reason(f"distance_{member.distance}", {"organisation": member.organisation}))
    for code in ("preference_area", "preference_topic", "sme"):
        parties = [what for (c, what) in worth if c == code]
        found += [Reason(code, {"organisation": party}) for party in parties]
    if ("cross_sector", "") in worth:
        found.append(Reason("cross_sector", {"area": challenge.area}))
    if challenge.gap_points:
        found.append(Reason("gap", {"points": challenge.gap_points}))
    for skill in sorted(set(challenge.skills) - {one.skill for one in covered}):
        found.append(Reason("missing", {"skill": skill}))
    return tuple(found)


def _sides(challenge: Challenge, members: Sequence[Member]) -> list[tuple[str, tuple[str, ...]]]:
    owner = {challenge.owner} if challenge.owner else set()
    found = []
    for side in SIDES:
        parties = {m.organisation for m in members if m.side == side}
        parties |= owner if challenge.owner_side == side else set()
        if parties:
            found.append((side, tuple(sorted(parties))))
    return found


def roles(problem: Problem, challenge: Challenge, members: Sequence[Member]) -> dict[tuple[str, str], bool]:
    """Return which (organisation, side) counts, so that as many needed sides as possible are filled.

    A bipartite matching by augmenting paths (Kuhn 1955): needed places on a side × organisations.
    """
    offered: dict[str, set[str]] = defaultdict(set)
    for member in members:
        offered[member.organisation].add(member.side)
    can = {
        party: possible_sides(problem, challenge, party, sides) for party, sides in sorted(offered.items())
    }
    if problem.policy.dual_role:
        return {(party, side): True for party, sides in can.items() for side in sides}
    places = [(side, i) for side, n in sides_needed(problem, challenge).items() for i in range(n)]
    taken: dict[str, tuple[str, int]] = {}
    for place in places:
        _fill(place, can, taken, set())
    return {(party, place[0]): True for party, place in taken.items()}


def _fill(
    place: tuple[str, int],
    can: Mapping[str, Sequence[str]],
    taken: dict[str, tuple[str, int]],
    asked: set[str],
) -> bool:
    for party, sides in can.items():
        if place[0] in sides and party not in asked:
            asked.add(party)
            if party not in taken or _fill(taken[party], can, taken, asked):
                taken[party] = place
                return True
    return False
