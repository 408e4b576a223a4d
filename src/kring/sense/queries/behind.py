"""A cell of a frozen release enters; the keys of the vacancies or courses behind it leave, newest first."""

from collections.abc import Collection, Mapping
from functools import lru_cache
from pathlib import Path

import numpy as np
import pyarrow.compute as pc
import pyarrow.parquet as pq

from kring.engines.market.distinct import DistinctVacancies
from kring.sense.models import GapRelease
from kring.sense.queries.gaps import distinct_of
from kring.sense.queries.lake_index import Cell, Keys, Numbers, indexes, numbers_of


def keys_behind(release: GapRelease, kind: str, *, uris: Collection[str], cell: Cell) -> Keys:
    """Return the keys of the documents that a release counted in a cell: each distinct vacancy once."""
    days, keys = [np.zeros(0, np.int32)], [np.zeros(0, np.uint64)]
    for index in indexes(kind, until=release.at):
        rows, _ = index.counts_with(uris)
        rows = rows[index.inside(rows, cell)]
        days.append(index.starts[rows])
        keys.append(index.keys[rows])
    day, key = np.concatenate(days), np.concatenate(keys)
    path = distinct_of(release)
    if kind == "vacancy" and path.exists():
        counted = _counted(path, path.stat().st_mtime_ns)[0]
        held = _among(key, counted)
        day, key = day[held], key[held]
    return Keys(key[np.lexsort((key, -day.astype(np.int64)))])


def _among(keys: Numbers, counted: Numbers) -> np.ndarray:
    """Tell which keys are among sorted ones."""
    if not len(counted):
        return np.zeros(len(keys), bool)
    places = np.minimum(np.searchsorted(counted, keys), len(counted) - 1)
    return counted[places] == keys


def postings_of(release: GapRelease) -> Mapping[str, int]:
    """Return how often a vacancy was put up, for those that were more than once."""
    path = distinct_of(release)
    return _counted(path, path.stat().st_mtime_ns)[1] if path.exists() else {}


@lru_cache(maxsize=2)
def _counted(path: Path, _stamp: int) -> tuple[Numbers, dict[str, int]]:
    """Return the keys of the vacancies that count, in order, and the postings of those that were repeated."""
    table = pq.read_table(path)
    alone = np.sort(numbers_of(table.filter(pc.equal(table["rule"], ""))["key"]))
    repeated = DistinctVacancies(table).postings()
    postings = zip(repeated["representative"].to_pylist(), repeated["postings"].to_pylist(), strict=True)
    return alone, dict(postings)
