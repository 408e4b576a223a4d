"""Concepts enter; a file with the sentence model's vector of each leaves, made once and mapped into memory.

1. A concept is read as a passage: its names, then its description. 2. A vector is kept by the hash of its
passage, so that a new release of a taxonomy reads only what changed: rows of older files in the folder are
taken over. 3. What is read is appended to an unfinished file batch by batch: whoever breaks it off goes on
there. 4. The file holds the vocabulary's version and the model's name; of another it is made again.
"""

import hashlib
import uuid
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from kring.core.problems import UnableTo
from kring.engines.skills.inputs import Concept
from kring.engines.skills.labels import clean_label
from kring.engines.skills.sentence_model import SentenceModel
from kring.engines.skills.storage import Sections, read_sections, write_sections

if TYPE_CHECKING:
    from kring.engines.skills.vocabulary import Vocabulary

SUFFIX = ".rerank"
BATCH = 32
MOST_OTHER_NAMES = 5
LONGEST_DESCRIPTION = 600
Halves = npt.NDArray[np.float16]


def passage(concept: Concept) -> str:
    """Return what the model reads of a concept.

    >>> from kring.engines.skills.inputs import Label
    >>> labels = Label("bake bread", "en"), Label("make bread", "en", "alternative")
    >>> passage(Concept("urn:x", labels, {"en": "Turn dough into bread."}))
    'bake bread; make bread. Turn dough into bread.'
    """
    names = [clean_label(label.text) for label in concept.labels if label.kind == "preferred"]
    others = [clean_label(label.text) for label in concept.labels if label.kind != "preferred"]
    named = "; ".join(dict.fromkeys([*names, *others[:MOST_OTHER_NAMES]]))
    described = " ".join(clean_label(text) for text in concept.descriptions.values())[:LONGEST_DESCRIPTION]
    return f"{named}. {described}".strip()


def kept_vectors(path: Path, vocabulary: "Vocabulary", model: SentenceModel) -> Halves | None:
    """Return the vectors of the file, a row for each concept; None where there are none of this make."""
    try:
        sections = read_sections(path)
    except UnableTo:
        return None
    if sections.values != _values(vocabulary, model):
        return None
    rows: Halves = sections.arrays["vectors"].reshape(-1, model.size)
    return rows


def make_vectors(
    path: Path,
    vocabulary: "Vocabulary",
    concepts: Sequence[Concept],
    model: SentenceModel,
    *,
    advance: Callable[[int], object] = lambda count: None,
) -> Halves:
    """Read the concepts with the model, write the file, and return its vectors.

    ``concepts`` are those that ``vocabulary`` was compiled from; ``advance`` hears how many more are done.
    """
    by_uri = {concept.uri: concept for concept in concepts}
    passages = [passage(by_uri[uri]) for uri in vocabulary.uris]
    keys = np.array([_key(text, model) for text in passages], np.uint64)
    unfinished = list(path.parent.glob(f".*{SUFFIX}.unfinished"))
    known = dict(_known(path.parent, unfinished, model))
    new = {key: text for key, text in zip(keys.tolist(), passages, strict=True) if key not in known}
    advance(len(passages) - len(new))
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.stem}-{uuid.uuid4().hex}{SUFFIX}.unfinished")
    for some, rows in _read(new, model):
        with draft.open("ab") as file:
            file.write(_records(some, rows).tobytes())
        known |= zip(some, rows, strict=True)
        advance(len(some))
    vectors = np.stack([known[key] for key in keys.tolist()])
    write_sections(path, Sections(_values(vocabulary, model), {"keys": keys, "vectors": vectors}))
    for done in (*unfinished, draft):
        done.unlink(missing_ok=True)
    return vectors


def _values(vocabulary: "Vocabulary", model: SentenceModel) -> dict[str, Any]:
    return {"version": vocabulary.version, "model": model.name, "size": model.size}


def _key(text: str, model: SentenceModel) -> int:
    """Return the number by which a passage's vector is kept."""
    digest = hashlib.blake2b(f"{model.name}\n{text}".encode("utf-8", "replace"), digest_size=8)
    return int.from_bytes(digest.digest(), "little")


def _read(new: dict[int, str], model: SentenceModel) -> Iterator[tuple[list[int], Halves]]:
    keys = list(new)
    for start in range(0, len(keys), BATCH):
        some = keys[start : start + BATCH]
        yield some, model.passages([new[key] for key in some]).astype(np.float16)


def _record(size: int) -> np.dtype[Any]:
    return np.dtype([("key", "<u8"), ("vector", "<f2", (size,))])


def _records(keys: Sequence[int], rows: Halves) -> npt.NDArray[Any]:
    records = np.zeros(len(keys), _record(rows.shape[1]))
    records["key"], records["vector"] = keys, rows
    return records


def _known(
    folder: Path, unfinished: Sequence[Path], model: SentenceModel
) -> Iterator[tuple[int, npt.NDArray[Any]]]:
    """Yield the vectors that are there already: of finished files, and of what was broken off."""
    for path in folder.glob(f"*{SUFFIX}"):
        try:
            sections = read_sections(path)
        except UnableTo:
            continue
        if (sections.values.get("model"), sections.values.get("size")) == (model.name, model.size):
            rows = sections.arrays["vectors"].reshape(-1, model.size)
            yield from zip(sections.arrays["keys"].tolist(), rows, strict=True)
    record = _record(model.size)
    for path in unfinished:
        content = path.read_bytes()
        # The last record may be cut off.
        records = np.frombuffer(content[: len(content) // record.itemsize * record.itemsize], record)
        yield from zip(records["key"].tolist(), records["vector"], strict=True)
