"""The whole country: seed, scale and last day enter, records, texts and the hidden truth leave."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

import numpy as np

from kring.core.periods import Quarter
from kring.demo.generator import (
    challenges,
    communities,
    courses,
    market_model,
    offers,
    organisations,
    own_courses,
    people,
    truth,
    vacancies,
)
from kring.demo.generator.records import (
    Challenge,
    Community,
    Course,
    DemoPerson,
    Example,
    Offer,
    Organisation,
    TrueMention,
    Vacancy,
    WhiteSpot,
)
from kring.demo.generator.sources import skills
from kring.demo.generator.truth import Truth

NOTICE = {
    "nl": "Dit land is verzonnen. Alle organisaties, mensen, vacatures, cursussen en cijfers zijn bedacht.",
    "en": "This country is fictional. All organisations, people, vacancies, courses and figures are made up.",
}


@dataclass(frozen=True)
class Country:
    """A fictional Netherlands; texts are written anew, and identically, each time they are asked for."""

    seed: int
    scale: float
    until: date
    first_quarter: Quarter
    organisations: tuple[Organisation, ...]
    offers: tuple[Offer, ...]
    challenges: tuple[Challenge, ...]
    communities: tuple[Community, ...]
    examples: tuple[Example, ...]
    white_spots: tuple[WhiteSpot, ...]
    people: tuple[DemoPerson, ...]
    vacancy_plan: vacancies.VacancyPlan
    course_plan: courses.CoursePlan
    truth: Truth
    notice_nl: str = NOTICE["nl"]
    notice_en: str = NOTICE["en"]

    @property
    def vacancy_count(self) -> int:
        """How many vacancies ``vacancies()`` yields, copies included."""
        return len(self.vacancy_plan.cells) + int(self.vacancy_plan.reposted.sum())

    @property
    def course_count(self) -> int:
        """How many courses ``courses()`` yields."""
        return len(self.course_plan.cells)

    def vacancies(self) -> Iterator[Vacancy]:
        """Yield every vacancy."""
        return (vacancy for vacancy, _ in self.vacancies_with_truth())

    def vacancies_with_truth(self) -> Iterator[tuple[Vacancy, tuple[TrueMention, ...]]]:
        """Yield every vacancy with its true mentions."""
        return vacancies.write(self.seed, self.vacancy_plan, self.first_quarter, self.until)

    def courses(self) -> Iterator[Course]:
        """Yield every course."""
        return (course for course, _ in self.courses_with_truth())

    def courses_with_truth(self) -> Iterator[tuple[Course, tuple[TrueMention, ...]]]:
        """Yield every course with its true mentions."""
        return courses.write(self.seed, self.course_plan, self.organisations)

    @cached_property
    def quarters(self) -> tuple[Quarter, ...]:
        """The twelve quarters, oldest first."""
        return tuple(self.first_quarter.shifted(step) for step in range(market_model.QUARTERS))

    def write_truth(self, path: Path, mentions: "MentionColumns | None" = None) -> None:
        """Write the truth as npz; without collected ``mentions`` the texts are written once more."""
        truth.save(self.truth, path, mentions=(mentions or MentionColumns.of(self)).arrays())


class MentionColumns:
    """Collects true mentions as columns while a loader runs through the texts."""

    def __init__(self) -> None:
        self._document: list[str] = []
        self._skill: list[int] = []
        self._start: list[int] = []
        self._end: list[int] = []
        self._index = {skill.uri: at for at, skill in enumerate(skills())}

    @classmethod
    def of(cls, country: Country) -> "MentionColumns":
        """Collect every true mention of a country."""
        found = cls()
        for vacancy, mentions in country.vacancies_with_truth():
            found.add(vacancy.source_id, mentions)
        for course, mentions in country.courses_with_truth():
            found.add(course.source_id, mentions)
        return found

    def add(self, source_id: str, mentions: tuple[TrueMention, ...]) -> None:
        """Add the mentions of one document."""
        for mention in mentions:
            self._document.append(source_id)
            self._skill.append(self._index[mention.uri])
            self._start.append(mention.start)
            self._end.append(mention.end)

    def arrays(self) -> dict[str, np.ndarray]:
        """Return the columns: source_id, skill (index), start, end."""
        return {
            "source_id": np.array(self._document, dtype=np.str_),
            "skill": np.array(self._skill, dtype=np.int16),
            "start": np.array(self._start, dtype=np.int32),
            "end": np.array(self._end, dtype=np.int32),
        }


def generate(seed: int, scale: float, until: date) -> Country:
    """Return the fictional country of a seed, with twelve quarters up to ``until``.

    1. Draw the factors of demand and supply. 2. Found the organisations. 3. Draw the cell of every
    vacancy and course, and with the factors the skills it names. Texts follow when they are asked for.
    """
    first = market_model.first_quarter(Quarter.of(until))
    demand, supply = market_model.shares(seed, "demand"), market_model.shares(seed, "supply")
    founded = organisations.organisations(seed)
    asked = vacancies.plan(seed, scale, first, until, demand)
    taught = courses.plan(seed, scale, first, until, supply)
    formed, told = communities.communities(seed, until, challenges.challenges(seed, until, founded), founded)
    cast = people.people(seed, founded, formed)
    own = own_courses.courses_of_lecturer(seed, until, founded, cast, told)
    return Country(
        seed=seed,
        scale=scale,
        until=until,
        first_quarter=first,
        organisations=founded,
        offers=(*offers.offers(seed, until, founded), *own),
        challenges=told,
        communities=formed,
        examples=communities.examples(seed, until),
        white_spots=communities.white_spots(),
        people=cast,
        vacancy_plan=asked,
        course_plan=taught,
        truth=Truth(first, demand, supply, asked.cells, taught.cells),
    )
