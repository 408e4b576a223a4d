"""Phrases or sentences enter; the nearest concepts of each leave, best first, accepted or not.

1. Similarity with every concept (``linking``). 2. A concept whose label stands in the phrase word for
word rises with the trust of that label. 3. The best k; below the acceptance threshold the engine
abstains, and says so. 4. On request the first candidates get a mixed score before that (``rerank``).
"""

from collections.abc import Sequence
from weakref import WeakKeyDictionary

import numpy as np

from kring.core.problems import Problem, UnableTo
from kring.engines.skills.matching import Matcher
from kring.engines.skills.parameters import value
from kring.engines.skills.postings import Floats
from kring.engines.skills.rerank import Reranker
from kring.engines.skills.results import Linked
from kring.engines.skills.vocabulary import Vocabulary
from kring.engines.skills.words import WORD, CodedText, without_markup

LONGEST_SEARCH = 12
_matchers: WeakKeyDictionary[Vocabulary, Matcher] = WeakKeyDictionary()


def link(
    phrases: Sequence[str],
    vocabulary: Vocabulary,
    *,
    k: int = 10,
    language: str = "en",
    rerank: Reranker | None = None,
) -> list[list[Linked]]:
    """Return for each phrase the ``k`` nearest concepts (all, when there are fewer), best first.

    Their URIs are distinct; equal scores are ordered by URI. ``accepted`` is False below the threshold:
    then the engine does not claim that the phrase names the concept. With ``rerank`` a larger model has its
    say on the order of the first candidates; raises ``UnableTo`` when it was made for other concepts.
    """
    if rerank is not None and len(rerank) != len(vocabulary):
        raise UnableTo(
            Problem(
                "skills-other-concepts",
                "The re-ranker knows {known} concepts, the vocabulary has {size}.",
                "Make it for this vocabulary.",
                params={"known": len(rerank), "size": len(vocabulary)},
            )
        )
    return [_nearest(vocabulary, phrase, k, language, rerank) for phrase in phrases]


def look_up(words: str, vocabulary: Vocabulary, *, k: int = 10, language: str = "en") -> list[Linked]:
    """Return the ``k`` concepts that somebody who types ``words`` may mean, spelling mistakes included.

    As ``link``, but unknown words are first replaced by a known word of almost the same letters, and a
    label of the same letter groups counts as much as one of like meaning.
    """
    right = " ".join(vocabulary.lexicon.spelt_right(word) for word in WORD.findall(words)[:LONGEST_SEARCH])
    spelled = vocabulary.links.spelled(right)
    return _best(vocabulary, np.maximum(_scores(vocabulary, right), spelled), k, language)


def _nearest(
    vocabulary: Vocabulary, phrase: str, k: int, language: str, rerank: Reranker | None
) -> list[Linked]:
    scores = _scores(vocabulary, phrase)
    if rerank is not None:
        first = np.asarray(_first(vocabulary, scores, int(value("rerank_candidates"))))
        scores[first] = rerank.mixed(without_markup(phrase), first, scores[first])
    return _best(vocabulary, scores, k, language)


def _first(vocabulary: Vocabulary, scores: Floats, k: int) -> list[int]:
    """Return the numbers of the ``k`` concepts with the highest scores; equal ones by URI."""
    wanted = min(max(k, 0), len(scores))
    if not wanted:
        return []
    lowest = np.partition(scores, -wanted)[-wanted]
    chosen = np.flatnonzero(scores >= lowest)
    return sorted(chosen.tolist(), key=lambda one: (-float(scores[one]), vocabulary.uris[one]))[:wanted]


def _best(vocabulary: Vocabulary, scores: Floats, k: int, language: str) -> list[Linked]:
    order = _first(vocabulary, scores, k)
    accept = value("link_accept")
    return [
        Linked(
            vocabulary.uris[one],
            vocabulary.preferred(one, language),
            round(float(scores[one]), 4),
            bool(scores[one] >= accept),
        )
        for one in order
    ]


def _scores(vocabulary: Vocabulary, phrase: str) -> Floats:
    matcher = _matchers.get(vocabulary)
    if matcher is None:
        matcher = _matchers[vocabulary] = Matcher(vocabulary)
    scores = vocabulary.links.scores(without_markup(phrase)).copy()
    share = np.float32(value("link_label_weight"))
    for match in matcher.matches(CodedText(phrase, vocabulary.coder)):
        scores[match.concept] += share * np.float32(match.score) * (1 - scores[match.concept])
    return scores
