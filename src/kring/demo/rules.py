"""Translates the generator's words to the product's: ids, kinds, roles, states and paths; pure values."""

import uuid
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta

from kring.core.lifecycle import PHASES, phase_of
from kring.core.periods import Quarter

ROLE_OF = {
    "sme_owner": "member",
    "professional": "member",
    "student": "member",
    "researcher": "member",
    "lecturer": "lecturer",
    "facilitator": "facilitator",
    "programme_officer": "programme",
    "auditor": "auditor",
    "broker": "broker",
}
OFFER_KINDS = {"lab_slots": "lab_slot", "coaching_hours": "coaching"}
DATA_ANSWERS = {"none": "no", "some": "some", "a year": "yes", "several years": "yes"}
SMALLEST_STUDENT_GROUP = 4
# What a phase leaves behind when its gate is passed, as a community would write it down.
EVIDENCE_OF_PHASE = {
    "articulate": "De vraag staat op één bladzijde. Drie gebruikers lazen mee.",
    "form": "Alle partijen tekenden de afspraak. De rollen zijn verdeeld.",
    "fund": "De begroting sluit. Het besluit ligt bij de stukken.",
    "design": "Het plan voor leren is klaar. De beginmeting is gedaan.",
    "run": "Het proefmodel is gebruikt. De terugblik is vastgelegd.",
    "harvest": "Een docent van buiten probeerde de module uit.",
    "assess": "De cijfers zijn compleet. Bij elk resultaat hoort een verhaal.",
}
_HOUSE = uuid.UUID("6f0f4a4e-6f2b-5d0e-9a55-0b8c7a1d4c11")


def demo_id(seed: int, *parts: object) -> uuid.UUID:
    """Return the id of a fictional record: the same for the same seed, so that links keep working."""
    return uuid.uuid5(_HOUSE, ":".join(str(part) for part in (seed, *parts)))


def kind_of(organisation_type: str) -> str:
    """Return the product's kind of a fictional organisation.

    >>> kind_of("public_body"), kind_of("regional_ai_hub")
    ('public-body', 'hub')
    """
    return "hub" if organisation_type == "regional_ai_hub" else organisation_type.replace("_", "-")


def offer_kind(kind: str) -> str:
    """Return the matching engine's kind of an offer."""
    return OFFER_KINDS.get(kind, kind)


def group_sizes(kind: str, units: int) -> tuple[int, int]:
    """Return the smallest and largest group: students come in teams, other units one by one or more.

    >>> group_sizes("student_places", 12), group_sizes("staff_places", 3), group_sizes("lab_slot", 2)
    ((4, 12), (1, 3), (1, 1))
    """
    if kind == "student_places":
        return min(SMALLEST_STUDENT_GROUP, units), units
    return (1, units) if kind == "staff_places" else (1, 1)


def path_to(state: str) -> list[str]:
    """Return the states a community went through to get here, one or two for every phase.

    >>> path_to("ready"), path_to("paused")
    (['exploring', 'forming', 'granted', 'ready'], ['exploring', 'forming', 'granted', 'ready', 'active', 'paused'])
    """  # noqa: E501
    usual = {
        1: "exploring",
        2: "forming",
        3: "granted",
        4: "ready",
        5: "active",
        6: "harvesting",
        7: "assessing",
    }
    number = phase_of(state).number
    path = [usual[step] for step in range(1, number)]
    if state == "granted":
        path.append("applying")
    if state == "paused":
        path.append("active")
    return [*path, state]


def gates_until(state: str) -> list[str]:
    """Return the conditions of every gate that a community in this state has passed."""
    number = phase_of(state).number
    return sorted(condition for phase in PHASES if phase.number < number for condition in phase.gate)


def spread_days(first: date, last: date, count: int) -> list[date]:
    """Return ``count`` days, spread evenly from the first to the last.

    >>> [day.day for day in spread_days(date(2026, 9, 1), date(2026, 9, 30), 3)]
    [1, 15, 30]
    """
    span = max((last - first).days, 0)
    return [first + timedelta(days=span * step // max(count - 1, 1)) for step in range(count)]


def at(day: date, *, minutes: int = 0) -> datetime:
    """Return a moment on that day, from nine in the morning on."""
    return datetime.combine(day, time(8), tzinfo=UTC) + timedelta(minutes=minutes % 480)


def last_full_quarter(today: date) -> date:
    """Return the last day of the last quarter that is over.

    >>> last_full_quarter(date(2026, 11, 23)).isoformat()
    '2026-09-30'
    """
    return Quarter.of(today).shifted(-1).last_day


def source_name(seed: int, scale: float, until: date) -> str:
    """Return the name under which these fictional documents stand in the lake."""
    return f"demo-{seed}-{scale:g}-{until.isoformat()}"


def side_skills(brought: Sequence[str], wanted: Sequence[str]) -> list[str]:
    """Return which wanted skills a member brings, in the order of the wish."""
    return [uri for uri in wanted if uri in set(brought)]
