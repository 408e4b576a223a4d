"""A text, its passages and its matches enter; linked matches leave, for named skills that matched no label.

1. The tagger finds the spans that name a skill. 2. A label match where the tagger sees no skill is doubted
and left out, unless it is an AI skill; in English only, of which the tagger learned. 3. A span that overlaps
no match, outside passages set aside, gets the concept with the nearest vector. 4. Below the threshold none.
"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from kring.engines.skills.matching import Match
from kring.engines.skills.parameters import value
from kring.engines.skills.postings import STOP_WORDS, Floats
from kring.engines.skills.segments import Passages
from kring.engines.skills.tagger import OUTSIDE, Span, spans, tagger
from kring.engines.skills.words import CodedText, fold

if TYPE_CHECKING:
    from kring.engines.skills.vocabulary import Vocabulary

LONGEST_WORDS = 20


def with_linked(
    vocabulary: "Vocabulary",
    coded: CodedText,
    passages: Passages,
    matches: Sequence[Match],
    language: str,
) -> list[Match]:
    """Return the matches that the tagger does not doubt, and one for each further span near a concept."""
    chances = tagger().chances(coded.parts, coded.codes)
    kept = [
        match
        for match in matches
        if language != "en" or vocabulary.topics[match.concept] or not _doubted(chances, match)
    ]
    taken = {part for match in kept for part in range(match.first, match.last + 1)}
    free = [
        trimmed
        for span in spans(chances, coded.codes)
        if taken.isdisjoint(range(span.first, span.last + 1))
        and not passages.aside.touches(span.first, span.first)
        and (trimmed := _trimmed(coded, span))
    ]
    return [*kept, *_linked(vocabulary, coded, free)]


def _doubted(chances: Floats, match: Match) -> bool:
    named = 1 - chances[match.first // 2 : match.last // 2 + 1, OUTSIDE]
    return match.method != "paraphrase" and float(named.mean()) < value("tagger_doubt")


def _trimmed(coded: CodedText, span: Span) -> Span | None:
    """Return the span without stop words at its ends; None when nothing or too much is left."""
    first, last = span.first, span.last
    while first <= last and fold(coded.parts[first]) in STOP_WORDS:
        first += 2
    while last >= first and fold(coded.parts[last]) in STOP_WORDS:
        last -= 2
    if first > last or last - first > 2 * LONGEST_WORDS:
        return None
    return Span(first, last, span.chance)


def _linked(vocabulary: "Vocabulary", coded: CodedText, free: Sequence[Span]) -> Iterator[Match]:
    phrases = [" ".join(coded.parts[span.first : span.last + 1 : 2]) for span in free]
    for span, (concept, score) in zip(free, vocabulary.links.nearest(phrases), strict=True):
        # Where all is AI, the nearest always is: AI skills are found by name or by the describer alone.
        if not vocabulary.topics[concept] and score >= value("link_mention"):
            yield Match(concept, span.first, span.last, span.chance, "linked")
