"""A text, its passages and its matches enter; linked matches leave, for sentences that matched nothing.

1. Take each skill cue ("experience with …") outside passages set aside. 2. Skip it when its sentence
has a match behind the cue. 3. The phrase runs from the cue to the end of the clause. 4. Link it; keep
the best concept when it is near enough.
"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from kring.engines.skills.matching import Match
from kring.engines.skills.parameters import value
from kring.engines.skills.postings import STOP_WORDS
from kring.engines.skills.segments import Passages
from kring.engines.skills.words import CLAUSE, CodedText, fold

if TYPE_CHECKING:
    from kring.engines.skills.vocabulary import Vocabulary

LONGEST_PARTS = 19


def linked_matches(
    vocabulary: "Vocabulary", coded: CodedText, passages: Passages, matches: Sequence[Match]
) -> Iterator[Match]:
    """Yield a match for each phrase behind a skill cue that is near enough to a concept."""
    taken = {part for match in matches for part in range(match.first, match.last + 1)}
    for said in passages.skill:
        first, end = said.last + 2, coded.sentence(said.last)[1]
        if passages.aside.touches(said.first, said.first):
            continue
        for start, stop in _phrases(coded, first, end):
            if not taken.isdisjoint(range(start, stop + 1)):
                continue
            found = _nearest(vocabulary, coded, start, stop)
            if found:
                taken.update(range(start, stop + 1))
                yield found


def _phrases(coded: CodedText, first: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the clauses (first and last word part) between two parts, stop words trimmed off."""
    start = first
    words = range(first, min(end, len(coded.parts), first + 3 * LONGEST_PARTS), 2)
    for part in words:
        joins = fold(coded.parts[part]) in ("and", "en", "or", "of")
        if not joins and coded.codes[part + 1] != CLAUSE and part != words[-1]:
            continue
        last = part - 2 if joins else part
        while start <= last and fold(coded.parts[start]) in STOP_WORDS:
            start += 2
        if start <= last <= start + LONGEST_PARTS:
            yield start, last
        start = part + 2


def _nearest(vocabulary: "Vocabulary", coded: CodedText, first: int, last: int) -> Match | None:
    start, stop = coded.span(first, last)
    phrase = " ".join(coded.text[start:stop].split())
    if last == first:  # one word alone is a label or nothing
        return None
    scores = vocabulary.links.scores(phrase)
    best = int(np.argmax(scores))
    score = float(scores[best])
    if score < value("link_mention_own" if vocabulary.topics[best] else "link_mention"):
        return None
    return Match(best, first, last, score, "linked")
