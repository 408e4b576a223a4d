"""A phrase or sentence enters; its similarity with every concept leaves.

1. Leave out words that every vacancy uses ("experience", "kennis"). 2. Take the spans that the tagger
marks; where it marks none, cut at commas and "and". 3. Score every label: cosine of inverse-frequency
weights over letter groups and over stems, and how much of the label the phrase covers; a concept takes its
best label. 4. Mix that with the cosine of learned vectors (``encoder``), which know synonyms and both
languages; the words may raise that cosine, not lower it, since many concepts have no Dutch label. 5. The
best piece counts. 6. The description adds to that.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from kring.engines.skills.encoder import encoder, unit
from kring.engines.skills.inputs import Concept
from kring.engines.skills.labels import plain_labels
from kring.engines.skills.parameters import value
from kring.engines.skills.postings import (
    Floats,
    Postings,
    asking_words,
    build_postings,
    content_words,
    text_features,
)
from kring.engines.skills.storage import Sections
from kring.engines.skills.tagger import one_class, spans, tagger
from kring.engines.skills.wordlists import wordings
from kring.engines.skills.words import CodedText, Coder

_CUTS = re.compile(r"[,;:()/\n]|\s(?:and|or|en|of|as well as|zoals|such as)\s|[.!?](?:\s|$)", re.IGNORECASE)
# "(m/v/x)" behind a job title says who may apply, not what the job is.
_FOR_ALL = re.compile(r"[(\[]?\b[mvfwhdx](?:\s?/\s?[mvfwhdx]){1,3}\b[)\]]?", re.IGNORECASE)
MOST_PIECES = 12
ONE_SKILL_WORDS = 5
MOST_REMEMBERED = 100_000


class LinkIndex:
    """The inverted files of one vocabulary: letter groups and words of labels, words of descriptions."""

    def __init__(self, sections: Sections) -> None:
        arrays = sections.arrays
        self._grams = Postings(arrays, "grams")
        self._words = Postings(arrays, "words")
        self._described = Postings(arrays, "described")
        self._first_label = np.asarray(arrays["link_first_label"][:-1], np.int64)
        self._vectors = arrays["link_vectors"].reshape(-1, encoder().size)
        self._nearest: dict[str, tuple[int, float]] = {}
        self.scores = lru_cache(maxsize=64)(self._scores)

    def nearest(self, phrases: Sequence[str]) -> list[tuple[int, float]]:
        """Return for each phrase the concept with the nearest vector, and the cosine; remembered."""
        asked = {phrase: " ".join(asking_words(phrase)) for phrase in phrases}
        if len(self._nearest) > MOST_REMEMBERED:
            self._nearest.clear()
        new = [words for words in dict.fromkeys(asked.values()) if words not in self._nearest]
        if new:
            near = encoder().phrases(new) @ self._vectors.T
            best = near.argmax(axis=1)
            for words, concept, score in zip(new, best.tolist(), near.max(axis=1).tolist(), strict=True):
                self._nearest[words] = concept, score
        return [self._nearest[asked[phrase]] for phrase in phrases]

    def _scores(self, phrase: str) -> Floats:
        """Return the similarity (0-1) of a phrase with every concept."""
        phrase = asked_for(phrase)
        best = self._piece_scores(phrase)
        for piece in _pieces(phrase):
            best = np.maximum(best, self._piece_scores(piece))
        weight = np.float32(value("link_description_weight"))
        described = self._described.scores(text_features(asking_words(phrase), grams=False))
        return np.asarray((best + weight * described) / (1 + weight), np.float32)

    def spelled(self, words: str) -> Floats:
        """Return for every concept how much its best label is made of the same letter groups (0-1)."""
        scores = self._grams.scores(text_features(content_words(words), grams=True))
        return np.asarray(np.maximum.reduceat(scores, self._first_label), np.float32)

    def _piece_scores(self, piece: str) -> Floats:
        share = np.float32(value("link_vector_weight"))
        asked = encoder().phrase(" ".join(asking_words(piece)))
        near = np.maximum(self._vectors @ asked, 0)
        mixed = (1 - share) * self._label_scores(piece) + share * near
        return np.asarray(np.maximum(near, mixed), np.float32)

    def _label_scores(self, phrase: str) -> Floats:
        words = asking_words(phrase)
        weight = np.float32(value("link_word_weight"))
        stems = text_features(words, grams=False)
        labels = (1 - weight) * self._grams.scores(text_features(words, grams=True))
        labels += weight * self._words.scores(stems)
        covered = np.float32(value("link_covered_weight"))
        labels = (1 - covered) * labels + covered * self._words.covered(stems)
        return np.asarray(np.maximum.reduceat(labels, self._first_label), np.float32)

    @staticmethod
    def add_to(sections: Sections, concepts: Sequence[Concept]) -> None:
        """Add the inverted files for ``concepts`` to a vocabulary that is being compiled."""
        first, names = [0], []
        for concept in concepts:
            texts = dict.fromkeys(text for label in concept.labels for text in plain_labels(label.text))
            names += [*texts, *(text for _, text in wordings().get(concept.uri, ()) if text not in texts)]
            first.append(len(names))
        labels = [content_words(text) for text in names]
        sections.arrays["link_first_label"] = np.array(first, np.int32)
        sections.arrays["link_vectors"] = _concept_vectors(concepts, names, first)
        described = [content_words(" ".join(concept.descriptions.values())) for concept in concepts]
        sections.arrays |= build_postings("grams", [text_features(words, grams=True) for words in labels])
        sections.arrays |= build_postings("words", [text_features(words, grams=False) for words in labels])
        sections.arrays |= build_postings(
            "described", [text_features(words, grams=False) for words in described]
        )


def asked_for(phrase: str) -> str:
    """Return the phrase without who may apply."""
    return _FOR_ALL.sub(" ", phrase)


def _pieces(phrase: str) -> list[str]:
    """Return the parts of a sentence that may each name a skill: what the tagger marks, else the clauses."""
    if len(phrase.split()) <= ONE_SKILL_WORDS:
        return []
    coded = CodedText(phrase, Coder(one_class))
    found = [
        " ".join(coded.parts[span.first : span.last + 1])
        for span in spans(tagger().chances(coded.parts, coded.codes), coded.codes, value("tagger_piece"))
    ]
    pieces = [piece.strip() for piece in found or _CUTS.split(phrase)]
    return [piece for piece in pieces if piece and piece != phrase.strip()][:MOST_PIECES]


def _concept_vectors(concepts: Sequence[Concept], names: Sequence[str], first: Sequence[int]) -> Floats:
    """Return one vector for each concept: the middle of its names, and a share of its description."""
    middle = unit(np.add.reduceat(encoder().phrases(names), np.asarray(first[:-1]), axis=0))
    described = encoder().phrases(" ".join(concept.descriptions.values()) for concept in concepts)
    return unit(middle + np.float32(value("link_description_share")) * described)
