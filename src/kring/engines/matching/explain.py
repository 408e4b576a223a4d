"""Why this community, and why not that offer: a problem and a question enter; reasons and losses leave.

A loss is found by solving again: with the chosen combination forbidden (the second-best), or with the
offer asked for pinned.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from kring.core.problems import NotFound
from kring.core.problems import Problem as Wrong
from kring.engines.matching.compose import decode
from kring.engines.matching.eligibility import Edge, Refusal, edges_of, judge
from kring.engines.matching.inputs import Challenge, Combination, Offer, Pair, Problem
from kring.engines.matching.model import build, tie_breaking
from kring.engines.matching.needs import skills_needed
from kring.engines.matching.parameters import number
from kring.engines.matching.results import Community, Reason, ScorePart
from kring.engines.matching.solve import best_whole


@dataclass(frozen=True)
class WhyThis:
    """The score in parts, the needs that are only just met, the second-best and what it would lose."""

    parts: tuple[ScorePart, ...]
    tight: tuple[Reason, ...]
    second_best: Community | None
    loss: int | None


@dataclass(frozen=True)
class WhyNot:
    """Why an offer is not in: the rule that refuses it, or what taking it would cost in points."""

    offer: str
    refusal: Refusal | None
    community: Community | None
    loss: int | None
    reason: Reason


def best_community(problem: Problem, challenge: str) -> Community | None:
    """Return the best community of one challenge alone; None when there is none."""
    alone = problem.only(challenge)
    edges, _ = edges_of(alone)
    model = build(alone, edges, must_open=[challenge])
    limit = number("time_limit_s")
    solved = best_whole(model, bonus=tie_breaking(alone, model), time_limit_s=limit)
    return next(iter(decode(alone, model, solved, edges)), None)


def without_used(problem: Problem, communities: Iterable[Community]) -> Problem:
    """Return the problem with the units that communities take gone from the offers' calendars."""
    used: dict[str, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for community in communities:
        for member in community.members:
            for week in range(member.week, member.week + member.weeks):
                used[member.offer][week] += member.units
    return replace(problem, offers=tuple(_left(offer, used[offer.id]) for offer in problem.offers))


def _left(offer: Offer, used: dict[int, int]) -> Offer:
    free = (max(0, units - used.get(offer.first_week + i, 0)) for i, units in enumerate(offer.free_units))
    return replace(offer, free_units=tuple(free))


def why_this(*, problem: Problem, community: Community, others: Sequence[Community] = ()) -> WhyThis:
    """Explain a community; ``others`` are communities whose offers are taken and stay so."""
    left = without_used(problem, others)
    seen = Combination(community.challenge, community.organisations)
    second = best_community(replace(left, combinations=(*left.combinations, seen)), community.challenge)
    loss = None if second is None else community.score - second.score
    return WhyThis(community.parts, _tight(problem, community), second, loss)


def _tight(problem: Problem, community: Community) -> tuple[Reason, ...]:
    challenge = challenge_of(problem, community.challenge)
    least = skills_needed(problem, challenge)
    found = []
    if len(community.covered) == least:
        found.append(Reason("tight_coverage", {"least": least}))
    if community.seats == problem.policy.min_seats:
        found.append(Reason("tight_seats", {"least": community.seats}))
    if challenge.hours_per_week is not None and community.hours_per_week == challenge.hours_per_week:
        found.append(Reason("tight_hours", {"hours": challenge.hours_per_week}))
    if len(set(community.organisations) - {challenge.owner}) == problem.policy.max_parties:
        found.append(Reason("tight_parties", {"most": problem.policy.max_parties}))
    return tuple(found)


def why_not(*, problem: Problem, challenge: str, offer: str, others: Sequence[Community] = ()) -> WhyNot:
    """Explain why an offer is not in the best community of a challenge."""
    left = without_used(problem.only(challenge), others)
    asked = next((one for one in left.offers if one.id == offer), None)
    if asked is None:
        raise NotFound(Wrong("unknown_offer", "There is no offer {id}.", "Use an id that exists.",
                             params={"id": offer}))  # fmt: skip
    verdict = judge(left, challenge_of(left, challenge), asked)
    if isinstance(verdict, Refusal):
        params = {"offer": offer, "organisation": asked.organisation, **verdict.params}
        return WhyNot(offer, verdict, None, None, Reason(f"rule_{verdict.rule}", params))
    assert isinstance(verdict, Edge)
    best = best_community(left, challenge)
    pinned = best_community(replace(left, pins=(*left.pins, Pair(challenge, offer=offer))), challenge)
    if pinned is None:
        code = "with_no_group" if best is not None else "no_group"
        return WhyNot(offer, None, None, None, Reason(code, {"offer": offer}))
    loss = (best.score if best is not None else pinned.score) - pinned.score
    code = "costs_points" if loss else "as_good"
    return WhyNot(offer, None, pinned, loss, Reason(code, {"offer": offer, "points": loss}))


def challenge_of(problem: Problem, challenge: str) -> Challenge:
    """Return a challenge by its id; NotFound when there is none."""
    for one in problem.challenges:
        if one.id == challenge:
            return one
    raise NotFound(Wrong("unknown_challenge", "There is no challenge {id}.", "Use an id that exists.",
                         params={"id": challenge}))  # fmt: skip
