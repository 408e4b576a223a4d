"""The engine's own small tables (cues, ambiguous words, paraphrases) enter from files; typed rows leave."""

import csv
import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

TABLES = Path(__file__).parent / "tables"


@dataclass(frozen=True)
class Cue:
    """A phrase that says something about the words around it."""

    kind: str
    language: str
    value: str
    phrase: str


@dataclass(frozen=True)
class Pattern:
    """Terms that, near each other in one sentence, speak of a skill; see ``paraphrases``."""

    slug: str
    language: str
    terms: tuple[tuple[str, ...], ...]


def _rows(name: str) -> list[dict[str, str]]:
    with (TABLES / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def cues() -> tuple[Cue, ...]:
    """Return the phrases for headings, negation, wishes, skill sentences and levels."""
    return tuple(Cue(row["kind"], row["language"], row["value"], row["phrase"]) for row in _rows("cues.csv"))


@cache
def ambiguous_words(why: str) -> frozenset[str]:
    """Return the words that are ambiguous because they are "generic", or without their "case"."""
    return frozenset(row["word"] for row in _rows("ambiguous.csv") if row["why"] == why)


@cache
def patterns(name: str) -> tuple[Pattern, ...]:
    """Return the wordings in ``tables/<name>.csv`` ("paraphrases" or "problems")."""
    return tuple(
        Pattern(
            row["slug"], row["language"], tuple(tuple(term.split("|")) for term in row["wording"].split())
        )
        for row in _rows(f"{name}.csv")
    )


@cache
def wordings() -> dict[str, tuple[tuple[str, str], ...]]:
    """Return by concept URI the (language, wording) that the project wrote for it, for linking only."""
    return _by_concept("wordings.csv")


def plain_words() -> dict[str, tuple[tuple[str, str], ...]]:
    """Return by concept URI further (language, wording), as people say it: for learning only."""
    return _by_concept("plain_words.csv")


def _by_concept(table: str) -> dict[str, tuple[tuple[str, str], ...]]:
    found: dict[str, list[tuple[str, str]]] = {}
    for row in _rows(table):
        found.setdefault(row["uri"], []).append((row["language"], row["wording"]))
    return {uri: tuple(rows) for uri, rows in found.items()}


@cache
def tables_hash() -> str:
    """Return a hash of all tables, so that a compiled vocabulary knows which it was made with."""
    digest = hashlib.blake2b(digest_size=8)
    for path in sorted(TABLES.iterdir()):
        if path.suffix in (".csv", ".json", ".bin"):
            digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()
