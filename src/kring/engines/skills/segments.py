"""A coded text enters; what its cues say leaves: passages set aside, negated, nice to have, level hints.

Cues are phrases of ``tables/cues.csv``; they are matched like labels, over word classes.
"""

from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass

from ahocorasick_rs import AhoCorasick, MatchKind

from kring.engines.skills.wordlists import Cue, cues
from kring.engines.skills.words import LINE, SENTENCE, UNKNOWN, CodedText, Coder

NEAR_PARTS = 8
_WIDE_ENDINGS = frozenset(("with", "of", "in", "met", "van", "for", "to", "know"))
_BOUNDS = frozenset((LINE, SENTENCE))
# "We use X, but that is not part of the job": the pronoun stands for what came before the contrast.
_POINTS_BACK = frozenset(
    ("that", "this", "it", "which", "those", "these", "dat", "dit", "deze", "die", "het")
)


@dataclass(frozen=True, slots=True)
class Said:
    """A cue found in the parts ``first`` to ``last`` (both inclusive) of a text."""

    cue: Cue
    first: int
    last: int


class Marked:
    """The parts of one text that something was said about."""

    __slots__ = ("_mask", "_size")

    def __init__(self, size: int) -> None:
        self._size = size
        self._mask: bytearray | None = None

    def mark(self, first: int, end: int) -> None:
        """Mark the parts from ``first`` up to, not including, ``end``."""
        if self._mask is None:
            self._mask = bytearray(self._size)
        if end > first:
            self._mask[first:end] = b"\x01" * (end - first)

    def touches(self, first: int, last: int) -> bool:
        """Tell whether one of the parts ``first`` to ``last`` (inclusive) is marked."""
        return self._mask is not None and 1 in self._mask[first : last + 1]


class Passages:
    """What the cues of one text say: marked parts, and lists of cues in order of place."""

    def __init__(self, size: int) -> None:
        self.aside = Marked(size)
        self.wished = Marked(size)
        self.negated = Marked(size)
        self.skill: list[Said] = []
        self.levels: list[Said] = []


def _of(held: list[Cue], aside: bool) -> list[Cue]:
    return [cue for cue in held if (cue.kind == "aside") == aside]


class _Seeker:
    """Finds cues that do not overlap; of two, the one that begins first, then the longer."""

    def __init__(self, by_pattern: dict[str, list[Cue]]) -> None:
        self._cues = list(by_pattern.values())
        self._automaton = AhoCorasick(
            list(by_pattern), matchkind=MatchKind.LeftmostLongest, store_patterns=False
        )

    def __len__(self) -> int:
        return sum(map(len, self._cues))

    def said(self, coded: CodedText) -> list[Said]:
        found = self._automaton.find_matches_as_indexes(coded.codes)
        return [Said(cue, first, end - 1) for number, first, end in found for cue in self._cues[number]]


class CueMatcher:
    """Finds the cues of a text; made once for a vocabulary, whose word classes it shares."""

    def __init__(self, coder: Coder) -> None:
        by_pattern: defaultdict[str, list[Cue]] = defaultdict(list)
        for cue in cues():
            pattern = CodedText(cue.phrase, coder).codes[1:-1]
            if UNKNOWN not in pattern:
                by_pattern[pattern].append(cue)
        # Phrases that set a sentence aside are sought apart, so that "is not part of", a negation, does not
        # hide the "not part of this job" that begins inside it.
        self._seekers = [
            _Seeker({pattern: own for pattern, held in by_pattern.items() if (own := _of(held, aside))})
            for aside in (False, True)
        ]

    def __len__(self) -> int:
        """Return how many cues can be found."""
        return sum(map(len, self._seekers))

    def said(self, coded: CodedText) -> list[Said]:
        """Return every cue of the text, in order; one phrase may be several cues."""
        found = [one for seeker in self._seekers for one in seeker.said(coded)]
        return sorted(found, key=lambda one: one.first)

    def passages(self, coded: CodedText) -> Passages:
        """Return what the cues mean for the words around them.

        1. A heading on a line of its own opens a passage until the next heading: company, benefits and
        diversity are set aside, wishes count less. 2. A boiler-plate phrase sets its sentence aside.
        3. A negation covers the words behind or before it in its sentence, up to a contrast ("but").
        """
        passages = Passages(len(coded.codes))
        opened: tuple[str, int] | None = None
        said = self.said(coded)
        contrasts = [one.first for one in said if one.cue.kind == "contrast"]
        for one in said:
            kind = one.cue.kind
            if kind == "heading":
                if _is_heading(coded, one):
                    _close(passages, opened, one.first)
                    opened = (one.cue.value, one.last + 1)
            elif kind == "aside":
                passages.aside.mark(*coded.sentence(one.first))
            elif kind == "optional":
                passages.wished.mark(*coded.sentence(one.first))
            elif kind.startswith("negation"):
                passages.negated.mark(*_scope(coded, one, contrasts))
            elif kind == "skill":
                passages.skill.append(one)
            elif kind == "level":
                passages.levels.append(one)
        _close(passages, opened, len(coded.codes))
        return passages


def _close(passages: Passages, opened: tuple[str, int] | None, end: int) -> None:
    if opened and opened[0] == "aside":
        passages.aside.mark(opened[1], end)
    elif opened and opened[0] == "optional":
        passages.wished.mark(opened[1], end)


def _is_heading(coded: CodedText, said: Said) -> bool:
    codes, parts = coded.codes, coded.parts
    before, after = said.first - 1, said.last + 1
    starts = before == 0 or codes[before] in _BOUNDS
    alone = after == len(codes) - 1 or codes[after] == LINE or parts[after][:1] in ":?"
    return starts and alone and (codes[before] != SENTENCE or parts[after][:1] in ("?", ":"))


def _points_back(coded: CodedText, contrast: int, end: int) -> bool:
    """Tell whether a pronoun is all that stands between a contrast at part ``contrast`` and part ``end``."""
    return end == contrast + 4 and coded.parts[contrast + 2].casefold() in _POINTS_BACK


def _scope(coded: CodedText, said: Said, contrasts: list[int]) -> tuple[int, int]:
    first, end = coded.sentence(said.first)
    place = bisect_left(contrasts, said.first)
    if said.cue.kind == "negation_after":
        begins = max([first, *contrasts[max(0, place - 1) : place]])
        return (first if _points_back(coded, begins, said.first) else begins), said.first
    end = min([end, *contrasts[place : place + 1]])
    if said.cue.phrase.rsplit(" ", 1)[-1] not in _WIDE_ENDINGS:
        end = min(end, said.last + NEAR_PARTS)
    return said.last + 1, end
