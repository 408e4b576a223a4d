"""What people and labelled sentences said of surfaces enters; votes, and the trust that follows, leave.

1. A surface that is a form of a label is judged as that label: "chatbots" with "chatbot". Another surface
(plain words, a part of a compound) is judged by itself. 2. One draft has one verdict on a surface. What one
voter says of a surface in many drafts weighs at most one verdict; voters whom nobody knows are one voter.
3. Fewer than three drafts or three voters decide nothing. 4. The trust is Bayes' estimate with what was
trusted before as its prior: (strength × prior + right) ÷ (strength + seen).
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kring.engines.skills.extraction import extractor
from kring.engines.skills.gold import Sentence
from kring.engines.skills.parameters import value
from kring.engines.skills.segments import CueMatcher
from kring.engines.skills.vocabulary import Judged, Key, Vocabulary, pattern_of, surface_words
from kring.engines.skills.words import CodedText

ADDED = "added"


@dataclass(frozen=True)
class Verdict:
    """What one draft says of one mention: kept or added (right), or removed.

    ``weight`` is 1 for what somebody did, less for what somebody let stand.
    """

    uri: str
    surface: str
    method: str
    voter: str
    draft: str
    right: bool
    weight: float = 1.0


@dataclass
class Votes:
    """What was said of one surface, each voter counted once."""

    right: float = 0.0
    seen: float = 0.0
    drafts: int = 0
    voters: int = 0

    @property
    def decides(self) -> bool:
        """Whether enough separate drafts and voters speak."""
        return self.drafts >= value("least_drafts") and self.voters >= value("least_voters")


def is_form(method: str) -> bool:
    """Tell whether a mention by this method stands for a label, rather than for its own words."""
    return method == ADDED or method.startswith(("label", "variant")) and method != "variant:compound"


class Forms:
    """Tells which forms of a concept's labels a surface stands for; made once for a vocabulary."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self._numbers = {uri: number for number, uri in enumerate(vocabulary.uris)}

    def of(self, uri: str, surface: str) -> tuple[str, ...]:
        """Return the folded words of each label of ``uri`` that the matcher would find in ``surface``."""
        pattern, known = pattern_of(surface, self.vocabulary.coder), self.vocabulary.patterns
        place = bisect_left(known, pattern)
        if not pattern or place == len(known) or known[place] != pattern:
            return ()
        number = self._numbers.get(uri)
        readings = (one for one in self.vocabulary.candidates(place) if one.concept == number)
        return tuple(dict.fromkeys(surface_words(one.written) for one in readings))

    def keys(self, uri: str, surface: str, method: str) -> tuple[Key, ...]:
        """Return the keys under which a verdict on this surface counts; the first names it."""
        forms = self.of(uri, surface) if is_form(method) else ()
        if forms:
            return tuple((uri, form, True) for form in forms)
        words = surface_words(surface)
        return ((uri, words, False),) if words and method != ADDED else ()


def votes_of(verdicts: Iterable[Verdict], forms: Forms) -> dict[tuple[Key, ...], Votes]:
    """Return the votes by the keys of a surface; a voter's verdicts weigh one together, a draft's too."""
    said: defaultdict[tuple[Key, ...], dict[str, Verdict]] = defaultdict(dict)
    for one in verdicts:
        keys = forms.keys(one.uri, one.surface, one.method)
        if keys:
            said[keys].setdefault(one.draft, one)
    found = {}
    for keys, by_draft in said.items():
        votes = found[keys] = Votes(drafts=len(by_draft))
        voters: defaultdict[str, list[Verdict]] = defaultdict(list)
        for one in by_draft.values():
            voters[one.voter].append(one)
        votes.voters = len(voters)
        for own in voters.values():
            total = sum(one.weight for one in own)
            share = sum(one.weight for one in own if one.right) / total
            votes.seen += min(1.0, total)
            votes.right += share * min(1.0, total)
    return found


def judged_by(votes: Mapping[tuple[Key, ...], Votes]) -> Judged:
    """Return (right, seen) under every key of the surfaces of which enough was said."""
    return {key: (one.right, one.seen) for keys, one in votes.items() if one.decides for key in keys}


def judged_in(sentences: Iterable[Sentence], forms: Forms) -> dict[str, Judged]:
    """Return by the id of each labelled sentence what it says of the labels that stand in it.

    A label counts where it stands, whatever its trust; words that are no label hardly ever come back.
    """
    vocabulary = forms.vocabulary
    matcher, cues = extractor(vocabulary).matcher, CueMatcher(vocabulary.coder)
    found: dict[str, dict[Key, tuple[float, float]]] = {}
    for one in sentences:
        coded = CodedText(one.text, vocabulary.coder)
        passages = cues.passages(coded)
        said = found[one.id] = {}
        for match in matcher.matches(coded):
            uri = vocabulary.uris[match.concept]
            silent = any(kind.touches(match.first, match.last) for kind in (passages.aside, passages.negated))
            if is_form(match.method) and not silent and uri not in one.also:
                surface = coded.text[slice(*coded.span(match.first, match.last))]
                keys = forms.keys(uri, surface, match.method)
                said |= dict.fromkeys(keys, (float(uri in one.skills), 1.0))
    return dict(found)


def together(*parts: Judged) -> Judged:
    """Return the sum of what several sources say."""
    total: dict[Key, tuple[float, float]] = {}
    for part in parts:
        for key, (right, seen) in part.items():
            before = total.get(key, (0.0, 0.0))
            total[key] = before[0] + right, before[1] + seen
    return total
