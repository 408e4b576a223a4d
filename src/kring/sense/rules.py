"""Prepares one text for keeping: a raw text enters; redacted text, language, level and skills leave.

Pure and importable in a worker process: no Django, no database.
"""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from kring.engines.redaction import redact
from kring.engines.skills import Mention, Text, Vocabulary, detect_language, extract, text_level

EXTRACTOR_MODE = "fast"
LONGEST_TEXT = 100_000


@dataclass(frozen=True)
class Raw:
    """A title and text as the source gave them; ``level`` and ``language`` where the source says so."""

    title: str
    text: str
    language: str = ""
    level: str = ""


@dataclass(frozen=True)
class Prepared:
    """What is kept of a text, and how many names, addresses and numbers left it."""

    title: str
    text: str
    language: str
    level: str | None
    mentions: tuple[Mention, ...]
    removed: dict[str, int]


@lru_cache(maxsize=2)
def _vocabulary(path: str) -> Vocabulary:
    return Vocabulary.load(Path(path))


def prepare(vocabulary_path: str, rows: Sequence[Raw]) -> list[Prepared]:
    """Redact, tell language and level, and find skills; in the order of the rows."""
    vocabulary = _vocabulary(vocabulary_path)
    return [_prepared(row, vocabulary) for row in rows]


def _prepared(row: Raw, vocabulary: Vocabulary) -> Prepared:
    whole = row.text[:LONGEST_TEXT]
    language = row.language if row.language in {"nl", "en"} else detect_language(f"{row.title}\n{whole}")
    body, title = redact(whole, language), redact(row.title, language)
    removed: Counter[str] = Counter(part.kind for part in (*body.removed, *title.removed))
    mentions: tuple[Mention, ...] = ()
    level = row.level or None
    if language in {"nl", "en"}:
        mentions = tuple(extract([Text("", body.text, language)], vocabulary, mode="fast")[0])
        level = level or text_level(f"{title.text}\n{body.text}", language)
    return Prepared(title.text, body.text, language, level, mentions, dict(removed))


def key_of(*parts: object) -> str:
    """Return the key of a document: sixteen hexadecimal digits that depend on all parts."""
    digest = hashlib.blake2b(digest_size=8)
    for part in parts:
        digest.update(str(part if part is not None else "").encode())
        digest.update(b"\x1f")
    return digest.hexdigest()
