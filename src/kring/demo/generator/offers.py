"""Offers: organisations and the last day enter, what they can bring with calendars leaves."""

import random
from collections.abc import Sequence
from datetime import date, timedelta

from kring.demo.generator.organisations import side_of
from kring.demo.generator.records import CalendarWeek, Offer, Organisation
from kring.demo.generator.sources import Skill, chance, pick, skills, table, wordings

OFFERS = 420
UNITS_PER_WEEK = {
    "student_places": (4, 5, 6, 8, 12, 20),
    "staff_places": (1, 2, 3, 4),
    "lab_slots": (1, 2, 2, 4),
    "coaching_hours": (2, 3, 4, 8),
    "course": (10, 12, 16, 20),
    "tool": (5, 10, 50),
    "data": (1,),
}
EUROS = {
    "lab_slots": (0, 150, 250, 400),
    "course": (0, 195, 450, 950, 1500),
    "coaching_hours": (0, 0, 60, 85),
}
HOURS = {"student_places": (8, 16, 24), "staff_places": (4, 4, 8), "course": (4, 6), "lab_slots": (4,)}
# Weeks in which schools and most firms stand still (ISO week numbers).
HOLIDAY_WEEKS = frozenset({1, 8, 18, 29, 30, 31, 32, 33, 43, 52, 53})
LENGTHS_WEEKS = {"student_places": (10, 20, 20), "course": (4, 6, 8, 10), "lab_slots": (20, 30, 40)}


def offers(seed: int, until: date, organisations: Sequence[Organisation]) -> tuple[Offer, ...]:
    """Return every offer; each fits the side of the ring its organisation stands on."""
    rng = chance(seed, "offers")
    kinds = table("offers.tsv", delimiter="\t")
    giving = [o for o in organisations if side_of(o.type)]
    rng.shuffle(giving)
    made: list[Offer] = []
    while len(made) < OFFERS:
        owner = giving[len(made) % len(giving)]
        fitting = [row for row in kinds if side_of(owner.type) in row["sides"].split()]
        made.append(_offer(rng, f"off-{len(made) + 1:03d}", pick(rng, fitting), owner, until))
    return tuple(made)


def _offer(rng: random.Random, number: str, row: dict[str, str], owner: Organisation, until: date) -> Offer:
    kind = row["kind"]
    brought, learned = _skills(rng, kind, owner.area)
    field = _field((learned or brought)[0], row["language"])
    weeks = pick(rng, LENGTHS_WEEKS.get(kind, (20, 40)))
    starts = until + timedelta(days=int(rng.random() * 240) - 60)
    units = pick(rng, UNITS_PER_WEEK[kind])
    weeks_with_room = calendar(rng, starts, weeks, units)
    slots = {"field": field, "weeks": str(weeks), "years": str(2 + int(rng.random() * 4))}
    return Offer(
        number,
        owner.id,
        kind,
        row["unit"],
        row["title"].format_map(slots),
        row["text"].format_map(slots),
        owner.area if side_of(owner.type) == "practice" else None,
        owner.corop,
        units,
        tuple(skill.uri for skill in brought),
        tuple(skill.uri for skill in learned),
        pick(rng, HOURS.get(kind, (1, 2, 4))),
        pick(rng, EUROS.get(kind, (0,))),
        weeks_with_room[0].monday,
        weeks_with_room[-1].monday + timedelta(days=6),
        weeks_with_room,
    )


def _field(skill: Skill, language: str) -> str:
    """Return what the offer is about, in everyday words."""
    return wordings(language)[skills().index(skill)].labels[0]


def _skills(rng: random.Random, kind: str, area: str) -> tuple[list[Skill], list[Skill]]:
    """Choose skills of the owner's own area more often; seats come to learn, the rest is brought."""
    near = [skill for skill in skills() if area in skill.areas] or list(skills())
    chosen = list(dict.fromkeys(pick(rng, near if rng.random() < 0.65 else skills()) for _ in range(5)))
    if kind in ("student_places", "staff_places"):
        return chosen[:1], chosen[1:]
    if kind == "course":
        return [], chosen[:3]
    return chosen[:4], []


def calendar(
    rng: random.Random, starts: date, weeks: int, units: int, *, partly_taken: bool = True
) -> tuple[CalendarWeek, ...]:
    """Return the weeks with room: none in school holidays, now and then a week is partly taken."""
    monday = starts - timedelta(days=starts.weekday())
    found: list[CalendarWeek] = []
    while len(found) < weeks:
        if monday.isocalendar().week not in HOLIDAY_WEEKS:
            taken = int(rng.random() * units) if partly_taken and rng.random() < 0.15 else 0
            found.append(CalendarWeek(monday, units - taken))
        monday += timedelta(weeks=1)
    return tuple(found)
