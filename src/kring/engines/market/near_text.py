"""Normalised texts enter; pairs of nearly equal texts leave: MinHash bands propose, exact Jaccard decides."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from kring.engines.market.parameters import (
    BAND_ROWS,
    ESTIMATE_MARGIN,
    HASH_BINS,
    LARGE_BUCKET,
    NEAR_TEXT_JACCARD,
)
from kring.engines.market.shingles import U64, empty_signatures, shingles_of, signatures_of

I64 = NDArray[np.int64]
BATCH_DOCUMENTS = 1024
_FIRST_FEW = 8
_MIX = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True)
class NearPairs:
    """Verified pairs of row numbers, and how many pairs oversized buckets left out."""

    first: I64
    second: I64
    not_compared: int


def near_pairs(texts: pa.Array, rows: I64) -> NearPairs:
    """Return the pairs among ``rows`` whose shingle sets have a Jaccard of NEAR_TEXT_JACCARD or more.

    1. A one-permutation MinHash signature per text, in batches: memory stays bounded.
    2. HASH_BINS ÷ BAND_ROWS bands; texts with one equal band are candidates.
    3. Candidates whose estimated Jaccard is far too low are dropped.
    4. The exact Jaccard of the shingle sets decides.
    """
    signatures = np.concatenate(
        [signatures_of(shingles_of(_take(texts, part))) for part in _batches(rows)]
        or [np.empty((0, HASH_BINS.whole), np.uint32)]
    )
    one, two, passed_over = _candidates(signatures)
    if len(one):
        alike = np.concatenate(
            [
                (signatures[a] == signatures[b]).mean(axis=1)
                for a, b in zip(_batches(one), _batches(two), strict=True)
            ]
        )
        close = alike >= NEAR_TEXT_JACCARD.value - ESTIMATE_MARGIN.value
        one, two = one[close], two[close]
    one, two = rows[one], rows[two]
    verified = _verified(texts, one, two)
    return NearPairs(one[verified], two[verified], passed_over)


def _take(texts: pa.Array, rows: I64) -> pa.Array:
    return texts.take(pa.array(rows))


def _batches(rows: I64) -> list[I64]:
    return [rows[at : at + BATCH_DOCUMENTS] for at in range(0, len(rows), BATCH_DOCUMENTS)]


def _candidates(signatures: NDArray[np.uint32]) -> tuple[I64, I64, int]:
    """Return the pairs (first < second) that share a band, each once, and the pairs passed over."""
    count = len(signatures)
    speaking = np.flatnonzero(~empty_signatures(signatures))
    found: list[I64] = []
    passed_over = 0
    for start in range(0, HASH_BINS.whole, BAND_ROWS.whole):
        band = np.zeros(len(speaking), np.uint64)
        for column in range(start, start + BAND_ROWS.whole):
            band = (band ^ signatures[speaking, column]) * _MIX
            band ^= band >> np.uint64(29)
        pairs, missed = _band_pairs(band, speaking, count)
        found.append(pairs)
        passed_over += missed
    unique = np.unique(np.concatenate(found)) if found else np.empty(0, np.int64)
    return unique // max(count, 1), unique % max(count, 1), passed_over


def _band_pairs(band: U64, rows: I64, count: int) -> tuple[I64, int]:
    by_band = np.argsort(band, kind="stable")
    starts = np.flatnonzero(np.r_[True, band[by_band][1:] != band[by_band][:-1]]) if len(rows) else rows
    sizes = np.diff(np.r_[starts, len(rows)])
    pairs: list[I64] = []
    passed_over = 0
    for start, size in zip(starts[sizes > 1], sizes[sizes > 1], strict=True):
        members = np.sort(rows[by_band[start : start + size]])
        if size > LARGE_BUCKET.whole:
            passed_over += (size - _FIRST_FEW) * (size - _FIRST_FEW - 1) // 2
            one, two = np.meshgrid(members[:_FIRST_FEW], members, indexing="ij")
            keep = one < two
            pairs.append(one[keep] * count + two[keep])
            continue
        upper = np.triu_indices(int(size), 1)
        pairs.append(members[upper[0]] * count + members[upper[1]])
    return (np.concatenate(pairs) if pairs else np.empty(0, np.int64)), int(passed_over)


def _shingle_sets(texts: pa.Array, rows: I64) -> dict[int, U64]:
    sets: dict[int, U64] = {}
    for part in _batches(rows):
        shingles = shingles_of(_take(texts, part))
        bounds = np.searchsorted(shingles.document, np.arange(len(part) + 1))
        for place, row in enumerate(part):
            sets[int(row)] = np.unique(shingles.hashes[bounds[place] : bounds[place + 1]])
    return sets


def _verified(texts: pa.Array, one: I64, two: I64) -> NDArray[np.bool_]:
    sets = _shingle_sets(texts, np.unique(np.r_[one, two]))
    verdict = np.zeros(len(one), np.bool_)
    for place, (a, b) in enumerate(zip(one.tolist(), two.tolist(), strict=True)):
        verdict[place] = _jaccard(sets[a], sets[b]) >= NEAR_TEXT_JACCARD.value
    return verdict


def _jaccard(one: U64, two: U64) -> float:
    if min(len(one), len(two)) < NEAR_TEXT_JACCARD.value * max(len(one), len(two)):
        return 0.0
    joined = np.sort(np.concatenate((one, two)), kind="stable")
    shared = int((joined[1:] == joined[:-1]).sum())
    return shared / (len(joined) - shared) if len(joined) else 0.0
