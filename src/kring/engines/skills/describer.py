"""A coded text enters; spans that say in plain words what an AI skill is leave.

1. Windows of a few lengths inside one sentence become vectors (``encoder``). 2. Three small networks say for
each window which AI skill it describes, or none; the mean counts. 3. The surest windows count, when they are
sure enough; none overlap. ``learn_describer`` makes ``tables/describer.bin`` from the names, definitions and
wordings that the project wrote, against sentences about other things.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from kring.engines.skills.encoder import encoder, unit
from kring.engines.skills.parameters import value
from kring.engines.skills.postings import Floats
from kring.engines.skills.storage import Sections, read_sections
from kring.engines.skills.wordlists import TABLES
from kring.engines.skills.words import LINE, SENTENCE, CodedText, fold

Places = npt.NDArray[np.int64]
WINDOWS = (4, 6, 9, 13, 18)
WEIGHTS = ("W1", "b1", "W2", "W3", "b")
DIRECT = 10
STEP = 4
BLOCK = 4000
# No sentence of a person is longer; what is, mostly says the same again.
LONG = 400


@dataclass(frozen=True, slots=True)
class Described:
    """A span of parts (inclusive) that describes the skill ``uri`` with this chance."""

    uri: str
    first: int
    last: int
    chance: float


class Describer:
    """The learned weights; the last class is "no AI skill"."""

    def __init__(self, uris: Sequence[str], voters: Sequence[Mapping[str, Floats]]) -> None:
        self.uris = uris
        self.voters = voters

    def chances(self, vectors: Floats) -> Floats:
        """Return for each vector the chance of every skill, and last that of none: the mean of the voters."""
        votes = [self._vote(held, vectors) for held in self.voters]
        return np.asarray(sum(votes[1:], votes[0]) / np.float32(len(votes)), np.float32)

    @staticmethod
    def _vote(held: Mapping[str, Floats], vectors: Floats) -> Floats:
        inner = np.maximum(vectors @ held["W1"] + held["b1"], 0)
        scores = inner @ held["W2"] + np.float32(DIRECT) * (vectors @ held["W3"]) + held["b"]
        scores = np.exp(scores - scores.max(axis=1, keepdims=True))
        return np.asarray(scores / scores.sum(axis=1, keepdims=True), np.float32)

    def find(self, coded: CodedText) -> list[Described]:
        """Return the spans that describe a skill, the surest first, none overlapping."""
        words = [fold(part) for part in coded.parts[1::2]]
        found: list[Described] = []
        for first, end in _sentences(coded.codes):
            sums = np.zeros((end - first + 1, encoder().size), np.float32)
            np.cumsum(encoder().words(words[first:end]), axis=0, out=sums[1:])
            found += self._of_sentence(sums, first, words[first:end])
        return _distinct(found)

    def _of_sentence(self, sums: Floats, first: int, words: Sequence[str]) -> Iterator[Described]:
        begins, ends = windows(len(words))
        if len(words) > LONG:
            begins, ends = _unlike(begins, ends, words)
        if not len(begins):
            return
        chances = self.chances(unit(sums[ends] - sums[begins]))[:, :-1]
        best = chances.argmax(axis=1)
        top = chances.max(axis=1)
        for row in np.flatnonzero(top >= value("described_accept")).tolist():
            start, stop = first + int(begins[row]), first + int(ends[row])
            yield Described(self.uris[int(best[row])], 2 * start + 1, 2 * stop - 1, float(top[row]))


def _sentences(codes: str) -> Iterator[tuple[int, int]]:
    """Yield first and end of the words of each sentence; very long ones in blocks."""
    first = 0
    count = len(codes) // 2
    for row in range(1, count + 1):
        if row == count or codes[2 * row] in (SENTENCE, LINE) or row - first >= BLOCK:
            yield first, row
            first = row


def windows(count: int) -> tuple[Places, Places]:
    """Return begins and ends of the windows over ``count`` words."""
    sizes = [size for size in WINDOWS if size < count] + ([count] if 1 < count <= max(WINDOWS) else [])
    begins = [np.arange(0, count - size + 1, max(1, size // STEP)) for size in sizes]
    if not begins:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    ends = [begin + size for begin, size in zip(begins, sizes, strict=True)]
    return np.concatenate(begins), np.concatenate(ends)


def _unlike(begins: Places, ends: Places, words: Sequence[str]) -> tuple[Places, Places]:
    """Return the windows without those that say again what an earlier one said."""
    first = {
        tuple(words[b:e]): row for row, (b, e) in reversed(list(enumerate(zip(begins, ends, strict=True))))
    }
    rows = sorted(first.values())
    return begins[rows], ends[rows]


def _distinct(found: list[Described]) -> list[Described]:
    taken: set[int] = set()
    kept = []
    for one in sorted(
        found, key=lambda one: (-round(one.chance, 4), one.last - one.first, one.first, one.uri)
    ):
        span = range(one.first, one.last + 1)
        if taken.isdisjoint(span):
            taken.update(span)
            kept.append(one)
    return kept


def packed(describer: Describer) -> Sections:
    """Return the sections of the describer's file."""
    voters = list(enumerate(describer.voters))
    return Sections(
        values={"shapes": {name: list(voters[0][1][name].shape) for name in WEIGHTS}, "voters": len(voters)},
        arrays={f"{name}-{at}": held[name].astype(np.float16) for at, held in voters for name in WEIGHTS},
        strings={"uris": list(describer.uris)},
    )


@cache
def describer() -> Describer:
    """Return the describer that ships with the engine."""
    held = read_sections(TABLES / "describer.bin")
    shapes = held.values["shapes"]
    voters = [
        {name: held.arrays[f"{name}-{at}"].reshape(shapes[name]).astype(np.float32) for name in WEIGHTS}
        for at in range(held.values["voters"])
    ]
    return Describer(held.strings["uris"], voters)
