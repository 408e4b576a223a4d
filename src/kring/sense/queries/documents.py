"""Skills and a cell enter; the vacancies or courses that name them leave, read from the lake."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from itertools import accumulate
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds
import pyarrow.parquet as pq

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


FEW = 60
TABLE = {"vacancy": "vacancies", "course": "courses"}


def _dataset(table: str) -> ds.Dataset | None:
    files = [str(path) for path in visible_files(table) if path.exists()]
    return ds.dataset(files, format="parquet") if files else None


def mentions_of(kind: str, uris: Collection[str], *, keys: Collection[str] = ()) -> dict[str, list[Found]]:
    """Return, by document key, the mentions of these skills in documents of one kind: all, or ``keys``."""
    dataset = _dataset("mentions")
    result: dict[str, list[Found]] = defaultdict(list)
    if dataset is None or not uris:
        return result
    condition = (ds.field("doc_kind") == kind) & ds.field("uri").isin(list(uris))
    if keys:
        condition &= ds.field("doc_key").isin(list(keys))
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
    found = mentions_of(kind, uris, keys=keys) if uris else {}
    if uris and not found:
        return []
    condition = condition_of(kind, corops, area, level, first_day, last_day)
    wanted = list(keys) or list(found)
    if 0 < len(wanted) <= FEW and condition is None:
        rows = _rows_with(kind, wanted)
    else:
        if wanted:
            chosen = ds.field("key").isin(wanted)
            condition = chosen if condition is None else condition & chosen
        rows = dataset.to_table(filter=condition).to_pylist()
    result = [_document(kind, row, found.get(str(row["key"]), [])) for row in rows]
    return sorted(result, key=lambda one: (one.starts or date.min, one.key), reverse=True)


@lru_cache(maxsize=32)
def _keys_in(path: Path) -> tuple[pa.Array, tuple[int, ...]]:
    """Return the keys of a file, which never changes, and where each of its row groups begins."""
    file = pq.ParquetFile(path)
    sizes = [file.metadata.row_group(at).num_rows for at in range(file.num_row_groups)]
    keys = file.read(columns=["key"])["key"].combine_chunks()
    return keys, tuple(accumulate(sizes, initial=0))


def _rows_with(kind: str, wanted: Collection[str]) -> list[dict[str, object]]:
    """Read only the parts of the files that hold these documents: texts are by far the largest column."""
    rows: list[dict[str, object]] = []
    value_set = pa.array(list(wanted), pa.string())
    for path in visible_files(TABLE[kind]):
        if not path.exists():
            continue
        keys, begins = _keys_in(path)
        places = pc.indices_nonzero(pc.is_in(keys, value_set=value_set)).to_pylist()
        groups = sorted({bisect_right(begins, place) - 1 for place in places})
        if groups:
            table = pq.ParquetFile(path).read_row_groups(groups)
            rows += table.filter(pc.is_in(table["key"], value_set=value_set)).to_pylist()
    return rows


def _days(kind: str) -> tuple[ds.Expression, ds.Expression]:
    """Return first and last day as the figures take them: a course with one of the two counts on that day."""
    if kind == "vacancy":
        return ds.field("posted"), ds.field("posted")
    starts, ends = ds.field("starts"), ds.field("ends")
    return pc.coalesce(starts, ends), pc.coalesce(ends, starts)


def condition_of(
    kind: str,
    corops: Collection[str],
    area: str,
    level: str,
    first_day: date | None,
    last_day: date | None,
) -> ds.Expression | None:
    """Return the filter that a cell means for documents of a kind; None when everything is wanted."""
    terms = []
    if corops:
        terms.append(ds.field("corop").isin(list(corops)))
    if area and area != "all":
        term = ds.field("area") == area
        terms.append(term if kind == "vacancy" else term | ds.field("area").is_null())
    if level and level != "all":
        terms.append(ds.field("level") == level)
    begins, ends = _days(kind)
    if first_day:
        terms.append(ends >= first_day)
    if last_day:
        terms.append(begins <= last_day)
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
