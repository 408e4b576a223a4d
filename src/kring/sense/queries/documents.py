"""Skills and a cell enter; the vacancies or courses that name them leave, read from the lake."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date

import pyarrow.dataset as ds

from kring.sense.models.lake import visible_files


@dataclass(frozen=True)
class Found:
    """A mention as the reader may check it: which words, and where in the text."""

    uri: str
    start: int
    end: int
    surface: str
    method: str


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


TABLE = {"vacancy": "vacancies", "course": "courses"}


def _dataset(table: str) -> ds.Dataset | None:
    files = [str(path) for path in visible_files(table) if path.exists()]
    return ds.dataset(files, format="parquet") if files else None


def mentions_of(kind: str, uris: Collection[str]) -> dict[str, list[Found]]:
    """Return, by document key, the mentions of these skills in documents of one kind."""
    dataset = _dataset("mentions")
    result: dict[str, list[Found]] = defaultdict(list)
    if dataset is None or not uris:
        return result
    condition = (ds.field("doc_kind") == kind) & ds.field("uri").isin(list(uris))
    columns = ["doc_key", "uri", "start", "end", "surface", "method"]
    for row in dataset.to_table(columns=columns, filter=condition).to_pylist():
        result[row.pop("doc_key")].append(Found(**row))
    return result


def documents(
    kind: str,
    *,
    uris: Collection[str] = (),
    keys: Collection[str] = (),
    corops: Collection[str] = (),
    area: str = "",
    level: str = "",
    first_day: date | None = None,
    last_day: date | None = None,
) -> list[Document]:
    """Return documents newest first; with ``uris`` only those that name one of the skills.

    Vacancies count by their day; courses when they run somewhere in the period. A course without an
    area serves every area.
    """
    dataset = _dataset(TABLE[kind])
    if dataset is None:
        return []
    found = mentions_of(kind, uris) if uris else {}
    if uris and not found:
        return []
    condition = condition_of(kind, corops, area, level, first_day, last_day)
    wanted = list(keys) or list(found)
    if wanted:
        chosen = ds.field("key").isin(wanted)
        condition = chosen if condition is None else condition & chosen
    rows = dataset.to_table(filter=condition).to_pylist()
    result = [_document(kind, row, found.get(row["key"], [])) for row in rows]
    return sorted(result, key=lambda one: (one.starts or date.min, one.key), reverse=True)


def condition_of(
    kind: str,
    corops: Collection[str],
    area: str,
    level: str,
    first_day: date | None,
    last_day: date | None,
) -> ds.Expression | None:
    """Return the filter that a cell means for documents of a kind; None when everything is wanted."""
    day = "posted" if kind == "vacancy" else "starts"
    end = "posted" if kind == "vacancy" else "ends"
    terms = []
    if corops:
        terms.append(ds.field("corop").isin(list(corops)))
    if area and area != "all":
        term = ds.field("area") == area
        terms.append(term if kind == "vacancy" else term | ds.field("area").is_null())
    if level and level != "all":
        terms.append(ds.field("level") == level)
    if first_day:
        # A course without a last day counts on its first day.
        begins_later = ds.field(end).is_null() & (ds.field(day) >= first_day)
        terms.append((ds.field(end) >= first_day) | begins_later)
    if last_day:
        terms.append(ds.field(day) <= last_day)
    condition = None
    for term in terms:
        condition = term if condition is None else condition & term
    return condition


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


def courses_for(uris: Collection[str], *, today: date, most: int = 60) -> list[Document]:
    """Return courses that teach these skills and have not begun, or have no dates; most skills first."""
    found = mentions_of("course", uris)
    best = sorted(found, key=lambda key: (-len({one.uri for one in found[key]}), key))[: most * 20]
    rows = [
        course
        for course in documents("course", uris=uris, keys=best)
        if course.starts is None or course.starts > today
    ]
    rows.sort(key=lambda c: (-len({one.uri for one in c.found}), c.starts or date.max, c.key))
    return rows[:most]


def document_with(kind: str, key: str) -> Document | None:
    """Return one document with every skill found in it; None when there is none."""
    if kind not in TABLE:
        return None
    found = documents(kind, keys=[key])
    mentions = _dataset("mentions")
    if not found or mentions is None:
        return found[0] if found else None
    rows = mentions.to_table(
        columns=["uri", "start", "end", "surface", "method"], filter=ds.field("doc_key") == key
    ).to_pylist()
    found[0].found = sorted((Found(**row) for row in rows), key=lambda one: (one.start, -one.end))
    return found[0]
