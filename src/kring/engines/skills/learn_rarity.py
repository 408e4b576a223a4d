"""ESCO's descriptions enter; the small tables of how rare common stems are leave.

    python -m kring.engines.skills.learn_rarity --texts skills_en.csv --out rarity_en.csv

Rarity = log(texts ÷ texts with the stem) ÷ log(texts ÷ least), where ``least`` texts make a stem common;
rarer stems are not in the table and count as 1. ``--texts`` is an ESCO CSV file with descriptions.
"""

import argparse
import csv
import math
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from kring.engines.skills.postings import stem
from kring.engines.skills.words import WORD, fold

LEAST_SHARE = 0.002


def rarity(texts: Sequence[str]) -> dict[str, float]:
    """Return the rarity of every stem that at least one text in five hundred holds."""
    counts = Counter(found for text in texts for found in {stem(fold(word)) for word in WORD.findall(text)})
    least = max(2.0, LEAST_SHARE * len(texts))
    span = math.log(len(texts) / least)
    return {
        word: round(math.log(len(texts) / count) / span, 3)
        for word, count in sorted(counts.items())
        if count >= least
    }


def main(arguments: Sequence[str] | None = None) -> int:
    """Learn, and write the table."""
    parser = argparse.ArgumentParser(description="Learn how rare common stems are, from ESCO's descriptions.")
    parser.add_argument("--texts", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    chosen = parser.parse_args(arguments)
    with chosen.texts.open(encoding="utf-8", newline="") as file:
        texts = [row["description"] for row in csv.DictReader(file) if row["description"]]
    with chosen.out.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["stem", "rarity"])
        writer.writerows(rarity(texts).items())
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
