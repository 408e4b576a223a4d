"""Concepts, labelled sentences and verdicts of people enter; trust as it would become, measured, leaves.

1. What people and the sentences say of each surface is counted (``judged``). 2. The sentences are dealt into
five folds. For each fold the trust is estimated from the people and the four other folds, and measured on
this one, before and after; so no sentence measures what it taught. 3. The surfaces whose trust changes are
listed. Nothing is kept: that is for who asked, after a look at the figures.
"""

import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kring.engines.skills.gold import Scores, Sentence, score
from kring.engines.skills.inputs import Concept, Mode
from kring.engines.skills.judged import Forms, Verdict, judged_by, judged_in, together, votes_of
from kring.engines.skills.labels import forms_of
from kring.engines.skills.parameters import value
from kring.engines.skills.trust import corrected, learned_trust
from kring.engines.skills.vocabulary import Judged, Vocabulary, trusts_of

FOLDS = 5
SMALLEST_CHANGE = 0.005
MODES: tuple[Mode, ...] = ("fast", "full")


@dataclass(frozen=True)
class Figures:
    """One measure on sentences that taught nothing, before and after."""

    mode: str
    language: str
    name: str
    before: float
    after: float


@dataclass(frozen=True)
class Change:
    """A surface whose trust changes."""

    uri: str
    surface: str
    before: float
    after: float
    people: float

    @property
    def falls_silent(self) -> bool:
        """Whether it was a mention and will be none."""
        return self.before >= value("accept_mention") > self.after

    @property
    def speaks_up(self) -> bool:
        """Whether it was no mention and will be one."""
        return self.after >= value("accept_mention") > self.before


@dataclass(frozen=True)
class Estimate:
    """What a new trust would be made of, and what it would change."""

    people: Judged
    gold: Judged
    figures: tuple[Figures, ...]
    changes: tuple[Change, ...]
    waiting: int

    @property
    def judged(self) -> Judged:
        """Everything that the new trust is made of."""
        return together(self.people, self.gold)


def estimate(
    concepts: Sequence[Concept],
    sentences: Sequence[Sentence],
    verdicts: Iterable[Verdict],
    *,
    people_before: Judged,
    gold_before: Judged,
) -> Estimate:
    """Return the trust that follows from the verdicts and the sentences, and how it measures.

    ``people_before`` and ``gold_before`` are what the trust in use was made of; empty for the shipped one.
    """
    forms = Forms(Vocabulary.compile(concepts, floor=0.0))
    votes = votes_of(verdicts, forms)
    people = judged_by(votes)
    by_sentence = judged_in(sentences, forms)
    gold = together(*by_sentence.values())
    before = together(people_before, gold_before)
    return Estimate(
        people,
        gold,
        tuple(
            _measured(
                forms.vocabulary, concepts, sentences, by_sentence, (people_before, people), bool(gold_before)
            )
        ),
        tuple(_changes(concepts, before, together(people, gold), people)),
        sum(not one.decides for one in votes.values()),
    )


def _fold(one: Sentence) -> int:
    return zlib.crc32(one.id.encode()) % FOLDS


def _measured(
    like: Vocabulary,
    concepts: Sequence[Concept],
    sentences: Sequence[Sentence],
    by_sentence: dict[str, Judged],
    people: tuple[Judged, Judged],
    had_gold: bool,
) -> Iterable[Figures]:
    """Yield the measures, each summed over the folds; ``people`` is before and after."""
    sums: dict[tuple[str, str, bool], Scores] = {}
    for fold in range(FOLDS):
        others = together(*(by_sentence[one.id] for one in sentences if _fold(one) != fold))
        judged = together(people[0], others if had_gold else {}), together(people[1], others)
        old, new = (Vocabulary.compile(concepts, judged=one, like=like) for one in judged)
        for language in ("nl", "en"):
            some = [one for one in sentences if _fold(one) == fold and one.language == language]
            for mode in MODES:
                for after, vocabulary in ((False, old), (True, new)):
                    found = score(some, vocabulary, mode)
                    key = (mode, language, after)
                    sums[key] = _added(sums[key], found) if key in sums else found
    for mode in MODES:
        for language in ("nl", "en"):
            old_scores, new_scores = sums[mode, language, False], sums[mode, language, True]
            for name in ("precision", "recall"):
                yield Figures(mode, language, name, getattr(old_scores, name), getattr(new_scores, name))


def _added(one: Scores, other: Scores) -> Scores:
    return Scores(
        one.wanted + other.wanted,
        one.given + other.given,
        one.right + other.right,
        one.allowed + other.allowed,
        one.sentences + other.sentences,
        one.silent + other.silent,
    )


def _changes(concepts: Sequence[Concept], before: Judged, after: Judged, people: Judged) -> Iterable[Change]:
    """Yield the surfaces whose trust changes, the largest change first."""
    forms = [form for number, concept in enumerate(concepts) for form in forms_of(number, concept)]
    old, new = (trusts_of(forms, concepts, learned_trust(), judged) for judged in (before, after))
    found: dict[tuple[str, str], Change] = {}
    for form, was, becomes in zip(forms, old, new, strict=True):
        uri, words = concepts[form.concept].uri, " ".join(form.words)
        votes = people.get((uri, words, True), (0.0, 0.0))[1]
        found.setdefault((uri, words), Change(uri, words, was, becomes, votes))
    for uri, words, _ in (key for key in {**before, **after} if not key[2]):
        # The score differs from text to text; what is judged is told from the usual one.
        usual, key = value("paraphrase_score"), (uri, words, False)
        was, becomes = (corrected(usual, *judged.get(key, (0.0, 0.0))) for judged in (before, after))
        found[uri, words] = Change(uri, words, was, becomes, people.get(key, (0.0, 0.0))[1])
    changed = [one for one in found.values() if abs(one.after - one.before) >= SMALLEST_CHANGE]
    return sorted(changed, key=lambda one: (-abs(one.after - one.before), one.uri, one.surface))
