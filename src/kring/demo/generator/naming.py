"""Invented names: a random stream enters; names of organisations and people, mail and phone leave."""

import random
import unicodedata
from functools import cache

from kring.demo.generator.sources import pick, pools

ORDINARY_TYPES = {
    "public_body": ("Gemeenschappelijke Dienst {stem}", "Waterschap {stem}", "Regiodienst {stem}"),
    "mbo": ("ROC {stem}", "Vakcollege {stem}", "Beroepscollege {stem}"),
    "hbo": ("Hogeschool {stem}",),
    "wo": ("Universiteit {stem}",),
    "innovation_lab": ("{stem} Innovatielab", "Lab {stem}"),
    "field_lab": ("Fieldlab {stem}", "Proeftuin {stem}"),
    "centre_of_expertise": ("Centre of Expertise {stem}",),
    "centre_for_innovative_craftsmanship": ("Centrum voor Innovatief Vakmanschap {stem}",),
    "research_group": ("Lectoraat {stem}", "Practoraat {stem}"),
    "teacher_team": ("Docententeam {stem}",),
    "sme_training_centre": ("{stem} Bedrijfsopleidingen", "Vakschool {stem}"),
    "sector_body": ("Brancheorganisatie {stem}", "Ondernemerskring {stem}"),
}


@cache
def stems() -> tuple[str, ...]:
    """Return the invented place-like stems."""
    return tuple(pools("names.txt")["stem"][0].split())


@cache
def first_names() -> tuple[str, ...]:
    """Return first names."""
    return tuple(pools("names.txt")["first"][0].split())


@cache
def last_names() -> tuple[str, ...]:
    """Return family names, with their prefixes."""
    return tuple(pools("names.txt")["last"][0].split("|"))


@cache
def suffixes(area: str) -> tuple[str, ...]:
    """Return what companies in an area put behind their name."""
    return tuple(pools("names.txt")[f"suffix.{area}"][0].split("|"))


class Names:
    """Hands out organisation names, each once."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self._taken: set[str] = set()

    def company(self, area: str, place: str) -> str:
        """Return a new company name for an area and place."""
        stem, suffix = pick(self._rng, stems()), pick(self._rng, suffixes(area))
        family = pick(self._rng, last_names()).split("-")[0].split()[-1]
        options = (f"{stem} {suffix}", f"{family} & {stem} {suffix}", f"{suffix} {stem}")
        return self._unique(pick(self._rng, options), place)

    def of_type(self, kind: str, place: str) -> str:
        """Return a new name for an organisation that is no company."""
        return self._unique(
            pick(self._rng, ORDINARY_TYPES[kind]).format(stem=pick(self._rng, stems())), place
        )

    def _unique(self, name: str, place: str) -> str:
        options = [name, f"{name} {place}"]
        options += [f"{name} {place} {pick(self._rng, stems())}" for _ in range(3)]
        options += [f"{name} {place} {number}" for number in range(2, 5000)] if name in self._taken else []
        free = next(option for option in options if option not in self._taken)
        self._taken.add(free)
        return free


def person_name(rng: random.Random) -> str:
    """Return an invented person's full name."""
    return f"{pick(rng, first_names())} {pick(rng, last_names())}"


def slug(name: str) -> str:
    """Return a name as it would stand in a web address."""
    plain = unicodedata.normalize("NFKD", name.lower()).encode("ascii", "ignore").decode()
    return "-".join("".join(c if c.isalnum() else " " for c in plain).split())


def mail_of(name: str, organisation: str) -> str:
    """Return a person's address at a domain that can never exist."""
    first, last = name.split(" ", 1)
    return f"{slug(first)[0]}.{slug(last).replace('-', '')}@{slug(organisation)}.invalid"


def phone(rng: random.Random, dial: str) -> str:
    """Return a number nobody has: in the region's series, but full of zeros."""
    zeros = "000 00" if len(dial) == 3 else "00 00"
    return f"{dial} {zeros} {10 + int(rng.random() * 90)}"


def written_phone(rng: random.Random, dial: str) -> str:
    """Return such a number, or a mobile one, in one of the ways people write them."""
    number = phone(rng, dial)
    way = rng.random()
    if way < 0.6:
        return number
    if way < 0.75:
        return "+31 " + number[1:]
    if way < 0.9:
        return f"{dial}-{number[len(dial) :].replace(' ', '')}"
    return f"06 00 00 00 {number[-2:]}"
