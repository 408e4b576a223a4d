"""The frozen sentences enter; precision, recall and errors on traps by language and kind leave."""

import json
from functools import cache
from pathlib import Path

from kring.engines.skills import Vocabulary
from kring.engines.skills.gold import GOLD, gold_sentences, score
from kring.engines.skills.inputs import Mode
from kring.engines.skills.published import own_concepts

EXPECTED = Path(__file__).parent / "gold_scores.json"
OWN = Path(__file__).resolve().parents[3] / "src/kring/taxonomy/vocabulary/kring-ai.csv"

__all__ = ["EXPECTED", "GOLD", "OWN", "gold_sentences", "own_vocabulary", "table"]


@cache
def own_vocabulary() -> Vocabulary:
    """Return the AI vocabulary, compiled."""
    return Vocabulary.compile(own_concepts(OWN))


def table(mode: Mode) -> dict[str, dict[str, float]]:
    """Return the figures by language and kind, rounded."""
    found = {}
    for language in ("nl", "en"):
        for kind in ("named", "paraphrase", "trap"):
            some = [one for one in gold_sentences() if (one.language, one.kind) == (language, kind)]
            scores = score(some, own_vocabulary(), mode)
            figures = {"precision": scores.precision, "recall": scores.recall, "quiet": scores.kept_quiet}
            names = ("quiet",) if kind == "trap" else ("precision", "recall")
            found[f"{language} {kind}"] = {name: round(figures[name], 3) for name in names}
    return found


if __name__ == "__main__":
    # To refresh the expected scores after a change that is meant: python -m tests.engines.skills.gold
    modes: tuple[Mode, ...] = ("fast", "full")
    EXPECTED.write_text(json.dumps({mode: table(mode) for mode in modes}, indent=1) + "\n", encoding="utf-8")
