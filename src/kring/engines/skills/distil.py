"""Texts with a large model's vectors enter; small rows for words and letter groups leave.

1. The large model's vectors are turned to few dimensions (principal components; directions with much
variance are damped). 2. Ridge regression: the sum of the rows of a text's words must give the text's
vector (conjugate gradients). 3. Contrast: wordings of one concept come nearer than those of others in
the same batch (softmax over cosines, Adagrad; van den Oord and others, 2018).
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array, vstack

from kring.engines.skills.encoder import BUCKETS, letter_groups, phrase_words, unit
from kring.engines.skills.postings import Floats

SIZE = 128
GROUP_WEIGHT = 0.5
RIDGE = 0.3
STEPS = 25
EPOCHS, BATCH, VIEWS = 8, 512, 4
WARMTH, RATE, DROPPED = 0.07, 0.03, 0.2
DUTCH_WEIGHT, DESCRIPTION_WEIGHT, MOST_TURNS = 3, 2, 6


@dataclass(frozen=True)
class Views:
    """The wordings of one concept: English, Dutch, and its descriptions."""

    english: tuple[str, ...]
    dutch: tuple[str, ...]
    descriptions: tuple[str, ...] = ()


class Turned:
    """The large model's space, turned to ``SIZE`` dimensions."""

    def __init__(self, vectors: Floats) -> None:
        self._mean = vectors.mean(axis=0)
        spread, axes = np.linalg.eigh(np.cov((vectors - self._mean)[::3].T))
        largest = np.argsort(-spread)[:SIZE]
        self._axes = (axes[:, largest] / spread[largest] ** 0.25).astype(np.float32)

    def of(self, vectors: Floats) -> Floats:
        """Return the vectors in the small space, at unit length."""
        return unit((vectors - self._mean) @ self._axes)


class Bags:
    """Texts as sparse rows over known words and letter groups."""

    def __init__(self, words: Sequence[str]) -> None:
        self._number = {word: number for number, word in enumerate(words)}
        self.width = len(words) + BUCKETS
        self._groups: dict[str, tuple[list[int], float]] = {}

    def _group(self, word: str) -> tuple[list[int], float]:
        if word not in self._groups:
            groups = letter_groups(word)
            self._groups[word] = (
                [len(self._number) + group for group in groups],
                float(GROUP_WEIGHT / np.sqrt(len(groups))),
            )
        return self._groups[word]

    def of(self, texts: Sequence[str], *, groups_only: bool = False) -> csr_array:
        """Return a row for each text; ``groups_only`` treats every word as unknown."""
        owners, columns, weights = [], [], []
        for row, text in enumerate(texts):
            words = phrase_words(text)
            share = float(1 / np.sqrt(len(words))) if words else 0.0
            for word in words:
                groups, weight = self._group(word)
                if word in self._number and not groups_only:
                    owners.append(row)
                    columns.append(self._number[word])
                    weights.append(share)
                owners += [row] * len(groups)
                columns += groups
                weights += [share * weight] * len(groups)
        values = np.array(weights, np.float32)
        return csr_array((values, (owners, columns)), shape=(len(texts), self.width))


def regress(bags: csr_array, targets: Floats) -> Floats:
    """Return the rows that give the targets best, ridge on all."""
    turned = bags.T.tocsr()
    slope = turned @ targets
    rows = np.zeros_like(slope)
    step, size = slope.copy(), (slope * slope).sum(axis=0)
    for _ in range(STEPS):
        moved = turned @ (bags @ step) + np.float32(RIDGE) * step
        far = size / np.maximum((step * moved).sum(axis=0), 1e-12)
        rows += far * step
        slope -= far * moved
        left = (slope * slope).sum(axis=0)
        step = slope + (left / np.maximum(size, 1e-12)) * step
        size = left
    return np.asarray(rows, np.float32)


class Contrast:
    """Draws two views of each concept of a batch, and moves their rows together."""

    def __init__(self, rows: Floats, bags: Bags, concepts: Sequence[Views], seed: int = 0) -> None:
        self.rows = rows.copy()
        self._seen = np.full(len(rows), 1e-3, np.float32)
        self._chance, self._draw = random.Random(seed), np.random.default_rng(seed)  # noqa: S311
        numbers: dict[str, int] = {}
        self._views = [
            [
                numbers.setdefault(text, len(numbers))
                for text in (
                    *one.english,
                    *one.dutch * DUTCH_WEIGHT,
                    *one.descriptions * DESCRIPTION_WEIGHT,
                )
            ]
            for one in concepts
        ]
        self._texts = bags.of(list(numbers))
        turns = [min(MOST_TURNS, max(1, len(one.english))) for one in concepts]
        self._order = [number for number, count in enumerate(turns) for _ in range(count)]

    def run(self) -> Floats:
        """Return the rows after all epochs."""
        for _ in range(EPOCHS):
            self._chance.shuffle(self._order)
            for start in range(0, len(self._order) - BATCH, BATCH):
                self._step(list(dict.fromkeys(self._order[start : start + BATCH])))
        return self.rows

    def _step(self, chosen: Sequence[int]) -> None:
        one, others = self._pair(chosen)
        sides = vstack([one, others]).tocsr()
        summed = sides @ self.rows
        lengths = np.sqrt((summed * summed).sum(axis=1, keepdims=True)) + np.float32(1e-6)
        directions = summed / lengths
        half = len(chosen)
        pull = _pull(directions[:half], directions[half:])
        slope = np.vstack([pull @ directions[half:], pull.T @ directions[:half]])
        slope = (slope - (slope * directions).sum(axis=1, keepdims=True) * directions) / lengths
        touched = np.unique(sides.indices)
        moved = sides.T.tocsr()[touched] @ slope
        self._seen[touched] += (moved * moved).mean(axis=1)
        self.rows[touched] -= np.float32(RATE) * moved / np.sqrt(self._seen[touched])[:, None]

    def _pair(self, chosen: Sequence[int]) -> tuple[csr_array, csr_array]:
        asked, owners, columns, weights = [], [], [], []
        for row, concept in enumerate(chosen):
            views = self._views[concept]
            query = self._chance.choice(views)
            asked.append(query)
            rest = [view for view in views if view != query] or views
            some = self._chance.sample(rest, min(VIEWS, len(rest)))
            owners += [row] * len(some)
            columns += some
            weights += [1 / len(some)] * len(some)
        mixed = csr_array(
            (np.array(weights, np.float32), (owners, columns)), shape=(len(chosen), self._texts.shape[0])
        )
        one = self._texts[asked].copy()
        one.data = one.data * (self._draw.random(len(one.data)) >= DROPPED)
        return one, (mixed @ self._texts).tocsr()


def _pull(one: Floats, others: Floats) -> Floats:
    """Return the slope of the loss by each cosine: softmax over rows and over columns."""
    scores = one @ others.T / np.float32(WARMTH)
    along = np.exp(scores - scores.max(axis=1, keepdims=True))
    along /= along.sum(axis=1, keepdims=True)
    across = np.exp(scores - scores.max(axis=0, keepdims=True))
    across /= across.sum(axis=0, keepdims=True)
    return np.asarray(
        ((along + across) / 2 - np.eye(len(one), dtype=np.float32)) / np.float32(100 * WARMTH), np.float32
    )


def folded_rows(rows: Floats, words: Sequence[str]) -> Floats:
    """Return rows as the encoder reads them: a known word's own row holds its letter groups already."""
    of_groups = rows[len(words) :] * np.float32(GROUP_WEIGHT)
    known = rows[: len(words)].copy()
    for number, word in enumerate(words):
        groups = letter_groups(word)
        known[number] += of_groups[groups].sum(axis=0) / np.float32(np.sqrt(len(groups)))
    return np.vstack([known, of_groups])
