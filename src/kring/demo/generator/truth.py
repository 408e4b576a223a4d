"""The hidden truth: factorised probabilities and the documents' cells enter, true gaps leave."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from kring.core.periods import Quarter, window_quarters
from kring.core.regions import corop_areas_of
from kring.core.terms import areas, levels
from kring.demo.generator.sources import SKILL_URI, TOPIC_URI, corops, skills

AREAS = (*areas(), None)
LEVELS = (*levels(), None)
COROPS = tuple(corop.code for corop in corops())
UNKNOWN = -1
HIGHEST_PROBABILITY = 0.6


@dataclass(frozen=True)
class Shares:
    """p(skill | corop, area, level, quarter) as a product of factors, at most 0.6.

    Shapes: base S; corop S × 40; area S × 13 (last: no area); level S × 5 (last: none);
    quarter S × 13 (twelve quarters and the one after).
    """

    base: np.ndarray
    corop: np.ndarray
    area: np.ndarray
    level: np.ndarray
    quarter: np.ndarray

    def of(self, cells: "Cells", which: np.ndarray | slice | int = slice(None)) -> np.ndarray:
        """Return the probabilities (documents × skills, or documents for one skill)."""
        p = (
            self.base[which]
            * self.corop[which].T[cells.corop]
            * self.area[which].T[cells.area]
            * self.level[which].T[cells.level]
            * self.quarter[which].T[cells.quarter]
        )
        return np.minimum(p, HIGHEST_PROBABILITY)


@dataclass(frozen=True)
class Cells:
    """Where each document really belongs, as indices; ``placed`` and ``dated``: its record says so too.

    ``until_quarter`` is the last quarter in which a course is on offer (vacancies: their own quarter).
    ``places`` weighs a course (0: unknown). Copies of a vacancy are not listed.
    """

    corop: np.ndarray
    area: np.ndarray
    level: np.ndarray
    quarter: np.ndarray
    until_quarter: np.ndarray
    placed: np.ndarray
    dated: np.ndarray
    places: np.ndarray

    def __len__(self) -> int:
        return len(self.corop)

    def taken(self, which: np.ndarray) -> "Cells":
        """Return the documents under a mask or at positions."""
        return Cells(**{name: getattr(self, name)[which] for name in Cells.__dataclass_fields__})


@dataclass(frozen=True)
class Truth:
    """Everything an honest estimate is compared with."""

    first_quarter: Quarter
    demand: Shares
    supply: Shares
    vacancies: Cells
    courses: Cells

    def demand_probability(
        self, skill: int, corop: str, area: str | None, level: str | None, quarter: Quarter
    ) -> float:
        """Return the chance that a vacancy there and then asks for the skill."""
        return float(self.demand.of(self._cell(corop, area, level, quarter), skill)[0])

    def supply_probability(
        self, skill: int, corop: str, area: str | None, level: str | None, quarter: Quarter
    ) -> float:
        """Return the chance that a course there and then teaches the skill."""
        return float(self.supply.of(self._cell(corop, area, level, quarter), skill)[0])

    def _cell(self, corop: str, area: str | None, level: str | None, quarter: Quarter) -> Cells:
        at = np.array([min(max(quarter.index - self.first_quarter.index, 0), 12)])
        one = np.array([1])
        return Cells(
            np.array([COROPS.index(corop)]),
            np.array([AREAS.index(area)]),
            np.array([LEVELS.index(level)]),
            at,
            at,
            one,
            one,
            one,
        )

    def expected_demand(
        self,
        uri: str,
        *,
        region: str = "NL",
        area: str | None = None,
        level: str | None = None,
        window: Quarter | Sequence[Quarter],
    ) -> tuple[float, int]:
        """Return mean p_demand over the distinct vacancies of the cell, and their number."""
        here = self._in_cell(self.vacancies, region, area, level, window)
        return _mean_share(self.demand, self.vacancies.taken(here), uri), int(here.sum())

    def expected_supply(
        self,
        uri: str,
        *,
        region: str = "NL",
        area: str | None = None,
        level: str | None = None,
        window: Quarter | Sequence[Quarter],
        by_places: bool = False,
    ) -> tuple[float, int]:
        """Return mean p_supply over the courses on offer in the cell (weighted by places when asked)."""
        here = self._in_cell(self.courses, region, area, level, window)
        return _mean_share(self.supply, self.courses.taken(here), uri, by_places=by_places), int(here.sum())

    def expected_gap(
        self,
        uri: str,
        *,
        region: str = "NL",
        area: str | None = None,
        level: str | None = None,
        window: Quarter | Sequence[Quarter],
        by_places: bool = False,
    ) -> float:
        """Return log2(mean p_demand ÷ mean p_supply) of a cell; nan when it has no vacancy or no course.

        ``uri`` is a skill or a topic (then p is the chance of at least one of its skills). ``region`` is a
        country, province, COROP or ``hub:`` code; ``area`` and ``level`` None mean all; ``window`` is the
        last quarter of four, or the quarters themselves. A course without area counts in every area, and
        in every quarter from its start to its end.
        """
        demand, _ = self.expected_demand(uri, region=region, area=area, level=level, window=window)
        supply, _ = self.expected_supply(
            uri, region=region, area=area, level=level, window=window, by_places=by_places
        )
        return float(np.log2(demand / supply)) if demand > 0 and supply > 0 else float("nan")

    def _in_cell(
        self,
        cells: Cells,
        region: str,
        area: str | None,
        level: str | None,
        window: Quarter | Sequence[Quarter],
    ) -> np.ndarray:
        quarters = window_quarters(window) if isinstance(window, Quarter) else tuple(window)
        first, last = (q.index - self.first_quarter.index for q in (min(quarters), max(quarters)))
        here = cells.dated & (cells.quarter <= last) & (cells.until_quarter >= first)
        if region != "NL":
            wanted = [COROPS.index(code) for code in corop_areas_of(region)]
            here = here & cells.placed & np.isin(cells.corop, wanted)
        if area is not None:
            here = here & np.isin(cells.area, [AREAS.index(area), AREAS.index(None)])
        if level is not None:
            here = here & (cells.level == LEVELS.index(level))
        return here


def _mean_share(shares: Shares, cells: Cells, uri: str, *, by_places: bool = False) -> float:
    if not len(cells):
        return float("nan")
    p = 1 - np.prod([1 - shares.of(cells, index) for index in indices_of(uri)], axis=0)
    return float(np.average(p, weights=np.maximum(cells.places, 1))) if by_places else float(np.mean(p))


def indices_of(uri: str) -> list[int]:
    """Return the index of a skill's URI, or those of a topic's skills; KeyError when unknown."""
    if uri.startswith(TOPIC_URI):
        found = [i for i, skill in enumerate(skills()) if TOPIC_URI + skill.topic == uri]
    else:
        found = [i for i, skill in enumerate(skills()) if SKILL_URI + skill.slug == uri]
    if not found:
        raise KeyError(uri)
    return found


def save(truth: Truth, path: Path, *, mentions: dict[str, np.ndarray] | None = None) -> None:
    """Write the truth (and the columns of the true mentions) as one compressed npz file."""
    arrays = {f"mentions.{name}": column for name, column in (mentions or {}).items()}
    for part in ("demand", "supply", "vacancies", "courses"):
        record = getattr(truth, part)
        arrays |= {f"{part}.{name}": getattr(record, name) for name in record.__dataclass_fields__}
    head = json.dumps({"first_quarter": str(truth.first_quarter), "skills": [s.slug for s in skills()]})
    np.savez_compressed(path, head=np.array(head), **arrays)  # type: ignore[arg-type]


def load(path: Path) -> tuple[Truth, dict[str, np.ndarray]]:
    """Read what ``save`` wrote; ValueError when it was made with other skills."""
    with np.load(path) as stored:
        head = json.loads(str(stored["head"]))
        if head["skills"] != [s.slug for s in skills()]:
            raise ValueError("this truth was made with other skills")
        demand, supply = (
            Shares(**{name: stored[f"{side}.{name}"] for name in Shares.__dataclass_fields__})
            for side in ("demand", "supply")
        )
        vacancies, courses = (
            Cells(**{name: stored[f"{kind}.{name}"] for name in Cells.__dataclass_fields__})
            for kind in ("vacancies", "courses")
        )
        mentions = {n.removeprefix("mentions."): stored[n] for n in stored.files if n.startswith("mentions.")}
    return Truth(Quarter.parse(head["first_quarter"]), demand, supply, vacancies, courses), mentions
