"""Up to three next steps of different kinds for a challenge: candidates enter; explained steps leave.

The four kinds: JOIN a community or open group, REUSE an example or result, TAKE a course, FORM a new
community. Points are additive: a step's points are the sum of its reasons' points, each reason rests on
one fact of the input, and the order follows the points alone (equal points: by hash of the ids). Taking
a fact away takes exactly its reason's points away. Proposals are ranked, never people.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from kring.core.problems import Problem as Wrong
from kring.core.problems import UnableTo
from kring.engines.matching.inputs import Challenge
from kring.engines.matching.model import lot
from kring.engines.matching.nearby import CLASSES, distance_class
from kring.engines.matching.parameters import number, points
from kring.engines.matching.results import Community

KINDS: tuple[str, ...] = ("join", "reuse", "take", "form")
SHOWN = 3


@dataclass(frozen=True)
class Candidate:
    """Something that could be the next step. Facts that are unknown stay None and give no points.

    ``skills`` maps a skill to how well it is dealt with (0–1); ``distance`` overrides the class that
    follows from ``region``; ``at_once`` means it needs no start week; ``licence`` is "" when unknown.
    """

    id: str
    kind: str
    skills: Mapping[str, float]
    region: str = ""
    distance: str = ""
    area: str = ""
    topics: frozenset[str] = frozenset()
    start_week: int | None = None
    at_once: bool = False
    hours_per_week: int | None = None
    euros: int | None = None
    euros_at_least: bool = False
    open_places: int | None = None
    licence: str = ""
    tested_year: int | None = None
    missing: tuple[str, ...] = ()


@dataclass(frozen=True)
class StepReason:
    """One fact that counts, and its points."""

    code: str
    points: int
    params: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Step:
    """A next step: its candidate, its points, and the reasons that add up to them."""

    kind: str
    candidate: Candidate
    points: int
    reasons: tuple[StepReason, ...]


@dataclass(frozen=True)
class NextSteps:
    """The steps shown, best first, and the best of every kind. ``none_fits`` goes to the broker as demand."""

    shown: tuple[Step, ...]
    best_by_kind: Mapping[str, Step]

    @property
    def none_fits(self) -> bool:
        """Whether nothing is worth showing."""
        return not self.shown


def next_steps(
    *, challenge: Challenge, candidates: Iterable[Candidate], year: int, shown: int = SHOWN
) -> NextSteps:
    """Return the best candidate of each kind and, of these, up to ``shown`` steps.

    1. Candidates without a place left, or without any needed skill, area or topic, are left out.
    2. Each is scored by ``reasons_for``; below ``step_minimum`` it is not worth showing.
    3. The best per kind stay; the order follows the points.

    ``year`` is the present year: it says whether a test is recent.
    """
    given = tuple(candidates)
    wrong = [_wrong_kind(c) for c in given if c.kind not in KINDS or c.distance not in {"", *CLASSES}]
    if wrong:
        raise UnableTo(*wrong)
    best: dict[str, Step] = {}
    for candidate in given:
        step = step_of(challenge=challenge, candidate=candidate, year=year)
        if step is not None and step.points >= number("step_minimum"):
            known = best.get(candidate.kind)
            best[candidate.kind] = step if known is None else min(known, step, key=_order)
    ordered = sorted(best.values(), key=_order)
    return NextSteps(tuple(ordered[:shown]), {step.kind: step for step in ordered})


def _order(step: Step) -> tuple[int, float, str]:
    return -step.points, lot(step.kind, step.candidate.id), step.candidate.id


def step_of(*, challenge: Challenge, candidate: Candidate, year: int) -> Step | None:
    """Return the candidate as a step; None when it is full or about something else."""
    if candidate.open_places is not None and candidate.open_places <= 0:
        return None
    reasons = tuple(reasons_for(challenge=challenge, candidate=candidate, year=year))
    if not any(reason.code in ("step_skill", "step_area", "step_topic") for reason in reasons):
        return None
    return Step(candidate.kind, candidate, sum(reason.points for reason in reasons), reasons)


def reasons_for(*, challenge: Challenge, candidate: Candidate, year: int) -> list[StepReason]:
    """Return every reason with its points, the heaviest first; a reason worth 0 points is none."""
    found = [
        *_content(challenge, candidate),
        *_nearness(challenge, candidate),
        *_practical(challenge, candidate),
        *_trust(candidate, year),
    ]
    if candidate.kind != "form":
        found.append(StepReason(f"step_{candidate.kind}", points(f"step_{candidate.kind}")))
    found += [
        StepReason("step_missing", points("step_missing"), {"what": what}) for what in candidate.missing
    ]
    return sorted((r for r in found if r.points), key=lambda r: (-r.points, r.code, str(r.params)))


def _content(challenge: Challenge, candidate: Candidate) -> Iterable[StepReason]:
    for skill, weight in sorted(challenge.skills.items()):
        share = min(1.0, max(0.0, candidate.skills.get(skill, 0.0)))
        yield StepReason("step_skill", round(points("step_skill") * weight * share), {"skill": skill})
    if challenge.area and challenge.area == candidate.area:
        yield StepReason("step_area", points("step_area"), {"area": challenge.area})
    shared = challenge.topics & candidate.topics
    if shared:
        yield StepReason("step_topic", points("step_topic"), {"topic": min(shared)})


def _nearness(challenge: Challenge, candidate: Candidate) -> Iterable[StepReason]:
    distance = candidate.distance
    if not distance and candidate.region:
        distance = distance_class(challenge.region, candidate.region)
    if distance and distance != "country":
        code = "step_same_corop" if distance == "corop" else f"step_{distance}"
        yield StepReason(code, points(code), {"region": candidate.region or challenge.region})


def _practical(challenge: Challenge, candidate: Candidate) -> Iterable[StepReason]:
    start, hours = candidate.start_week, candidate.hours_per_week
    if candidate.at_once:
        yield StepReason("step_at_once", points("step_soon"))
    elif start is not None and challenge.first_week <= start <= challenge.last_week:
        yield StepReason("step_soon", points("step_soon"), {"week": start})
    if hours is not None and challenge.hours_per_week is not None:
        code = "step_hours_fit" if hours <= challenge.hours_per_week else "step_hours_over"
        yield StepReason(code, points(code), {"hours": hours})
    if candidate.open_places:
        yield StepReason("step_places", points("step_places"), {"places": candidate.open_places})
    if candidate.euros == 0 and not candidate.euros_at_least:
        yield StepReason("step_free", points("step_free"))


def _trust(candidate: Candidate, year: int) -> Iterable[StepReason]:
    if candidate.licence:
        yield StepReason("step_licence", points("step_licence"), {"licence": candidate.licence})
    if candidate.tested_year is not None and year - candidate.tested_year <= number("step_tested_years"):
        yield StepReason("step_tested", points("step_tested"), {"year": candidate.tested_year})


def form_candidate(*, challenge: Challenge, community: Community, id: str = "") -> Candidate:
    """Return a composed community as a candidate to FORM; its distance is that of its furthest member."""
    furthest = max((CLASSES.index(member.distance) for member in community.members), default=0)
    return Candidate(
        id=id or f"form:{challenge.id}",
        kind="form",
        skills={one.skill: 1.0 for one in community.covered},
        region=challenge.region,
        distance=CLASSES[furthest],
        area=challenge.area,
        topics=challenge.topics,
        start_week=community.start_week,
        hours_per_week=community.hours_per_week,
        euros=community.euros,
        euros_at_least=community.euros_at_least,
        missing=community.missing,
    )


def _wrong_kind(candidate: Candidate) -> Wrong:
    return Wrong(
        "unknown_kind",
        "The candidate {id} has an unknown kind or distance.",
        "Give join, reuse, take or form, and a distance class from the list.",
        field="kind",
        params={"id": candidate.id},
    )
