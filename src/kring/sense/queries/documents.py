"""Skills and a cell enter; the vacancies or courses that name them leave, read from the lake."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt

from kring.sense.queries.lake_index import (
    TABLE,
    UNKNOWN,
    Cell,
    FileIndex,
    Rows,
    day_number,
    indexes,
    key_text,
)

TAUGHT = ("key", "title", "corop", "area", "starts", "places")
FOUND = ("uri", "start", "end", "surface", "method")
# Courses without dates stand behind those with them.
LAST = np.iinfo(np.int32).max


@dataclass(frozen=True)
class Found:
    """A mention as the reader may check it: which words, and where in the text."""

    uri: str
    start: int
    end: int
    surface: str
    method: str


@dataclass(frozen=True)
class Taught:
    """A course as a next step: without its text; ``skills`` are those that were asked for."""

    key: str
    title: str
    corop: str | None
    area: str | None
    starts: date | None
    places: int | None
    skills: frozenset[str]


@dataclass
class Document:
    """A vacancy or course with the skills found in it."""

    key: str
    kind: str
    title: str
    text: str
    language: str
    source: str
    organisation: str | None
    place: str | None
    corop: str | None
    area: str | None
    level: str | None
    starts: date | None
    ends: date | None
    places: int | None
    url: str | None
    found: list[Found] = field(default_factory=list)


def documents(
    kind: str,
    *,
    uris: Collection[str] = (),
    keys: Collection[str] = (),
    first_day: date | None = None,
    last_day: date | None = None,
) -> list[Document]:
    """Return documents newest first; with ``uris`` only those that name one of the skills.

    Vacancies count by their day; courses when they run somewhere in the period.
    """
    cell = Cell(first_day=first_day, last_day=last_day)
    result = []
    for index in indexes(kind):
        rows = index.rows_of(keys) if keys else index.all_rows()
        if uris:
            rows = np.intersect1d(rows, index.counts_with(uris)[0])
        result += _read(index, rows[index.inside(rows, cell)], uris)
    return sorted(result, key=lambda one: (one.starts or date.min, one.key), reverse=True)


def _read(index: FileIndex, rows: Rows, uris: Collection[str] | None) -> list[Document]:
    """Read documents with the mentions of some skills; None: of all skills."""
    if not len(rows):
        return []
    found: dict[str, list[Found]] = defaultdict(list)
    if uris is None or uris:
        for row in index.mentions_in(rows):
            if uris is None or row["uri"] in uris:
                found[row["doc_key"]].append(Found(**{name: row[name] for name in FOUND}))
    return [_document(index.kind, row, found[str(row["key"])]) for row in index.read(rows)]


def _document(kind: str, row: dict[str, object], found: list[Found]) -> Document:
    is_vacancy = kind == "vacancy"
    return Document(
        key=str(row["key"]),
        kind=kind,
        title=str(row["title"] or ""),
        text=str(row["text"] or ""),
        language=str(row["language"] or ""),
        source=str(row["source"] or ""),
        organisation=row["employer" if is_vacancy else "provider"],  # type: ignore[arg-type]
        place=row["place"],  # type: ignore[arg-type]
        corop=row["corop"],  # type: ignore[arg-type]
        area=row["area"],  # type: ignore[arg-type]
        level=row["level"],  # type: ignore[arg-type]
        starts=row["posted" if is_vacancy else "starts"],  # type: ignore[arg-type]
        ends=None if is_vacancy else row["ends"],  # type: ignore[arg-type]
        places=None if is_vacancy else row["places"],  # type: ignore[arg-type]
        url=row["url"],  # type: ignore[arg-type]
        found=sorted(found, key=lambda one: one.start),
    )


def _not_begun(index: FileIndex, uris: Collection[str], today: date) -> tuple[Rows, npt.NDArray[np.int64]]:
    """Return the courses that teach these skills and have not begun, or have no dates, and how many each."""
    rows, counts = index.counts_with(uris)
    starts = index.starts[rows]
    open_ = (starts == UNKNOWN) | (starts > day_number(today))
    return rows[open_], counts[open_]


def courses_for(uris: Collection[str], *, today: date, most: int = 60) -> list[Taught]:
    """Return courses that teach these skills and have not begun, or have no dates; most skills first."""
    best: list[tuple[tuple[int, int, int], FileIndex, int]] = []
    for index in indexes("course"):
        rows, counts = _not_begun(index, uris, today)
        starts = np.where(index.starts[rows] == UNKNOWN, LAST, index.starts[rows])
        for at in np.lexsort((index.keys[rows], starts, -counts))[:most].tolist():
            rank = (-int(counts[at]), int(starts[at]), int(index.keys[rows[at]]))
            best.append((rank, index, int(rows[at])))
    best = sorted(best, key=lambda one: one[0])[:most]
    wanted: dict[FileIndex, list[int]] = defaultdict(list)
    for _, index, row in best:
        wanted[index].append(row)
    read = {
        str(course["key"]): Taught(**course, skills=skills)
        for index, rows in wanted.items()
        for course, skills in _taught(index, np.array(sorted(rows), np.int32), uris)
    }
    return [read[key_text(rank[2])] for rank, _, _ in best]


def _taught(
    index: FileIndex, rows: Rows, uris: Collection[str]
) -> Iterator[tuple[dict[str, Any], frozenset[str]]]:
    return zip(index.read(rows, columns=TAUGHT), index.skills_of(rows, uris), strict=True)


def count_courses(uris: Collection[str], *, today: date) -> int:
    """Return how many courses teach one of these skills and have not begun, or have no dates."""
    return sum(len(_not_begun(index, uris, today)[0]) for index in indexes("course"))


def document_with(kind: str, key: str) -> Document | None:
    """Return one document with every skill found in it; None when there is none."""
    if kind not in TABLE:
        return None
    for index in indexes(kind):
        for document in _read(index, index.rows_of([key]), None):
            document.found.sort(key=lambda one: (one.start, -one.end))
            return document
    return None
