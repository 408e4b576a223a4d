"""Courses: providers, cells and chances enter, courses with their true mentions leave, one at a time."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from kring.core.periods import Quarter
from kring.core.regions import province_of
from kring.demo.generator.drafting import LEVEL_CODES, Draft, Piece, mistype, say
from kring.demo.generator.market_model import (
    COURSE_LEVEL_MIX,
    GENERAL,
    GENERAL_COURSE_SHARE,
    QUARTERS,
    area_mix,
    corop_weights,
)
from kring.demo.generator.records import Course, Organisation, TrueMention
from kring.demo.generator.sources import chance, corops, day_between, pairs, pick, pools, skills, wordings
from kring.demo.generator.truth import AREAS, COROPS, LEVELS, Cells, Shares

COURSES_AT_SCALE_1 = 6_400
ENGLISH_SHARE = 0.28
TYPO_SHARE = 0.02
DISTRACTOR_SHARE = 0.28
PLACES_UNKNOWN_SHARE = 0.08
PROVIDER_TYPES = ("mbo", "hbo", "wo", "sme_training_centre", "teacher_team", "centre_of_expertise")
SOURCES = ("demo-opleidingengids", "demo-catalogus")
WEEKS = (1, 2, 4, 6, 8, 10, 20, 40)
PLACES = (12, 15, 16, 18, 20, 24)
FORMS = {
    "nl": {1: "training", 2: "training", 4: "cursus", 6: "cursus", 8: "module", 10: "module"},
    "en": {1: "training", 2: "training", 4: "course", 6: "course", 8: "module", 10: "module"},
}
HEADINGS = {"nl": ("Wat leer je?", "Leeruitkomsten"), "en": ("What will you learn?", "Learning outcomes")}


@dataclass(frozen=True)
class CoursePlan:
    """All that is drawn before any text is written; arrays hold one value per course."""

    cells: Cells
    taught: np.ndarray  # documents × skills, bool
    starts: tuple[date, ...]
    weeks: np.ndarray


def plan(seed: int, scale: float, first: Quarter, until: date, supply: Shares) -> CoursePlan:
    """Draw cells, dates and taught skills; a few courses start in the quarter after the last."""
    rng = np.random.default_rng([seed, 4])
    count = max(round(COURSES_AT_SCALE_1 * scale), 1)
    corop = rng.choice(len(COROPS), count, p=_spread(corop_weights()))
    area = (area_mix()[corop].cumsum(axis=1) < rng.random((count, 1))).sum(axis=1).clip(0, 11)
    area = np.where(rng.random(count) < GENERAL_COURSE_SHARE, GENERAL, area)
    level = rng.choice(len(LEVELS), count, p=COURSE_LEVEL_MIX)
    quarter = rng.choice(QUARTERS + 1, count, p=_calendar())
    weeks = rng.choice(WEEKS, count)
    days = chance(seed, "course-days")
    starts = tuple(
        day_between(days, first.shifted(int(q)).first_day, first.shifted(int(q)).last_day) for q in quarter
    )
    ends = [
        Quarter.of(day + timedelta(weeks=int(w))).index - first.index
        for day, w in zip(starts, weeks, strict=True)
    ]
    known = rng.random(count) >= PLACES_UNKNOWN_SHARE
    cells = Cells(
        corop,
        area,
        level,
        quarter,
        np.array(ends),
        np.ones(count, dtype=bool),
        np.ones(count, dtype=bool),
        np.where(known, rng.choice(PLACES, count), 0),
    )
    return CoursePlan(cells, rng.random((count, len(skills()))) < supply.of(cells), starts, weeks)


def _spread(weights: np.ndarray) -> np.ndarray:
    """Courses are spread more evenly over the provinces than vacancies are."""
    provinces = np.array([province_of(code) for code in COROPS])
    totals = np.array([weights[provinces == province].sum() for province in provinces])
    softer = weights / totals**0.5
    return softer / softer.sum()


def _calendar() -> np.ndarray:
    weights = np.array([*np.linspace(0.9, 1.2, QUARTERS), 0.6])
    return weights / weights.sum()


def providers(organisations: Sequence[Organisation]) -> dict[str, tuple[Organisation, ...]]:
    """Return who teaches, per COROP area."""
    found: dict[str, list[Organisation]] = {code: [] for code in COROPS}
    for organisation in organisations:
        if organisation.type in PROVIDER_TYPES:
            found[organisation.corop].append(organisation)
    return {code: tuple(those) for code, those in found.items()}


def write(
    seed: int, drawn: CoursePlan, organisations: Sequence[Organisation]
) -> Iterator[tuple[Course, tuple[TrueMention, ...]]]:
    """Write the courses in the order of the plan."""
    rng = chance(seed, "courses")
    teaching = providers(organisations)
    for at in range(len(drawn.cells)):
        yield _course(rng, drawn, at, teaching)


def _course(
    rng: random.Random, drawn: CoursePlan, at: int, teaching: dict[str, tuple[Organisation, ...]]
) -> tuple[Course, tuple[TrueMention, ...]]:
    cells = drawn.cells
    corop = corops()[cells.corop[at]]
    area, level = AREAS[cells.area[at]], LEVEL_CODES[cells.level[at]]
    language = "en" if rng.random() < ENGLISH_SHARE else "nl"
    provider = pick(rng, teaching[corop.code])
    weeks = int(drawn.weeks[at])
    place = pick(rng, corop.places)
    slots = {
        "course_form": FORMS[language].get(weeks, {"nl": "opleiding", "en": "programme"}[language]),
        "domain": pairs("phrases.txt", f"{language}.domain")[area or "general"],
        "provider": provider.name,
        "place": place,
        "hours": str(weeks * pick(rng, (4, 6, 8))),
        "weeks": str(weeks),
    }
    taught = [int(skill) for skill in np.flatnonzero(drawn.taught[at])]
    text, mentions, outcomes = _text(rng, language, level, taught, slots)
    title = _title(rng, language, level, taught, slots)
    source = pick(rng, SOURCES)
    course = Course(
        source,
        f"c{at + 1:05d}",
        title,
        text,
        outcomes,
        language,
        provider.name,
        place,
        corop.code,
        area,
        None if level == "none" else level,
        drawn.starts[at],
        drawn.starts[at] + timedelta(weeks=weeks),
        int(cells.places[at]) or None,
        f"https://{source}.invalid/c/{at + 1:05d}",
    )
    return course, mentions


def _title(rng: random.Random, language: str, level: str, taught: list[int], slots: dict[str, str]) -> str:
    """Name the course after its field, or often after the first thing one learns."""
    if taught and rng.random() < 0.55:
        title = pick(rng, wordings(language)[taught[0]].do)
        return title[0].upper() + title[1:]
    return pick(rng, pools("phrases.txt")[f"{language}.course.title.{level}"]).format_map(slots)


def _text(
    rng: random.Random, language: str, level: str, taught: list[int], slots: dict[str, str]
) -> tuple[str, tuple[TrueMention, ...], tuple[str, ...]]:
    """Compose introduction, learning outcomes and practical matters."""
    phrases = pools("phrases.txt")

    def some(section: str, count: int) -> list[list[Piece]]:
        chosen = rng.sample(phrases[f"{language}.course.{section}"], count)
        return [[(line.format_map(slots), -1)] for line in chosen]

    rng.shuffle(taught)
    used: set[str] = set()
    outcomes = [say(rng, "course", language, skill, level, used)[1] for skill in taught]
    outcomes += some("other", 1 + (rng.random() < 0.5))
    rng.shuffle(outcomes)
    form = some("form", 2 + int(rng.random() * 3))
    if rng.random() < DISTRACTOR_SHARE:
        form += some("distract", 1)
    draft = Draft()
    draft.prose(some("intro", 1))
    draft.add(pick(rng, HEADINGS[language]) + "\n")
    if rng.random() < 0.7:
        draft.bullets(outcomes, pick(rng, ("- ", "• ")))
    else:
        draft.prose(outcomes)
    body = len(draft.pieces)
    draft.prose(form)
    if rng.random() < TYPO_SHARE:
        mistype(rng, draft, body)
    text, mentions = draft.finish()
    return text, mentions, tuple("".join(part for part, _ in outcome) for outcome in outcomes)
