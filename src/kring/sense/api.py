"""Endpoints of figures and examples: a cell enters, its frozen figures leave with their caveats."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.db.models import Q
from django.http import HttpRequest
from ninja import Query, Router, Schema

from kring.core.problems import NotFound, Problem
from kring.core.regions import corop_areas_of
from kring.core.terms import areas
from kring.frame.api import Code, Language, Listed, OneOf, Part, Words, answers, part_of
from kring.sense.models import Example, GapRelease
from kring.sense.queries.exports import caveats_of, rows_of
from kring.sense.queries.gaps import figures_of, newest_release
from kring.taxonomy.queries.concepts import names

router = Router()


class ReleaseOut(Schema):
    """One frozen computation of the gaps."""

    id: str
    at: datetime
    last_window: str
    windows: list[str]
    vacancies: int
    distinct_vacancies: int
    courses: int
    extractor: str


class FigureOut(Schema):
    """Demand, supply and gap of a cell, with its interval; ``gap`` is in doublings."""

    skill: str
    skill_name: str
    topic: str | None
    window: str
    region: str
    region_level: str
    area: str
    level: str
    x: int
    n: int
    y: float
    m: float
    demand_share: float | None
    supply_share: float | None
    gap: float | None
    low: float | None
    high: float | None
    reliable: bool


class FiguresOut(Schema):
    """A part of a release's figures, and the caveats that stand below every table."""

    release: str
    caveats: list[str]
    total: int
    items: list[FigureOut]


class ExampleOut(Schema):
    """A real application that others can reuse."""

    id: UUID
    title: str
    summary: str
    organisation: str
    status: str
    url: str
    licence: str
    area: str
    region: str
    year: int | None
    skills: list[dict[str, str]]


def release_of(release_id: str) -> GapRelease:
    """Return the asked release, else the newest, whose figures are there."""
    found = GapRelease.objects.filter(pk=release_id).first() if release_id else newest_release()
    if found is None or not figures_of(found).exists():
        raise NotFound(
            Problem("no_release", "These figures are no longer there.", "Look at the newest figures: /radar/")
        )
    return found


@router.get("/releases/", response=answers(Listed[ReleaseOut]), summary="The frozen releases of figures")
def releases(request: HttpRequest, part: Query[Part]) -> dict[str, object]:
    """Newest first; a release never changes."""
    return part_of(GapRelease.objects.order_by("-at", "pk"), part, lambda one: one)


@router.get("/gaps/", response=answers(FiguresOut), summary="Figures of a cell, largest gap first")
def gaps(
    request: HttpRequest,
    part: Query[Part],
    region: Code = "NL",
    area: Code = "all",
    level: Code = "all",
    window: Code = "",
    skill: Words = "",
    release: Code = "",
    language: Language = "nl",
) -> dict[str, Any]:
    """``every`` opens a dimension: region=every gives all regions."""
    asked = release_of(release)
    table = rows_of(
        asked, region=region, skill=skill, area=area, level=level, window=window, language=language
    )
    return {
        "release": asked.pk,
        "caveats": caveats_of(asked, language),
        "total": table.num_rows,
        "items": table.slice(part.offset, part.limit).to_pylist(),
    }


def _example(language: str) -> Any:
    def shown(one: Example) -> dict[str, object]:
        plain = {name: getattr(one, name) for name in ExampleOut.model_fields if hasattr(one, name)}
        named = names(one.skills, language)
        return {
            **plain,
            "region": one.corop,
            "skills": [{"uri": uri, "name": name} for uri, name in named.items()],
        }

    return shown


@router.get("/examples/", response=answers(Listed[ExampleOut]), summary="Examples that can be reused")
def examples(
    request: HttpRequest,
    part: Query[Part],
    q: Words = "",
    area: Annotated[str, OneOf(areas())] = "",
    region: Code = "",
    language: Language = "nl",
) -> dict[str, object]:
    """By title."""
    rows = Example.objects.order_by("title", "pk")
    if area:
        rows = rows.filter(area=area)
    if region:
        rows = rows.filter(corop__in=corop_areas_of(region))
    for word in q.split()[:6]:
        rows = rows.filter(Q(title__icontains=word) | Q(summary__icontains=word))
    return part_of(rows, part, _example(language))


@router.get("/examples/{uuid:example_id}/", response=answers(ExampleOut), summary="One example")
def example(request: HttpRequest, example_id: UUID, language: Language = "nl") -> dict[str, object]:
    """With the skills that it shows."""
    found = Example.objects.filter(pk=example_id).first()
    if found is None:
        raise NotFound(Problem("no_example", "There is no such example.", "Look in the list."))
    shown: dict[str, object] = _example(language)(found)
    return shown
