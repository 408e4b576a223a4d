"""Next steps: the best of each kind, explained; taking a stated reason away takes its points away."""

from dataclasses import replace

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from kring.core.problems import UnableTo
from kring.engines.matching.alone import best_community
from kring.engines.matching.next_steps import (
    KINDS,
    Candidate,
    StepReason,
    form_candidate,
    next_steps,
    step_of,
)
from kring.engines.matching.sentences import say

from .small import ETHICS, MLOPS, SKILLS, VISION, WEEK, bakery, small_problem

YEAR = 2026
CHALLENGE = bakery(skills={MLOPS: 1.0, VISION: 2.0, ETHICS: 1.0})


def join(**changes: object) -> Candidate:
    given = Candidate(
        "group", "join", {VISION: 1.0}, region="NL213", area="agrifood", open_places=3, start_week=WEEK
    )
    return replace(given, **changes)  # type: ignore[arg-type]


def reuse(**changes: object) -> Candidate:
    given = Candidate(
        "example", "reuse", {VISION: 0.5, MLOPS: 1.0}, region="NL366", area="industry", at_once=True,
        topics=frozenset({"image-recognition"}), licence="CC BY", tested_year=2025, euros=0,
    )  # fmt: skip
    return replace(given, **changes)  # type: ignore[arg-type]


def take(**changes: object) -> Candidate:
    given = Candidate(
        "course", "take", {MLOPS: 1.0, ETHICS: 1.0}, region="NL225", hours_per_week=4, open_places=9
    )
    return replace(given, **changes)  # type: ignore[arg-type]


def test_three_steps_of_different_kinds_best_first() -> None:
    community = best_community(small_problem(), "loaves")
    assert community is not None
    form = form_candidate(challenge=bakery(), community=community)
    found = next_steps(
        challenge=CHALLENGE, candidates=[take(), join(), form, reuse(), join(id="x", area="")], year=YEAR
    )
    assert len(found.shown) == 3 and len({step.kind for step in found.shown}) == 3
    assert set(found.best_by_kind) == set(KINDS)
    points = [step.points for step in found.shown]
    assert points == sorted(points, reverse=True)
    assert found.best_by_kind["join"].candidate.id == "group"
    for step in found.shown:
        assert step.points == sum(reason.points for reason in step.reasons)
        for reason in step.reasons:
            assert say(reason.code, reason.params, language="nl") and say(
                reason.code, reason.params, language="en"
            )


def test_nothing_that_fits_is_an_answer() -> None:
    other = join(skills={}, area="", topics=frozenset())
    found = next_steps(challenge=CHALLENGE, candidates=[other, join(open_places=0)], year=YEAR)
    assert found.none_fits and found.best_by_kind == {}


def test_unknown_kinds_are_told_all_at_once() -> None:
    with pytest.raises(UnableTo) as raised:
        next_steps(challenge=CHALLENGE, candidates=[join(kind="buy"), take(distance="moon")], year=YEAR)
    assert len(raised.value.problems) == 2


def test_removing_a_stated_reason_changes_the_order() -> None:
    candidates = [join(), take()]
    before = next_steps(challenge=CHALLENGE, candidates=candidates, year=YEAR).shown
    assert [step.kind for step in before] == ["join", "take"]
    without_vision = replace(CHALLENGE, skills={MLOPS: 1.0, ETHICS: 1.0})
    after = next_steps(challenge=without_vision, candidates=candidates, year=YEAR).shown
    assert [step.kind for step in after] == ["take", "join"]


def without(candidate: Candidate, reason: StepReason) -> Candidate:
    """Return the candidate without the one fact that a reason rests on."""
    skills = {s: w for s, w in candidate.skills.items() if s != reason.params.get("skill")}
    topics = candidate.topics - {str(reason.params.get("topic"))}
    changes: dict[str, dict[str, object]] = {
        "step_skill": {"skills": skills},
        "step_area": {"area": ""},
        "step_topic": {"topics": topics},
        "step_same_corop": {"region": "", "distance": ""},
        "step_neighbour": {"region": "", "distance": ""},
        "step_province": {"region": "", "distance": ""},
        "step_hub": {"region": "", "distance": ""},
        "step_soon": {"start_week": None},
        "step_at_once": {"at_once": False},
        "step_hours_fit": {"hours_per_week": None},
        "step_hours_over": {"hours_per_week": None},
        "step_places": {"open_places": None},
        "step_free": {"euros": None},
        "step_licence": {"licence": ""},
        "step_tested": {"tested_year": None},
        "step_missing": {"missing": tuple(m for m in candidate.missing if m != reason.params.get("what"))},
    }
    return replace(candidate, **changes[reason.code])  # type: ignore[arg-type]


CANDIDATES = st.builds(
    Candidate,
    id=st.sampled_from("abcdef"),
    kind=st.sampled_from(KINDS),
    skills=st.dictionaries(st.sampled_from(SKILLS), st.floats(0.1, 1), max_size=3),
    region=st.sampled_from(("", "NL213", "NL225", "NL221", "NL366")),
    area=st.sampled_from(("", "agrifood", "health")),
    topics=st.sets(st.sampled_from(("image-recognition",))).map(frozenset),
    start_week=st.sampled_from((None, WEEK + 1, WEEK + 90)),
    hours_per_week=st.sampled_from((None, 2, 9)),
    euros=st.sampled_from((None, 0, 500)),
    open_places=st.sampled_from((None, 2)),
    licence=st.sampled_from(("", "CC BY")),
    tested_year=st.sampled_from((None, 2019, 2025)),
    missing=st.sampled_from(((), ("a lab",), ("a lab", "a room"))),
)


@settings(max_examples=150, deadline=None)
@given(candidate=CANDIDATES, pick=st.integers(0, 20))
def test_taking_a_reason_away_takes_exactly_its_points_away(candidate: Candidate, pick: int) -> None:
    step = step_of(challenge=CHALLENGE, candidate=candidate, year=YEAR)
    assume(step is not None)
    assert step is not None
    removable = [r for r in step.reasons if r.code not in ("step_join", "step_reuse", "step_take")]
    reason = removable[pick % len(removable)]
    after = step_of(challenge=CHALLENGE, candidate=without(candidate, reason), year=YEAR)
    if after is None:  # it was the only thing that it had to do with the challenge
        assert reason.code in ("step_skill", "step_area", "step_topic")
    else:
        assert after.points == step.points - reason.points
        assert reason not in after.reasons


@settings(max_examples=100, deadline=None)
@given(candidates=st.lists(CANDIDATES, max_size=6))
def test_the_order_follows_the_points_and_not_the_order_given(candidates: list[Candidate]) -> None:
    candidates = list({c.id: c for c in candidates}.values())
    one = next_steps(challenge=CHALLENGE, candidates=candidates, year=YEAR)
    two = next_steps(challenge=CHALLENGE, candidates=candidates[::-1], year=YEAR)
    assert one == two
    assert [s.points for s in one.shown] == sorted((s.points for s in one.shown), reverse=True)
