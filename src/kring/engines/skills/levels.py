"""Cues of a text enter; the skill level they hint at leaves: aware, user, practitioner or expert."""

from bisect import bisect_left
from collections import Counter
from functools import cache

from kring.engines.skills.segments import CueMatcher, Said
from kring.engines.skills.wordlists import cues
from kring.engines.skills.words import WORD, CodedText, Coder, fold

LEVELS = ("aware", "user", "practitioner", "expert")
# A cue that says outright how good one must be weighs more than a verb that could mean anything.
TITLE_WEIGHT = 3
PHRASE_WEIGHT = 2


@cache
def _matcher() -> tuple[Coder, CueMatcher]:
    from kring.engines.skills.lexicon import Lexicon, word_classes

    words, codes = word_classes({fold(word) for cue in cues() for word in WORD.findall(cue.phrase)})
    coder = Coder(Lexicon(words, codes, ()).code_of)
    return coder, CueMatcher(coder)


def text_level(text: str, language: str) -> str | None:
    """Return the level that a whole text asks for or teaches; None when nothing hints at one.

    Every cue of the text's language votes for its level: phrases count 2, words 1, and three times as
    much on the first line (a title). One word such as "expert" counts in the title alone: further on it
    mostly speaks of colleagues. The highest total wins; of equal totals the higher level.
    """
    coder, matcher = _matcher()
    coded = CodedText(text, coder)
    return level_of(coded, matcher.passages(coded).levels, language)


def level_of(coded: CodedText, said: list[Said], language: str) -> str | None:
    """Return the level that these cues vote for."""
    votes: Counter[str] = Counter()
    title = coded.sentence(1)[1] if len(coded.codes) > 1 else 0
    for one in said:
        phrase, in_title = one.last > one.first, one.first < title
        if one.cue.language == language and (phrase or in_title or one.cue.value != "expert"):
            weight = PHRASE_WEIGHT if phrase else 1
            votes[one.cue.value] += weight * (TITLE_WEIGHT if in_title else 1)
    if not votes:
        return None
    return max(votes, key=lambda level: (votes[level], LEVELS.index(level)))


def mention_level(coded: CodedText, said: list[Said], first: int, language: str) -> tuple[str | None, str]:
    """Return the level hint nearest before ``first`` in its sentence, else behind it, and its words.

    Cues of another language do not count: "lead" hints in English alone.
    """
    start, end = coded.sentence(first)
    place = bisect_left(said, start, key=_place)
    near = [
        one for one in said[place : bisect_left(said, end, lo=place, key=_place)] if _speaks(one, language)
    ]
    if not near:
        return None, ""
    best = min(near, key=lambda one: (one.first > first, abs(one.first - first)))
    return best.cue.value, coded.text[slice(*coded.span(best.first, best.last))]


def _speaks(said: Said, language: str) -> bool:
    return said.cue.language == language


def _place(said: Said) -> int:
    return said.first
