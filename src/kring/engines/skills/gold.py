"""Labelled sentences about AI skills enter; what the engine says of them, right or wrong, leaves.

``tables/gold.jsonl`` was written and labelled before the engine saw it, and is frozen. Each line: an id, the
language, the kind ("named": a name or a form of it; "paraphrase": everyday words; "trap": no AI skill), the
text, the skills that a reader would see, and skills that would be no error either ("also").
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from kring.core.problems import Problem, UnableTo
from kring.engines.skills.extraction import extract
from kring.engines.skills.inputs import Mode, Text
from kring.engines.skills.paraphrases import URI_PREFIX
from kring.engines.skills.vocabulary import Vocabulary
from kring.engines.skills.wordlists import TABLES

GOLD = TABLES / "gold.jsonl"


@dataclass(frozen=True)
class Sentence:
    """A sentence and the URIs of the skills that a reader sees, or may see, in it."""

    id: str
    language: str
    kind: str
    text: str
    skills: frozenset[str]
    also: frozenset[str]


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


def gold_sentences(path: Path = GOLD) -> tuple[Sentence, ...]:
    """Return the labelled sentences of a file; a name of a skill may stand for its whole URI."""
    try:
        return tuple(_sentences(path.read_text(encoding="utf-8")))
    except (KeyError, TypeError, ValueError) as error:
        problem = Problem(
            "skills-gold",
            "These are no labelled sentences: {why}.",
            "Write one JSON object a line with id, lang, kind, text, skills and also.",
            file=str(path),
            params={"why": str(error)},
        )
        raise UnableTo(problem) from error


def _sentences(content: str) -> Iterator[Sentence]:
    for line in content.splitlines():
        if line.strip():
            row = json.loads(line)
            skills, also = (
                frozenset(one if ":" in one else URI_PREFIX + one for one in row[name])
                for name in ("skills", "also")
            )
            yield Sentence(str(row["id"]), row["lang"], row["kind"], row["text"], skills, also)


def score(sentences: Sequence[Sentence], vocabulary: Vocabulary, mode: Mode) -> Scores:
    """Extract from the sentences, and compare with the labels."""
    found = extract([Text(one.id, one.text, one.language) for one in sentences], vocabulary, mode=mode)
    wanted = given = right = allowed = silent = 0
    for one, mentions in zip(sentences, found, strict=True):
        uris = {mention.uri for mention in mentions}
        wanted, given, silent = wanted + len(one.skills), given + len(uris), silent + (not uris)
        right += len(uris & one.skills)
        allowed += len(uris & one.also)
    return Scores(wanted, given, right, allowed, len(sentences), silent)
