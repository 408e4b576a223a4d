"""The generator's own tables and phrases: file names enter, rows and pools of sentences leave."""

import csv
import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import TypeVar

SKILL_URI = "urn:kring:ai-skill:"
TOPIC_URI = "urn:kring:ai-topic:"

T = TypeVar("T")


@dataclass(frozen=True)
class Skill:
    """One AI skill of the demo: its place in the fictional economy."""

    slug: str
    topic: str
    technical: bool
    demand: float
    supply: float
    growth: float
    areas: tuple[str, ...]

    @property
    def uri(self) -> str:
        return SKILL_URI + self.slug


@dataclass(frozen=True)
class Wordings:
    """How one skill is said in one language: labels and two forms of paraphrase."""

    labels: tuple[str, ...]
    do: tuple[str, ...]
    thing: tuple[str, ...]


@dataclass(frozen=True)
class Occupation:
    """One occupation: where it occurs (``*`` is everywhere), its titles and ordinary tasks."""

    area: str
    technical: bool
    title: dict[str, str]
    tasks: dict[str, tuple[str, ...]]


@dataclass(frozen=True)
class Corop:
    """The fictional economy of one COROP area."""

    code: str
    weight: float
    dial: str
    places: tuple[str, ...]


@dataclass(frozen=True)
class Province:
    """Which areas a province is strong in, and which skills it lacks most."""

    code: str
    areas: dict[str, float]
    signature: tuple[str, ...]


def read(name: str) -> str:
    """Return the text of ``data/<name>``."""
    return files("kring.demo.generator").joinpath("data", name).read_text(encoding="utf-8")


def table(name: str, *, delimiter: str = ",") -> list[dict[str, str]]:
    """Return the rows of a table; quotes have no special meaning in it."""
    return list(csv.DictReader(read(name).splitlines(), delimiter=delimiter, quoting=csv.QUOTE_NONE))


@cache
def skills() -> tuple[Skill, ...]:
    """Return the demo's AI skills in file order; a skill's index is its place here."""
    return tuple(
        Skill(
            row["slug"],
            row["topic"],
            row["technical"] == "1",
            float(row["demand"]),
            float(row["supply"]),
            float(row["growth"]),
            tuple(row["areas"].split()),
        )
        for row in table("skills.csv")
    )


@cache
def wordings(language: str) -> tuple[Wordings, ...]:
    """Return the wordings per skill, in the order of ``skills()``."""
    found = {row["slug"]: row for row in table("wordings.tsv", delimiter="\t")}

    def listed(slug: str, kind: str) -> tuple[str, ...]:
        return tuple(found[slug][f"{language}_{kind}"].split("|"))

    return tuple(
        Wordings(listed(s.slug, "label"), listed(s.slug, "do"), listed(s.slug, "thing")) for s in skills()
    )


@cache
def occupations() -> tuple[Occupation, ...]:
    """Return every occupation."""
    return tuple(
        Occupation(
            row["area"],
            row["technical"] == "1",
            {code: row[f"title_{code}"] for code in ("nl", "en")},
            {code: tuple(row[f"tasks_{code}"].split("|")) for code in ("nl", "en")},
        )
        for row in table("occupations.tsv", delimiter="\t")
    )


@cache
def corops() -> tuple[Corop, ...]:
    """Return the forty COROP areas in file order; an area's index is its place here."""
    return tuple(
        Corop(row["corop"], float(row["weight"]), row["dial"], tuple(row["places"].split("|")))
        for row in table("places.csv")
    )


@cache
def provinces() -> dict[str, Province]:
    """Return the provinces by code."""
    return {
        row["province"]: Province(
            row["province"],
            {pair.split(":")[0]: float(pair.split(":")[1]) for pair in row["areas"].split()},
            tuple(row["signature"].split()),
        )
        for row in table("provinces.csv")
    }


@cache
def pools(name: str) -> dict[str, tuple[str, ...]]:
    """Return the sections of a phrase file: ``[section]`` followed by one phrase a line."""
    found: dict[str, list[str]] = {}
    section = ""
    for line in read(name).splitlines():
        if line.startswith("[") and line.endswith("]"):
            section = line[1:-1]
            found[section] = []
        elif line and not line.startswith("#"):
            found[section].append(line)
    return {key: tuple(lines) for key, lines in found.items()}


def pairs(name: str, section: str) -> dict[str, str]:
    """Return a section whose lines read ``key=value``."""
    return dict(line.split("=", 1) for line in pools(name)[section])


def chance(seed: int, stream: str) -> random.Random:
    """Return the random stream of that name; independent of every other stream and of hash seeds."""
    return random.Random(f"kring-demo:{seed}:{stream}")  # noqa: S311 - a demo, not a secret


def pick(rng: random.Random, options: Sequence[T]) -> T:
    """Return one of the options; quicker than ``choice`` for millions of short draws."""
    return options[int(rng.random() * len(options))]


def day_between(rng: random.Random, first: date, last: date) -> date:
    """Return a day from ``first`` to ``last``, both included."""
    return date.fromordinal(
        first.toordinal() + int(rng.random() * (last.toordinal() - first.toordinal() + 1))
    )
