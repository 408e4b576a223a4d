"""Labelled passages enter; recall per kind and the shares of skill and other words lost leave."""

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from kring.engines.redaction import redact

PASSAGES = Path(__file__).parent / "passages.jsonl"
UNSEEN = Path(__file__).parent / "unseen.jsonl"


@dataclass(frozen=True)
class Scores:
    """Counts behind the figures: labelled and found per kind, kept words labelled and lost per kind."""

    labelled: Counter[str]
    found: Counter[str]
    lost: Counter[str]
    removals: int
    needless: int

    def recall(self, kind: str) -> float:
        """Share of the labelled spans of ``kind`` in which no letter or digit is left."""
        return self.found[kind] / self.labelled[kind]

    def lost_share(self, kind: str) -> float:
        """Share of the labelled words that must stay ("skill", "other") and lost at least one character."""
        return self.lost[kind] / self.labelled[kind]


def passages(path: Path = PASSAGES) -> list[dict]:
    """Return the labelled passages."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def score(labelled_passages: Iterable[dict]) -> Scores:
    """Redact every passage and compare with its labels."""
    labelled, found, lost = Counter[str](), Counter[str](), Counter[str]()
    removals = needless = 0
    for passage in labelled_passages:
        text, removed = passage["text"], redact(passage["text"], passage["language"]).removed
        gone = {place for span in removed for place in range(span.start, span.end)}
        wanted = {place for span in passage["spans"] for place in range(span["start"], span["end"])}
        removals += len(removed)
        needless += sum(wanted.isdisjoint(range(span.start, span.end)) for span in removed)
        for span in passage["spans"]:
            labelled[span["kind"]] += 1
            letters = (p for p in range(span["start"], span["end"]) if text[p].isalnum())
            found[span["kind"]] += all(place in gone for place in letters)
        for span in passage["keep"]:
            labelled[span["kind"]] += 1
            lost[span["kind"]] += not gone.isdisjoint(range(span["start"], span["end"]))
    return Scores(labelled, found, lost, removals, needless)
