"""A coded text enters; wordings that speak of an AI skill without naming it leave.

A wording is a row of ``tables/paraphrases.csv`` (what AI does, in plain words) or ``tables/problems.csv``
(what a small firm wants solved): terms that must stand near each other in one sentence, in any order.
A term is alternatives parted by "|"; "*" at its end means: any ending.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from kring.engines.skills.parameters import value
from kring.engines.skills.wordlists import Pattern, patterns
from kring.engines.skills.words import CACHE_LIMIT, LONGEST_WORD, CodedText, fold

URI_PREFIX = "urn:kring:ai-skill:"
SHORTEST_STEM = 2


@dataclass(frozen=True, slots=True)
class Wording:
    """A wording found: the skill's URI and its first and last part (inclusive)."""

    uri: str
    first: int
    last: int
    terms: int


class TermCoder(dict[str, tuple[int, ...]]):
    """A remembering map from a word as written to the numbers of the terms that it fulfils."""

    def __init__(self, terms: Sequence[tuple[str, ...]]) -> None:
        super().__init__()
        self._exact: defaultdict[str, list[int]] = defaultdict(list)
        self._stems: defaultdict[str, list[int]] = defaultdict(list)
        for number, alternatives in enumerate(terms):
            for alternative in alternatives:
                where = self._stems if alternative.endswith("*") else self._exact
                where[fold(alternative.rstrip("*"))].append(number)

    def __missing__(self, word: str) -> tuple[int, ...]:
        if len(word) > LONGEST_WORD:
            return ()
        if len(self) > CACHE_LIMIT:
            self.clear()
        folded = fold(word)
        found = set(self._exact.get(folded, ()))
        for length in range(SHORTEST_STEM, len(folded) + 1):
            found.update(self._stems.get(folded[:length], ()))
        self[word] = tuple(sorted(found))
        return self[word]


class WordingFinder:
    """Finds the wordings of one table."""

    def __init__(self, known: Sequence[Pattern]) -> None:
        terms = sorted({term for pattern in known for term in pattern.terms})
        numbers = {term: number for number, term in enumerate(terms)}
        self._coder = TermCoder(terms)
        self._patterns = [(p, tuple(numbers[term] for term in p.terms)) for p in known]
        uses: defaultdict[int, int] = defaultdict(int)
        for _, needed in self._patterns:
            for term in needed:
                uses[term] += 1
        self._by_anchor: defaultdict[int, list[int]] = defaultdict(list)
        for number, (_, needed) in enumerate(self._patterns):
            self._by_anchor[min(needed, key=lambda term: (uses[term], term))].append(number)

    def find(self, coded: CodedText) -> Iterator[Wording]:
        """Yield the wordings in the text; of several overlapping ones for a skill the first."""
        hits = [
            (2 * number + 1, terms)
            for number, terms in enumerate(map(self._coder.__getitem__, coded.parts[1::2]))
            if terms
        ]
        if not hits:
            return
        places: defaultdict[int, list[int]] = defaultdict(list)
        for part, terms in hits:
            for term in terms:
                places[term].append(part)
        for anchor in sorted(places.keys() & self._by_anchor.keys()):
            for number in self._by_anchor[anchor]:
                pattern, needed = self._patterns[number]
                if places.keys() >= set(needed):
                    yield from _spans(coded, pattern, anchor, [places[term] for term in needed], places)


def _spans(
    coded: CodedText, pattern: Pattern, anchor: int, needed: list[list[int]], places: dict[int, list[int]]
) -> Iterator[Wording]:
    reach = 2 * int(value("cue_window"))
    done = -1
    for place in places[anchor]:
        if place <= done:
            continue
        first, end = coded.sentence(place)
        chosen: list[int] = []
        for spots in needed:
            low = bisect_left(spots, max(first, place - reach))
            near = [
                spot
                for spot in spots[low : bisect_left(spots, min(end, place + reach + 1))]
                if spot not in chosen
            ]
            if not near:
                break
            chosen.append(min(near, key=lambda spot: (abs(spot - place), spot)))
        if len(chosen) == len(needed) and max(chosen) - min(chosen) <= reach:
            done = max(chosen)
            yield Wording(URI_PREFIX + pattern.slug, min(chosen), done, len(needed))


@cache
def finder(table: str) -> WordingFinder:
    """Return the finder for "paraphrases" or "problems"."""
    return WordingFinder(patterns(table))
