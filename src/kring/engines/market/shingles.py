"""Normalised texts enter as an Arrow column; shingle hashes and MinHash signatures leave, vectorised."""

from dataclasses import dataclass
from functools import cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from kring.engines.market.parameters import HASH_BINS, SHINGLE_WORDS

U64 = NDArray[np.uint64]
I64 = NDArray[np.int64]
_BASE = 0x9E3779B97F4A7C15 | 1
_STEP = np.uint64(0xD1342543DE82EF95)
_EMPTY = np.uint32(0xFFFFFFFF)
_BORROW = np.uint32(0x9E3779B1)


@dataclass(frozen=True)
class Shingles:
    """The shingle hashes of a batch of documents, document by document; ``document`` numbers from 0."""

    hashes: U64
    document: I64
    documents: int


def normalised(column: pa.Array | pa.ChunkedArray) -> pa.Array:
    """Return the texts in lower case with every run of other signs than letters and digits as one space.

    >>> normalised(pa.array([" AI-expert (m/v)!", None, "…"])).to_pylist()
    ['ai expert m v', '', '']
    """
    flat = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    filled = pc.fill_null(flat.cast(pa.large_string()), "")
    spaced = pc.replace_substring_regex(pc.utf8_lower(filled), pattern=r"[^\p{L}\p{N}]+", replacement=" ")
    return pc.ascii_trim(spaced, characters=" ")


@cache
def _powers(size: int) -> tuple[U64, U64]:
    inverse = pow(_BASE, -1, 2**64)
    powers = np.cumprod(np.r_[np.uint64(1), np.full(size - 1, _BASE, np.uint64)], dtype=np.uint64)
    inverses = np.cumprod(np.r_[np.uint64(1), np.full(size - 1, inverse, np.uint64)], dtype=np.uint64)
    return powers, inverses


def _mixed(values: U64) -> U64:
    """SplitMix64's finaliser: neighbouring inputs give unrelated outputs."""
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))


def _word_hashes(texts: pa.Array) -> tuple[U64, I64]:
    """Return a hash per word and its document, of normalised texts."""
    ends_of_text = np.frombuffer(texts.buffers()[1], np.int64)[texts.offset : texts.offset + len(texts) + 1]
    first, last = int(ends_of_text[0]), int(ends_of_text[-1])
    if last == first:
        return np.empty(0, np.uint64), np.empty(0, np.int64)
    letters = np.frombuffer(texts.buffers()[2], np.uint8)[first:last]
    is_letter = letters != 32
    opens = is_letter.copy()
    opens[1:] &= ~is_letter[:-1]
    text_starts = ends_of_text[:-1] - first
    text_starts = text_starts[text_starts < len(letters)]
    opens[text_starts] |= is_letter[text_starts]
    starts = np.flatnonzero(opens)
    closes = is_letter.copy()
    closes[:-1] &= ~is_letter[1:] | opens[1:]
    ends = np.flatnonzero(closes) + 1
    size = 1 << max(21, (len(letters) - 1).bit_length())
    powers, inverses = _powers(size)
    prefix = np.zeros(len(letters) + 1, np.uint64)
    np.cumsum((letters.astype(np.uint64) + np.uint64(1)) * powers[: len(letters)], out=prefix[1:])
    hashes = (prefix[ends] - prefix[starts]) * inverses[starts]
    document = np.searchsorted(ends_of_text - first, starts, side="right") - 1
    return _mixed(hashes), document.astype(np.int64)


def shingles_of(texts: pa.Array) -> Shingles:
    """Return the hashes of all runs of SHINGLE_WORDS words inside each normalised text (large_string)."""
    words, document = _word_hashes(texts)
    length = SHINGLE_WORDS.whole
    if len(words) < length:
        return Shingles(np.empty(0, np.uint64), np.empty(0, np.int64), len(texts))
    count = len(words) - length + 1
    combined = np.zeros(count, np.uint64)
    for place in range(length):
        combined = combined * _STEP + words[place : place + count]
    inside = document[:count] == document[length - 1 :]
    return Shingles(_mixed(combined[inside]), document[:count][inside], len(texts))


def signatures_of(shingles: Shingles) -> NDArray[np.uint32]:
    """Return documents × HASH_BINS: one-permutation MinHash, empty bins filled by rotation.

    Li, Owen and Zhang (2012), One Permutation Hashing; Shrivastava and Li (2014), densification. A
    document without shingles keeps empty bins: it resembles nothing.
    """
    bins = HASH_BINS.whole
    shift = np.uint64(64 - (bins - 1).bit_length())
    flat = np.full(shingles.documents * bins, _EMPTY, np.uint32)
    slot = shingles.document * bins + (shingles.hashes >> shift).astype(np.int64) % bins
    low = (shingles.hashes & np.uint64(0xFFFFFFFF)).astype(np.uint32)
    np.minimum.at(flat, slot, np.minimum(low, _EMPTY - np.uint32(1)))
    table = flat.reshape(shingles.documents, bins)
    return _filled(table)


def _filled(table: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """Give each empty bin the value of the next filled bin to its right, marked by the distance."""
    empty = table == _EMPTY
    rows = np.flatnonzero(empty.any(axis=1) & ~empty.all(axis=1))
    if not len(rows):
        return table
    some, holes = table[rows], empty[rows]
    bins = table.shape[1]
    column = np.arange(bins, dtype=np.int64)
    ahead = np.where(np.c_[holes, holes], np.iinfo(np.int64).max, np.r_[column, column + bins])
    nearest = np.minimum.accumulate(ahead[:, ::-1], axis=1)[:, ::-1][:, :bins]
    distance = (nearest - column).astype(np.uint32)
    table[rows] = np.take_along_axis(some, nearest % bins, axis=1) + _BORROW * distance
    return table


def empty_signatures(table: NDArray[np.uint32]) -> NDArray[np.bool_]:
    """Tell which documents have no shingle at all."""
    return (table == _EMPTY).all(axis=1)
