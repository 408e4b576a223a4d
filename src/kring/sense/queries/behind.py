"""A cell of a frozen release enters; the keys of the vacancies or courses behind it leave, newest first."""

from collections.abc import Collection
from datetime import date, datetime

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds

from kring.sense.models.lake import visible_files
from kring.sense.queries.documents import TABLE, condition_of


def keys_behind(
    kind: str,
    *,
    uris: Collection[str],
    corops: Collection[str],
    area: str,
    level: str,
    first_day: date,
    last_day: date,
    until: datetime,
) -> list[str]:
    """Return the keys of documents that name one of the skills, of imports up to ``until``.

    Only keys and days are read, never the texts: a cell of the country holds thousands.
    """
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
    ordered = wanted.sort_by([(day, "descending"), ("key", "ascending")])
    keys: list[str] = ordered["key"].to_pylist()
    return keys
