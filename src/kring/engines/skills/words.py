"""A text as given enters; its words and separators leave, one code character for each part.

The text is split into separator, word, separator, word, …, so that the lengths of the parts ARE the
exact map back to code-point offsets. Every part becomes one character: a word its class (see
``inflection``), a separator one of four kinds. Patterns over those characters are whole words only.
"""

import html
import re
import unicodedata
from collections.abc import Callable
from itertools import accumulate

SOFT, CLAUSE, SENTENCE, LINE, UNKNOWN = " ", ",", ".", "\n", "?"
CACHE_LIMIT = 200_000
LONGEST_WORD = 64
# A text without full stops is read as sentences of at most this many parts, so that time stays linear.
LONGEST_SENTENCE = 800

# Inside a word, yet no letters to Python's \w: combining accents, soft hyphen, zero-width characters.
_MARKS = "\u0300-\u036f\u00ad\u200b-\u200d\u2060\ufeff"
_LETTERS = rf"[^\W_]+(?:[{_MARKS}]+[^\W_]*)*"
WORD = re.compile(
    rf"((?:(?<![\w.])\.(?=(?:NET|Net|net)\b))?{_LETTERS}(?:['’]{_LETTERS}|&{_LETTERS})*(?:\+\+|#)?)"
)
_MARK = re.compile(f"[{_MARKS}]")
_TAG = re.compile(r"</?([a-zA-Z_][\w-]{0,20})(?:\s[^<>]{0,400})?/?>")
_ENTITY = re.compile(r"&(?:[a-zA-Z]{2,8}|#\d{1,6}|#[xX][0-9a-fA-F]{1,5});")
_ADDRESS = re.compile(r"(?:https?://|www\.)[^\s<>\"]{1,2000}|[\w.+-]{1,64}@[\w-]{1,64}\.[\w.-]{1,64}")
_INLINE = frozenset(("b", "strong", "i", "em", "u", "span", "a", "font", "mark", "small"))
_SOFT_MARKS = frozenset("-‐‑'’‘\"“”/&_*\u2060\u00ad\u200b\u200c\u200d\ufeff")
_ENDS = frozenset(".!?;…")
_LINES = frozenset("\n\r\u2028\u2029\x0b\x0c•●▪◦‣·")


def fold(word: str) -> str:
    """Return the word in comparison form: lower case, no accents, straight apostrophe.

    >>> fold("Creëren"), fold("FOTO’S")
    ('creeren', "foto's")
    """
    if word.isascii():
        return word.lower()
    plain = _MARK.sub("", unicodedata.normalize("NFKD", word)).casefold()
    return _MARK.sub("", unicodedata.normalize("NFKD", plain)).replace("’", "'")


def without_markup(text: str) -> str:
    """Return the text with tags, entities and web addresses blanked, all else at its own place."""
    if "://" in text or "www." in text or "@" in text:
        text = _ADDRESS.sub(lambda match: "," * len(match[0]), text)
    if "<" in text:
        text = _TAG.sub(_blank_tag, text)
    if "&" in text:
        text = _ENTITY.sub(_short_entity, text)
    return text


def _blank_tag(match: re.Match[str]) -> str:
    inline = match[1].lower() in _INLINE or match[1].isupper()
    return (" " if inline else "\n") * len(match[0])


def _short_entity(match: re.Match[str]) -> str:
    character = html.unescape(match[0])
    if len(character) > len(match[0]) or character == match[0]:
        return match[0]
    return character + "\u2060" * (len(match[0]) - len(character))


def separator_kind(separator: str) -> str:
    """Return how strongly a separator parts two words: SOFT, CLAUSE, SENTENCE or LINE.

    >>> [separator_kind(s) for s in (" ", "-", ", ", ". ", ".", "\\n- ")] == [
    ...     SOFT, SOFT, CLAUSE, SENTENCE, SOFT, LINE]
    True
    """
    if separator.isspace() and not _LINES.intersection(separator):
        return SOFT
    if _LINES.intersection(separator):
        return LINE
    core = separator.strip()
    if core in ("", ".") and core == separator:
        return SOFT
    if _ENDS.intersection(core):
        return SENTENCE
    if _SOFT_MARKS.issuperset(core) and not (core in ("-", "‐", "‑") and core != separator):
        return SOFT
    return CLAUSE


class Coder(dict[str, str]):
    """A remembering map from a word or separator as written to its code character."""

    def __init__(self, code_of: Callable[[str], str]) -> None:
        super().__init__()
        self.code_of = code_of

    def __missing__(self, part: str) -> str:
        if len(part) > LONGEST_WORD:
            return UNKNOWN if part[0].isalnum() else separator_kind(part)
        if len(self) > CACHE_LIMIT:
            self.clear()
        code = self.code_of(part) if WORD.fullmatch(part) else separator_kind(part)
        self[part] = code
        return code


class CodedText:
    """A text, its parts, their code characters, and the offset at which each part ends."""

    __slots__ = ("_ends", "codes", "parts", "text")

    def __init__(self, text: str, coder: Coder) -> None:
        self.text = text
        self.parts = WORD.split(without_markup(text))
        self.codes = "".join(map(coder.__getitem__, self.parts))
        self._ends: list[int] | None = None

    def span(self, first: int, last: int) -> tuple[int, int]:
        """Return the offsets of parts ``first`` up to and including ``last`` in the text as given."""
        if self._ends is None:
            self._ends = list(accumulate(map(len, self.parts)))
        return (self._ends[first - 1] if first else 0), self._ends[last]

    def sentence(self, part: int) -> tuple[int, int]:
        """Return the half-open range of parts of the sentence around ``part``."""
        codes = self.codes
        low, high = max(0, part - LONGEST_SENTENCE), min(len(codes), part + LONGEST_SENTENCE)
        first = max(low - 1, codes.rfind(SENTENCE, low, part), codes.rfind(LINE, low, part)) + 1
        ends = [end for end in (codes.find(SENTENCE, part, high), codes.find(LINE, part, high)) if end >= 0]
        return first, min(ends, default=high)
