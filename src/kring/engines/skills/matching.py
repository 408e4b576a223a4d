"""A coded text enters; label matches leave: whole words, longest first, no overlaps, each with its why."""

from collections.abc import Iterator
from dataclasses import dataclass

from kring.engines.skills.inflection import is_plural_pair
from kring.engines.skills.parameters import value
from kring.engines.skills.vocabulary import Candidate, Vocabulary
from kring.engines.skills.wordlists import ambiguous_words
from kring.engines.skills.words import CACHE_LIMIT, CLAUSE, SOFT, WORD, CodedText, fold

SHORT = 3
# Short names whose lower-case form means nothing else.
CASE_FREE = frozenset(("sql", "php", "css", "xml", "c#", "f#", "c++"))
_JOINING = frozenset("-&'’")


@dataclass(frozen=True, slots=True)
class Match:
    """A label found: concept number, first and last part (inclusive), trust and method."""

    concept: int
    first: int
    last: int
    score: float
    method: str
    form: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """What one wording of a pattern stands for; ``wary`` asks for a look at the neighbours."""

    concept: int
    score: float
    method: str
    wary: bool
    form: str


class Matcher:
    """Finds labels of one vocabulary; remembers every wording it has judged."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._readings: dict[tuple[int, str], Reading | None] = {}

    def matches(self, coded: CodedText) -> Iterator[Match]:
        """Yield the matches in order of place."""
        text = coded.text
        for pattern, first, end in self._vocabulary.automaton.find_matches_as_indexes(coded.codes):
            start, stop = coded.span(first, end - 1)
            key = (pattern, text[start:stop])
            try:
                reading = self._readings[key]
            except KeyError:
                reading = self._remember(key, coded.parts[first:end:2])
            if reading and not (reading.wary and _looks_like_a_word(coded, first)):
                yield Match(reading.concept, first, end - 1, reading.score, reading.method, reading.form)

    def _remember(self, key: tuple[int, str], words: list[str]) -> Reading | None:
        if len(self._readings) > CACHE_LIMIT:
            self._readings.clear()
        read = (self._read(c, key[1], words) for c in self._vocabulary.candidates(key[0]))
        readings = [(number, reading) for number, reading in enumerate(read) if reading]
        # A reading with the very words of the text goes first, then the order of the vocabulary.
        best = min(readings, key=lambda one: (not one[1].method.startswith("label"), one[0]), default=None)
        reading = best[1] if best else None
        self._readings[key] = reading
        return reading

    def _read(self, candidate: Candidate, surface: str, words: list[str]) -> Reading | None:
        folded = [fold(word) for word in words]
        wanted = [fold(word) for word in WORD.findall(candidate.written)]
        if not _case_fits(candidate, surface):
            return None
        method, factor = _method(candidate, folded, wanted, surface)
        if not method:
            return None
        wary = len(surface) == 1 or (len(words) == 1 and folded[0] in ambiguous_words("case"))
        return Reading(candidate.concept, candidate.trust * factor, method, wary, " ".join(wanted))


def _method(candidate: Candidate, folded: list[str], wanted: list[str], surface: str) -> tuple[str, float]:
    if folded == wanted:
        if candidate.variant != "label":
            return f"variant:{candidate.variant}", 1.0
        if " ".join(surface.split()).casefold() == candidate.written.casefold() or len(wanted) == 1:
            return ("label:alternative" if candidate.alternative else "label:preferred"), 1.0
        return "variant:spelling", value("variant_factor")
    if len(folded) > 1:
        return "variant:inflection", value("variant_factor")
    if is_plural_pair(folded[0], wanted[0]):
        return "variant:plural", value("variant_factor")
    word, part = folded[0], wanted[0]
    if part in word and len(word) >= len(part) + SHORT:
        return "variant:compound", value("compound_factor")
    return "", 0.0


def _case_fits(candidate: Candidate, surface: str) -> bool:
    """Short names and words with a second meaning must be written as the label is; "LLM's" is fine."""
    written, folded = candidate.written, candidate.folded
    if " " in written:
        return True
    short = len(written) <= SHORT and written not in ("c#",) and folded not in CASE_FREE
    if not (short or folded in ambiguous_words("case")):
        return True
    return surface == written or (
        written.isupper() and len(written) > 1 and surface in (written + "s", written + "'s", written + "’s")
    )


def _looks_like_a_word(coded: CodedText, part: int) -> bool:
    """Tell whether a name such as Go or R is an ordinary word, an initial or a part of something here."""
    before, after = coded.parts[part - 1], coded.parts[part + 1]
    word = coded.parts[part]
    if len(word) == 1 and (before[-1:] in _JOINING or after[:1] in _JOINING):
        return True
    if word.isupper() and len(word) > 1:
        return False
    starts = coded.codes[part - 1] not in (SOFT, CLAUSE) or part == 1
    following = coded.parts[part + 2] if part + 2 < len(coded.parts) else ""
    return starts and coded.codes[part + 1] == SOFT and following[:1].islower()
