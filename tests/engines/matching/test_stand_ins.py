"""Who stands in for a member: every possible one and no other, by enumeration; everybody else stays."""

from dataclasses import replace

import pytest

from kring.engines.matching.alone import best_community
from kring.engines.matching.checker import broken_rules
from kring.engines.matching.eligibility import Edge, judge
from kring.engines.matching.inputs import Challenge, Offer, Problem, make_problem
from kring.engines.matching.results import Community
from kring.engines.matching.stand_ins import Place, stand_ins

from .small import VISION, WEEK, bakery, every_community, firm, lab, random_problem, school, small_problem


def held_to(problem: Problem, start: int) -> Problem:
    """The problem in which the community can start in that week only, as a proposal does."""
    fixed = tuple(replace(one, first_week=start, last_week=start) for one in problem.challenges)
    return replace(problem, challenges=fixed)


def places(community: Community) -> list[Place]:
    return [Place(one.offer, one.units, one.week) for one in community.members]


def found(problem: Problem, community: Community, out: str) -> list[Community]:
    challenge = problem.challenges[0]
    rows = stand_ins(
        problem=problem, challenge=challenge, start=community.start_week, places=places(community), out=out,
        most=99,
    )  # fmt: skip
    return [one.community for one in rows]


def by_enumeration(problem: Problem, challenge: Challenge, community: Community, out: str) -> set[str]:
    left = next(one for one in community.members if one.offer == out)
    stay = {(one.offer, one.units, one.week) for one in community.members if one.offer != out}
    possible = set()
    for other in every_community(problem, challenge):
        members = {(one.offer, one.units, one.week): one for one in other.members}
        new = [one for key, one in members.items() if key not in stay]
        if not stay <= members.keys() or len(new) != 1 or new[0].side != left.side:
            continue
        edge = judge(problem, challenge, next(o for o in problem.offers if o.id == new[0].offer))
        assert isinstance(edge, Edge)
        most = min(left.units, edge.placements[other.start_week].units, edge.offer.group_max)
        elsewhere = new[0].organisation not in {*community.organisations, challenge.owner}
        if elsewhere and new[0].units == max(edge.offer.group_min, most):
            possible.add(new[0].organisation)
    return possible


@pytest.mark.parametrize("seed", range(60))
def test_every_possible_stand_in_is_found_and_no_other(seed: int) -> None:
    problem = random_problem(seed, offers=7)
    best = best_community(problem, problem.challenges[0].id)
    if best is None:
        return
    problem = held_to(problem, best.start_week)
    for member in best.members:
        rows = found(problem, best, member.offer)
        who = [(set(one.organisations) - set(best.organisations)).pop() for one in rows]
        assert set(who) == by_enumeration(problem, problem.challenges[0], best, member.offer)
        assert len(who) == len(set(who))
        scores = [one.score for one in rows]
        assert scores == sorted(scores, reverse=True)
        for one in rows:
            assert list(broken_rules(problem, [one])) == []


def test_enough_of_the_random_problems_have_a_stand_in() -> None:
    count = 0
    for seed in range(60):
        problem = random_problem(seed, offers=7)
        best = best_community(problem, problem.challenges[0].id)
        if best is not None:
            problem = held_to(problem, best.start_week)
            count += sum(len(found(problem, best, one.offer)) for one in best.members)
    assert count > 30


def with_labs(*labs: Offer) -> tuple[Problem, Community]:
    problem = small_problem(offers=[school(), lab(), firm()])
    best = best_community(problem, "loaves")
    assert best is not None
    whole = make_problem(challenges=[bakery()], offers=[school(), lab(), firm(), *labs])
    return held_to(whole, best.start_week), best


def test_a_full_lab_is_passed_over_and_the_better_one_comes_first() -> None:
    problem, best = with_labs(
        lab(id="full", organisation="full", free_units=(0,) * 20),
        lab(id="dear", organisation="dear", free_units=(1,) * 20, euros=20_000),
        lab(id="near", organisation="near", free_units=(1,) * 20, region="NL213", euros=0),
    )
    rows = found(problem, best, "slot")
    assert [one.members[-1].offer for one in rows] == ["near", "dear"]
    assert all(VISION in {c.skill for c in one.covered} for one in rows)


def test_who_counts_on_another_side_does_not_stand_in() -> None:
    problem, best = with_labs(firm(id="other", organisation="other", brings=frozenset({VISION})))
    assert found(problem, best, "slot") == []


def test_when_another_member_can_no_longer_nobody_stands_in() -> None:
    problem, best = with_labs(lab(id="near", organisation="near", free_units=(1,) * 20))
    gone = tuple(
        replace(offer, first_week=WEEK + 40) if offer.id == "places" else offer for offer in problem.offers
    )
    assert found(replace(problem, offers=gone), best, "slot") == []
