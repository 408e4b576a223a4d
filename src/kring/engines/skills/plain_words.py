"""A coded text enters; spans that describe an AI skill in plain words leave, for full mode.

1. Every AI skill is a bag of stems and letter groups: its labels and definition in one language.
2. A word of the text is the vector of its weights in all those bags; rare words weigh more, by
``tables/rarity_<language>.csv``. 3. A window of words is compared with every bag (cosine), for a few window
lengths, inside one sentence. 4. The best skill counts when it is near enough and clearly nearer than the
second. Source of the weights: Robertson and Spärck Jones (1976), inverse document frequency.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from kring.engines.skills.parameters import value
from kring.engines.skills.postings import Floats, asking_words, stem
from kring.engines.skills.wordlists import rarities
from kring.engines.skills.words import LINE, SENTENCE, CodedText, fold

WINDOWS = (4, 7, 11)
GRAM = 5
GRAM_WEIGHT = 0.35
MOST_WORDS = 30_000


@dataclass(frozen=True, slots=True)
class Described:
    """A span of parts (inclusive) that describes skill number ``concept`` with this similarity."""

    concept: int
    first: int
    last: int
    score: float


def _features(word: str) -> Iterator[tuple[str, float]]:
    base = stem(word)
    yield base, 1.0
    if len(base) > GRAM:
        for start in range(len(base) - GRAM + 1):
            yield "~" + base[start : start + GRAM], GRAM_WEIGHT


class PlainWords:
    """The bags of one vocabulary's AI skills in one language."""

    def __init__(self, concepts: Sequence[int], texts: Sequence[str], language: str) -> None:
        self._concepts = concepts
        self._rarity = rarities(language)
        bags = [self._bag(text) for text in texts]
        names = sorted({name for bag in bags for name in bag})
        self._number = {name: number for number, name in enumerate(names)}
        self._weights: Floats = np.zeros((len(names), len(bags)), np.float32)
        for column, bag in enumerate(bags):
            for name, weight in bag.items():
                self._weights[self._number[name], column] = weight
        self._weights /= np.maximum(np.linalg.norm(self._weights, axis=0), 1e-9)
        self._rows: dict[str, int] = {}
        self._vectors: list[Floats] = []
        self._squares: list[float] = []

    def _bag(self, text: str) -> dict[str, float]:
        bag: dict[str, float] = {}
        for word in asking_words(text):
            for name, share in _features(word):
                bag[name] = max(bag.get(name, 0.0), share * self._weight(word))
        return bag

    def _weight(self, word: str) -> float:
        return self._rarity.get(stem(word), 1.0) if word in asking_words(word) else 0.0

    def _row(self, word: str) -> int:
        row = self._rows.get(word)
        if row is None:
            if len(self._rows) > MOST_WORDS:
                self._rows, self._vectors, self._squares = {}, [], []
            vector = np.zeros(self._weights.shape[1], np.float32)
            square, weight = 0.0, self._weight(word)
            for name, share in _features(word):
                square += (share * weight) ** 2
                if name in self._number:
                    vector += np.float32(share * weight) * self._weights[self._number[name]]
            row = self._rows[word] = len(self._vectors)
            self._vectors.append(vector)
            self._squares.append(square)
        return row

    def find(self, coded: CodedText) -> list[Described]:
        """Return the spans that describe a skill, the nearest first, none overlapping."""
        words = [fold(part) for part in coded.parts[1::2]]
        if not words or not self._concepts:
            return []
        rows = [self._row(word) for word in words]
        if max(rows) >= len(self._vectors):  # the memory was emptied on the way
            rows = [self._row(word) for word in words]
        sums = np.cumsum(
            np.vstack([np.zeros_like(self._vectors[0]), *(self._vectors[r] for r in rows)]), axis=0
        )
        squares = np.cumsum([0.0, *(self._squares[row] for row in rows)])
        breaks = np.cumsum([kind in (LINE, SENTENCE) for kind in coded.codes[::2]])
        found = [one for size in WINDOWS for one in self._windows(sums, squares, breaks, size)]
        return _distinct(found)

    def _windows(
        self, sums: Floats, squares: npt.NDArray[np.float64], breaks: npt.NDArray[np.int64], size: int
    ) -> Iterator[Described]:
        count = len(squares) - 1
        size = min(size, count)
        inside = np.flatnonzero(breaks[: count - size + 1] == breaks[size - 1 : count])
        if not len(inside):
            return
        length = np.sqrt(np.maximum(squares[inside + size] - squares[inside], 1.0))
        scores = (sums[inside + size] - sums[inside]) / length[:, None].astype(np.float32)
        best = scores.argmax(axis=1)
        top = scores[np.arange(len(inside)), best]
        for place in np.flatnonzero(top >= value("plain_accept")).tolist():
            row = scores[place]
            second = float(np.partition(row, -2)[-2]) if len(row) > 1 else 0.0
            if second <= value("plain_margin") * float(top[place]):
                first = 2 * int(inside[place]) + 1
                yield Described(
                    self._concepts[int(best[place])], first, first + 2 * (size - 1), float(top[place])
                )


def _distinct(found: list[Described]) -> list[Described]:
    taken: set[int] = set()
    kept = []
    for one in sorted(found, key=lambda one: (-one.score, one.first, one.last)):
        span = range(one.first, one.last + 1)
        if taken.isdisjoint(span):
            taken.update(span)
            kept.append(one)
    return kept
