"""A phrase or sentence enters; its similarity with every concept leaves.

1. Leave out words that every vacancy uses ("experience", "kennis"). 2. Cut the phrase at commas and
"and". 3. Score every label: cosine of inverse-frequency weights over letter groups and over stems, and
how much of the label the phrase covers. 4. A concept takes its best label, over all pieces. 5. Its
description adds to that.

A further scorer (sentence vectors, a re-ranker) is one more function of phrases × concepts added in
``LinkIndex.scores``.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

import numpy as np

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

_CUTS = re.compile(r"[,;:()/\n]|\s(?:and|or|en|of|as well as|zoals|such as)\s|[.!?](?:\s|$)", re.IGNORECASE)
MOST_PIECES = 12
ONE_SKILL_WORDS = 5


class LinkIndex:
    """The inverted files of one vocabulary: letter groups and words of labels, words of descriptions."""

    def __init__(self, sections: Sections) -> None:
        arrays = sections.arrays
        self._grams = Postings(arrays, "grams")
        self._words = Postings(arrays, "words")
        self._described = Postings(arrays, "described")
        self._first_label = np.asarray(arrays["link_first_label"][:-1], np.int64)
        self.scores = lru_cache(maxsize=512)(self._scores)

    def _scores(self, phrase: str) -> Floats:
        """Return the similarity (0-1) of a phrase with every concept."""
        best = self._label_scores(phrase)
        if len(phrase.split()) <= ONE_SKILL_WORDS:
            pieces = []
        else:
            pieces = [piece.strip() for piece in _CUTS.split(phrase)]
        pieces = [piece for piece in pieces if piece and piece != phrase.strip()][:MOST_PIECES]
        for piece in pieces:
            best = np.maximum(best, self._label_scores(piece))
        weight = np.float32(value("link_description_weight"))
        described = self._described.scores(text_features(asking_words(phrase), grams=False))
        return np.asarray((best + weight * described) / (1 + weight), np.float32)

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
        first, labels = [0], []
        for concept in concepts:
            texts = dict.fromkeys(text for label in concept.labels for text in plain_labels(label.text))
            labels += [content_words(text) for text in texts]
            first.append(len(labels))
        described = [content_words(" ".join(concept.descriptions.values())) for concept in concepts]
        sections.arrays["link_first_label"] = np.array(first, np.int32)
        sections.arrays |= build_postings("grams", [text_features(words, grams=True) for words in labels])
        sections.arrays |= build_postings("words", [text_features(words, grams=False) for words in labels])
        sections.arrays |= build_postings(
            "described", [text_features(words, grams=False) for words in described]
        )
