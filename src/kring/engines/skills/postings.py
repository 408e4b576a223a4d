"""Rows of weighted features enter; an inverted file leaves that scores all rows against a query."""

import zlib
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

from kring.engines.skills.words import WORD, fold

BUCKETS = 1 << 18
GRAM = 3

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int32]

# Words that say nothing about which skill is meant, in labels and in sentences alike.
_STOP = """a an and are as at be by for from in into is it of on or other that the their this to various
with within you your our we will have has de het een en van voor met in op te bij of om aan als
die dat door is zijn naar uit over tot je jij u wij we onze ons jouw hebt heeft kunt kan wordt
worden andere diverse verschillende"""
STOP_WORDS = frozenset(_STOP.split())
# Words that a vacancy says about any skill; left out of what is asked, not out of labels.
_STOCK = """ability able advanced affinity applicant aspects candidate competent day demonstrated depth each
environment excellent experience experienced expertise familiar familiarity fluency fluent good great help
highly ideal ideally including independently job knowledge least looking minimum must need needed one
opportunity passion passionate plus position preferable preferably preferred proficiency proficient proven
related relevant required requirements responsibilities responsible role several similar skilled skills solid
strong successful thorough understanding using well work working year years
aantoonbare affiniteit bekend beschikt beschikken bezit brede diepgaande enige ervaring ervaren expertise
functie gedegen goed goede graag hebben inzicht jaar kandidaat kennis kennen minimaal nodig pre relevante
ruime sterk sterke taken uitstekende vaardig vaardigheden vaardigheid verantwoordelijk vereist werk werken"""
STOCK_WORDS = frozenset(_STOCK.split())


_ENDING_LIST = "ations ation ingen ing ments ment eren ers er ies ied es ed en s e"
_ENDINGS = tuple(_ENDING_LIST.split())
SHORTEST_STEM = 4


def stem(word: str) -> str:
    """Return the word without a common ending, Dutch or English.

    >>> stem("managing"), stem("managers"), stem("modelleren")
    ('manag', 'manag', 'modell')
    """
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST_STEM:
            return word[: -len(ending)]
    return word


@lru_cache(maxsize=200_000)
def _features_of(word: str) -> tuple[tuple[int, ...], int]:
    padded = f" {word} ".encode()
    grams = {zlib.crc32(padded[i : i + GRAM]) % BUCKETS for i in range(len(padded) - GRAM + 1)}
    return tuple(sorted(grams)), zlib.crc32(stem(word).encode()) % BUCKETS


def content_words(text: str) -> list[str]:
    """Return the folded words of a text without stop words; all words when nothing else is left."""
    words = [fold(word) for word in WORD.findall(text)]
    return [word for word in words if word not in STOP_WORDS] or words


def asking_words(text: str) -> list[str]:
    """Return the content words of a phrase from a vacancy or course, without what they all say."""
    words = content_words(text)
    return [word for word in words if word not in STOCK_WORDS] or words


def text_features(words: Iterable[str], *, grams: bool) -> list[int]:
    """Return the distinct feature numbers of words: letter groups, or stems."""
    found: set[int] = set()
    for word in words:
        of_word = _features_of(word)
        if grams:
            found.update(of_word[0])
        else:
            found.add(of_word[1])
    return sorted(found)


class Postings:
    """For each feature the rows that hold it, with weights of unit length per row."""

    def __init__(self, arrays: Mapping[str, npt.NDArray[Any]], name: str) -> None:
        self.starts = arrays[f"{name}_starts"]
        self.rows = arrays[f"{name}_rows"]
        self.weights = arrays[f"{name}_weights"]
        self.rarity = arrays[f"{name}_rarity"]
        self.size = int(arrays[f"{name}_size"][0])

    def covered(self, features: Sequence[int]) -> Floats:
        """Return for every row the share (0-1) of its weight that the query holds."""
        total = np.zeros(self.size, np.float32)
        for feature in features:
            first, end = int(self.starts[feature]), int(self.starts[feature + 1])
            if end > first:
                weights = self.weights[first:end]
                total[self.rows[first:end]] += weights * weights
        return total

    def scores(self, features: Sequence[int]) -> Floats:
        """Return the cosine of the query with every row."""
        total = np.zeros(self.size, np.float32)
        if not features:
            return total
        chosen = np.asarray(features, np.int64)
        query = np.asarray(self.rarity[chosen], np.float32)
        length = float(np.sqrt((query * query).sum())) or 1.0
        for feature, weight in zip(chosen.tolist(), (query / length).tolist(), strict=True):
            first, end = int(self.starts[feature]), int(self.starts[feature + 1])
            if end > first:
                total[self.rows[first:end]] += self.weights[first:end] * np.float32(weight)
        return total


def build_postings(name: str, rows: Sequence[Sequence[int]]) -> dict[str, npt.NDArray[Any]]:
    """Return the arrays of an inverted file over ``rows`` of feature numbers.

    Weight = inverse row frequency, log(1 + rows ÷ rows with the feature), then unit length per row.
    """
    counts = np.fromiter((len(row) for row in rows), np.int64, len(rows))
    columns = np.fromiter((feature for row in rows for feature in row), np.int64, int(counts.sum()))
    frequency = np.bincount(columns, minlength=BUCKETS)
    rarity = np.log1p(len(rows) / np.maximum(frequency, 1)).astype(np.float32)
    # A word that no row holds says that the query is about something else: it keeps half of its weight.
    rarity[frequency == 0] *= np.float32(0.5)
    owner = np.repeat(np.arange(len(rows)), counts)
    values = rarity[columns]
    lengths = np.sqrt(np.bincount(owner, values * values, minlength=len(rows)))
    values = (values / np.maximum(lengths, 1e-9)[owner]).astype(np.float32)
    matrix = csr_array((values, (owner, columns)), shape=(len(rows), BUCKETS)).tocsc()
    return {
        f"{name}_starts": matrix.indptr.astype(np.int32),
        f"{name}_rows": matrix.indices.astype(np.int32),
        f"{name}_weights": matrix.data.astype(np.float32),
        f"{name}_rarity": rarity,
        f"{name}_size": np.array([len(rows)], np.int64),
    }
