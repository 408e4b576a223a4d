"""Small matching problems for tests: a cast, random instances, and every plan by enumeration."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations, product
from random import Random

from kring.engines.matching import Challenge, Offer, Policy, Problem, make_problem
from kring.engines.matching.checker import broken_rules
from kring.engines.matching.describe import describe
from kring.engines.matching.eligibility import Edge, edges_of
from kring.engines.matching.inputs import SIDES
from kring.engines.matching.results import Community

WEEK = 105_800
SKILLS = ("urn:kring:ai-skill:mlops", "urn:kring:ai-skill:computer-vision", "urn:kring:ai-skill:ai-ethics")
MLOPS, VISION, ETHICS = SKILLS


def bakery(**changes: object) -> Challenge:
    """A bakery in Twente that wants to see bad loaves."""
    given = Challenge(
        id="loaves",
        skills={MLOPS: 1.0, VISION: 2.0},
        region="NL213",
        first_week=WEEK,
        last_week=WEEK + 4,
        area="agrifood",
        topics=frozenset({"image-recognition"}),
        weeks=8,
        hours_per_week=6,
        owner="bakery",
    )
    return replace(given, **changes)  # type: ignore[arg-type]


def school(**changes: object) -> Offer:
    """A school with twenty student places."""
    given = Offer(
        id="places",
        organisation="school",
        side="education",
        kind="student_places",
        region="NL213",
        first_week=WEEK,
        free_units=(20,) * 20,
        learns=frozenset({MLOPS}),
        group_min=4,
        group_max=10,
        asks_hours_per_week=2,
    )
    return replace(given, **changes)  # type: ignore[arg-type]


def lab(**changes: object) -> Offer:
    """A lab with a slot of two weeks, that knows vision."""
    given = Offer(
        id="slot",
        organisation="lab",
        side="research",
        kind="lab_slot",
        region="NL225",
        first_week=WEEK,
        free_units=(0, 0, 1, 1, 1, 1, 0, 0),
        brings=frozenset({VISION}),
        weeks=2,
        euros=1000,
    )
    return replace(given, **changes)  # type: ignore[arg-type]


def firm(**changes: object) -> Offer:
    """A small firm from another area that does MLOps."""
    given = Offer(
        id="coach",
        organisation="firm",
        side="practice",
        kind="expertise",
        region="NL211",
        first_week=WEEK,
        free_units=(1,) * 20,
        brings=frozenset({MLOPS, ETHICS}),
        sector="industry",
        sme=True,
        asks_hours_per_week=1,
    )
    return replace(given, **changes)  # type: ignore[arg-type]


def small_problem(**changes: object) -> Problem:
    """The bakery with its school, lab and firm."""
    given = {"challenges": [bakery()], "offers": [school(), lab(), firm()], **changes}
    return make_problem(**given)  # type: ignore[arg-type]


def random_problem(seed: int, *, challenges: int = 1, offers: int = 6) -> Problem:
    """A tiny random problem that enumeration can solve; about half of them are possible."""
    dice = Random(seed)
    policy = Policy(
        min_seats=dice.choice((0, 2, 2, 3)),
        max_seats=6,
        max_parties=dice.choice((4, 8)),
        coverage_share=dice.choice((0.3, 0.6)),
        cover_both=dice.random() < 0.15,
        dual_role=dice.random() < 0.3,
        widest=dice.choice(("neighbour", "hub", "hub", "country")),
    )
    return make_problem(
        challenges=[_challenge(dice, i) for i in range(challenges)],
        offers=[_offer(dice, i) for i in range(offers)],
        policy=policy,
    )


def _challenge(dice: Random, number: int) -> Challenge:
    return bakery(
        id=f"challenge-{number}",
        skills={skill: dice.choice((1.0, 2.0)) for skill in dice.sample(SKILLS, dice.choice((2, 3)))},
        last_week=WEEK + dice.choice((0, 1, 3)),
        weeks=4,
        hours_per_week=dice.choice((None, 3, 5)),
        owner=dice.choice(("owner", "party-0", "")),
        owner_side=dice.choice(("practice", "practice", "practice", "")),
        gap_points=dice.choice((0, 30)),
    )


def _offer(dice: Random, number: int) -> Offer:
    side = ("education", "research", "practice")[number % 3] if number < 3 else dice.choice(SIDES)
    seats = side == "education" or dice.random() < 0.3
    least = dice.choice((1, 2)) if seats else 1
    return Offer(
        id=f"offer-{number}",
        organisation=f"party-{dice.choice((number, number, number // 2))}",
        side=side,
        kind="student_places" if seats else "expertise",
        region=dice.choice(("NL213", "NL213", "NL213", "NL225", "NL226", "NL112")),
        first_week=WEEK + dice.choice((0, 1, 2)),
        free_units=tuple(dice.choice((1, 3, 3, 3)) for _ in range(11)),
        brings=frozenset() if seats else frozenset(dice.sample(SKILLS, dice.choice((1, 2)))),
        learns=frozenset(dice.sample(SKILLS, dice.choice((1, 2, 3)))) if seats else frozenset(),
        group_min=least,
        group_max=least + (dice.choice((0, 1)) if seats else 0),
        weeks=dice.choice((None, 2)),
        areas=frozenset(dice.sample(("agrifood", "health"), 1)),
        topics=frozenset(dice.sample(("image-recognition", "text-mining"), 1)),
        sector=dice.choice(("", "agrifood", "industry")),
        asks_hours_per_week=dice.choice((0, 1, 2)),
        euros=dice.choice((0, 1000)),
        sme=dice.random() < 0.5,
    )


def every_community(problem: Problem, challenge: Challenge) -> Iterator[Community]:
    """Yield every community of a challenge that keeps all rules, by enumeration."""
    edges = [edge for edge in edges_of(problem)[0] if edge.challenge.id == challenge.id]
    alone = problem.only(challenge.id)
    for start in range(challenge.first_week, challenge.last_week + 1):
        there = [edge for edge in edges if start in edge.placements]
        for size in range(len(there) + 1):
            for group in combinations(there, size):
                yield from _sized(alone, challenge, start, group)


def _sized(
    problem: Problem, challenge: Challenge, start: int, group: tuple[Edge, ...]
) -> Iterator[Community]:
    sizes = [range(edge.offer.group_min, edge.placements[start].units + 1) for edge in group]
    for units in product(*sizes):
        chosen = [(e, n, e.placements[start].week) for e, n in zip(group, units, strict=True)]
        community = describe(problem=problem, challenge=challenge, start=start, chosen=chosen)
        if not list(broken_rules(problem, [community])):
            yield community


def best_by_enumeration(problem: Problem) -> int | None:
    """Return the highest score over every plan; None when no community is possible."""
    options: list[list[Community | None]] = [
        [None, *every_community(problem, challenge)] for challenge in problem.challenges
    ]
    best: int | None = None
    for plan in product(*options):
        communities = [community for community in plan if community is not None]
        score = sum(community.score for community in communities)
        if not communities or (best is not None and score <= best):
            continue
        if len(communities) == 1 or not list(broken_rules(problem, communities)):
            best = score
    return best
