"""Whether communities keep every rule: a problem and communities enter; the names of broken rules leave.

The rules are checked in plain words from the inputs, independent of the model, so that an error in one
shows in the other. ``encode`` writes communities as columns of the model. No solver is imported.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from kring.engines.matching.describe import Chosen, chosen_of, describe, roles
from kring.engines.matching.eligibility import Edge, weeks_taken
from kring.engines.matching.inputs import Challenge, Problem
from kring.engines.matching.model import Model, mixes
from kring.engines.matching.nearby import covers
from kring.engines.matching.needs import sides_needed, skills_needed
from kring.engines.matching.results import Community


def broken_rules(problem: Problem, communities: Sequence[Community]) -> Iterator[str]:
    """Yield the name of every rule that the communities break; nothing when all is well."""
    challenges = {c.id: c for c in problem.challenges}
    known = []
    for community in communities:
        chosen = chosen_of(problem, community)
        if community.challenge not in challenges:
            yield "unknown_challenge"
        elif chosen is None:
            yield "not_eligible"
        else:
            known.append((challenges[community.challenge], community, chosen))
    if len({c.challenge for c in communities}) < len(communities):
        yield "opens"
    for challenge, community, chosen in known:
        yield from _community_rules(problem, challenge, community, chosen)
    yield from _capacity_rules(known)
    for region, least in problem.floors.items():
        if sum(covers(region, challenge.region) for challenge, _, _ in known) < least:
            yield "floors"


def _community_rules(
    problem: Problem, challenge: Challenge, community: Community, chosen: list[Chosen]
) -> Iterator[str]:
    policy, members = problem.policy, community.members
    if not challenge.first_week <= community.start_week <= challenge.last_week:
        yield "period"
    if len({member.offer for member in members}) < len(members):
        yield "once"
    for edge, units, week in chosen:
        yield from _joining_rules(community, edge, units, week)
    counted = Counter(side for _, side in roles(problem, challenge, members))
    if any(counted[side] < least for side, least in sides_needed(problem, challenge).items()):
        yield "sides"
    seats = sum(units for edge, units, _ in chosen if edge.offer.seats)
    if not policy.min_seats <= seats <= policy.max_seats:
        yield "seats"
    if len({m.organisation for m in members} - {challenge.owner}) > policy.max_parties:
        yield "parties_most"
    asked = sum(edge.offer.asks_hours_per_week or 0 for edge, _, _ in chosen)
    if challenge.hours_per_week is not None and asked > challenge.hours_per_week:
        yield "hours"
    for pin in problem.pins:
        if pin.challenge == challenge.id and not any(pin.hits(challenge.id, e.offer) for e, _, _ in chosen):
            yield "pins"
    for banned in problem.combinations:
        if banned.challenge == challenge.id and set(banned.organisations) <= set(community.organisations):
            yield "combinations"
    yield from _statement_rules(problem, challenge, community, chosen)


def _joining_rules(community: Community, edge: Edge, units: int, week: int) -> Iterator[str]:
    offer, taken = edge.offer, weeks_taken(edge.challenge, edge.offer)
    if not offer.group_min <= units <= offer.group_max:
        yield "group"
    first = week - offer.first_week
    free = offer.free_units[first : first + taken] if first >= 0 else ()
    if len(free) < taken or min(free) < units:
        yield "capacity"
    if week < community.start_week or week + taken > community.start_week + community.weeks:
        yield "fits"


def _statement_rules(
    problem: Problem, challenge: Challenge, community: Community, chosen: list[Chosen]
) -> Iterator[str]:
    """Compare what the community says of itself with what follows from its members."""
    true = describe(
        problem=problem,
        challenge=challenge,
        start=community.start_week,
        chosen=chosen,
    )
    if len(true.covered) < skills_needed(problem, challenge):
        yield "coverage"
    if replace(community, reasons=true.reasons) != true:
        yield "misstated"


def _capacity_rules(known: Sequence[tuple[Challenge, Community, list[Chosen]]]) -> Iterator[str]:
    used: dict[tuple[str, int], int] = defaultdict(int)
    for challenge, _, chosen in known:
        for edge, units, week in chosen:
            for taken in range(week, week + weeks_taken(challenge, edge.offer)):
                used[edge.offer.id, taken] += units
    for _, _, chosen in known:
        for edge, _, _ in chosen:
            first = edge.offer.first_week
            if any(used[edge.offer.id, first + i] > free for i, free in enumerate(edge.offer.free_units)):
                yield "capacity"


def encode(problem: Problem, model: Model, communities: Sequence[Community]) -> NDArray[np.float64] | None:
    """Return the communities as a column vector of the model; None when the model lacks such a column."""
    index = model.index
    x = np.zeros(len(model.columns))
    ways = {
        (c.edge.challenge.id, c.edge.offer.id, start, place.week): c
        for c in model.choices
        for start, place in c.placements.items()
    }
    challenges = {c.id: c for c in problem.challenges}
    for community in communities:
        name, start = community.challenge, community.start_week
        if ("start", name, start) not in index:
            return None
        x[index["start", name, start]] += 1
        for member in community.members:
            way = ways.get((name, member.offer, start, member.week))
            if way is None:
                return None
            x[way.joins] += 1
            x[index["party", name, member.organisation]] = 1
            if way.units is not None:
                x[way.units] += member.units
            if mixes(challenges[name], way.edge):
                x[index["mixed", name]] = 1
        for party, side in roles(problem, challenges[name], community.members):
            x[index["counts", name, party, side]] = 1
        for one in community.covered:
            if ("covered", name, one.skill) in index:
                x[index["covered", name, one.skill]] = 1
    return x
