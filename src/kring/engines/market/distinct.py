"""Vacancies enter; each one's representative, the rule that found it and the duplicate rate leave."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from kring.engines.market.inputs import Source, read_columns
from kring.engines.market.near_text import NearPairs, near_pairs
from kring.engines.market.parameters import REPOST_DAYS, SHORT_TEXT_WORDS
from kring.engines.market.shingles import normalised

I64 = NDArray[np.int64]
RULES = ("exact_text", "same_post", "near_text")
_COLUMNS = ("key", "title", "text", "employer", "place", "corop", "posted")


@dataclass(frozen=True)
class DistinctVacancies:
    """Who stands for whom.

    ``table`` has a row per vacancy: key, representative (itself when it is one) and rule ("" for a
    representative). ``pairs_not_compared`` counts pairs in oversized buckets that were passed over.
    """

    table: pa.Table
    pairs_not_compared: int = 0

    @cached_property
    def read(self) -> int:
        """Vacancies read."""
        return int(self.table.num_rows)

    @cached_property
    def by_rule(self) -> dict[str, int]:
        """Duplicates found, per rule."""
        counts = {row["values"]: row["counts"] for row in pc.value_counts(self.table["rule"]).to_pylist()}
        return {rule: counts.get(rule, 0) for rule in RULES}

    @property
    def distinct(self) -> int:
        """Vacancies that remain."""
        return self.read - sum(self.by_rule.values())

    @property
    def duplicate_share(self) -> float:
        """Duplicates ÷ vacancies read; 0 when nothing was read."""
        return 1 - self.distinct / self.read if self.read else 0.0

    def postings(self) -> pa.Table:
        """Return representative and postings (≥ 2): how often the same vacancy was put up."""
        counted = self.table.group_by("representative").aggregate([("key", "count")])
        renamed = counted.rename_columns(["representative", "postings"])
        return renamed.filter(pc.greater(renamed["postings"], 1)).sort_by("representative")


def find_distinct(vacancies: Source) -> DistinctVacancies:
    """Find the distinct vacancies.

    1. The same normalised text (a text under SHORT_TEXT_WORDS words counts only together with the same
       title and employer).
    2. Of what remains: the same title, employer and place, at most REPOST_DAYS after the first posting.
    3. Of what remains: MinHash bands propose pairs over ALL documents (no blocking), the exact Jaccard of
       the shingle sets decides. A pair at the limit of 0.9 is missed with a chance of 0.01 %.

    An empty text, title, employer, place or date is no key. The representative is the posting with
    date and place known, then the earliest, then the lowest key.
    """
    rows = read_columns(vacancies, _COLUMNS)
    count = rows.num_rows
    if count == 0:
        return DistinctVacancies(_table(rows["key"], np.empty(0, np.int64), np.empty(0, np.int64)))
    texts = normalised(rows["text"])
    titles, employers, places = (normalised(rows[name]) for name in ("title", "employer", "place"))
    order = _preference(rows)
    owner = np.arange(count, dtype=np.int64)
    rule = np.full(count, -1, np.int64)
    _merge(owner, rule, _exact_pairs(texts, titles, employers, order), 0)
    left = owner == np.arange(count)
    _merge(owner, rule, _same_post_pairs(titles, employers, places, rows["posted"], left, order), 1)
    found = near_pairs(texts, _in_order(np.flatnonzero(owner == np.arange(count)), order))
    _merge(owner, rule, _near_groups(found, order), 2)
    return DistinctVacancies(_table(rows["key"], _roots(owner), rule), found.not_compared)


def _preference(rows: pa.Table) -> I64:
    """Return each row's rank as a representative, 0 the best."""
    ranked = pa.table(
        {
            "undated": pc.is_null(rows["posted"]).cast(pa.int8()),
            "placeless": pc.is_null(rows["corop"]).cast(pa.int8()),
            "posted": rows["posted"],
            "key": rows["key"],
        }
    )
    sorting = [(name, "ascending") for name in ranked.column_names]
    by_rank = pc.sort_indices(ranked, sort_keys=sorting).to_numpy()
    rank = np.empty(len(by_rank), np.int64)
    rank[by_rank] = np.arange(len(by_rank))
    return rank


def _in_order(rows: I64, order: I64) -> I64:
    return rows[np.argsort(order[rows], kind="stable")]


def _codes(column: pa.Array) -> tuple[I64, NDArray[np.bool_]]:
    """Return a number per distinct value, and which values are not empty."""
    encoded = column.dictionary_encode()
    return encoded.indices.to_numpy().astype(np.int64), np.asarray(pc.not_equal(column, ""))


def _groups(keys: I64, rows: I64, order: I64) -> Iterator[I64]:
    """Yield the rows that share a key, groups of two or more, best representative first."""
    ranked = _in_order(rows, order)
    by_key = ranked[np.argsort(keys[ranked], kind="stable")]
    starts = np.flatnonzero(np.r_[True, np.diff(keys[by_key]) != 0]) if len(by_key) else np.empty(0, np.int64)
    ends = np.r_[starts[1:], len(by_key)]
    for start, end in zip(starts[ends - starts > 1], ends[ends - starts > 1], strict=True):
        yield by_key[start:end]


def _exact_pairs(
    texts: pa.Array, titles: pa.Array, employers: pa.Array, order: I64
) -> Iterator[tuple[int, I64]]:
    text, has_text = _codes(texts)
    title, has_title = _codes(titles)
    employer, has_employer = _codes(employers)
    short = np.asarray(pc.count_substring(texts, " ")) + 1 < SHORT_TEXT_WORDS.whole
    usable = has_text & (~short | (has_title & has_employer))
    fine = np.where(short, title * (employer.max() + 1) + employer + 1, 0)
    _, whole = np.unique(np.c_[text, fine], axis=0, return_inverse=True)
    for group in _groups(whole.reshape(-1).astype(np.int64), np.flatnonzero(usable), order):
        yield int(group[0]), group[1:]


def _same_post_pairs(
    titles: pa.Array,
    employers: pa.Array,
    places: pa.Array,
    posted: pa.ChunkedArray,
    left: NDArray[np.bool_],
    order: I64,
) -> Iterator[tuple[int, I64]]:
    parts = [_codes(column) for column in (titles, employers, places)]
    day = pc.fill_null(posted.cast(pa.date32()).cast(pa.int32()), 0).to_numpy().astype(np.int64)
    usable = left & np.asarray(pc.is_valid(posted))
    key = np.zeros(len(left), np.int64)
    for codes, known in parts:
        usable &= known
        _, key = np.unique(key * (codes.max() + 1) + codes, return_inverse=True)
    for group in _groups(key.reshape(-1).astype(np.int64), np.flatnonzero(usable), order):
        group = group[np.argsort(day[group], kind="stable")]
        while len(group) > 1:
            near = day[group] - day[group[0]] <= REPOST_DAYS.whole
            if near.sum() > 1:
                best, *others = _in_order(group[near], order)
                yield int(best), np.array(others, np.int64)
            group = group[~near]


def _near_groups(found: NearPairs, order: I64) -> Iterator[tuple[int, I64]]:
    """Yield verified pairs, best representatives first."""
    better = np.where(order[found.first] < order[found.second], found.first, found.second)
    worse = found.first + found.second - better
    for at in np.lexsort((order[worse], order[better])):
        yield int(better[at]), worse[at : at + 1]


def _root(owner: I64, row: int) -> int:
    while owner[row] != row:
        owner[row] = owner[owner[row]]
        row = int(owner[row])
    return row


def _roots(owner: I64) -> I64:
    while True:
        further = owner[owner]
        if np.array_equal(further, owner):
            return owner
        owner = further


def _merge(owner: I64, rule: I64, pairs: Iterator[tuple[int, I64]], number: int) -> None:
    """Give each duplicate its owner; a row that already has one keeps the rule that found it."""
    for best, others in pairs:
        for other in others:
            root, child = _root(owner, best), _root(owner, int(other))
            if root != child:
                owner[child] = root
                rule[child] = number


def _table(keys: pa.ChunkedArray, owner: I64, rule: I64) -> pa.Table:
    names = pa.array(["", *RULES])
    return pa.table(
        {"key": keys, "representative": keys.take(pa.array(owner)), "rule": names.take(pa.array(rule + 1))}
    )
