"""A file of documents and its file of mentions enter; what they are asked by leaves, in memory.

A file in the lake never changes, so its index is made once in a process. 1. Keys become sorted numbers.
2. Days, areas and levels become numbers, a row a document. 3. Mentions become a list of rows for each
skill. 4. Where each row group begins is remembered: of a text only its own group is read. A million
vacancies with four mentions each take about 60 MB.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from kring.sense.models.lake import visible_files

Rows = npt.NDArray[np.int32]
Numbers = npt.NDArray[np.uint64]
TABLE = {"vacancy": "vacancies", "course": "courses"}
KEY_DIGITS = 16
UNKNOWN = np.iinfo(np.int32).min
_EPOCH = date(1970, 1, 1)
_DIGIT = np.zeros(256, np.uint8)
_DIGIT[list(b"0123456789abcdef")] = np.arange(16, dtype=np.uint8)


def numbers_of(keys: pa.Array | pa.ChunkedArray) -> Numbers:
    """Return keys of sixteen hexadecimal digits as whole numbers: their order is that of the keys.

    Raises ValueError for a key of another length.
    """
    whole = keys.combine_chunks() if isinstance(keys, pa.ChunkedArray) else keys
    if not len(whole):
        return np.zeros(0, np.uint64)
    offsets = np.frombuffer(whole.buffers()[1], np.int32)[whole.offset : whole.offset + len(whole) + 1]
    if (np.diff(offsets) != KEY_DIGITS).any():
        raise ValueError(f"a key is not of {KEY_DIGITS} digits")
    raw = np.frombuffer(whole.buffers()[2], np.uint8)[offsets[0] : offsets[-1]]
    digits = _DIGIT[raw].reshape(-1, KEY_DIGITS)
    pairs = np.ascontiguousarray((digits[:, ::2] << 4) | digits[:, 1::2])
    return pairs.view(">u8").ravel().astype(np.uint64)


def number_of(key: str) -> int:
    """Return one key as a whole number; -1 for what is no key."""
    try:
        return int(key, 16) if len(key) == KEY_DIGITS else -1
    except ValueError:
        return -1


def key_text(number: int) -> str:
    """Return the key of a whole number."""
    return f"{int(number):0{KEY_DIGITS}x}"


def day_number(day: date) -> int:
    """Return a day as the number of days since 1970."""
    return (day - _EPOCH).days


class Coded:
    """A column of few different texts: a number for each row, -1 where it is unknown."""

    def __init__(self, column: pa.ChunkedArray) -> None:
        coded = column.combine_chunks().dictionary_encode()
        self.codes = coded.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int16)
        self._number = {text: at for at, text in enumerate(coded.dictionary.to_pylist())}

    def among(self, rows: Rows, texts: Collection[str]) -> npt.NDArray[np.bool_]:
        """Tell for each row whether its text is one of these."""
        wanted = [self._number[text] for text in texts if text in self._number]
        return np.isin(self.codes[rows], wanted)


@dataclass(frozen=True)
class Cell:
    """Which documents count: regions, field, level and period; what is empty limits nothing."""

    corops: tuple[str, ...] = ()
    area: str = ""
    level: str = ""
    first_day: date | None = None
    last_day: date | None = None


class FileIndex:
    """What the documents of one import are asked by; a row is a document's place in its file."""

    def __init__(self, kind: str, path: Path, mentions: Path | None) -> None:
        self.kind, self.path, self.mentions = kind, path, mentions
        self._meta = pq.read_metadata(path)
        days = ["posted"] if kind == "vacancy" else ["starts", "ends"]
        table = pq.read_table(path, columns=["key", "corop", "area", "level", *days])
        self.keys = numbers_of(table["key"])
        self._order = np.argsort(self.keys).astype(np.int32)
        self._corop, self._area, self._level = (Coded(table[name]) for name in ("corop", "area", "level"))
        self.starts = _days(table[days[0]])
        ends = _days(table[days[-1]])
        # As the figures take them: a course with one of its two days counts on that day.
        self._first = np.where(self.starts == UNKNOWN, ends, self.starts)
        self._last = np.where(ends == UNKNOWN, self.starts, ends)
        self._begins = _group_begins(self._meta)
        self._read_mentions()

    def _read_mentions(self) -> None:
        self._skills: dict[str, int] = {}
        self._skill_begins = np.zeros(1, np.int64)
        self._skill_rows = np.zeros(0, np.int32)
        self._mention_begins = np.zeros(len(self.keys) + 1, np.int32)
        if self.mentions is None:
            return
        self._mention_meta = pq.read_metadata(self.mentions)
        self._mention_groups = _group_begins(self._mention_meta)
        table = pq.read_table(self.mentions, columns=["doc_key", "uri"])
        rows = self._rows_with(numbers_of(table["doc_key"]))
        coded = table["uri"].combine_chunks().dictionary_encode()
        self._skills = {text: at for at, text in enumerate(coded.dictionary.to_pylist())}
        skills = coded.indices.to_numpy()
        pairs = np.unique(skills.astype(np.int64) * len(self.keys) + rows)
        self._skill_rows = (pairs % max(1, len(self.keys))).astype(np.int32)
        bounds = np.arange(len(self._skills) + 1, dtype=np.int64) * len(self.keys)
        self._skill_begins = np.searchsorted(pairs, bounds)
        # A file of mentions is written in the order of its documents.
        self._mention_begins = np.searchsorted(rows, np.arange(len(self.keys) + 1)).astype(np.int32)

    def _rows_with(self, numbers: Numbers) -> Rows:
        """Return the row of each key; every key must be there."""
        return self._order[np.searchsorted(self.keys, numbers, sorter=self._order)]

    def rows_of(self, keys: Collection[str]) -> Rows:
        """Return the rows of the documents with these keys; other keys are passed over."""
        known = [number for number in map(number_of, keys) if number >= 0]
        if not known or not len(self.keys):
            return np.zeros(0, np.int32)
        wanted = np.array(known, np.uint64)
        places = np.searchsorted(self.keys, wanted, sorter=self._order)
        rows = self._order[np.minimum(places, len(self.keys) - 1)]
        return np.sort(rows[self.keys[rows] == wanted])

    def all_rows(self) -> Rows:
        """Return all rows."""
        return np.arange(len(self.keys), dtype=np.int32)

    def counts_with(self, uris: Collection[str]) -> tuple[Rows, npt.NDArray[np.int64]]:
        """Return the rows that name one of these skills, in order, and how many of them each names."""
        parts = [self._naming(self._skills[uri]) for uri in set(uris) if uri in self._skills]
        if not parts:
            return np.zeros(0, np.int32), np.zeros(0, np.int64)
        rows, counts = np.unique(np.concatenate(parts), return_counts=True)
        return rows, counts

    def _naming(self, skill: int) -> Rows:
        return self._skill_rows[self._skill_begins[skill] : self._skill_begins[skill + 1]]

    def inside(self, rows: Rows, cell: Cell) -> npt.NDArray[np.bool_]:
        """Tell for each row whether it counts in a cell; a course without a field serves every field."""
        held = np.ones(len(rows), bool)
        if cell.corops:
            held &= self._corop.among(rows, cell.corops)
        if cell.area and cell.area != "all":
            fits = self._area.among(rows, [cell.area])
            held &= fits if self.kind == "vacancy" else fits | (self._area.codes[rows] < 0)
        if cell.level and cell.level != "all":
            held &= self._level.among(rows, [cell.level])
        if cell.first_day:
            held &= self._last[rows] >= day_number(cell.first_day)
        if cell.last_day:
            first = self._first[rows]
            held &= (first != UNKNOWN) & (first <= day_number(cell.last_day))
        return held

    def skills_of(self, rows: Rows, uris: Collection[str]) -> list[frozenset[str]]:
        """Return for each row which of these skills it names."""
        known = [uri for uri in uris if uri in self._skills]
        naming = [(uri, np.isin(rows, self._naming(self._skills[uri]))) for uri in known]
        return [frozenset(uri for uri, held in naming if held[at]) for at in range(len(rows))]

    def read(self, rows: Rows, columns: Sequence[str] | None = None) -> list[dict[str, Any]]:
        """Read documents, all of each or some columns, in the order of ``rows``, which ascend."""
        return _taken(self.path, self._meta, self._begins, rows, columns).to_pylist()  # type: ignore[no-any-return]

    def mentions_in(self, rows: Rows) -> list[dict[str, Any]]:
        """Read the mentions in these documents."""
        spans = [range(self._mention_begins[row], self._mention_begins[row + 1]) for row in rows.tolist()]
        places = np.array([place for span in spans for place in span], np.int32)
        if self.mentions is None or not len(places):
            return []
        return _taken(self.mentions, self._mention_meta, self._mention_groups, places).to_pylist()  # type: ignore[no-any-return]


def _days(column: pa.ChunkedArray) -> Rows:
    days = column.combine_chunks().cast(pa.int32()).fill_null(UNKNOWN)
    return np.asarray(days.to_numpy(zero_copy_only=False), np.int32)


def _group_begins(meta: pq.FileMetaData) -> npt.NDArray[np.int64]:
    sizes = [meta.row_group(at).num_rows for at in range(meta.num_row_groups)]
    return np.concatenate([np.zeros(1, np.int64), np.cumsum(sizes, dtype=np.int64)])


def _taken(
    path: Path,
    meta: pq.FileMetaData,
    begins: npt.NDArray[np.int64],
    places: Rows,
    columns: Sequence[str] | None = None,
) -> pa.Table:
    """Read rows out of the row groups that hold them; texts are by far the largest column."""
    groups_of = np.searchsorted(begins, places, side="right") - 1
    groups = np.unique(groups_of)
    sizes = begins[groups + 1] - begins[groups]
    read_before = np.concatenate([np.zeros(1, np.int64), np.cumsum(sizes)])[:-1]
    local = places - begins[groups_of] + read_before[np.searchsorted(groups, groups_of)]
    file = pq.ParquetFile(path, metadata=meta)
    table = file.read_row_groups(groups.tolist(), columns=columns and list(columns), use_threads=False)
    return table.take(pa.array(local))


@lru_cache(maxsize=512)
def _index(kind: str, path: Path, mentions: Path | None) -> FileIndex:
    return FileIndex(kind, path, mentions)


def indexes(kind: str, *, until: datetime | None = None) -> Iterator[FileIndex]:
    """Yield the index of every visible file of a kind ("vacancy", "course"), oldest first.

    ``until``: only of imports up to then, as a release saw them.
    """
    named = {path.name: path for path in visible_files("mentions", until=until)}
    for path in visible_files(TABLE[kind], until=until):
        if path.exists():
            mentions = named.get(path.name)
            yield _index(kind, path, mentions if mentions is not None and mentions.exists() else None)


def read_indexes() -> None:
    """Make the index of every visible file, so that no visitor waits for it."""
    for kind in TABLE:
        for _ in indexes(kind):
            pass


class Keys(Sequence[str]):
    """Keys of documents in an order; kept as numbers, since a cell of the country holds very many."""

    def __init__(self, numbers: Numbers) -> None:
        self._numbers = numbers

    def __len__(self) -> int:
        return len(self._numbers)

    def __getitem__(self, at: Any) -> Any:
        """Return one key, or a list of them for a slice."""
        found = self._numbers[at]
        return [key_text(one) for one in found.tolist()] if isinstance(at, slice) else key_text(found)
