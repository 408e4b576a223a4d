"""The certificate: its bound always holds, tampered plans are refused, and no solver is needed."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kring.engines.matching import Problem
from kring.engines.matching.certificate import bound_of, certify
from kring.engines.matching.compose import compose
from kring.engines.matching.eligibility import edges_of
from kring.engines.matching.model import build
from kring.engines.matching.results import Branch, Community, Leaf, Node, Plan

from .small import random_problem, small_problem


def plan_of(problem: Problem) -> Plan:
    plan = compose(problem=problem)
    assert isinstance(plan, Plan)
    return plan


def test_a_plan_is_certified_from_problem_plan_and_proof() -> None:
    problem = small_problem()
    plan = plan_of(problem)
    certificate = certify(problem=problem, plan=plan.communities, proof=plan.proof)
    assert certificate == plan.certificate
    assert certificate.feasible and certificate.score == plan.score == certificate.bound
    assert certificate.gap_share == 0


@settings(max_examples=40, deadline=None)
@given(
    seed=st.integers(0, 15),
    factor=st.floats(-3, 5),
    noise=st.integers(0, 2**31),
)
def test_changed_multipliers_never_give_a_false_bound(seed: int, factor: float, noise: int) -> None:
    problem = random_problem(seed)
    edges, _ = edges_of(problem)
    model = build(problem, edges)
    found = compose(problem=problem, ways=False)
    best = found.score if isinstance(found, Plan) else 0
    random = np.random.default_rng(noise)
    leaf = Leaf(tuple((factor * random.exponential(20, len(model.rows))).tolist()))
    assert bound_of(model, leaf) >= best
    if model.columns:
        proof = Branch(int(random.integers(len(model.columns))), 0, leaf, leaf)
        assert bound_of(model, proof) >= best


def test_branching_tightens_the_bound() -> None:
    for seed in range(12):
        problem = random_problem(seed, challenges=2, offers=7)
        one, many = (compose(problem=problem, leaves=n, ways=False) for n in (1, 60))
        if isinstance(one, Plan) and isinstance(many, Plan):
            assert one.certificate.bound >= many.certificate.bound >= many.score


def tampered(community: Community) -> dict[str, tuple[Community, ...]]:
    member = community.members[0]
    others = community.members[1:]
    return {
        "more units": (replace(community, members=(replace(member, units=99), *others)),),
        "fewer units": (replace(community, members=(replace(member, units=0), *others)),),
        "another week": (replace(community, members=(replace(member, week=member.week - 1), *others)),),
        "an unknown offer": (replace(community, members=(replace(member, offer="x"), *others)),),
        "a party less": (replace(community, members=others),),
        "a higher score": (replace(community, score=community.score + 1),),
        "a skill more": (replace(community, missing=(), covered=community.covered[:1]),),
        "a later start": (replace(community, start_week=community.start_week + 40),),
        "an unknown challenge": (replace(community, challenge="x"),),
        "twice": (community, community),
        "no euros": (replace(community, euros=0),),
    }


@pytest.mark.parametrize("what", tampered(plan_of(small_problem()).communities[0]))
def test_a_tampered_plan_is_refused(what: str) -> None:
    problem = small_problem()
    plan = plan_of(problem)
    changed = tampered(plan.communities[0])[what]
    certificate = certify(problem=problem, plan=changed, proof=plan.proof)
    assert not certificate.feasible and certificate.broken


def test_a_proof_of_the_wrong_size_gives_a_weak_bound_not_a_wrong_one() -> None:
    problem = small_problem()
    plan = plan_of(problem)
    wrong: list[Node] = [Leaf(()), Leaf((float("nan"),)), Leaf((-1.0,) * 500)]
    for proof in wrong:
        assert certify(problem=problem, plan=plan.communities, proof=proof).bound >= plan.score


def test_certifying_imports_no_solver_and_no_django() -> None:
    code = (
        "import sys, kring.engines.matching.certificate; "
        "print([m for m in sys.modules if m.split('.')[0] in ('highspy', 'django')])"
    )
    root = Path(__file__).parents[3]
    said = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=root,
        env={"PYTHONPATH": str(root / "src")},
    )  # fmt: skip
    assert said.stdout.strip() == "[]"
