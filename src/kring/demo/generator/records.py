"""The frozen records that make up the fictional country; plain values, no behaviour.

Codes are those of kring.core; skills are full URIs. A ``None`` means: this fictional source did not say.
"""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Organisation:
    """One fictional organisation."""

    id: str
    name: str
    type: str
    size_class: str
    place: str
    corop: str
    area: str
    hub: str | None
    goals: str
    offers: str
    hours_per_week: int
    contact_role: str
    email: str
    phone: str
    consent_to_be_shown: bool


@dataclass(frozen=True, slots=True)
class Vacancy:
    """One vacancy as a job site would publish it; the text still holds names, mail and phone."""

    source: str
    source_id: str
    title: str
    text: str
    language: str
    employer: str | None
    place: str | None
    corop: str | None
    area: str
    level: str | None
    posted: date | None
    url: str


@dataclass(frozen=True, slots=True)
class Course:
    """One course on offer; ``area`` is None when it serves every area."""

    source: str
    source_id: str
    title: str
    text: str
    outcomes: tuple[str, ...]
    language: str
    provider: str
    place: str
    corop: str
    area: str | None
    level: str | None
    starts: date
    ends: date
    places: int | None
    url: str


@dataclass(frozen=True, slots=True)
class TrueMention:
    """Where a text really asks for or teaches a skill; offsets are code points, end exclusive."""

    uri: str
    start: int
    end: int
    surface: str


@dataclass(frozen=True, slots=True)
class CalendarWeek:
    """How many units an offer has in the week that starts on this Monday."""

    monday: date
    units: int


@dataclass(frozen=True, slots=True)
class Offer:
    """What an organisation can bring, with its calendar; weeks without units are left out."""

    id: str
    organisation_id: str
    kind: str
    unit: str
    title: str
    text: str
    area: str | None
    corop: str
    units_per_week: int
    skills_brought: tuple[str, ...]
    skills_learned: tuple[str, ...]
    hours_per_week: int
    euros: int
    starts: date
    ends: date
    calendar: tuple[CalendarWeek, ...]
    outcomes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Challenge:
    """A question in an organisation's own words; ``skills`` and ``mentions`` are the hidden truth."""

    id: str
    organisation_id: str
    title: str
    text: str
    language: str
    area: str
    topic: str
    place: str
    corop: str
    skills: tuple[str, ...]
    mentions: tuple[TrueMention, ...]
    state: str
    posted: date
    waiting_days: int
    hours_per_week: int
    data_available: str
    community_id: str | None


@dataclass(frozen=True, slots=True)
class Member:
    """One organisation in a community: its side of the ring, its role and the seats it fills."""

    organisation_id: str
    side: str
    role: str
    seats: int


@dataclass(frozen=True, slots=True)
class Community:
    """A learning community in some state of the life cycle (kring.core.lifecycle)."""

    id: str
    challenge_id: str
    title: str
    summary: str
    area: str
    corop: str
    skills: tuple[str, ...]
    state: str
    members: tuple[Member, ...]
    starts: date
    ends: date
    hours_per_week: int
    open_places: int
    results: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Example:
    """A told and licensed experience that others may reuse."""

    id: str
    title: str
    summary: str
    language: str
    area: str
    skills: tuple[str, ...]
    year: int
    licence: str
    organisation_type: str


@dataclass(frozen=True, slots=True)
class WhiteSpot:
    """A skill with a large true gap in a province where, on purpose, no community works."""

    uri: str
    province: str


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """An invented person who shows one role; ``hub`` is set for brokers only."""

    id: str
    name: str
    role: str
    email: str
    organisation_id: str
    hub: str | None
