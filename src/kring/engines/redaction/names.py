"""A text and its addresses enter; the places of person names leave."""

import re
import sys
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cached_property

from kring.engines.redaction import contexts
from kring.engines.redaction.contexts import CONTACT, HINT, NONE, TITLE
from kring.engines.redaction.parameters import LONGEST_CHAIN, MOST_UNKNOWN, REACH_TO_ADDRESS
from kring.engines.redaction.words import (
    BY_ENDING,
    COMMON,
    GIVEN,
    GIVEN_WEAK,
    INITIALS,
    PARTICLE,
    PARTICLES,
    PROTECTED,
    SURNAME,
    SURNAME_WEAK,
    flags_of,
    protected_phrases,
)

_UPPER = "".join(
    re.escape(chr(code))
    for code in (*range(0x41, 0x530), *range(0x1E00, 0x1F00))
    if code <= sys.maxunicode and chr(code).isupper()
)
# The capital comes first, so that the scan jumps from one to the next; the look-behind rejects "iPhone".
_TOKEN = re.compile(
    rf"[{_UPPER}](?<!\w.)(?:(?:hr?|j)?\.(?:[-‐]?[{_UPPER}](?:hr?|j)?\.)*"
    rf"(?:[ \u00a0](?:[{_UPPER}](?:hr?|j)?\.)+)*"
    r"|\w*(?:['’\-‐‑]\w+)*)",
    re.DOTALL,
)
_PROFILE = re.compile(r"linkedin\.com/in/([\w%-]+)", re.IGNORECASE)
_BETWEEN_PEOPLE = frozenset(
    {", ", " en ", " and ", " & ", "/", " / ", " of ", " or ", ", en ", ", and ", " (", ") en ", "), "}
)
_NEVER_ALONE = frozenset({"in", "op", "aan", "het", "'s", "do", "les"})
_PAIRS = frozenset({" en ", " and ", " & "})
_STREET = re.compile(r"(?:laan|straat|plein|kade|gracht|singel|dreef|steeg|park|weg)$")
_ANY_NAME = GIVEN | GIVEN_WEAK | SURNAME | SURNAME_WEAK
_TO_ADDRESS = re.compile(
    r"\W*(?:(?:op|via|on|at|tel|telefoon|phone|mail|e-mail|mobiel|mobile|of|or|per|by|t|e|m)\b\W*){0,3}\Z",
    re.IGNORECASE,
)

Token = tuple[int, int, str, int]


def _joins(gap: str) -> bool:
    """Tell whether two capitalised words with ``gap`` between them can be one name."""
    if not gap or len(gap) > 16 or "\n" in gap:
        return False
    if gap in (" ", "\u00a0", "  "):
        return True
    if gap[0] not in " \u00a0":
        return False
    if gap.strip().lower() in _NEVER_ALONE:
        return False
    return all(word in PARTICLES for word in gap.lower().replace("'", " '").replace("d '", "d'").split())


class NameFinder:
    """The capitalised words of one text, weighed from left to right."""

    def __init__(self, text: str, addresses: Sequence[tuple[int, int]]) -> None:
        self.text = text
        self.addresses = addresses
        self.starts = [start for start, _ in addresses]
        self.last_name_end = -1

    @cached_property
    def tokens(self) -> list[Token]:
        """Return start, end, word and flags of every capitalised word outside the addresses."""
        found = [(m.start(), m.end(), m.group()) for m in _TOKEN.finditer(self.text)]
        if self.addresses:
            found = [token for token in found if not self._inside_address(token[0])]
        return [(start, end, word, flags_of(word)) for start, end, word in found]

    def _inside_address(self, position: int) -> bool:
        index = bisect_left(self.starts, position + 1) - 1
        return index >= 0 and position < self.addresses[index][1]

    def spans(self) -> Iterator[tuple[int, int]]:
        """Yield (start, end) of each person name."""
        tokens, index, blocked = self.tokens, 0, -1
        phrases = protected_phrases()
        while index < len(tokens):
            start, _, word, flags = tokens[index]
            if word in phrases:
                blocked = max(blocked, self._protected_until(word, start))
            if start < blocked or (flags & (COMMON | PROTECTED) and not flags & _ANY_NAME):
                index += 1
                continue
            size = self._name_size(index)
            if size:
                end = tokens[index + size - 1][1]
                yield start, end
                self.last_name_end = end
            index += max(1, size)
        if "linkedin.com/in/" in self.text:
            yield from (match.span(1) for match in _PROFILE.finditer(self.text))

    def _protected_until(self, word: str, start: int) -> int:
        for phrase in protected_phrases()[word]:
            if self.text.startswith(phrase, start):
                return start + len(phrase)
        return -1

    def _chain(self, index: int) -> int:
        """Return how many following words can belong to the chain that starts at ``index``."""
        size, tokens = 1, self.tokens
        while index + size < len(tokens) and size < LONGEST_CHAIN:
            if not _joins(self.text[tokens[index + size - 1][1] : tokens[index + size][0]]):
                break
            size += 1
        return size

    def _level(self, index: int, end: int) -> int:
        start = self.tokens[index][0]
        level = contexts.before(self.text, start)
        if level < CONTACT and self._address_follows(end):
            level = CONTACT
        if level < HINT and self.last_name_end >= 0:
            gap = self.text[self.last_name_end : start]
            if gap in _BETWEEN_PEOPLE:
                level = CONTACT if gap in _PAIRS else HINT
        if level < HINT and self._pairs_with_name(index, end):
            level = CONTACT
        return level or contexts.after(self.text, end)

    def _pairs_with_name(self, index: int, end: int) -> bool:
        """Tell whether "and" and a certain given name follow: "Naoufal and Sanne"."""
        while index + 1 < len(self.tokens) and self.tokens[index][1] < end:
            index += 1
        following = self.tokens[min(index + 1, len(self.tokens) - 1)]
        return bool(following[3] & GIVEN) and self.text[end : following[0]] in _PAIRS

    def _address_follows(self, end: int) -> bool:
        index = bisect_left(self.starts, end)
        if index == len(self.starts) or self.starts[index] - end > REACH_TO_ADDRESS:
            return False
        return bool(_TO_ADDRESS.match(self.text[end : self.starts[index]]))

    def _name_size(self, index: int) -> int:
        """Return how many words from ``index`` are a person's name; 0 when none."""
        size = self._chain(index)
        flags = self.tokens[index][3]
        trusted = self._trusted_size(index, size)
        if trusted == size and not flags & (PROTECTED | COMMON) and not self._only_bears(index, size):
            return size
        level = self._level(index, self.tokens[index + (trusted or size) - 1][1])
        if flags & (PROTECTED | COMMON):
            return self._against_the_odds(index, size, level)
        accepted = trusted
        if not accepted or (level >= CONTACT and accepted < size):
            accepted = max(accepted, self._announced_size(index, size, level))
        if accepted and level <= HINT and self._only_bears(index, accepted):
            return 0
        return accepted

    def _only_bears(self, index: int, size: int) -> bool:
        start, (_, end, word, flags) = self.tokens[index][0], self.tokens[index + size - 1]
        if not flags & _ANY_NAME and _STREET.search(word):
            return True
        return contexts.bears_a_name_only(self.text, start, end)

    def _against_the_odds(self, index: int, size: int, level: int) -> int:
        """A protected or common word is a name only after a title, or before a certain surname."""
        flags = self.tokens[index][3]
        if size > 1 and flags & (GIVEN | GIVEN_WEAK):
            following = self.tokens[index + 1][3]
            particle = self._particle_before(index + 1)
            if not following & (PROTECTED | COMMON) and (following & SURNAME or particle and following):
                return self._extend(index, size)
        if level >= TITLE and flags & _ANY_NAME:
            return self._extend(index, size)
        if level == CONTACT and flags & COMMON and flags & (GIVEN | GIVEN_WEAK):
            return self._extend(index, size)
        return 0

    def _particle_before(self, index: int) -> bool:
        return bool(self.text[self.tokens[index - 1][1] : self.tokens[index][0]].strip())

    def _trusted_size(self, index: int, size: int) -> int:
        """Return the size of a name that its own words prove, without any context."""
        flags = self.tokens[index][3]
        if flags & INITIALS:
            return self._after_initials(index, size)
        if flags & GIVEN:
            return self._extend(index, size)
        if size < 2:
            return 0
        following, particle = self.tokens[index + 1][3], self._particle_before(index + 1)
        if flags & GIVEN_WEAK:
            certain = following & (SURNAME | GIVEN) and not following & (PROTECTED | COMMON)
            likely = following & SURNAME_WEAK and not following & (PROTECTED | COMMON)
            initials = following & INITIALS and size > 2
            by_particle = particle and not following & PROTECTED
            unlisted = not following and size == 2 and self._looks_like_surname(index + 1)
            return (
                self._extend(index, size) if certain or likely or initials or by_particle or unlisted else 0
            )
        if flags & (SURNAME | SURNAME_WEAK):
            return self._extend(index, size) if following & GIVEN and not particle else 0
        if (
            not flags
            and len(self.tokens[index][2]) >= 3
            and following & SURNAME
            and not following & PROTECTED
        ):
            return self._extend(index, size)
        return 0

    def _looks_like_surname(self, index: int) -> bool:
        word = self.tokens[index][2]
        return len(word) >= 5 and not word.isupper() and not self._also_small(word)

    def _after_initials(self, index: int, size: int) -> int:
        if size < 2:
            return 0
        word, following = self.tokens[index][2], self.tokens[index + 1][3]
        if following & PROTECTED and not following & (SURNAME | SURNAME_WEAK):
            return 0
        if following & COMMON and not self._particle_before(index + 1):
            return 0
        several = word.count(".") >= 2
        if several or self._particle_before(index + 1) or following & _ANY_NAME:
            return self._extend(index, size)
        return 0

    def _announced_size(self, index: int, size: int, level: int) -> int:
        """Return the size of a name that its context announces."""
        flags, word = self.tokens[index][3], self.tokens[index][2]
        if level == NONE:
            return 0
        if level == HINT:
            following = self.tokens[index + 1][3] if size > 1 else 0
            known = flags & (GIVEN_WEAK | SURNAME) or following & (SURNAME | GIVEN | SURNAME_WEAK)
            return self._extend(index, size) if known else 0
        if flags & PARTICLE and size < 2:
            return 0
        if flags & INITIALS and size < 2:
            return 0
        if not flags and (word.isupper() and len(word) < 5 or self._also_small(word)):
            return 0
        return self._extend(index, size)

    def _also_small(self, word: str) -> bool:
        """An unknown word that the text also writes without a capital is an ordinary word."""
        return word.lower() in self.text

    def _extend(self, index: int, size: int) -> int:
        """Return how many words from ``index`` the name takes: until a common or protected word."""
        taken, unknown = 1, 0 if self.tokens[index][3] else 1
        while taken < size:
            _, _, word, flags = self.tokens[index + taken]
            named = flags & _ANY_NAME
            surname = flags & BY_ENDING and taken == 1 and self.tokens[index][3] & (GIVEN | INITIALS)
            if (
                flags & (PROTECTED | COMMON)
                and not surname
                and not (named and (self._particle_before(index + taken) or self._closes(index, taken, size)))
            ):
                break
            if not flags:
                unknown += 1
                if unknown > MOST_UNKNOWN or (word.isupper() and len(word) < 5):
                    break
            taken += 1
        while taken > 1 and self.tokens[index + taken - 1][3] & (INITIALS | PARTICLE) == PARTICLE:
            taken -= 1
        return taken

    def _closes(self, index: int, taken: int, size: int) -> bool:
        """A listed surname that is also a skill or common word is taken only as the last word of two."""
        return taken == 1 and size == 2 and bool(self.tokens[index + taken][3] & (SURNAME | SURNAME_WEAK))


def name_spans(text: str, addresses: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield (start, end) of every person name outside ``addresses`` (mail and phone, in order)."""
    return NameFinder(text, addresses).spans()
