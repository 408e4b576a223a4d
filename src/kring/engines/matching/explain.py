"""Why this community, and why not that offer: a problem and a question enter; reasons and losses leave.

A loss is found by solving again: with the chosen combination forbidden (the second-best), or with the
offer asked for pinned.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from kring.core.problems import NotFound
from kring.core.problems import Problem as Wrong
from kring.engines.matching.alone import best_community, without_used
from kring.engines.matching.eligibility import Edge, Refusal, judge
from kring.engines.matching.inputs import Challenge, Combination, Pair, Problem
from kring.engines.matching.needs import skills_needed
from kring.engines.matching.results import Community, Reason, ScorePart


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
