"""Vacancies: cells and chances enter, advertisements with their true mentions leave, one at a time."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from kring.core.periods import Quarter
from kring.demo.generator import naming
from kring.demo.generator.advertisement import Advertisement
from kring.demo.generator.drafting import LEVEL_CODES
from kring.demo.generator.market_model import LEVEL_MIX, QUARTERS, area_mix, corop_weights, quarter_weights
from kring.demo.generator.records import TrueMention, Vacancy
from kring.demo.generator.sources import (
    Occupation,
    chance,
    corops,
    day_between,
    occupations,
    pairs,
    pick,
    skills,
)
from kring.demo.generator.truth import AREAS, COROPS, Cells, Shares

DISTINCT_AT_SCALE_1 = 24_000
REPOST_SHARE = 0.04
INCOMPLETE_SHARE = 0.02
ENGLISH_SHARE = 0.25
VACANCIES_PER_EMPLOYER = 8
SOURCES = ("demo-banenplein", "demo-werkwijzer", "demo-regiobaan")
GAPS = ("posted", "place", "employer")
VARIANTS = {
    "nl": (
        "",
        "",
        "",
        " (32 uur)",
        " (24-40 uur)",
        " m/v/x",
        " parttime",
        " {place}",
        " team {n}",
    ),
    "en": ("", "", "", " (32 hours)", " (part-time)", " m/f/x", " {place}", " team {n}"),
}


@dataclass(frozen=True)
class VacancyPlan:
    """All that is drawn before any text is written; arrays hold one value per distinct vacancy."""

    cells: Cells
    asked: np.ndarray  # documents × skills, bool
    gap: np.ndarray  # which field is missing: 0 posted, 1 place, 2 employer, -1 none
    reposted: np.ndarray
    employers: tuple[str, ...]
    employer: np.ndarray


def plan(seed: int, scale: float, first: Quarter, until: date, demand: Shares) -> VacancyPlan:
    """Draw cells and asked skills for every distinct vacancy."""
    rng = np.random.default_rng([seed, 3])
    count = max(round(DISTINCT_AT_SCALE_1 * scale), 1)
    last = first.shifted(QUARTERS - 1)
    elapsed = (until - last.first_day).days / (last.last_day - last.first_day).days
    corop = rng.choice(len(COROPS), count, p=corop_weights())
    area = _draw_rows(rng, area_mix()[corop])
    level = rng.choice(5, count, p=LEVEL_MIX)
    quarter = rng.choice(QUARTERS, count, p=quarter_weights(elapsed))
    gap = np.where(rng.random(count) < INCOMPLETE_SHARE, rng.integers(0, 3, count), -1)
    cells = Cells(corop, area, level, quarter, quarter, gap != 1, gap != 0, np.zeros(count, dtype=np.int64))
    asked = np.concatenate(
        [
            rng.random((len(part), len(skills()))) < demand.of(cells.taken(part))
            for part in np.array_split(np.arange(count), max(count // 8192, 1))
        ]
    )
    reposted = (rng.random(count) < REPOST_SHARE) & (gap < 0)
    employers, employer = _employers(seed, rng, corop, area)
    return VacancyPlan(cells, asked, gap, reposted, employers, employer)


def _draw_rows(rng: np.random.Generator, chances: np.ndarray) -> np.ndarray:
    return (chances.cumsum(axis=1) < rng.random((len(chances), 1))).sum(axis=1).clip(0, chances.shape[1] - 1)


def _employers(
    seed: int, rng: np.random.Generator, corop: np.ndarray, area: np.ndarray
) -> tuple[tuple[str, ...], np.ndarray]:
    """Give every vacancy an employer of its own COROP area and application area."""
    names = naming.Names(chance(seed, "employers"))
    found: list[str] = []
    employer = np.zeros(len(corop), dtype=np.int64)
    pair = corop * 12 + area
    for value in np.unique(pair):
        here = np.flatnonzero(pair == value)
        firms = max(len(here) // VACANCIES_PER_EMPLOYER, 1)
        employer[here] = len(found) + rng.integers(0, firms, len(here))
        place = corops()[value // 12].places[0]
        found += [names.company(str(AREAS[value % 12]), place) for _ in range(firms)]
    return tuple(found), employer


def write(
    seed: int, drawn: VacancyPlan, first: Quarter, until: date
) -> Iterator[tuple[Vacancy, tuple[TrueMention, ...]]]:
    """Write the advertisements; a reposted one is followed by its copy."""
    rng = chance(seed, "vacancies")
    number = 0
    for at in range(len(drawn.cells)):
        number += 1
        vacancy, mentions = _advertisement(rng, drawn, at, number, first, until)
        yield vacancy, mentions
        if drawn.reposted[at]:
            number += 1
            yield _copy(rng, vacancy, number, until), mentions


def _advertisement(
    rng: random.Random, drawn: VacancyPlan, at: int, number: int, first: Quarter, until: date
) -> tuple[Vacancy, tuple[TrueMention, ...]]:
    cells = drawn.cells
    corop = corops()[cells.corop[at]]
    area = str(AREAS[cells.area[at]])
    level = LEVEL_CODES[cells.level[at]]
    language = "en" if rng.random() < ENGLISH_SHARE else "nl"
    asked = [int(skill) for skill in np.flatnonzero(drawn.asked[at])]
    job = _occupation(rng, area, asked)
    place = pick(rng, corop.places)
    employer = drawn.employers[drawn.employer[at]]
    title = job.title[language]
    if level == "expert" and job.technical:
        title = f"Senior {title[0].lower()}{title[1:]}"
    variant = pick(rng, VARIANTS[language]).format(place=place, n=1 + int(rng.random() * 6))
    slots = _slots(rng, language, area, title, employer, place, corop.dial)
    text, mentions = Advertisement(rng, language, level, slots).write(job, asked)
    quarter = first.shifted(int(cells.quarter[at]))
    posted = day_between(rng, quarter.first_day, min(quarter.last_day, until))
    gap = drawn.gap[at]
    source = pick(rng, SOURCES)
    vacancy = Vacancy(
        source,
        f"v{number:06d}",
        title + variant,
        text,
        language,
        None if gap == 2 else employer,
        None if gap == 1 else place,
        None if gap == 1 else corop.code,
        area,
        None if level == "none" else level,
        None if gap == 0 else posted,
        f"https://{source}.invalid/v/{number:06d}",
    )
    return vacancy, mentions


def _occupation(rng: random.Random, area: str, asked: list[int]) -> Occupation:
    """Choose a technical occupation when technical skills are asked, so that texts stay believable.

    The occupation is no part of the cell: the chances of skills do not depend on it.
    """
    technical = sum(skills()[skill].technical for skill in asked) * 2 >= max(len(asked), 1)
    if not technical and rng.random() < 0.08:
        technical = True
    return pick(rng, _jobs(area, technical))


_JOBS: dict[tuple[str, bool], tuple[Occupation, ...]] = {}


def _jobs(area: str, technical: bool) -> tuple[Occupation, ...]:
    if (area, technical) not in _JOBS:
        wanted = "*" if technical else area
        _JOBS[area, technical] = tuple(job for job in occupations() if job.area == wanted)
    return _JOBS[area, technical]


def _slots(
    rng: random.Random, language: str, area: str, title: str, employer: str, place: str, dial: str
) -> dict[str, str]:
    person = naming.person_name(rng)
    sizes = {"nl": ("kleine", "middelgrote", "grote"), "en": ("small", "medium-sized", "large")}
    staff = int(8 * 1.5 ** (rng.random() * 13))
    spoken = title if title[:2].isupper() else title[0].lower() + title[1:]
    return {
        "area": area,
        "title": spoken,
        "a": "an" if spoken[0] in "aeiou" else "a",
        "employer": employer,
        "place": place,
        "domain": pairs("phrases.txt", f"{language}.domain")[area],
        "size": sizes[language][(staff >= 50) + (staff >= 250)],
        "staff": str(staff),
        "years": str(5 + int(rng.random() * 90)),
        "h": str(1 + int(rng.random() * 8)),
        "person": person,
        "person2": naming.person_name(rng),
        "mail": naming.mail_of(person, employer),
        "phone": naming.written_phone(rng, dial),
    }


def _copy(rng: random.Random, vacancy: Vacancy, number: int, until: date) -> Vacancy:
    """Return the same advertisement, placed again within sixty days, sometimes with a line added."""
    assert vacancy.posted is not None
    posted = min(vacancy.posted + timedelta(days=3 + int(rng.random() * 45)), until)
    added = ""
    if rng.random() < 0.3:
        added = {"nl": "\n\nDeze vacature is opnieuw opengesteld.", "en": "\n\nThis vacancy is open again."}[
            vacancy.language
        ]
    source = pick(rng, SOURCES)
    return Vacancy(
        source,
        f"v{number:06d}",
        vacancy.title,
        vacancy.text + added,
        vacancy.language,
        vacancy.employer,
        vacancy.place,
        vacancy.corop,
        vacancy.area,
        vacancy.level,
        posted,
        f"https://{source}.invalid/v/{number:06d}",
    )
