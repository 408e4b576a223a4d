"""A coded text enters; for each word the chance that it is part of a named skill leaves, and spans of them.

1. A word is its vector (``encoder``), a learned row when it is frequent, and its looks: capitals, digits,
what stands before and behind it. 2. Two layers each read five neighbouring words (Collobert and others,
2011). 3. Out come the chances of outside, inside, first word. 4. A span is a run of words above the
threshold, cut where a new skill begins or a sentence ends. ``learn_tagger`` makes ``tables/tagger.bin``.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from kring.engines.skills.encoder import encoder
from kring.engines.skills.parameters import value
from kring.engines.skills.postings import Floats
from kring.engines.skills.storage import read_sections
from kring.engines.skills.wordlists import TABLES
from kring.engines.skills.words import CLAUSE, LINE, SENTENCE, SOFT, UNKNOWN, fold

REACH = 2
LOOKS = 16
OUTSIDE, INSIDE, FIRST = 0, 1, 2
WEIGHTS = ("rows", "W1", "b1", "W2", "b2", "W3", "b3")
_KINDS = (SOFT, CLAUSE, SENTENCE, LINE)
_BREAKS = (SENTENCE, LINE)
_SHORT = 3
BLOCK = 2000


@dataclass(frozen=True, slots=True)
class Span:
    """A run of parts (word to word, both inclusive) that names a skill, with the mean chance of its words."""

    first: int
    last: int
    chance: float


def one_class(word: str) -> str:
    """Return one code for every word, for texts of which only the separators matter."""
    return UNKNOWN


def looks(parts: Sequence[str], codes: str) -> Floats:
    """Return how each word of the alternating ``parts`` looks; ``codes`` tells the kind of each separator."""
    words = parts[1::2]
    found = np.zeros((len(words), LOOKS), np.float32)
    for row, word in enumerate(words):
        before = parts[2 * row]
        found[row, _KINDS.index(codes[2 * row])] = 1
        found[row, 4 + _KINDS.index(codes[2 * row + 2])] = 1
        found[row, 8:] = (
            word[0].isupper(),
            len(word) > 1 and word.isupper(),
            not word.isalpha() and any(character.isdigit() for character in word),
            len(word) <= _SHORT,
            "(" in before,
            "-" in before or "/" in before,
            ":" in before,
            row == 0,
        )
    return found


def neighbours(rows: Floats) -> Floats:
    """Return each row with the ``REACH`` rows before and after it beside it; zeros outside the text.

    >>> neighbours(np.array([[1.0], [2.0]], np.float32)).tolist()
    [[0.0, 0.0, 1.0, 2.0, 0.0], [0.0, 1.0, 2.0, 0.0, 0.0]]
    """
    count, width = rows.shape
    padded = np.zeros((count + 2 * REACH, width), np.float32)
    padded[REACH : REACH + count] = rows
    return np.hstack([padded[shift : shift + count] for shift in range(2 * REACH + 1)])


class Tagger:
    """The learned weights."""

    def __init__(self, words: Sequence[str], weights: Mapping[str, Floats], scale: float) -> None:
        self.number = {word: row + 1 for row, word in enumerate(words)}
        self.weights = weights
        self.scale = np.float32(scale)

    def inputs(self, parts: Sequence[str], codes: str) -> tuple[Floats, list[int]]:
        """Return vectors and looks of the words side by side, and the number of each word's own row."""
        words = [fold(word) for word in parts[1::2]]
        fixed = np.hstack([encoder().words(words) * self.scale, looks(parts, codes)])
        return fixed, [self.number.get(word, 0) for word in words]

    def chances(self, parts: Sequence[str], codes: str) -> Floats:
        """Return for each word the chances of outside, inside and first word; long texts block by block."""
        around = 2 * REACH + 1  # one more, since the first word of a text looks different
        blocks = []
        for start in range(0, len(parts) // 2, BLOCK):
            first = max(0, start - around)
            end = start + BLOCK + around
            found = self._chances(parts[2 * first : 2 * end + 1], codes[2 * first : 2 * end + 1])
            blocks.append(found[start - first : start - first + BLOCK])
        return np.vstack(blocks) if blocks else np.zeros((0, 3), np.float32)

    def _chances(self, parts: Sequence[str], codes: str) -> Floats:
        fixed, numbers = self.inputs(parts, codes)
        weights = self.weights
        rows = np.hstack([fixed, weights["rows"][numbers]])
        lower = np.maximum(neighbours(rows) @ weights["W1"] + weights["b1"], 0)
        upper = np.maximum(neighbours(lower) @ weights["W2"] + weights["b2"], 0)
        scores = np.hstack([upper, lower]) @ weights["W3"] + weights["b3"]
        scores = np.exp(scores - scores.max(axis=1, keepdims=True))
        return np.asarray(scores / scores.sum(axis=1, keepdims=True), np.float32)


def spans(chances: Floats, codes: str, lowest: float | None = None) -> Iterator[Span]:
    """Yield the spans of words that name a skill, in order; ``lowest`` is the threshold."""
    lowest = value("tagger_accept") if lowest is None else lowest
    named = (1 - chances[:, OUTSIDE]).tolist()
    begins = (chances[:, FIRST] > chances[:, INSIDE]).tolist()
    opened = -1
    for row in range(len(named) + 1):
        on = row < len(named) and named[row] >= lowest
        if opened >= 0 and (not on or begins[row] or codes[2 * row] in _BREAKS):
            yield Span(2 * opened + 1, 2 * row - 1, sum(named[opened:row]) / (row - opened))
            opened = -1
        if on and opened < 0:
            opened = row


@cache
def tagger() -> Tagger:
    """Return the tagger that ships with the engine."""
    held = read_sections(TABLES / "tagger.bin")
    shapes = held.values["shapes"]
    weights = {name: held.arrays[name].reshape(shapes[name]).astype(np.float32) for name in WEIGHTS}
    return Tagger(held.strings["words"], weights, float(held.values["scale"]))
