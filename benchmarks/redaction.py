"""The frozen passages enter; one JSON line with redaction's recall, losses and speed leaves."""

import json
import sys
import time
from itertools import cycle
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from kring.engines.redaction import redact  # noqa: E402
from tests.engines.redaction import generated  # noqa: E402
from tests.engines.redaction.scores import UNSEEN, passages, score  # noqa: E402

WORDS = 300
TEXTS = 400


def _texts() -> list[str]:
    """Return texts of about 300 words, each with three passages that name somebody, as advertisements do."""
    naming = cycle(passage["text"] for passage in passages() if passage["spans"])
    plain = cycle(passage["text"] for passage in passages() if not passage["spans"])
    texts = []
    for _ in range(TEXTS):
        parts = [next(naming) for _ in range(3)]
        while sum(len(part.split()) for part in parts) < WORDS:
            parts.insert(0, next(plain))
        texts.append("\n".join(parts))
    return texts


def main() -> None:
    """Print the figures."""
    texts = _texts()
    redact(texts[0])
    start = time.process_time()
    for text in texts:
        redact(text)
    seconds = time.process_time() - start
    scores = score(passages())
    figures = {
        "benchmark": "redaction",
        "passages": len(passages()),
        "mail_recall": scores.recall("mail"),
        "phone_recall": scores.recall("phone"),
        "name_recall": round(scores.recall("name"), 4),
        "name_recall_rare_unseen": round(score(passages(UNSEEN)).recall("name"), 4),
        "skill_words_lost_share": round(scores.lost_share("skill"), 4),
        "needless_removals": scores.needless,
        "name_recall_generated": {
            kind: round(score(generated.passages(kind, 1000)).recall("name"), 4)
            for kind in ("announced", "half", "bare")
        },
        "texts_of_300_words_per_second_per_core": round(len(texts) / seconds),
    }
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
