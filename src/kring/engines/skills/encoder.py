"""Words enter; vectors leave that are near for words and phrases of like meaning, Dutch or English.

1. A known word has a row of its own; another word is the sum of the rows of its letter groups, so that
a Dutch compound is near its parts. 2. A phrase is the sum of its words, at unit length: common words have
learned to be short. 3. The rows are 8-bit numbers in ``tables/vectors.bin``, mapped into memory and so
shared between processes. ``learn_vectors`` makes that file.
"""

import zlib
from collections.abc import Iterable, Sequence
from functools import cache

import numpy as np
from scipy.sparse import csr_array

from kring.engines.skills.postings import Floats
from kring.engines.skills.storage import Sections, read_sections
from kring.engines.skills.wordlists import TABLES
from kring.engines.skills.words import WORD, fold

GRAMS = (4, 5)
BUCKETS = 1 << 15
LONGEST_TEXT = 60
MOST_WORDS = 50_000


def letter_groups(word: str) -> list[int]:
    """Return the distinct bucket numbers of the letter groups of a folded word."""
    padded = f"<{word}>"
    groups = {padded[i : i + size] for size in GRAMS for i in range(len(padded) - size + 1)} or {padded}
    return sorted({zlib.crc32(group.encode()) % BUCKETS for group in groups})


def phrase_words(text: str) -> list[str]:
    """Return the folded words of a phrase, as many as the encoder reads."""
    return [fold(word) for word in WORD.findall(text)[:LONGEST_TEXT]]


class Encoder:
    """The learned rows; vectors of words are remembered."""

    def __init__(self, sections: Sections) -> None:
        arrays = sections.arrays
        self._number = {word: row for row, word in enumerate(sections.strings["words"])}
        self._rows, self._scale = arrays["rows"], arrays["scale"]
        self._first_group = len(self._number)
        self._words: dict[str, Floats] = {}
        self.size: int = self._rows.size // len(self._scale)
        self._rows = self._rows.reshape(-1, self.size)

    def knows(self, word: str) -> bool:
        """Tell whether a folded word has a row of its own."""
        return word in self._number

    def word(self, word: str) -> Floats:
        """Return the vector of one folded word; its length says how much the word matters."""
        found = self._words.get(word)
        if found is None:
            if len(self._words) >= MOST_WORDS:
                self._words.clear()
            found = self._words[word] = self._vector(word)
        return found

    def _vector(self, word: str) -> Floats:
        row = self._number.get(word)
        if row is not None:
            return np.asarray(self._rows[row] * self._scale[row], np.float32)
        rows = self._first_group + np.asarray(letter_groups(word))
        total = (self._rows[rows] * self._scale[rows, None]).sum(axis=0)
        return np.asarray(total / np.sqrt(np.float32(len(rows))), np.float32)

    def words(self, words: Sequence[str]) -> Floats:
        """Return the vectors of folded words, a row each."""
        if not words:
            return np.zeros((0, self.size), np.float32)
        return np.stack([self.word(word) for word in words])

    def phrase(self, text: str) -> Floats:
        """Return the vector of a phrase, of unit length; zero for a text without words."""
        return unit(self.words(phrase_words(text)).sum(axis=0))

    def phrases(self, texts: Iterable[str]) -> Floats:
        """Return the vectors of many phrases, a row each, of unit length."""
        known: dict[str, int] = {}
        owners: list[int] = []
        columns: list[int] = []
        count = 0
        for count, text in enumerate(texts, start=1):
            for word in phrase_words(text):
                owners.append(count - 1)
                columns.append(known.setdefault(word, len(known)))
        if not known:
            return np.zeros((count, self.size), np.float32)
        vectors = np.stack([self._vector(word) for word in known])
        ones = np.ones(len(owners), np.float32)
        bags = csr_array((ones, (owners, columns)), shape=(count, len(known)))
        return unit(bags @ vectors)


def unit(vectors: Floats) -> Floats:
    """Return the vectors (or the one vector) at unit length; zero stays zero."""
    lengths = np.sqrt((vectors * vectors).sum(axis=-1, keepdims=True))
    return np.asarray(vectors / np.maximum(lengths, 1e-9), np.float32)


def packed(words: Sequence[str], rows: Floats) -> Sections:
    """Return the sections of an encoder's file: one row for each word, then one for each letter group."""
    scale = np.maximum(np.abs(rows).max(axis=1), 1e-9) / 127
    whole = np.rint(rows / scale[:, None]).astype(np.int8)
    return Sections(arrays={"rows": whole, "scale": scale.astype(np.float32)}, strings={"words": list(words)})


@cache
def encoder() -> Encoder:
    """Return the encoder that ships with the engine."""
    return Encoder(read_sections(TABLES / "vectors.bin"))
