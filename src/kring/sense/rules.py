"""Prepares one text for keeping: a raw text enters; redacted text, language, level and skills leave.

Pure and importable in a worker process: no Django, no database.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from urllib.parse import unquote, urlsplit, urlunsplit

from kring.engines.redaction import redact
from kring.engines.skills import Mention, Text, Vocabulary, detect_language, extract, text_level

EXTRACTOR_MODE = "fast"
LONGEST_TEXT = 100_000
_PERSON_TO_ASK = re.compile(
    r"\b(?:contact(?:persoon|person)?|t\.?\s?[an]\.?\s?v|attn|c/o|dhr|de heer|mevr(?:ouw)?|mw|mrs?|ms"
    r"|recruiter|bel|call|vraag naar|ask for)\b[.:]*",
    re.IGNORECASE,
)
_LABEL_AT_END = re.compile(
    r"\b(?:tel(?:efoon)?|phone|e-?mail|mail|mobiel|mobile|bel|call)\b[\W_]*$", re.IGNORECASE
)


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


@lru_cache(maxsize=50_000)
def without_contacts(value: str) -> str | None:
    """Return what a column may keep: a name of a firm or town, without the people and addresses beside it.

    A firm may bear a person's name, so names go only where the words point at a person to turn to.

    >>> without_contacts("Pompenbouw Noord (06-12345678)"), without_contacts("jan@bedrijf.invalid")
    ('Pompenbouw Noord', None)
    >>> without_contacts("Bakkerij Jan de Vries")
    'Bakkerij Jan de Vries'
    """
    left = _cut(value, {"mail", "phone"})
    if _PERSON_TO_ASK.search(left) and any(part.kind == "name" for part in redact(left).removed):
        left = _PERSON_TO_ASK.sub(" ", _cut(left, {"name"}))
    if left == value:
        return value
    left = re.sub(r"[(\[<{][\W_]*[)\]>}]", " ", left)
    if left.count("(") != left.count(")"):
        left = left.replace("(", " ").replace(")", " ")
    left = " ".join(left.split()).strip(" ,;:|/<>-–—·")
    return left if re.search(r"\w{3}", left) else None


def _cut(value: str, kinds: Collection[str]) -> str:
    kept, at = "", 0
    for part in redact(value).removed:
        if part.kind in kinds:
            kept += _LABEL_AT_END.sub("", value[at : part.start]) + " "
            at = part.end
    return kept + value[at:] if at else value


@lru_cache(maxsize=50_000)
def own_id(value: str) -> str:
    """Return the source's own id; its hash where it holds an address, a number or a name."""
    return value if not redact(value).removed else key_of("own id", value)


def web_address(value: str) -> str | None:
    """Return a web address that may be kept and linked to: without query, fragment or who signs in.

    >>> web_address("https://werk.invalid/v/17?mail=jan%40b.invalid#top")
    'https://werk.invalid/v/17'
    >>> web_address("javascript:alert(1)") is web_address("https://werk.invalid/jan@b.invalid") is None
    True
    """
    try:
        parts = urlsplit(value.strip())
        host = parts.netloc.rpartition("@")[2]
    except ValueError:
        return None
    if parts.scheme.lower() not in ("http", "https") or not host or re.search(r"[\s<>\"]", host + parts.path):
        return None
    said = unquote(f"{host} {parts.path}")
    if "@" in said or any(part.kind != "name" for part in redact(said).removed):
        return None
    return urlunsplit((parts.scheme.lower(), host, parts.path, "", ""))


def key_of(*parts: object) -> str:
    """Return the key of a document: sixteen hexadecimal digits that depend on all parts."""
    digest = hashlib.blake2b(digest_size=8)
    for part in parts:
        digest.update(str(part if part is not None else "").encode())
        digest.update(b"\x1f")
    return digest.hexdigest()
