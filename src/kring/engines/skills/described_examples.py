"""The project's words for AI skills enter; examples of each skill, and of none, leave.

1. Every name, definition and wording is an example of its skill. 2. Examples of none are: sentences of
SkillSpan train, of ESCO's Dutch occupations and of ``tables/other_sentences.csv``; names of ESCO's skills
outside its digital collection, and the project's wordings of those; unless a name of an AI skill stands in
them. 3. So is one word of an example among words about something else, and an example without the words
that speak of technology: "making lessons" is no AI skill. 4. Some examples get an opening ("you learn") or
words of another sentence beside them, and lose a word.
"""

import argparse
import csv
import io
import random
import re
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

from kring.engines.skills.describer import WINDOWS, phrase_read
from kring.engines.skills.extraction import extract
from kring.engines.skills.inputs import Concept, Text
from kring.engines.skills.postings import content_words
from kring.engines.skills.published import esco_concepts, skillspan_texts
from kring.engines.skills.vocabulary import Vocabulary
from kring.engines.skills.wordlists import TABLES, plain_words, wordings

MOST_OTHERS = 7000
OWN_TIMES = 3
HELD_OUT = 10
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


Drawn = tuple[tuple[str, ...], int]


def examples(concepts: Sequence[Concept], held_out: bool) -> tuple[list[Example], list[Example]]:
    """Return the examples to learn from, and the wordings kept apart."""
    own, plain = wordings(), plain_words()
    known: list[Example] = []
    apart: list[Example] = []
    for number, one in enumerate(concepts):
        texts = [(label.language, label.text) for label in one.labels] + list(one.descriptions.items())
        known += [Example(number, phrase_read(text), language) for language, text in texts]
        for language, text in (*own.get(one.uri, ()), *plain.get(one.uri, ())):
            example = Example(number, phrase_read(text), language)
            (apart if held_out and zlib.crc32(text.encode()) % HELD_OUT == 0 else known).append(example)
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
        Example(len(concepts), phrase_read(text.text), text.language or "en")
        for text, mentions in zip(texts, found, strict=True)
        if not mentions and text.text.strip()
    ]


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
    """Draws varied examples, as lists of words with the number of their skill."""

    def __init__(self, known: Sequence[Example], none: Sequence[Example], chance: random.Random) -> None:
        self._known, self._none, self._chance = known, none, chance
        self._by_language = {
            language: [one for one in none if one.language == language] for language in ("nl", "en")
        }
        self._long = [one for one in known if len(content_words(" ".join(one.words))) > 2]
        self._number = none[0].skill

    def about_skills(self, times: int) -> list[Drawn]:
        """Return every example, varied anew each time."""
        return [(self._varied(one), one.skill) for one in self._known for _ in range(times)]

    def about_others(self, count: int) -> list[Drawn]:
        """Return windows of sentences about something else."""
        some = self._chance.sample(self._none, min(count, len(self._none)))
        return [(self._window(one.words, self._chance.choice(WINDOWS)), self._number) for one in some]

    def single_words(self, count: int) -> list[Drawn]:
        """Return single words of examples among words about something else."""
        return [(self._single(), self._number) for _ in range(count)]

    def _window(self, words: Sequence[str], size: int) -> tuple[str, ...]:
        start = self._chance.randrange(max(1, len(words) - size + 1))
        return tuple(words[start : start + size])

    def _single(self) -> tuple[str, ...]:
        one = self._chance.choice(self._long)
        beside = list(self._window(self._chance.choice(self._by_language[one.language]).words, 6))
        beside.insert(self._chance.randrange(len(beside) + 1), self._chance.choice(one.words))
        return tuple(beside)

    def _varied(self, one: Example) -> tuple[str, ...]:
        chance, words = self._chance, one.words
        if chance.random() < 0.65:
            words = (*chance.choice(OPENINGS[one.language]).split(), *words)
            if chance.random() < 0.6:
                beside = self._window(
                    chance.choice(self._by_language[one.language]).words, chance.randrange(1, 6)
                )
                words = words + beside if chance.random() < 0.5 else beside + words
        if len(words) > 4 and chance.random() < 0.4:
            words = tuple(word for word in words if chance.random() > 0.12) or words
        return words
