"""Explanations: rules by name, losses by solving again, ways out that work, candidates that differ."""

from dataclasses import replace

import pytest

from kring.core.problems import NotFound
from kring.engines.matching import Policy
from kring.engines.matching.alone import best_community, without_used
from kring.engines.matching.alternatives import alternatives
from kring.engines.matching.checker import broken_rules
from kring.engines.matching.compose import compose
from kring.engines.matching.explain import why_not, why_this
from kring.engines.matching.notformed import apply_edits, refusals_of
from kring.engines.matching.results import Infeasible, NotFormed, Plan

from .small import MLOPS, VISION, WEEK, bakery, firm, lab, random_problem, school, small_problem


def not_formed(**changes: object) -> NotFormed:
    found = compose(problem=small_problem(**changes))
    assert isinstance(found, Infeasible)
    return found.not_formed[0]


@pytest.mark.parametrize(
    ("rule", "changed"),
    [
        ("language", {"languages": frozenset({"en"})}),
        ("region", {"region": "NL423"}),
        ("travel", {"region": "NL226", "reach_km": 10.0}),
        ("period", {"first_week": WEEK + 30}),
        ("full", {"free_units": (0,) * 20}),
    ],
)
def test_a_refusal_names_its_rule_and_asking_mends_it(rule: str, changed: dict[str, object]) -> None:
    problem = small_problem(offers=[school(), lab(**changed), firm()])
    assert [(r.offer, r.rule) for r in refusals_of(problem=problem, challenge="loaves")] == [("slot", rule)]
    assert why_not(problem=problem, challenge="loaves", offer="slot").reason.code == f"rule_{rule}"
    found = compose(problem=problem)
    assert isinstance(found, Infeasible)
    reasons = {reason.code: reason.params for reason in found.not_formed[0].reasons}
    assert reasons["no_side"]["side"] == "research" and reasons["no_side"]["rule"] == rule
    asked = {edit.params.get("offer") for way in found.not_formed[0].ways for edit in way.edits}
    assert "slot" in asked


def test_an_offer_that_serves_a_region_is_let_in_from_afar() -> None:
    afar = lab(region="NL423", regions=frozenset({"hub:oost"}))
    assert isinstance(compose(problem=small_problem(offers=[school(), afar])), Plan)


def test_ways_out_are_different_cheapest_first_and_work() -> None:
    feasible = 0
    for seed in range(40):
        problem = random_problem(seed)
        found = compose(problem=problem)
        if isinstance(found, Plan):
            continue
        ways = found.not_formed[0].ways
        assert [way.effort for way in ways] == sorted(way.effort for way in ways)
        assert len({tuple((e.code, str(e.params)) for e in way.edits) for way in ways}) == len(ways)
        for way in ways:
            mended = compose(problem=apply_edits(problem, way.edits), ways=False)
            assert isinstance(mended, Plan), (seed, way)
            feasible += 1
    assert feasible > 40


def test_the_way_out_names_what_to_find() -> None:
    missing = not_formed(offers=[school(), firm(brings=frozenset({VISION}))])
    assert missing.reasons[0].code == "no_side"
    edits = missing.ways[0].edits
    assert [edit.code for edit in edits] == ["add_party"] and edits[0].params["side"] == "research"
    skills = not_formed(offers=[school(learns=frozenset()), lab(brings=frozenset())])
    assert skills.reasons[0].params["skills"] == (VISION, MLOPS)
    assert {edit.params["skill"] for edit in skills.ways[0].edits} == {MLOPS, VISION}
    hours = not_formed(challenges=[bakery(hours_per_week=0)])
    assert any(edit.code == "more_hours" for way in hours.ways for edit in way.edits)
    assert len([way for way in hours.ways if [e.code for e in way.edits] == ["more_hours"]]) == 1


def test_why_this_tells_the_second_best_and_its_loss() -> None:
    problem = small_problem(
        offers=[school(), lab(), firm(), lab(id="far slot", organisation="far", region="NL226")]
    )
    best = best_community(problem, "loaves")
    assert best is not None
    why = why_this(problem=problem, community=best)
    assert why.second_best is not None and why.loss is not None and why.loss >= 0
    assert why.second_best.score + why.loss == best.score
    assert not set(best.organisations) <= set(why.second_best.organisations)
    assert not list(broken_rules(problem, [why.second_best]))
    alone = why_this(problem=small_problem(), community=best_community(small_problem(), "loaves") or best)
    assert alone.second_best is None or alone.loss is not None


def test_why_not_tells_what_taking_it_would_cost() -> None:
    dear = firm(id="dear", organisation="dear", euros=9000, brings=frozenset())
    why = why_not(problem=small_problem(offers=[school(), lab(), dear]), challenge="loaves", offer="dear")
    assert why.refusal is None and why.loss is not None and why.loss > 9
    assert why.reason.code == "costs_points" and why.community is not None
    busy = firm(asks_hours_per_week=6)
    found = why_not(problem=small_problem(offers=[school(), lab(), busy]), challenge="loaves", offer="coach")
    assert found.reason.code == "with_no_group"
    with pytest.raises(NotFound):
        why_not(problem=small_problem(), challenge="loaves", offer="nothing")


def test_offers_that_others_use_are_gone() -> None:
    problem = small_problem(offers=[school(free_units=(10,) * 20), lab(), firm()])
    best = best_community(problem, "loaves")
    assert best is not None
    assert best_community(without_used(problem, [best]), "loaves") is None


def test_alternatives_are_feasible_and_different() -> None:
    labs = [lab(id=f"slot-{i}", organisation=f"lab-{i}", euros=1000 * i) for i in range(4)]
    offers = [school(), firm(), *labs]
    found = alternatives(challenge=bakery(), offers=offers)
    assert len(found.candidates) == 3 and found.not_formed is None
    problem = small_problem(offers=offers)
    groups = [set(one.community.organisations) for one in found.candidates]
    for i, one in enumerate(found.candidates):
        assert not list(broken_rules(problem, [one.community]))
        assert all(not groups[k] <= groups[i] for k in range(i))
    points = [one.difference.points for one in found.candidates]
    assert points[0] == 0 and points == sorted(points, reverse=True)
    assert found.candidates[1].difference.joins or found.candidates[1].difference.leaves


def test_no_alternative_gives_the_reasons() -> None:
    found = alternatives(challenge=bakery(), offers=[school()], policy=Policy(min_seats=2))
    assert found.candidates == () and found.not_formed is not None and found.not_formed.ways
    one = alternatives(challenge=replace(bakery()), offers=[school(), lab()])
    assert len(one.candidates) == 1


def test_a_party_that_fits_by_its_role_only_is_said_so() -> None:
    knows_nothing = lab(brings=frozenset())
    helper = firm(brings=frozenset({VISION}))
    found = compose(problem=small_problem(offers=[school(), knows_nothing, helper]))
    assert isinstance(found, Plan)
    community = found.communities[0]
    alone = {r.params["offer"] for r in community.reasons if r.code == "role_only"}
    of_use = {offer for one in community.covered for offer in (*one.brought_by, *one.learned_by)}
    assert "slot" in alone
    assert alone == {member.offer for member in community.members} - of_use
