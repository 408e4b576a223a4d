"""The name of a vocabulary enters; the engine's compiled form leaves, kept on disk by its fingerprint."""

import hashlib
import sys
import uuid
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from kring.core.problems import Problem, UnableTo
from kring.engines.skills import Concept, Vocabulary
from kring.engines.skills import Label as EngineLabel
from kring.engines.skills.vocabulary import FORMAT
from kring.engines.skills.wordlists import tables_hash
from kring.taxonomy.models import Concept as StoredConcept
from kring.taxonomy.models import Label
from kring.taxonomy.queries.concepts import newest_release, release_marks
from kring.taxonomy.queries.trust import adopted_judged, adopted_mark

KINDS: dict[str, tuple[tuple[str, str], ...]] = {
    "kring-ai": (("kring-ai", "skill"),),
    "esco": (("esco", "skill"),),
    "esco-occupations": (("esco", "occupation"),),
    "all": (("kring-ai", "skill"), ("esco", "skill")),
}


# Compiled forms of files of the user's own that are kept at most.
MOST_FILES = 5


def engine_concepts(vocabulary: str) -> list[Concept]:
    """Return the concepts of a vocabulary for the engine; releases of one standard share their labels."""
    found: list[Concept] = []
    for standard, kind in KINDS[vocabulary]:
        release = newest_release(standard, kind)
        if release is None:
            continue
        labels, descriptions = _labels(standard, kind)
        rows = StoredConcept.objects.filter(release=release, kind=kind).order_by("uri")
        for uri, topic in rows.values_list("uri", "topic"):
            if uri in labels:
                found.append(
                    Concept(
                        uri=uri,
                        labels=tuple(labels[uri]),
                        descriptions=descriptions.get(uri, {}),
                        topic=topic,
                        kind="occupation" if kind == "occupation" else "skill",
                    )
                )
    return found


def _labels(standard: str, kind: str) -> tuple[dict[str, list[EngineLabel]], dict[str, dict[str, str]]]:
    labels: dict[str, list[EngineLabel]] = {}
    descriptions: dict[str, dict[str, str]] = {}
    rows = (
        Label.objects.filter(concept__release__vocabulary=standard, concept__kind=kind)
        .exclude(kind="hidden")
        .order_by("concept__uri", "-kind", "language", "id")
        .values_list("concept__uri", "language", "kind", "text")
    )
    for uri, language, label_kind, text in rows.iterator(chunk_size=20_000):
        if label_kind == "description":
            descriptions.setdefault(uri, {}).setdefault(language, text)
        else:
            label = EngineLabel(text, language, "preferred" if label_kind == "preferred" else "alternative")
            if label not in (known := labels.setdefault(uri, [])):
                known.append(label)
    return labels, descriptions


def mark(vocabulary: str) -> str:
    """Return a short hash that changes when the labels, the adopted trust or the engine's form change."""
    digest = hashlib.blake2b(digest_size=8)
    digest.update(repr((vocabulary, FORMAT, tables_hash(), release_marks())).encode())
    digest.update(adopted_mark().encode())
    return digest.hexdigest()


def compiled_path(vocabulary: str) -> Path:
    """Return the path of the compiled vocabulary; compiles it first where it is missing."""
    if vocabulary not in KINDS:
        known = ", ".join(KINDS)
        raise UnableTo(
            Problem(
                "no_vocabulary",
                "There is no vocabulary {name}.",
                "Use one of {known}, or the path of a file.",
                params={"name": vocabulary, "known": known},
            )
        )
    folder = Path(settings.KRING_DATA) / "vocabularies"
    path = folder / f"{vocabulary}-{mark(vocabulary)}.bin"
    if not path.exists():
        print(f"Compiling the vocabulary {vocabulary}, once …", file=sys.stderr, flush=True)
        concepts = engine_concepts(vocabulary)
        if not concepts:
            raise UnableTo(
                Problem(
                    "empty_vocabulary",
                    "The vocabulary {name} is empty.",
                    "Load it first: kring taxonomy import PATH",
                    params={"name": vocabulary},
                )
            )
        folder.mkdir(parents=True, exist_ok=True)
        unfinished = folder / f".{uuid.uuid4()}"
        Vocabulary.compile(concepts, judged=adopted_judged()).save(unfinished)
        unfinished.replace(path)
        for old in folder.glob(f"{vocabulary}-*.bin"):
            # "esco-" begins the names of "esco-occupations" too.
            if old != path and old.stem.rpartition("-")[0] == vocabulary:
                old.unlink(missing_ok=True)
    return path


def compiled_from(path: Path, read: Callable[[Path], list[Concept]]) -> Path:
    """Return the compiled vocabulary of a file; kept on disk by the hash of what the file holds."""
    content = path.read_bytes() if path.is_file() else b""
    digest = hashlib.blake2b(f"{path.suffix} {FORMAT} {tables_hash()}".encode() + content, digest_size=8)
    folder = Path(settings.KRING_DATA) / "vocabularies"
    kept = folder / f"file-{digest.hexdigest()}.bin"
    if not kept.exists():
        vocabulary = Vocabulary.compile(read(path))
        folder.mkdir(parents=True, exist_ok=True)
        vocabulary.save(kept)
        for old in sorted(folder.glob("file-*.bin"), key=lambda file: file.stat().st_mtime)[:-MOST_FILES]:
            old.unlink(missing_ok=True)
    return kept


@lru_cache(maxsize=3)
def loaded(path: Path) -> Vocabulary:
    """Return a compiled vocabulary from its file; kept in memory."""
    return Vocabulary.load(path)


def compiled(vocabulary: str) -> Vocabulary:
    """Return the compiled vocabulary, ready for the engine; kept in memory."""
    return loaded(compiled_path(vocabulary))
