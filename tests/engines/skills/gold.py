"""Labelled sentences about AI skills enter; precision, recall and errors on traps leave.

`gold.jsonl` was written and labelled before the engine saw it, and is frozen. Each line: an id, the language,
the kind ("named": a name or a form of it; "paraphrase": everyday words; "trap": no AI skill), the text, the
skills that a reader would see, and skills that would be no error either ("also").
"""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from kring.engines.skills import Text, Vocabulary, extract
from kring.engines.skills.inputs import Mode
from kring.engines.skills.published import own_concepts

GOLD = Path(__file__).parent / "gold.jsonl"
OWN = Path(__file__).resolve().parents[3] / "src/kring/taxonomy/vocabulary/kring-ai.csv"
PREFIX = "urn:kring:ai-skill:"


@dataclass(frozen=True)
class Scores:
    """Counts of skills over sentences."""

    wanted: int
    given: int
    right: int
    allowed: int
    sentences: int
    silent: int

    @property
    def precision(self) -> float:
        """Of the skills given the share that is wanted; what is allowed counts neither way."""
        return self.right / max(1, self.given - self.allowed)

    @property
    def recall(self) -> float:
        """Of the skills wanted the share that is given."""
        return self.right / max(1, self.wanted)

    @property
    def kept_quiet(self) -> float:
        """Share of the sentences in which nothing was given."""
        return self.silent / max(1, self.sentences)


@cache
def own_vocabulary() -> Vocabulary:
    """Return the AI vocabulary, compiled."""
    return Vocabulary.compile(own_concepts(OWN))


def rows() -> list[dict[str, Any]]:
    """Return the labelled sentences."""
    return [json.loads(line) for line in GOLD.read_text(encoding="utf-8").splitlines()]


def score(language: str, kind: str, mode: Mode) -> Scores:
    """Extract from the sentences of one language and kind, and compare with the labels."""
    some = [row for row in rows() if row["lang"] == language and row["kind"] == kind]
    found = extract([Text(row["id"], row["text"], language) for row in some], own_vocabulary(), mode=mode)
    wanted = given = right = allowed = silent = 0
    for row, mentions in zip(some, found, strict=True):
        slugs = {mention.uri.removeprefix(PREFIX) for mention in mentions}
        wanted, given, silent = wanted + len(row["skills"]), given + len(slugs), silent + (not slugs)
        right += len(slugs & set(row["skills"]))
        allowed += len(slugs & set(row["also"]))
    return Scores(wanted, given, right, allowed, len(some), silent)


def table(mode: Mode) -> dict[str, dict[str, float]]:
    """Return the figures by language and kind, rounded."""
    found = {}
    for language in ("nl", "en"):
        for kind in ("named", "paraphrase", "trap"):
            scores = score(language, kind, mode)
            figures = {"precision": scores.precision, "recall": scores.recall, "quiet": scores.kept_quiet}
            names = ("quiet",) if kind == "trap" else ("precision", "recall")
            found[f"{language} {kind}"] = {name: round(figures[name], 3) for name in names}
    return found


if __name__ == "__main__":
    # To refresh the expected scores after a change that is meant: python -m tests.engines.skills.gold
    modes: tuple[Mode, ...] = ("fast", "full")
    (GOLD.parent / "gold_scores.json").write_text(
        json.dumps({mode: table(mode) for mode in modes}, indent=1) + "\n", encoding="utf-8"
    )
