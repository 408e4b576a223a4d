"""The words of all labels and cues enter; for any word in a text its class, one character, leaves.

Words that are inflections of one another share a class: "modellen" and "model", "managing" and
"manage". A Dutch compound that is no word itself takes the class of a known part.
"""

from collections.abc import Iterable, Sequence
from difflib import get_close_matches

from kring.engines.skills.encoder import encoder
from kring.engines.skills.inflection import base_in, widened
from kring.engines.skills.words import UNKNOWN, fold

FIRST_CODE = 0x100
SURROGATES = 0xD800
COMPOUND_LENGTH = 10
PART_LENGTH = 6
REST_LENGTH = 3
PLAIN_LENGTH = 4
MOST_LETTERS_OFF = 2
SAME_LETTERS = 0.75


def code_character(number: int) -> str:
    """Return the character for class ``number``; surrogates are skipped."""
    code = FIRST_CODE + number
    return chr(code if code < SURROGATES else code + 0x800)


def word_classes(words: Iterable[str]) -> tuple[list[str], str]:
    """Return the sorted distinct folded words and a string with the class character of each."""
    known = sorted(set(words), key=lambda word: (len(word), word))
    lookup = frozenset(known)
    roots: dict[str, str] = {}
    for word in known:
        base = base_in(word, lookup)
        roots[word] = roots.get(base, base) if base else word
    numbers: dict[str, int] = {}
    codes = [code_character(numbers.setdefault(roots[word], len(numbers))) for word in known]
    return known, "".join(codes)


class Lexicon:
    """Maps any word, as written, to the character of its class."""

    def __init__(self, words: Sequence[str], codes: str, parts: Iterable[str]) -> None:
        self.codes: dict[str, str] = dict(zip(words, codes, strict=True))
        self.parts = frozenset(part for part in parts if len(part) >= PART_LENGTH)

    def code_of(self, word: str) -> str:
        """Return the class character of ``word``, or UNKNOWN."""
        folded = fold(word)
        if not folded or folded in self.codes:
            return self.codes.get(folded, UNKNOWN)
        base = base_in(folded, self.codes)
        if base is None:
            base = next((wide for wide in widened(folded) if wide in self.codes), None)
        if base is None:
            base = self.compound_part(folded)
        return self.codes[base] if base else UNKNOWN

    def spelt_right(self, word: str) -> str:
        """Return the known word that a misspelt one most likely is, else the word itself.

        Only words of about the same length that begin with the same letter are compared.
        """
        folded = fold(word)
        if self.code_of(word) != UNKNOWN or len(folded) < REST_LENGTH:
            return word
        alike = [
            known
            for known in self.codes
            if known[0] == folded[0] and abs(len(known) - len(folded)) <= MOST_LETTERS_OFF
        ]
        return next(iter(get_close_matches(folded, alike, n=1, cutoff=SAME_LETTERS)), word)

    def compound_part(self, folded: str) -> str | None:
        """Return the known part of a compound: its head ("klantenchatbot") or its modifier.

        The other part must be a word too, of a label or of plain language, after a linking -s or -en.

        >>> lexicon = Lexicon(["datakwaliteit"], code_character(0), ["datakwaliteit"])
        >>> [lexicon.compound_part(word) for word in ("datakwaliteitsbewaking", "datakwaliteitssysteem")]
        ['datakwaliteit', 'datakwaliteit']
        """
        if len(folded) < COMPOUND_LENGTH or not folded.isalpha():
            return None
        for cut in range(REST_LENGTH, len(folded) - PART_LENGTH + 1):
            head = folded[cut:]
            part = head if head in self.parts else base_in(head, self.parts)
            if part and self._is_word(folded[:cut]):
                return part
        for cut in range(len(folded) - REST_LENGTH, PART_LENGTH - 1, -1):
            if folded[:cut] in self.parts and self._is_rest(folded[cut:]):
                return folded[:cut]
        return None

    def _is_rest(self, rest: str) -> bool:
        """Tell whether what follows a part is a word, as it stands or after a linking -s."""
        return self._is_word(rest) or (rest[0] == "s" and self._is_word(rest[1:]))

    def _is_word(self, part: str) -> bool:
        if len(part) < REST_LENGTH:
            return False
        stems = (part, part.removesuffix("s"), part.removesuffix("en"), part.removesuffix("n"))
        if any(stem in self.codes for stem in stems) or base_in(part, self.codes) is not None:
            return True
        return any(len(stem) >= PLAIN_LENGTH and encoder().knows(stem) for stem in stems)
