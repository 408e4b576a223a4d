"""Published files for learning and measuring enter (ESCO's CSV, SkillSpan); concepts and gold texts leave.

Only for ``learn_trust`` and the benchmark; the product imports taxonomies through its own domain.
"""

import csv
import io
import json
import zipfile
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kring.engines.skills.inputs import Concept, Label


@dataclass(frozen=True)
class GoldText:
    """A text with its annotated spans (offsets, end exclusive)."""

    text: str
    spans: tuple[tuple[int, int], ...]


def esco_concepts(archive: Path, dutch: Path | None = None) -> list[Concept]:
    """Return ESCO's skills from its zip of CSV files, with Dutch labels from a second file."""
    labels: dict[str, list[Label]] = {}
    descriptions: dict[str, dict[str, str]] = {}
    with zipfile.ZipFile(archive) as files, files.open("skills_en.csv") as file:
        for row in csv.DictReader(io.TextIOWrapper(file, "utf-8")):
            preferred = row["preferredLabel"]
            others = [text for text in dict.fromkeys(row["altLabels"].split("\n")) if text.strip()]
            labels[row["conceptUri"]] = [Label(preferred, "en")] + [
                Label(text, "en", "alternative") for text in others if text != preferred
            ]
            descriptions[row["conceptUri"]] = {"en": row["description"]}
    if dutch:
        with dutch.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                if row["conceptUri"] in labels:
                    labels[row["conceptUri"]].append(Label(row["preferredLabel"], "nl"))
    return [Concept(uri, tuple(found), descriptions[uri]) for uri, found in labels.items()]


def own_concepts(table: Path) -> list[Concept]:
    """Return Kring's AI skills from the readable table of the project."""
    concepts = []
    with table.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            labels = [Label(row[f"pref_{language}"], language) for language in ("nl", "en")]
            for language in ("nl", "en"):
                others = [text.strip() for text in row[f"alt_{language}"].split("|")]
                labels += [Label(text, language, "alternative") for text in others if text]
            definitions = {language: row[f"definition_{language}"] for language in ("nl", "en")}
            concepts.append(Concept(row["uri"], tuple(labels), definitions, row["topic"]))
    return concepts


def skillspan_texts(path: Path) -> list[GoldText]:
    """Return SkillSpan's advertisements: tokens joined by spaces, one sentence a line."""
    sentences: defaultdict[tuple[str, int], list[dict[str, list[str]]]] = defaultdict(list)
    with path.open(encoding="utf-8") as file:
        for line in file:
            row = json.loads(line)
            sentences[row["source"], row["idx"]].append(row)
    return [_gold_text(rows) for rows in sentences.values()]


def _gold_text(rows: list[dict[str, list[str]]]) -> GoldText:
    lines, spans, offset = [], [], 0
    for row in rows:
        line = " ".join(row["tokens"])
        for tags in (row["tags_skill"], row["tags_knowledge"]):
            spans += [(offset + start, offset + end) for start, end in _spans(row["tokens"], tags)]
        lines.append(line)
        offset += len(line) + 1
    return GoldText("\n".join(lines), tuple(sorted(spans)))


def _spans(tokens: list[str], tags: list[str]) -> Iterator[tuple[int, int]]:
    offset, opened, end = 0, -1, 0
    for token, tag in zip(tokens, tags, strict=True):
        if opened >= 0 and tag != "I":
            yield opened, end
            opened = -1
        if tag == "B" or (tag == "I" and opened < 0):
            opened = offset
        end = offset + len(token)
        offset = end + 1
    if opened >= 0:
        yield opened, end


def is_right(gold: GoldText, start: int, end: int) -> bool:
    """Tell whether at least half of the characters of ``start:end`` lie inside gold spans."""
    inside: set[int] = set()
    for first, last in gold.spans:
        inside.update(range(max(first, start), min(last, end)))
    return 2 * len(inside) >= end - start
