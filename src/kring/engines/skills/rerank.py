"""The first candidates of a phrase enter with their scores; mixed scores leave, on the same scale.

1. The sentence model reads the phrase, whole: its pieces were found to add nothing. Its vector is remembered
by normalised span. 2. A candidate's nearness is its cosine with that. 3. The nearness of the candidates is
laid over the range of their scores, so that the mix of both stays within it: what was no candidate stays
behind them.
"""

import numpy as np
import numpy.typing as npt

from kring.engines.skills.concept_vectors import Halves
from kring.engines.skills.linking import asked_for
from kring.engines.skills.parameters import value
from kring.engines.skills.postings import Floats
from kring.engines.skills.sentence_model import SentenceModel

MOST_REMEMBERED = 20_000
LONGEST_SPAN = 400
LONGEST_WORDS = 60
# Cosines that differ less say nothing.
LEAST_SPREAD = 1e-6


def normalised(span: str) -> str:
    """Return the span as it is read and remembered: without capitals and superfluous spaces, not too long.

    >>> normalised("  Ervaring met\\nPython ")
    'ervaring met python'
    """
    return " ".join(span.casefold().split()[:LONGEST_WORDS])[:LONGEST_SPAN]


class Reranker:
    """A sentence model and its vector of each concept of one vocabulary; vectors of spans are remembered."""

    def __init__(self, model: SentenceModel, vectors: Floats | Halves) -> None:
        self._model = model
        self._vectors = vectors
        self._spans: dict[str, Floats] = {}

    def __len__(self) -> int:
        return len(self._vectors)

    def mixed(self, phrase: str, candidates: npt.NDArray[np.int64], scores: Floats) -> Floats:
        """Return the mixed scores of the candidates; none leaves the range of ``scores``."""
        near = self.nearness(phrase, candidates)
        low, high = scores.min(), scores.max()
        spread = near.max() - near.min()
        if spread < LEAST_SPREAD:
            return scores
        laid = low + (high - low) * (near - near.min()) / spread
        share = np.float32(value("rerank_share"))
        return np.asarray(np.clip((1 - share) * scores + share * laid, low, high), np.float32)

    def nearness(self, phrase: str, candidates: npt.NDArray[np.int64]) -> Floats:
        """Return for each candidate its cosine with the phrase."""
        near = self._vectors[candidates].astype(np.float32) @ self._read(asked_for(phrase))
        return np.asarray(near, np.float32)

    def _read(self, span: str) -> Floats:
        key = normalised(span)
        if key not in self._spans:
            if len(self._spans) >= MOST_REMEMBERED:
                self._spans.clear()
            self._spans[key] = self._model.queries([key])[0]
        return self._spans[key]
