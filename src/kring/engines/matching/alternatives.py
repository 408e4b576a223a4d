"""Different communities for one challenge, side by side: challenge and offers enter; candidates leave."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from kring.engines.matching.alone import best_community
from kring.engines.matching.eligibility import edges_of
from kring.engines.matching.inputs import Challenge, Combination, Offer, Pair, Policy, make_problem
from kring.engines.matching.notformed import explain_not_formed
from kring.engines.matching.results import Community, NotFormed


@dataclass(frozen=True)
class Difference:
    """What a candidate has that the first has not, and the other way round.

    Numbers are this − first; None where one of the two is not known.
    """

    joins: tuple[str, ...]
    leaves: tuple[str, ...]
    skills_more: tuple[str, ...]
    skills_less: tuple[str, ...]
    seats: int
    weeks_later: int
    hours_per_week: int | None
    euros: int | None
    points: int


@dataclass(frozen=True)
class Candidate:
    """One feasible community and how it differs from the best one (all zero for the best itself)."""

    community: Community
    difference: Difference


@dataclass(frozen=True)
class Alternatives:
    """Candidates, best first; ``not_formed`` says why there is none."""

    candidates: tuple[Candidate, ...]
    not_formed: NotFormed | None


def alternatives(
    *,
    challenge: Challenge,
    offers: Iterable[Offer],
    policy: Policy | None = None,
    pins: Iterable[Pair] = (),
    bans: Iterable[Pair] = (),
    n: int = 3,
    time_limit_s: float | None = None,
) -> Alternatives:
    """Return up to ``n`` candidates; each next one is the best in which an earlier group does not return.

    Every candidate lacks at least one organisation of each earlier one, so none is an earlier one with
    something added. ``time_limit_s`` bounds each of the ``n`` solves.
    """
    problem = make_problem(challenges=[challenge], offers=offers, policy=policy, pins=pins, bans=bans)
    found: list[Community] = []
    for _ in range(n):
        best = best_community(problem, challenge.id, time_limit_s=time_limit_s)
        if best is None:
            break
        found.append(best)
        if not best.members:
            break
        seen = Combination(challenge.id, best.organisations)
        problem = replace(problem, combinations=(*problem.combinations, seen))
    if found:
        return Alternatives(tuple(Candidate(c, difference(found[0], c)) for c in found), None)
    edges, refusals = edges_of(problem)
    why = explain_not_formed(
        problem=problem, edges=edges, refusals=refusals, challenges=[challenge], competing=False, ways=True
    )
    return Alternatives((), why[0])


def difference(first: Community, other: Community) -> Difference:
    """Return what differs between two communities of one challenge."""
    ours, theirs = set(other.organisations), set(first.organisations)
    more, less = {c.skill for c in other.covered}, {c.skill for c in first.covered}
    return Difference(
        joins=tuple(sorted(ours - theirs)),
        leaves=tuple(sorted(theirs - ours)),
        skills_more=tuple(sorted(more - less)),
        skills_less=tuple(sorted(less - more)),
        seats=other.seats - first.seats,
        weeks_later=other.start_week - first.start_week,
        hours_per_week=_minus(other.hours_per_week, first.hours_per_week),
        euros=_minus(other.euros, first.euros),
        points=other.score - first.score,
    )


def _minus(one: int | None, other: int | None) -> int | None:
    return None if one is None or other is None else one - other
