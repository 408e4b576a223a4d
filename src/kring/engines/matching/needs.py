"""What a community needs, as numbers; and whether a set of offers could meet it at all.

``could_open`` counts what every offer together would give. When even that is too little, no community can
open, so the model may leave the start out without losing a plan.
"""

from collections import Counter
from collections.abc import Iterable
from math import ceil

from kring.engines.matching.eligibility import Edge
from kring.engines.matching.inputs import SIDES, Challenge, Problem


def sides_needed(problem: Problem, challenge: Challenge) -> dict[str, int]:
    """Return how many parties of each side are still needed beside the owner."""
    needed = {side: problem.policy.min_sides.get(side, 0) for side in SIDES}
    if challenge.owner_side and needed[challenge.owner_side]:
        needed[challenge.owner_side] -= 1
    return needed


def skills_needed(problem: Problem, challenge: Challenge) -> int:
    """Return how many of the needed skills have to be covered."""
    return ceil(problem.policy.coverage_share * len(challenge.skills) - 1e-9)


def coverable(problem: Problem, challenge: Challenge, edges: Iterable[Edge]) -> frozenset[str]:
    """Return the needed skills that are covered when every offer joins."""
    own = list(edges)
    brought = {skill for edge in own for skill in edge.offer.brings}
    learned = {skill for edge in own if edge.offer.seats for skill in edge.offer.learns}
    return frozenset(challenge.skills) & (
        brought & learned if problem.policy.cover_both else brought | learned
    )


def parties_per_side(edges: Iterable[Edge]) -> Counter[str]:
    """Return how many organisations offer something on each side."""
    return Counter(side for _, side in {(edge.offer.organisation, edge.offer.side) for edge in edges})


def could_open(problem: Problem, challenge: Challenge, edges: Iterable[Edge], start: int) -> bool:
    """Return whether the offers that can join a start would be enough if all of them joined."""
    own = [edge for edge in edges if start in edge.placements]
    there = parties_per_side(own)
    if any(there[side] < least for side, least in sides_needed(problem, challenge).items()):
        return False
    seats = sum(edge.placements[start].units for edge in own if edge.offer.seats)
    if seats < problem.policy.min_seats:
        return False
    return len(coverable(problem, challenge, own)) >= skills_needed(problem, challenge)
