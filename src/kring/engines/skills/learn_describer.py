"""The project's names, definitions and wordings of AI skills enter; the describer's file leaves.

    python -m kring.engines.skills.learn_describer --own kring-ai.csv --esco esco.zip \
        --dutch-skills skills_nl.csv --dutch-occupations occupations_nl.csv --gold train.json \
        --out tables/describer.bin

1. Every name, definition and wording is an example of its skill; some get an opening ("you learn") or words
of another sentence beside them, and lose a word. 2. Examples of none are: sentences of SkillSpan train, of
ESCO's Dutch occupations and of ``tables/other_sentences.csv``; names of ESCO's skills outside its digital
collection, and the project's wordings of those; unless a name of an AI skill stands in them. So is one word
of an example among words about something else, and an example without the words that speak of technology:
"making lessons" is no AI skill. 3. Three networks with one layer are fitted (Adam), in rounds: before each,
windows of those sentences that are taken for a skill are gathered, and learned as examples of none.
``--held-out`` keeps a fifth of the wordings and 3,000 sentences apart and prints what is found in them; the
encoder has seen the wordings.
"""

import argparse
import csv
import io
import random
import re
import sys
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from kring.engines.skills.describer import DIRECT, WINDOWS, Describer, packed, windows
from kring.engines.skills.encoder import encoder, phrase_words, unit
from kring.engines.skills.extraction import extract
from kring.engines.skills.inputs import Concept, Text
from kring.engines.skills.postings import Floats, content_words
from kring.engines.skills.published import esco_concepts, own_concepts, skillspan_texts
from kring.engines.skills.storage import write_sections
from kring.engines.skills.vocabulary import Vocabulary
from kring.engines.skills.wordlists import TABLES, wordings

INNER, ROUNDS, EPOCHS, BATCH, TIMES = 192, 6, 3, 128, 2
RATE, SHRINK, DROP = 3e-3, 1e-3, 0.3
OTHERS_AN_EPOCH, HARD_AN_EPOCH, SINGLES_AN_EPOCH, MOST_OTHERS = 5000, 8000, 3000, 7000
OWN_TIMES = 5
VOTERS = 3
SEARCHED_A_ROUND, TAKEN_FOR_A_SKILL = 6000, 0.1
# What makes an everyday activity an AI skill; common words only, the names of products are not among them.
_TECHNOLOGY = """ai kunstmatige intelligentie slim slimme slimmer software algoritme algoritmes computer
computers
machinaal automatisch automatische vanzelf digitale digitaal chatgpt chatbot taalmodel taalmodellen
model modellen app programma programma's systeem systemen technologie zelflerende artificial
intelligence smart cleverly clever algorithm algorithms automatically automatic automated digital
bot bots language models system systems machine technology program programs data gegevens"""
TECHNOLOGY = frozenset(_TECHNOLOGY.split())
_DUTCH = """je, je kunt, je leert, ervaring met, wij zoeken iemand die, in deze module leer je, kennis van,
het is jouw taak om, je helpt bij, en, ook, deelnemers oefenen met, affiniteit met, daarnaast"""
_ENGLISH = """you, you can, you learn, experience with, we are looking for somebody who, your task is,
in this module you learn, knowledge of, you help with, and, also, participants practise, besides"""
OPENINGS = {
    language: [text.strip() for text in texts.split(",")]
    for language, texts in (("nl", _DUTCH), ("en", _ENGLISH))
}
_SENTENCES = re.compile(r"(?<=\.)\s")


@dataclass(frozen=True)
class Example:
    """A text about skill number ``skill``; the number of skills itself stands for none."""

    skill: int
    words: tuple[str, ...]
    language: str


def examples(concepts: Sequence[Concept], held_out: bool) -> tuple[list[Example], list[Example]]:
    """Return the examples to learn from, and the wordings kept apart."""
    own = wordings()
    known: list[Example] = []
    apart: list[Example] = []
    for number, one in enumerate(concepts):
        texts = [(label.language, label.text) for label in one.labels] + list(one.descriptions.items())
        known += [Example(number, tuple(phrase_words(text)), language) for language, text in texts]
        for language, text in own.get(one.uri, ()):
            example = Example(number, tuple(phrase_words(text)), language)
            (apart if held_out and zlib.crc32(text.encode()) % 5 == 0 else known).append(example)
    return known, apart


def others(chosen: argparse.Namespace, concepts: Sequence[Concept], chance: random.Random) -> list[Example]:
    """Return examples of no AI skill."""
    with zipfile.ZipFile(chosen.esco) as files, files.open("digitalSkillsCollection_en.csv") as raw:
        digital = {row["conceptUri"] for row in csv.DictReader(io.TextIOWrapper(raw, "utf-8"))}
    texts = [
        Text("", line, "en")
        for advertisement in skillspan_texts(chosen.gold)
        for line in advertisement.text.split("\n")
    ]
    with chosen.dutch_occupations.open(encoding="utf-8", newline="") as file:
        dutch = [part for row in csv.DictReader(file) for part in _SENTENCES.split(row["description"])]
    texts += [Text("", part, "nl") for part in chance.sample(dutch, min(MOST_OTHERS, len(dutch)))]
    texts = [text for text in texts if len(text.text.split()) > 3]
    with (TABLES / "other_sentences.csv").open(encoding="utf-8", newline="") as file:
        own = [Text("", row["text"], row["language"]) for row in csv.DictReader(file)]
    known = {one.uri for one in concepts}
    own += [
        Text("", text, language)
        for uri, told in wordings().items()
        if uri not in known and uri not in digital
        for language, text in told
    ]
    texts += own * OWN_TIMES
    skills = [one for one in esco_concepts(chosen.esco, chosen.dutch_skills) if one.uri not in digital]
    for one in chance.sample(skills, min(MOST_OTHERS, len(skills))):
        texts += [Text("", label.text, label.language) for label in one.labels if label.kind == "preferred"]
    found = extract(texts, Vocabulary.compile(concepts))
    return [
        Example(len(concepts), tuple(phrase_words(text.text)), text.language or "en")
        for text, mentions in zip(texts, found, strict=True)
        if not mentions and text.text.strip()
    ]


class Fitting:
    """The weights while they are learned."""

    def __init__(self, skills: int, seed: int = 0) -> None:
        self._draw = np.random.default_rng(seed)
        size, classes = encoder().size, skills + 1
        self.weights: dict[str, Floats] = {
            "W1": self._some(size, INNER) * np.float32(3 * np.sqrt(2 / size)),
            "b1": np.zeros(INNER, np.float32),
            "W2": self._some(INNER, classes) * np.float32(np.sqrt(1 / INNER)),
            "W3": self._some(size, classes) * np.float32(0.05),
            "b": np.zeros(classes, np.float32),
        }
        self._slow = {name: np.zeros_like(held) for name, held in self.weights.items()}
        self._square = {name: np.zeros_like(held) for name, held in self.weights.items()}
        self._steps = 0

    def _some(self, *shape: int) -> Floats:
        return self._draw.standard_normal(shape).astype(np.float32)

    def step(self, vectors: Floats, wanted: npt.NDArray[np.int64], rate: float) -> None:
        """Move the weights by one batch."""
        held = self.weights
        kept = (self._draw.random((len(vectors), INNER)) >= DROP) / np.float32(1 - DROP)
        inner = np.maximum(vectors @ held["W1"] + held["b1"], 0) * kept
        scores = inner @ held["W2"] + np.float32(DIRECT) * (vectors @ held["W3"]) + held["b"]
        error = np.exp(scores - scores.max(axis=1, keepdims=True))
        error /= error.sum(axis=1, keepdims=True)
        error[np.arange(len(wanted)), wanted] -= 1
        error = (error / len(wanted)).astype(np.float32)
        back = (error @ held["W2"].T) * (inner > 0) * kept
        slopes = {
            "W1": vectors.T @ back,
            "b1": back.sum(axis=0),
            "W2": inner.T @ error,
            "W3": DIRECT * vectors.T @ error,
            "b": error.sum(axis=0),
        }
        self._steps += 1
        for name, slope in slopes.items():
            slow = self._slow[name] = 0.9 * self._slow[name] + 0.1 * slope
            square = self._square[name] = 0.999 * self._square[name] + 0.001 * slope * slope
            ahead = slow / (1 - 0.9**self._steps)
            ahead = ahead / (np.sqrt(square / (1 - 0.999**self._steps)) + 1e-8)
            held[name] = np.asarray(held[name] - rate * (ahead + SHRINK * held[name]), np.float32)


def without_technology(known: Sequence[Example]) -> list[tuple[str, ...]]:
    """Return the examples that hold words of technology without them, where enough is left."""
    texts = {one.words for one in known}
    found: dict[tuple[str, ...], None] = {}
    for one in known:
        rest = tuple(word for word in one.words if word not in TECHNOLOGY)
        enough = len(content_words(" ".join(rest))) >= 2
        if enough and len(rest) < len(one.words) and rest not in texts:
            found[rest] = None
    return list(found)


class Drawing:
    """Draws one epoch of varied examples; remembers the windows that were taken for a skill."""

    def __init__(self, known: Sequence[Example], none: Sequence[Example], chance: random.Random) -> None:
        self._known, self._none, self._chance = known, none, chance
        self._by_language = {
            language: [one for one in none if one.language == language] for language in ("nl", "en")
        }
        self._long = [one for one in known if len(content_words(" ".join(one.words))) > 2]
        self._without = without_technology(known)
        self._hard: dict[tuple[str, ...], None] = {}
        self._number = none[0].skill

    def epoch(self) -> tuple[Floats, npt.NDArray[np.int64]]:
        """Return vectors and the number of the skill of each."""
        chance, number = self._chance, self._number
        rows = [(self._varied(one), one.skill) for one in self._known for _ in range(TIMES)]
        some = chance.sample(self._none, min(OTHERS_AN_EPOCH, len(self._none)))
        rows += [(self._window(one.words, chance.choice(WINDOWS)), number) for one in some]
        hard = list(self._hard)
        rows += [(list(words), number) for words in chance.sample(hard, min(HARD_AN_EPOCH, len(hard)))]
        rows += [(self._single(), number) for _ in range(SINGLES_AN_EPOCH)]
        rows += [(list(words), number) for words in self._without]
        chance.shuffle(rows)
        vectors = np.stack([encoder().words(words).sum(axis=0) for words, _ in rows])
        return unit(vectors), np.array([skill for _, skill in rows], np.int64)

    def search(self, describer: Describer) -> int:
        """Gather windows about something else that are taken for a skill; return how many are known."""
        for one in self._chance.sample(self._none, min(SEARCHED_A_ROUND, len(self._none))):
            begins, ends = windows(len(one.words))
            if not len(begins):
                continue
            sums = np.zeros((len(one.words) + 1, encoder().size), np.float32)
            np.cumsum(encoder().words(one.words), axis=0, out=sums[1:])
            chances = describer.chances(unit(sums[ends] - sums[begins]))[:, :-1].max(axis=1)
            for row in np.flatnonzero(chances >= TAKEN_FOR_A_SKILL).tolist():
                self._hard[one.words[begins[row] : ends[row]]] = None
        return len(self._hard)

    def _window(self, words: Sequence[str], size: int) -> list[str]:
        start = self._chance.randrange(max(1, len(words) - size + 1))
        return list(words[start : start + size])

    def _single(self) -> list[str]:
        """Return one word of an example among words about something else."""
        one = self._chance.choice(self._long)
        beside = self._window(self._chance.choice(self._by_language[one.language]).words, 6)
        beside.insert(self._chance.randrange(len(beside) + 1), self._chance.choice(one.words))
        return beside

    def _varied(self, one: Example) -> list[str]:
        chance, words = self._chance, list(one.words)
        if chance.random() < 0.65:
            words = chance.choice(OPENINGS[one.language]).split() + words
            if chance.random() < 0.6:
                beside = self._window(
                    chance.choice(self._by_language[one.language]).words, chance.randrange(1, 6)
                )
                words = words + beside if chance.random() < 0.5 else beside + words
        if len(words) > 4 and chance.random() < 0.4:
            words = [word for word in words if chance.random() > 0.12] or words
        return words


def learn(concepts: Sequence[Concept], known: Sequence[Example], none: Sequence[Example]) -> Describer:
    """Return the describer fitted to examples."""
    fitted = [_fitted(concepts, known, none, seed) for seed in range(VOTERS)]
    return Describer([one.uri for one in concepts], fitted)


def _fitted(
    concepts: Sequence[Concept], known: Sequence[Example], none: Sequence[Example], seed: int
) -> dict[str, Floats]:
    fitting = Fitting(len(concepts), seed)
    describer = Describer([one.uri for one in concepts], [fitting.weights])
    drawing = Drawing(known, none, random.Random(5 + seed))  # noqa: S311
    for turn in range(ROUNDS):
        if turn:
            print(f"{drawing.search(describer)} windows taken for a skill", file=sys.stderr)
        for epoch in range(EPOCHS):
            vectors, wanted = drawing.epoch()
            rate = RATE * (1 - (turn * EPOCHS + epoch) / (ROUNDS * EPOCHS)) + 2e-4
            for start in range(0, len(wanted), BATCH):
                fitting.step(vectors[start : start + BATCH], wanted[start : start + BATCH], rate)
    return fitting.weights


def scored(describer: Describer, apart: Sequence[Example], none: Sequence[Example]) -> list[str]:
    """Return a line for each threshold: found rightly, found wrongly, and found where nothing is.

    A wording is read as a whole; a sentence about something else is searched through all its windows.
    """
    chances = describer.chances(unit(np.stack([encoder().words(one.words).sum(axis=0) for one in apart])))
    chances = chances[:, :-1]
    right = chances.argmax(axis=1) == np.array([one.skill for one in apart])
    top = chances.max(axis=1)
    empty = np.zeros(len(none))
    for number, one in enumerate(none):
        begins, ends = windows(len(one.words))
        if len(begins):
            sums = np.zeros((len(one.words) + 1, encoder().size), np.float32)
            np.cumsum(encoder().words(one.words), axis=0, out=sums[1:])
            empty[number] = describer.chances(unit(sums[ends] - sums[begins]))[:, :-1].max()
    return [
        f"threshold {lowest}: right {(right & (top >= lowest)).mean():.3f}, "
        f"wrong {(~right & (top >= lowest)).mean():.3f}, in other sentences {(empty >= lowest).mean():.4f}"
        for lowest in (0.3, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95)
    ]


def main(arguments: Sequence[str] | None = None) -> int:
    """Learn, and write the describer's file or print its scores."""
    parser = argparse.ArgumentParser(description="Learn which words describe an AI skill.")
    for name in ("own", "esco", "dutch-skills", "dutch-occupations", "gold"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--held-out", action="store_true", help="print scores on wordings kept apart")
    chosen = parser.parse_args(arguments)
    concepts = own_concepts(chosen.own)
    known, apart = examples(concepts, chosen.held_out)
    chance = random.Random(3)  # noqa: S311
    none = others(chosen, concepts, chance)
    chance.shuffle(none)
    if chosen.held_out:
        print("\n".join(scored(learn(concepts, known, none[3000:]), apart, none[:3000])))
    if chosen.out:
        write_sections(chosen.out, packed(learn(concepts, known, none)))
        print(f"{chosen.out} is written", file=sys.stderr)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
