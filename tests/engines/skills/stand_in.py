"""A sentence model of a few lines, for the tests of the re-ranker: letter groups in 32 buckets."""

import zlib
from collections.abc import Sequence

import numpy as np


class StandIn:
    """Counts what it is asked; ``favourite`` is a word that outweighs all others."""

    name = "stand-in 1"
    size = 32

    def __init__(self, favourite: str = "") -> None:
        self.favourite = favourite
        self.asked: list[str] = []
        self.read: list[str] = []

    def queries(self, texts: Sequence[str]) -> np.ndarray:
        self.asked += texts
        return self._rows(texts)

    def passages(self, texts: Sequence[str]) -> np.ndarray:
        self.read += texts
        return self._rows(texts)

    def _rows(self, texts: Sequence[str]) -> np.ndarray:
        rows = np.full((len(texts), self.size), 1e-3, np.float32)
        for row, text in zip(rows, texts, strict=True):
            folded = text.casefold()
            for at in range(len(folded) - 2):
                row[zlib.crc32(folded[at : at + 3].encode("utf-8", "replace")) % (self.size - 1)] += 1
            row /= np.linalg.norm(row)
            if self.favourite and (self.favourite in folded or folded in ("favour", "favour it")):
                row[:] = 0
                row[-1] = 1
        return rows
