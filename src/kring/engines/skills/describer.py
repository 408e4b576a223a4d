"""A coded text enters; spans that say in plain words what an AI skill is leave.

1. Windows of a few lengths inside one sentence become vectors: the sum of the word vectors of ``encoder``,
and the sum of rows that the words of AI skills have learned. 2. A small network, the finder, says for each
window whether it describes any AI skill; the surest windows of a sentence go on, when they do not overlap.
3. Only for those the slower ``sentence_vectors`` are made. 4. Networks that also read these, the judges, say
which skill it is, or none; the mean of their chances counts when it is sure enough. ``learn_describer``
makes ``tables/describer.bin`` from the names, definitions and wordings that the project wrote, against
sentences about other things.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from kring.engines.skills.encoder import LONGEST_TEXT, encoder, unit
from kring.engines.skills.network import Network, pack, unpack
from kring.engines.skills.parameters import value
from kring.engines.skills.postings import Floats
from kring.engines.skills.sentence_vectors import sentence_vector
from kring.engines.skills.storage import Sections, read_sections
from kring.engines.skills.wordlists import TABLES
from kring.engines.skills.words import LINE, SENTENCE, WORD, CodedText, fold

Places = npt.NDArray[np.int64]
WINDOWS = (4, 6, 9, 13, 18)
STEP = 4
BLOCK = 4000
# No sentence of a person is longer; what is, mostly says the same again.
LONG = 400
MOST_JUDGED = 4
# Words that a judge reads at once.
READ = 18
NUMBER = "0"


@dataclass(frozen=True, slots=True)
class Described:
    """A span of parts (inclusive) that describes the skill ``uri`` with this chance."""

    uri: str
    first: int
    last: int
    chance: float


@dataclass(frozen=True, slots=True)
class Window:
    """Words number ``begin`` to ``end`` (exclusive) of a sentence, and how surely they describe a skill."""

    begin: int
    end: int
    chance: float


class WordRows:
    """What the words of AI skills have learned; another word has a row of zeros."""

    def __init__(self, words: Sequence[str], rows: Floats) -> None:
        self.words, self.rows = words, rows
        self._number = {word: at for at, word in enumerate(words)}
        self._none = np.zeros(rows.shape[1], np.float32)

    def of(self, words: Sequence[str]) -> tuple[Floats, Floats]:
        """Return the row of each word, and 1 for each word that has one."""
        found = [self._number.get(word, -1) for word in words]
        rows = [self._none if at < 0 else self.rows[at] for at in found]
        return np.stack(rows), np.array([at >= 0 for at in found], np.float32)


class Sentence:
    """The words of one sentence, summed up so that each window costs the same."""

    def __init__(self, words: Sequence[str], learned: WordRows) -> None:
        rows, known = learned.of(words)
        self.words = words
        self._vectors = _running_sums(encoder().words(words))
        self._rows = _running_sums(rows)
        self._known = _running_sums(known[:, None])

    def vectors(self, begins: Places, ends: Places) -> Floats:
        """Return a vector for each window."""
        meant = unit(self._vectors[ends] - self._vectors[begins])
        known = np.sqrt(np.maximum(1, self._known[ends] - self._known[begins]))
        return np.hstack([meant, (self._rows[ends] - self._rows[begins]) / known])


def read_words(words: Sequence[str]) -> list[str]:
    """Return words as the describer reads them: folded, and every number alike, since it names no skill.

    >>> read_words(["Machine", "173"])
    ['machine', '0']
    """
    return [NUMBER if word.isdecimal() else fold(word) for word in words]


def phrase_read(text: str) -> tuple[str, ...]:
    """Return the words of a phrase as the describer reads them."""
    return tuple(read_words(WORD.findall(text)[:LONGEST_TEXT]))


def _running_sums(rows: Floats) -> Floats:
    sums = np.zeros((len(rows) + 1, rows.shape[1]), np.float32)
    np.cumsum(rows, axis=0, out=sums[1:])
    return sums


class Describer:
    """The learned parts; the last class of each network is "no AI skill"."""

    def __init__(
        self, uris: Sequence[str], learned: WordRows, finder: Network, judges: Sequence[Network] = ()
    ) -> None:
        self.uris, self.learned = uris, learned
        self.finder, self.judges = finder, judges

    def find(self, coded: CodedText, at_least: float | None = None) -> list[Described]:
        """Return the spans that describe a skill, the surest first, none overlapping.

        ``at_least`` is the least chance; None stands for the chance at which a span is a mention.
        """
        least = value("described_accept") if at_least is None else at_least
        words = read_words(coded.parts[1::2])
        found: list[Described] = []
        for first, end in _sentences(coded.codes):
            for window, skill, chance in self.of_sentence(words[first:end], least):
                start, stop = first + window.begin, first + window.end
                found.append(Described(self.uris[skill], 2 * start + 1, 2 * stop - 1, chance))
        return sorted(found, key=lambda one: (-round(one.chance, 4), one.first, one.uri))

    def of_sentence(self, words: Sequence[str], least: float) -> Iterator[tuple[Window, int, float]]:
        """Yield the windows of a sentence that describe a skill with this chance, and which skill."""
        if len(words) < 2:
            return
        sentence = Sentence(words, self.learned)
        taken = self.windows_of(sentence)
        if not taken:
            return
        chances = self.judged(sentence, taken)[:, :-1]
        for window, skill, chance in zip(taken, chances.argmax(axis=1), chances.max(axis=1), strict=True):
            if chance >= least:
                yield window, int(skill), float(chance)

    def windows_of(self, sentence: Sentence) -> list[Window]:
        """Return the windows that may describe a skill, the surest first, none overlapping."""
        begins, ends = windows(len(sentence.words))
        if len(sentence.words) > LONG:
            begins, ends = _unlike(begins, ends, sentence.words)
        any_skill = 1 - self.finder.chances(sentence.vectors(begins, ends))[:, -1]
        rows = np.flatnonzero(any_skill >= value("described_look"))
        found = [Window(int(begins[row]), int(ends[row]), float(any_skill[row])) for row in rows]
        return _distinct(found)[:MOST_JUDGED]

    def judged(self, sentence: Sentence, taken: Sequence[Window]) -> Floats:
        """Return for each window the chance of every skill, and last that of none: the mean of the judges."""
        # A judge reads more than the finder took: what stands around it tells which skill is meant.
        begins, ends = around([(one.begin, one.end) for one in taken], len(sentence.words))
        spans = zip(begins.tolist(), ends.tolist(), strict=True)
        said = [sentence_vector(" ".join(sentence.words[begin:end])) for begin, end in spans]
        vectors = np.hstack([np.stack(said), sentence.vectors(begins, ends)])
        votes = [judge.chances(vectors) for judge in self.judges]
        return np.asarray(sum(votes[1:], votes[0]) / np.float32(len(votes)), np.float32)


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


def around(spans: Sequence[tuple[int, int]], count: int) -> tuple[Places, Places]:
    """Return begin and end of as many words as a judge reads, with each span in their middle."""
    middles = np.array([(begin + end) // 2 for begin, end in spans])
    begins = np.maximum(0, np.minimum(middles - READ // 2, count - READ))
    return begins, np.minimum(count, begins + READ)


def _unlike(begins: Places, ends: Places, words: Sequence[str]) -> tuple[Places, Places]:
    """Return the windows without those that say again what an earlier one said."""
    first = {
        tuple(words[b:e]): row for row, (b, e) in reversed(list(enumerate(zip(begins, ends, strict=True))))
    }
    rows = sorted(first.values())
    return begins[rows], ends[rows]


def _distinct(found: list[Window]) -> list[Window]:
    taken: set[int] = set()
    kept = []
    for one in sorted(found, key=lambda one: (-round(one.chance, 3), one.end - one.begin, one.begin)):
        span = range(one.begin, one.end)
        if taken.isdisjoint(span):
            taken.update(span)
            kept.append(one)
    return kept


def packed(describer: Describer) -> Sections:
    """Return the sections of the describer's file."""
    rows = describer.learned.rows
    scale = np.maximum(np.abs(rows).max(axis=1), 1e-9) / 127
    held = Sections(
        values={"judges": len(describer.judges), "size": rows.shape[1]},
        arrays={
            "rows": np.rint(rows / scale[:, None]).astype(np.int8),
            "scale": scale.astype(np.float32),
        },
        strings={"uris": list(describer.uris), "words": list(describer.learned.words)},
    )
    pack(held, "finder", describer.finder)
    for at, judge in enumerate(describer.judges):
        pack(held, f"judge{at}", judge)
    return held


@cache
def describer() -> Describer:
    """Return the describer that ships with the engine."""
    held = read_sections(TABLES / "describer.bin")
    rows = held.arrays["rows"].reshape(-1, held.values["size"]) * held.arrays["scale"][:, None]
    return Describer(
        held.strings["uris"],
        WordRows(held.strings["words"], np.asarray(rows, np.float32)),
        unpack(held, "finder"),
        [unpack(held, f"judge{at}") for at in range(held.values["judges"])],
    )
