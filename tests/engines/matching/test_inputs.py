"""Inputs: every problem is told at once, sound inputs are kept, eligibility follows the calendar."""

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kring.core.problems import UnableTo
from kring.core.regions import regions
from kring.engines.matching import Pair, Policy, make_problem
from kring.engines.matching.compose import compose
from kring.engines.matching.eligibility import placements_of, weeks_taken
from kring.engines.matching.nearby import distance_class, kilometres, neighbours_of
from kring.engines.matching.results import Plan

from .small import WEEK, bakery, firm, lab, random_problem, school, small_problem


def test_all_problems_are_told_at_once() -> None:
    with pytest.raises(UnableTo) as raised:
        make_problem(
            challenges=[
                bakery(skills={}, region="Twente", first_week=9, last_week=1),
                bakery(owner_side="boss"),
            ],
            offers=[lab(kind="gift", group_min=3), school(euros=-1)],
            policy=Policy(coverage_share=2, min_seats=9, max_seats=3, widest="moon"),
            pins=[Pair("loaves", "nobody")],
            floors={"NL99": -1},
        )
    codes = {problem.code for problem in raised.value.problems}
    assert codes == {
        "no_skills", "unknown_region", "bad_window", "unknown_side", "unknown_kind", "bad_group", "bad_euros",
        "bad_share", "bad_seats", "unknown_class", "unknown_pair", "bad_floor", "double_id",
    }  # fmt: skip
    assert all(str(problem) and problem.remedy for problem in raised.value.problems)


@settings(max_examples=150, deadline=None)
@given(
    first=st.integers(-5, 12),
    units=st.lists(st.integers(0, 4), min_size=1, max_size=25).map(tuple),
    weeks=st.sampled_from((None, 1, 3)),
    least=st.integers(1, 3),
    extra=st.integers(0, 3),
)
def test_no_placement_overlaps_a_full_period(
    first: int, units: tuple[int, ...], weeks: int | None, least: int, extra: int
) -> None:
    offer = school(
        first_week=WEEK + first, free_units=units, weeks=weeks, group_min=least, group_max=least + extra
    )
    challenge = bakery()
    for start, place in placements_of(challenge, offer).items():
        taken = weeks_taken(challenge, offer)
        assert start <= place.week and place.week + taken <= start + challenge.weeks
        assert least <= place.units <= least + extra
        for week in range(place.week, place.week + taken):
            assert 0 <= week - offer.first_week < len(units)
            assert units[week - offer.first_week] >= place.units


def test_neighbours_and_distances_agree_both_ways() -> None:
    corop = [code for code, region in regions().items() if region.level == "corop"]
    for here in corop:
        assert neighbours_of(here) and here not in neighbours_of(here)
        for there in corop:
            assert (there in neighbours_of(here)) == (here in neighbours_of(there))
            assert distance_class(here, there) == distance_class(there, here)
            away = kilometres(here, there)
            assert away is not None and away < 330
            assert away < 85 or there not in neighbours_of(here)


def test_an_offer_too_far_is_allowed_by_a_wider_policy() -> None:
    offers = [school(), lab(region="NL423"), firm()]
    assert not isinstance(compose(problem=small_problem(offers=offers)), Plan)
    assert isinstance(compose(problem=small_problem(offers=offers, policy=Policy(widest="country"))), Plan)


def test_a_short_time_limit_still_gives_a_sound_plan() -> None:
    problem = random_problem(101, challenges=4, offers=30)
    quick = compose(problem=problem, time_limit_s=0.001, ways=False)
    best = compose(problem=problem, ways=False)
    assert isinstance(quick, Plan) and isinstance(best, Plan)
    assert quick.certificate.feasible and quick.score <= best.score <= quick.certificate.bound


def test_a_spoilt_solver_never_gives_zeros_for_a_plan() -> None:
    """Somebody else in the process used HiGHS with other threads: an error, never an empty plan."""
    code = """
import highspy
other = highspy.Highs()
other.setOptionValue("output_flag", False)
other.setOptionValue("threads", 2)
other.addVar(0.0, 1.0)
other.run()
from kring.core.problems import UnableTo
from engines.matching.small import small_problem
from kring.engines.matching.compose import compose
try:
    found = compose(problem=small_problem())
    print("plan", found.certificate.feasible, len(found.communities))
except UnableTo as error:
    print("told", error.problems[0].code)
"""
    root = Path(__file__).parents[3]
    said = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=root,
        env={"PYTHONPATH": f"{root / 'src'}:{root / 'tests'}"},
    )  # fmt: skip
    assert said.stdout.strip().splitlines()[-1] in ("plan True 1", "told solver_stopped")


def test_nothing_but_the_result_is_printed(capfd: pytest.CaptureFixture[str]) -> None:
    compose(problem=small_problem())
    assert capfd.readouterr().out == ""
