"""Times the matching engine on invented challenges and offers; one JSON line leaves on standard output.

The generator keeps the proportions of the design, scaled down: 16 regions with weights rank^-0.7; 60
skills, scarcity Zipf 0.6; parties 50/28/22 % practice/education/lab; about 1.1 lab slots and 1.4 institution
slots a challenge; seats in groups of 3-25; calendars over 40 weeks.

Run: .venv/bin/python benchmarks/compose.py [--seed N] [--runs N]
"""

import argparse
import json
import sys
import time
from collections.abc import Sequence

import numpy as np

from kring.core.regions import regions
from kring.engines.matching import Challenge, Offer, Problem, make_problem
from kring.engines.matching.compose import compose
from kring.engines.matching.results import Plan

FIRST_WEEK = 105_800
WEEKS = 40
SKILLS = [f"urn:kring:ai-skill:{i:02d}" for i in range(60)]
AREAS = ("energy", "health", "agrifood", "industry", "mobility", "public")
TOPICS = ("text-mining", "machine-learning", "image-recognition", "ai-engineering")


class Country:
    """Draws challenges and offers; the same seed gives the same country."""

    def __init__(self, seed: int, near: str = "") -> None:
        self.random = np.random.default_rng(seed)
        corop = sorted(code for code, region in regions().items() if region.level == "corop")
        order = self.random.permutation(len(corop))[:16]
        self.regions = [corop[i] for i in order]
        if near:
            self.regions = [code for code in corop if code.startswith(near)][:16]
        weights = np.arange(1, len(self.regions) + 1) ** -0.7
        self.region_weights = weights / weights.sum()
        scarcity = np.arange(1, len(SKILLS) + 1) ** -0.6
        self.skill_weights = scarcity / scarcity.sum()

    def region(self) -> str:
        return str(self.random.choice(self.regions, p=self.region_weights))

    def skills(self, low: int, high: int) -> frozenset[str]:
        count = int(self.random.integers(low, high + 1))
        return frozenset(self.random.choice(SKILLS, size=count, replace=False, p=self.skill_weights).tolist())

    def some(self, codes: Sequence[str]) -> str:
        return str(self.random.choice(codes))

    def challenge(self, number: int) -> Challenge:
        first = FIRST_WEEK + int(self.random.integers(0, 9))
        needed = self.skills(4, 8)
        return Challenge(
            id=f"challenge-{number:03d}",
            skills={skill: float(self.random.integers(1, 4)) for skill in sorted(needed)},
            region=self.region(),
            first_week=first,
            last_week=first + 12,
            area=self.some(AREAS),
            topics=frozenset({self.some(TOPICS)}),
            hours_per_week=int(self.random.integers(4, 13)),
            owner=f"owner-{number:03d}",
            gap_points=int(self.random.integers(0, 60)),
        )

    def offer(self, number: int) -> Offer:
        side = str(self.random.choice(["practice", "education", "research"], p=[0.5, 0.28, 0.22]))
        seats = side == "education" or (side == "practice" and self.random.random() < 0.5)
        kind = {"education": "student_places", "research": "lab_slot"}.get(side, "expertise")
        size = int(self.random.integers(3, 26)) if seats else int(self.random.integers(1, 3))
        return Offer(
            id=f"offer-{number:04d}",
            organisation=f"party-{number * 4 // 5:04d}",
            side=side,
            kind="staff_places" if seats and side == "practice" else kind,
            region=self.region(),
            first_week=FIRST_WEEK,
            free_units=self.calendar(size),
            brings=frozenset() if seats else self.skills(1, 4),
            learns=self.skills(1, 4) if seats else frozenset(),
            group_min=min(3, size) if seats else 1,
            group_max=min(size, 12) if seats else 1,
            weeks=int(self.random.integers(1, 5)) if side == "research" else None,
            areas=frozenset({self.some(AREAS)}),
            topics=frozenset({self.some(TOPICS)}),
            sector=self.some(AREAS),
            asks_hours_per_week=int(self.random.integers(0, 3)),
            euros=int(self.random.integers(0, 4)) * 500,
            sme=side == "practice" and bool(self.random.random() < 0.8),
        )

    def calendar(self, size: int) -> tuple[int, ...]:
        """Free units a week; a busy stretch takes some of the 40 weeks."""
        free = np.full(WEEKS, size)
        start, length = int(self.random.integers(0, WEEKS)), int(self.random.integers(0, 12))
        free[start : start + length] = int(self.random.integers(0, size + 1))
        return tuple(free.tolist())


def country(*, challenges: int, offers: int, seed: int, near: str = "") -> Problem:
    """Return an invented problem; ``near`` keeps all of it inside one region code."""
    drawn = Country(seed, near)
    return make_problem(
        challenges=[drawn.challenge(i) for i in range(challenges)],
        offers=[drawn.offer(i) for i in range(offers)],
    )


def one_challenge(offers: int, runs: int, seed: int) -> dict[str, float]:
    """Time single challenges among offers that are all nearby."""
    seconds, gaps, formed = [], [], 0
    for run in range(runs):
        problem = country(challenges=1, offers=offers, seed=seed + run, near="NL2")
        began = time.perf_counter()
        found = compose(problem=problem)
        seconds.append(time.perf_counter() - began)
        if isinstance(found, Plan):
            formed += 1
            gaps.append(found.certificate.gap_share)
    p50, p95 = np.percentile(np.array(seconds) * 1000, [50, 95])
    return {
        "p50_ms": round(float(p50), 1),
        "p95_ms": round(float(p95), 1),
        "formed_share": round(formed / runs, 3),
        "certified_gap_share": round(float(np.mean(gaps)), 4) if gaps else 1.0,
    }


def many_challenges(challenges: int, offers: int, seed: int) -> dict[str, float]:
    """Time one plan in which challenges compete for the same offers."""
    problem = country(challenges=challenges, offers=offers, seed=seed)
    began = time.perf_counter()
    found = compose(problem=problem, ways=False)
    seconds = time.perf_counter() - began
    if not isinstance(found, Plan):
        return {"s": round(seconds, 2), "formed": 0}
    return {
        "s": round(seconds, 2),
        "formed": len(found.communities),
        "score": found.score,
        "optimal": found.optimal,
        "certified_gap_share": round(found.certificate.gap_share, 4),
    }


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--runs", type=int, default=20)
    given = parser.parse_args(arguments)
    figures = {
        "benchmark": "compose",
        "seed": given.seed,
        "one_of_200": one_challenge(200, given.runs, given.seed),
        "one_of_400": one_challenge(400, given.runs, given.seed),
        "twelve_of_200": many_challenges(12, 200, given.seed),
    }
    print(json.dumps(figures))
    return 0


if __name__ == "__main__":
    sys.exit(main())
