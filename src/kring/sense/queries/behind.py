"""A cell of a frozen release enters; the keys of the vacancies or courses behind it leave, newest first."""

from collections.abc import Collection, Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds
import pyarrow.parquet as pq

from kring.engines.market.distinct import DistinctVacancies
from kring.sense.models import GapRelease
from kring.sense.models.lake import visible_files
from kring.sense.queries.documents import TABLE, condition_of
from kring.sense.queries.gaps import distinct_of


def keys_behind(
    release: GapRelease,
    kind: str,
    *,
    uris: Collection[str],
    corops: Collection[str],
    area: str,
    level: str,
    first_day: date,
    last_day: date,
) -> list[str]:
    """Return the keys of the documents that a release counted in a cell: each distinct vacancy once.

    Only keys and days are read, never the texts: a cell of the country holds thousands.
    """
    until = release.at
    files = [str(path) for path in visible_files(TABLE[kind], until=until) if path.exists()]
    named = [str(path) for path in visible_files("mentions", until=until) if path.exists()]
    if not files or not named:
        return []
    mentioned = ds.dataset(named, format="parquet").to_table(
        columns=["doc_key"],
        filter=(ds.field("doc_kind") == kind) & ds.field("uri").isin(list(uris)),
    )
    day = "posted" if kind == "vacancy" else "starts"
    rows = ds.dataset(files, format="parquet").to_table(
        columns=["key", day], filter=condition_of(kind, corops, area, level, first_day, last_day)
    )
    wanted = rows.filter(pc.is_in(rows["key"], value_set=pa.array(pc.unique(mentioned["doc_key"]))))
    if kind == "vacancy" and distinct_of(release).exists():
        counted, _ = _counted(distinct_of(release), distinct_of(release).stat().st_mtime_ns)
        wanted = wanted.filter(pc.is_in(wanted["key"], value_set=counted))
    ordered = wanted.sort_by([(day, "descending"), ("key", "ascending")])
    keys: list[str] = ordered["key"].to_pylist()
    return keys


def postings_of(release: GapRelease) -> Mapping[str, int]:
    """Return how often a vacancy was put up, for those that were more than once."""
    path = distinct_of(release)
    return _counted(path, path.stat().st_mtime_ns)[1] if path.exists() else {}


@lru_cache(maxsize=2)
def _counted(path: Path, _stamp: int) -> tuple[pa.Array, dict[str, int]]:
    """Return the keys of the vacancies that count, and the postings of those that were repeated."""
    table = pq.read_table(path)
    alone = table.filter(pc.equal(table["rule"], ""))["key"].combine_chunks()
    repeated = DistinctVacancies(table).postings()
    postings = zip(repeated["representative"].to_pylist(), repeated["postings"].to_pylist(), strict=True)
    return alone, dict(postings)
