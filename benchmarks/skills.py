"""The skills engine is measured; one JSON line with the figures leaves. Definitions: the engine's README.

    python benchmarks/skills.py [--shared DIR] [--part NAME …] [--rerank DIR]

Parts whose data is absent are left out, and named on standard error.
"""

import argparse
import csv
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

# One core for every figure: a second thread of the linear algebra would be counted as processor time. NumPy
# reads this when it is imported.
os.environ |= {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))

from kring.core.progress import Progress
from kring.engines.skills import (
    Concept,
    Label,
    Reranker,
    Text,
    Vocabulary,
    extract,
    extract_batch,
    likely,
    link,
)
from kring.engines.skills.concept_vectors import SUFFIX, kept_vectors, make_vectors
from kring.engines.skills.gold import Sentence, gold_sentences
from kring.engines.skills.inputs import Mode
from kring.engines.skills.published import GoldText, esco_concepts, is_right, own_concepts, skillspan_texts
from kring.engines.skills.sentence_model import sentence_model
from kring.engines.skills.words import fold

ROOT = Path(__file__).resolve().parents[1]
OWN = ROOT / "src/kring/taxonomy/vocabulary/kring-ai.csv"
RESAMPLES = 1000
MANY, PROCESSES = 50_000, 2
OFFERED = 3
DEMO_SEED, DEMO_SCALE = 11, 0.1
PARTS = ("own", "likely", "speed", "skillspan", "sentences", "vdab", "melo", "demo", "million")
Figures = dict[str, object]


def interval(values: Sequence[float]) -> list[float]:
    """Return the 95 % bootstrap interval of a mean."""
    draws = np.random.default_rng(1).choice(np.asarray(values), (RESAMPLES, len(values)))
    return [round(float(end), 3) for end in np.quantile(draws.mean(axis=1), (0.025, 0.975))]


class Measures:
    """Holds the vocabularies that several parts share; each part is a method of its own."""

    def __init__(self, shared: Path, rerank: Path | None = None) -> None:
        self.shared = shared
        self._rerank = rerank
        self._esco: tuple[list[Concept], Vocabulary] | None = None

    def esco(self) -> tuple[list[Concept], Vocabulary]:
        """Return ESCO's skills, English with Dutch preferred labels, compiled."""
        if self._esco is None:
            folder = self.shared / "esco"
            concepts = esco_concepts(folder / "esco-v1.1.1-en-csv.zip", folder / "skills_nl_partial.csv")
            self._esco = concepts, Vocabulary.compile(concepts)
        return self._esco

    def reranker(self, name: str, concepts: Sequence[Concept], vocabulary: Vocabulary) -> Reranker | None:
        """Return the re-ranker where one was asked for; its vectors are kept in the folder given."""
        if self._rerank is None:
            return None
        model, path = sentence_model(), self._rerank / f"{name}{SUFFIX}"
        vectors = kept_vectors(path, vocabulary, model)
        if vectors is None:
            with Progress("Concepts read", total=len(concepts)) as progress:
                vectors = make_vectors(path, vocabulary, concepts, model, advance=progress.advance)
        return Reranker(model, vectors)

    def speed(self) -> Figures:
        """300-word texts, full ESCO with Kring's vocabulary, one core, the vocabulary from its file."""
        concepts = self.esco()[0] + own_concepts(OWN)
        begin = time.perf_counter()
        compiled = Vocabulary.compile(concepts)
        figures: Figures = {"concepts": len(concepts), "compile_s": round(time.perf_counter() - begin, 2)}
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "all.skills"
            compiled.save(path)
            figures["file_mb"] = round(path.stat().st_size / 1e6, 1)
            begin = time.perf_counter()
            vocabulary = Vocabulary.load(path)
            extract([Text("", "warm")], vocabulary)
            figures["load_s"] = round(time.perf_counter() - begin, 2)
            texts = self._texts_of_300_words()
            for mode, some in (("fast", texts), ("full", texts[:150])):
                figures[f"{mode}_docs_per_s"] = _rate(some, vocabulary, mode)  # type: ignore[arg-type]
            for mode in ("fast", "full"):
                figures[f"{mode}_resident_mb"] = self._resident(path, mode)
        return figures

    def _resident(self, vocabulary: Path, mode: str) -> int:
        """Return the most memory of a fresh process that loaded the vocabulary and read 198 texts."""
        program = f"""
import json
from pathlib import Path
from kring.engines.skills import Text, Vocabulary, extract_batch
vocabulary = Vocabulary.load(Path({str(vocabulary)!r}))
with open({str(self.shared / "vacancies/skillspan_ads_en.jsonl")!r}, encoding="utf-8") as file:
    extract_batch([Text("", json.loads(line)["description"]) for line in file], vocabulary, mode={mode!r})
status = Path("/proc/self/status").read_text()
print(int(status.split("VmHWM:")[1].split()[0]) // 1024)
"""
        environment = os.environ | {"PYTHONPATH": str(ROOT / "src")}
        done = subprocess.run(
            [sys.executable, "-c", program], env=environment, check=True, capture_output=True
        )
        return int(done.stdout)

    def _texts_of_300_words(self) -> list[Text]:
        path = self.shared / "vacancies/skillspan_ads_en.jsonl"
        texts = []
        with path.open(encoding="utf-8") as file:
            for number, line in enumerate(file):
                words = json.loads(line)["description"].split(" ")
                parts = [" ".join(words[start : start + 300]) for start in range(0, len(words), 300)]
                texts += [
                    Text(f"{number}-{i}", part) for i, part in enumerate(parts) if len(part.split()) > 250
                ]
        return texts

    def skillspan(self) -> Figures:
        """SkillSpan dev: precision and recall by the half-inside definition, fast and full."""
        texts = skillspan_texts(self.shared / "gold/skillspan/dev.json")
        vocabulary = self.esco()[1]
        return {mode: _span_scores(texts, vocabulary, mode) for mode in ("fast", "full")}  # type: ignore[arg-type]

    def sentences(self) -> Figures:
        """TECH and HOUSE validation: hits in the top 5 ÷ min(5, gold), mean over sentences."""
        return {name: self._linked_sentences(name) for name in ("tech", "house")}

    def _linked_sentences(self, name: str) -> Figures:
        concepts, vocabulary = self.esco()
        uris = {concept.preferred("en").lower(): concept.uri for concept in concepts}
        gold: defaultdict[str, set[str]] = defaultdict(set)
        path = self.shared / f"gold/esco_linking_en/{name}_validation.csv"
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                if row["label"].lower() in uris:
                    gold[row["sentence"]].add(uris[row["label"].lower()])
        again = self.reranker("esco", concepts, vocabulary)
        begin = time.perf_counter()
        found = [{one.uri for one in link([sentence], vocabulary, k=5, rerank=again)[0]} for sentence in gold]
        spent = time.perf_counter() - begin
        scores = [len(g & f) / min(5, len(g)) for g, f in zip(gold.values(), found, strict=True)]
        return {
            "rp5": round(float(np.mean(scores)), 3),
            "interval": interval(scores),
            "sentences": len(scores),
            "ms_per_sentence": round(1000 * spent / len(scores), 1),
        }

    def vdab(self) -> Figures:
        """VDAB dev, exactMatch: Dutch phrase in, all skills are candidates, hit@1."""
        concepts, vocabulary = self.esco()
        again = self.reranker("esco", concepts, vocabulary)
        with (self.shared / "gold/vdab_to_esco_nl_dev.csv").open(encoding="utf-8", newline="") as file:
            rows = [row for row in csv.DictReader(file) if row["relation"] == "skos:exactMatch"]
        begin = time.perf_counter()
        hits = [
            float(link([row["vdab_label_nl"]], vocabulary, k=1, rerank=again)[0][0].uri == row["esco_uri"])
            for row in rows
        ]
        spent = time.perf_counter() - begin
        return {
            "hit1": round(float(np.mean(hits)), 3),
            "interval": interval(hits),
            "phrases": len(hits),
            "ms_per_phrase": round(1000 * spent / len(hits), 1),
        }

    def melo(self) -> Figures:
        """MELO: Belgian-Dutch job title in, the corpus is what may come out: is the first one annotated?"""
        folder = self.shared / "gold/melo_occupations_nl_dev"
        concept_of = dict(_tab_rows(folder / "concept_mapping.tsv"))
        labels: defaultdict[str, list[Label]] = defaultdict(list)
        for element, text in _tab_rows(folder / "corpus_elements.tsv"):
            uri = concept_of[element]
            labels[uri].append(Label(text, "nl", "alternative" if labels[uri] else "preferred"))
        concepts = [
            Concept(uri, tuple(dict.fromkeys(named)), kind="occupation") for uri, named in labels.items()
        ]
        vocabulary = Vocabulary.compile(concepts)
        again = self.reranker("melo", concepts, vocabulary)
        right: defaultdict[str, set[str]] = defaultdict(set)
        for query, _, element, _ in _tab_rows(folder / "annotations.tsv"):
            right[query].add(concept_of[element])
        titles = dict(_tab_rows(folder / "queries.tsv"))
        begin = time.perf_counter()
        hits = [
            float(link([titles[query]], vocabulary, k=1, language="nl", rerank=again)[0][0].uri in uris)
            for query, uris in right.items()
        ]
        spent = time.perf_counter() - begin
        return {
            "hit1": round(float(np.mean(hits)), 3),
            "interval": interval(hits),
            "titles": len(hits),
            "ms_per_title": round(1000 * spent / len(hits), 1),
        }

    def million(self) -> Figures:
        """50,000 texts of 300 words, Parquet in and out, then deduplicated: hours for a million, by rate.

        The texts are sentences of real advertisements in an order of chance, so that few are alike.
        """
        import pyarrow as pa
        import pyarrow.parquet as pq

        from kring.engines.market.distinct import find_distinct
        from kring.engines.skills.parquet import extract_parquet

        concepts = self.esco()[0] + own_concepts(OWN)
        sentences = [
            part
            for text in self._texts_of_300_words()
            for part in text.text.replace("\n", ". ").split(". ")
            if part
        ]
        draw = np.random.default_rng(4)
        with tempfile.TemporaryDirectory() as folder:
            source, out, path = (Path(folder) / name for name in ("in.parquet", "out.parquet", "all.skills"))
            Vocabulary.compile(concepts).save(path)
            texts = []
            for _ in range(MANY):
                chosen = (sentences[at] for at in draw.integers(0, len(sentences), 60))
                texts.append(" ".join(". ".join(chosen).split(" ")[:300]))
            pq.write_table(pa.table({"id": [str(at) for at in range(MANY)], "text": texts}), source)
            begin = time.perf_counter()
            counts = extract_parquet(source, out, path, processes=PROCESSES)
            extracted = time.perf_counter() - begin
            used = resource.getrusage(resource.RUSAGE_CHILDREN)
        empty = [""] * MANY
        vacancies = {"key": [str(at) for at in range(MANY)], "text": texts, "posted": [None] * MANY}
        vacancies |= dict.fromkeys(("title", "employer", "place", "corop"), empty)
        begin = time.perf_counter()
        find_distinct(pa.table(vacancies, schema=_vacancy_schema()))
        deduplicated = time.perf_counter() - begin
        return {
            "texts": counts.texts,
            "mentions": counts.mentions,
            "processes": PROCESSES,
            "extract_s": round(extracted, 1),
            "extract_processor_s": round(used.ru_utime + used.ru_stime, 1),
            "deduplicate_s": round(deduplicated, 1),
            "minutes_for_a_million": round((extracted + deduplicated) / MANY * 1e6 / 60, 1),
        }

    def own(self) -> Figures:
        """Kring's vocabulary alone: compile time and speed on the same texts (needs no gold)."""
        begin = time.perf_counter()
        vocabulary = Vocabulary.compile(own_concepts(OWN))
        return {"concepts": len(vocabulary), "compile_s": round(time.perf_counter() - begin, 2)}

    def likely(self) -> Figures:
        """What is offered beside what is recognised, and what it adds to a visitor's search.

        ``offered`` and ``right`` count sentences in which nothing is recognised: those in which a skill is
        offered, and those in which one of the first three is right. ``first`` and ``first_without`` count
        sentences whose first answer as a search is right, with and without likely skills.
        """
        vocabulary = Vocabulary.compile(own_concepts(OWN))
        figures: Figures = {}
        for language in ("nl", "en"):
            for kind in ("named", "paraphrase", "trap"):
                some = [one for one in gold_sentences() if (one.language, one.kind) == (language, kind)]
                figures[f"{language}_{kind}"] = _likely_scores(some, vocabulary)
        return figures

    def demo(self) -> Figures:
        """AI skills in the fictional country's texts against its hidden truth, nl and en apart.

        A pair is a document and a skill. ``paraphrases``: true pairs whose wording is no label at all,
        against pairs found only by other methods than labels and their variants; ``recall_by_any`` counts
        those too that a variant of a label finds, such as a plural or a compound.
        """
        from datetime import date

        from kring.demo.generator import generate

        vocabulary = Vocabulary.compile(own_concepts(OWN))
        country = generate(DEMO_SEED, DEMO_SCALE, date(2026, 9, 30))
        documents = [*country.vacancies_with_truth(), *country.courses_with_truth()]
        figures: Figures = {"documents": len(documents)}
        for language in ("nl", "en"):
            some = [(doc.text, truth) for doc, truth in documents if doc.language == language]
            for mode in ("fast", "full"):
                figures[f"{language}_{mode}"] = _demo_scores(some, vocabulary, language, mode)  # type: ignore[arg-type]
        return figures


def _likely_scores(some: Sequence[Sentence], vocabulary: Vocabulary) -> Figures:
    texts = [Text(one.id, one.text, one.language) for one in some]
    said = extract(texts, vocabulary, mode="full")
    offered = [{mention.uri for mention in found[:OFFERED]} for found in likely(texts, vocabulary)]
    silent = [(one, uris) for one, found, uris in zip(some, said, offered, strict=True) if not found]
    return {
        "sentences": len(some),
        "any_offered": sum(map(bool, offered)),
        "nothing_recognised": len(silent),
        "offered": sum(bool(uris) for _, uris in silent),
        "right": sum(bool(uris & one.skills) for one, uris in silent),
        "first": _first_right(some, vocabulary, True),
        "first_without": _first_right(some, vocabulary, False),
    }


def _first_right(some: Sequence[Sentence], vocabulary: Vocabulary, with_likely: bool) -> int:
    """Count the sentences whose first answer as a search is right: recognised, else likely, else near."""
    right = 0
    for one in some:
        text = [Text(one.id, one.text, one.language)]
        found = [mention.uri for mention in extract(text, vocabulary, mode="full", cues=True)[0]]
        found += [mention.uri for mention in likely(text, vocabulary, cues=True)[0] if with_likely]
        found += [near.uri for near in link([one.text], vocabulary, k=1, language=one.language)[0]]
        right += found[0] in one.skills
    return right


def _vacancy_schema() -> Any:
    import pyarrow as pa

    names = ("key", "text", "title", "employer", "place", "corop")
    return pa.schema([*((name, pa.string()) for name in names), ("posted", pa.date32())])


def _tab_rows(path: Path) -> list[list[str]]:
    return [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines() if line]


def _demo_scores(
    some: Sequence[tuple[str, Any]], vocabulary: Vocabulary, language: str, mode: Mode
) -> Figures:
    labels = {fold(label.text) for concept in own_concepts(OWN) for label in concept.labels}
    found = extract([Text("", text, language) for text, _ in some], vocabulary, mode=mode)
    pairs = [(number, m.uri, m.method) for number, mentions in enumerate(found) for m in mentions]
    true = [(n, m.uri, fold(m.surface) in labels) for n, (_, mentions) in enumerate(some) for m in mentions]
    named = {(n, uri) for n, uri, method in pairs if method.startswith(("label", "variant"))}
    true_named = {(n, uri) for n, uri, is_label in true if is_label}
    everything, all_true = {one[:2] for one in pairs}, {one[:2] for one in true}
    unnamed = all_true - true_named
    paraphrases = _f1(everything - named, unnamed)
    paraphrases["recall_by_any"] = round(len(everything & unnamed) / max(1, len(unnamed)), 3)
    return {**_f1(everything, all_true), "paraphrases": paraphrases}


def _f1(found: set[tuple[int, str]], true: set[tuple[int, str]]) -> Figures:
    right = len(found & true)
    precision, recall = right / max(1, len(found)), right / max(1, len(true))
    f1 = 2 * precision * recall / max(1e-9, precision + recall)
    return {
        "precision": round(precision, 3),
        "recall": round(recall, 3),
        "f1": round(f1, 3),
        "pairs": len(true),
    }


def _rate(texts: Sequence[Text], vocabulary: Vocabulary, mode: Mode) -> float:
    # Half of the texts warm the word cache, as the first seconds of any real run do; the rest is new.
    half = len(texts) // 2
    extract_batch(texts[:half], vocabulary, mode=mode)
    begin = time.process_time()
    extract_batch(texts[half:], vocabulary, mode=mode)
    return round((len(texts) - half) / (time.process_time() - begin), 1)


def _span_scores(gold: Sequence[GoldText], vocabulary: Vocabulary, mode: Mode) -> Figures:
    found = extract([Text(str(i), one.text, "en") for i, one in enumerate(gold)], vocabulary, mode=mode)
    rights, hits = [], []
    for one, mentions in zip(gold, found, strict=True):
        right = [m for m in mentions if is_right(one, m.start, m.end)]
        rights += [1.0] * len(right) + [0.0] * (len(mentions) - len(right))
        hits += [float(any(m.start < end and start < m.end for m in right)) for start, end in one.spans]
    return {
        "precision": round(float(np.mean(rights)), 3),
        "precision_interval": interval(rights),
        "recall": round(float(np.mean(hits)), 3),
        "recall_interval": interval(hits),
        "mentions": len(rights),
        "gold_spans": len(hits),
    }


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure every part whose data is there; print one JSON line."""
    parser = argparse.ArgumentParser(description="Measure the skills engine.")
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared" / "data")
    parser.add_argument("--part", action="append", choices=PARTS)
    parser.add_argument(
        "--rerank", type=Path, metavar="DIR", help="link with the re-ranker; DIR keeps its vectors"
    )
    chosen = parser.parse_args(arguments)
    measures = Measures(chosen.shared, chosen.rerank)
    parts: dict[str, Callable[[], Figures]] = {name: getattr(measures, name) for name in chosen.part or PARTS}
    figures: Figures = {"benchmark": "skills", **({"rerank": True} if chosen.rerank else {})}
    for name, measure in parts.items():
        print(f"{name} …", file=sys.stderr)
        try:
            figures[name] = measure()
        except FileNotFoundError as error:
            print(f"{name} is left out: {error.filename} is absent", file=sys.stderr)
    print(json.dumps(figures))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
