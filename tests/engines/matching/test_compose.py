"""Composing: HiGHS' answer is the best of all answers, keeps the rules, and does not depend on order."""

from dataclasses import replace

import pytest

from kring.engines.matching import Pair, Policy, make_problem
from kring.engines.matching.checker import broken_rules
from kring.engines.matching.compose import compose, with_reached_floors
from kring.engines.matching.results import Infeasible, Plan

from .small import (
    ETHICS,
    MLOPS,
    VISION,
    WEEK,
    bakery,
    best_by_enumeration,
    firm,
    lab,
    random_problem,
    school,
    small_problem,
)


def composed(**changes: object) -> Plan:
    plan = compose(problem=small_problem(**changes))
    assert isinstance(plan, Plan)
    return plan


def test_the_bakery_gets_its_community() -> None:
    community = composed().communities[0]
    assert community.organisations == ("firm", "lab", "school") or community.organisations == (
        "lab",
        "school",
    )
    assert {one.skill for one in community.covered} == {MLOPS, VISION}
    assert community.seats == 10
    slot = next(member for member in community.members if member.offer == "slot")
    assert slot.week == WEEK + 2 and slot.weeks == 2
    assert community.hours_per_week <= 6 and community.euros == 1000
    assert sum(part.points for part in community.parts) == community.score


@pytest.mark.parametrize("seed", range(100))
def test_one_challenge_equals_enumeration(seed: int) -> None:
    problem = random_problem(seed)
    best = best_by_enumeration(problem)
    found = compose(problem=problem, ways=False)
    if best is None:
        assert isinstance(found, Infeasible)
    else:
        assert isinstance(found, Plan)
        assert (found.score, found.optimal) == (best, True)
        assert found.certificate.feasible and found.certificate.bound >= best


@pytest.mark.parametrize("seed", range(100, 140))
def test_competing_challenges_equal_enumeration(seed: int) -> None:
    problem = random_problem(seed, challenges=2, offers=5)
    best = best_by_enumeration(problem)
    found = compose(problem=problem, ways=False)
    if best is None:
        assert isinstance(found, Infeasible)
    else:
        assert isinstance(found, Plan)
        assert not list(broken_rules(problem, found.communities))
        assert found.score == best
        assert found.certificate.feasible and found.certificate.bound >= best


def test_the_order_of_the_inputs_does_not_matter() -> None:
    offers = random_problem(3, offers=8).offers
    challenges = random_problem(3, challenges=2).challenges
    one = compose(problem=make_problem(challenges=challenges, offers=offers))
    two = compose(problem=make_problem(challenges=challenges[::-1], offers=offers[::-1]))
    assert one == two


def test_a_hash_not_the_alphabet_decides_between_equals() -> None:
    twins = [lab(id=f"slot-{i}", organisation=f"lab-{i}") for i in range(8)]
    chosen = set()
    for name in ("a", "b", "c", "d", "e", "f"):
        plan = composed(challenges=[bakery(id=name)], offers=[school(), *twins])
        chosen |= {m.organisation for m in plan.communities[0].members if m.side == "research"}
    assert len(chosen) > 2


def test_capacity_over_the_weeks_is_shared() -> None:
    two = [bakery(), bakery(id="rolls", owner="other bakery")]
    plan = composed(challenges=two, offers=[school(free_units=(7,) * 20), lab(), firm()])
    assert len(plan.communities) == 1 and plan.not_formed[0].reasons[0].code == "taken"
    plan = composed(challenges=two, offers=[school(), lab(), firm(free_units=(2,) * 20)])
    weeks = sorted(m.week for c in plan.communities for m in c.members if m.offer == "slot")
    assert len(plan.communities) == 2 and weeks[1] - weeks[0] >= 2


def test_pins_and_bans_are_kept() -> None:
    assert "firm" in composed(pins=[Pair("loaves", "firm")]).communities[0].organisations
    banned = composed(bans=[Pair("loaves", offer="coach")]).communities[0]
    assert "firm" not in banned.organisations
    found = compose(problem=small_problem(bans=[Pair("loaves", "lab")]))
    assert isinstance(found, Infeasible)


def test_a_party_counts_twice_only_where_the_policy_says_so() -> None:
    offers = [school(), lab(organisation="school")]
    assert isinstance(compose(problem=small_problem(offers=offers)), Infeasible)
    allowed = composed(offers=offers, policy=Policy(dual_role=True)).communities[0]
    assert allowed.organisations == ("school",)


def test_covering_can_ask_for_both_bringing_and_learning() -> None:
    policy = Policy(cover_both=True, coverage_share=0.5)
    community = composed(policy=policy).communities[0]
    assert [(c.skill, c.brought_by, c.learned_by) for c in community.covered] == [
        (MLOPS, ("coach",), ("places",))
    ]
    assert community.missing == (VISION,)


def test_an_unreachable_floor_is_lowered_and_reported() -> None:
    problem = small_problem(floors={"NL21": 3, "NL11": 0})
    plan = compose(problem=problem)
    assert isinstance(plan, Plan)
    assert [(f.region, f.asked, f.reached) for f in plan.lowered_floors] == [("NL21", 3, 1)]
    assert with_reached_floors(problem, plan).floors == {"NL21": 1, "NL11": 0}


def test_a_floor_decides_which_challenge_opens() -> None:
    rich = bakery(gap_points=50)
    far = bakery(id="rolls", owner="other", region="NL225")
    scarce = [school(group_min=10, free_units=(10,) * 8), lab(), firm(brings=frozenset({ETHICS}))]
    plan = composed(challenges=[rich, far], offers=scarce)
    assert [c.challenge for c in plan.communities] == ["loaves"]
    plan = composed(challenges=[rich, far], offers=scarce, floors={"NL22": 1})
    assert [c.challenge for c in plan.communities] == ["rolls"]


def test_an_earlier_choice_stays_when_it_is_as_good() -> None:
    twins = [lab(id=f"slot-{i}", organisation=f"lab-{i}") for i in range(5)]
    for keep in ("lab-0", "lab-3"):
        plan = compose(
            problem=small_problem(offers=[school(), *twins]), previous={"loaves": {keep, "school"}}
        )
        assert isinstance(plan, Plan) and keep in plan.communities[0].organisations


def test_hours_of_the_owner_are_a_limit() -> None:
    community = composed(challenges=[bakery(hours_per_week=2)]).communities[0]
    assert community.hours_per_week == 2 and "firm" not in community.organisations
    found = compose(problem=small_problem(challenges=[bakery(hours_per_week=1)]))
    assert isinstance(found, Infeasible)


def test_the_score_follows_the_policy_points() -> None:
    plain = composed().score
    assert composed(policy=Policy(points={"points_open": 300})).score == plain + 100
    assert composed(challenges=[replace(bakery(), gap_points=7)]).score == plain + 7
