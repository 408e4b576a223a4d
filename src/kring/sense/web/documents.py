"""Single pages: a vacancy or course with its marked skills, and examples that others can reuse."""

import uuid

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from kring.core.problems import NotFound, Problem
from kring.core.regions import corop_areas_of
from kring.core.terms import areas
from kring.parties.visitor import visitor_may
from kring.sense.models import Example
from kring.sense.queries.documents import Document, Found, document_with
from kring.sense.queries.exports import is_region
from kring.sense.web import words
from kring.sense.web.excerpts import whole
from kring.taxonomy.queries.concepts import ai_skills, names

PER_PAGE = 20


def _ai_only(found: list[Found]) -> list[Found]:
    known = ai_skills()
    return [one for one in found if one.uri in known]


@require_GET
def document(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    """Show one vacancy or course; employers only for who may see them."""
    one = document_with(kind, key)
    if one is None:
        raise NotFound(Problem("no_document", "This text is no longer there.", "Go back to the radar."))
    # Names of other standards' skills fill a text with marks; the page tells of AI skills where it has any.
    one.found = _ai_only(one.found) or one.found
    may_see = kind == "course" or visitor_may(request, "view_employers")
    text, marks = whole(one, hide_organisation=not may_see)
    said = names({str(mark["uri"]) for mark in marks}, words.language())
    for mark in marks:
        mark["label"] = said[str(mark["uri"])]
        mark["href"] = f"{reverse('radar')}?skill={mark['uri']}" if mark["uri"] in ai_skills() else ""
    context = {
        "one": one,
        "text": text,
        "marks": marks,
        "skills": _skills(one, said),
        "may_see": may_see,
        "area": words.area_name(one.area) if one.area else "",
        "level": words.level_name(one.level) if one.level else "",
    }
    return render(request, "sense/document.html", context)


def _skills(one: Document, said: dict[str, str]) -> list[tuple[str, str, str]]:
    rows: dict[str, tuple[str, str, str]] = {}
    for mention in one.found:
        if mention.uri in said:
            href = f"{reverse('radar')}?skill={mention.uri}" if mention.uri in ai_skills() else ""
            rows.setdefault(mention.uri, (words.capital(said[mention.uri]), mention.surface, href))
    return list(rows.values())


@require_GET
def examples(request: HttpRequest) -> HttpResponse:
    """List the examples, by words, field and region."""
    said = request.GET.get("q", "").strip()[:80]
    area, region, skill = (request.GET.get(name, "") for name in ("area", "region", "skill"))
    found = Example.objects.order_by("title")
    for word in said.split()[:6]:
        found = found.filter(
            Q(title__icontains=word) | Q(summary__icontains=word) | Q(organisation__icontains=word)
        )
    if area in areas():
        found = found.filter(area=area)
    if region and is_region(region):
        found = found.filter(corop__in=corop_areas_of(region))
    if skill in ai_skills():
        found = found.filter(skills__icontains=f'"{skill}"')
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    named = names({uri for one in page for uri in one.skills[:3]}, words.language())
    rows = [(one, [named[uri] for uri in one.skills[:3]], _status(one)) for one in page]
    context = {
        "page": page,
        "rows": rows,
        "count": page.paginator.count,
        "words": said,
        "area": area,
        "areas": [(code, term.name(words.language())) for code, term in areas().items()],
        "any": bool(rows) or Example.objects.exists(),
        "may_load": visitor_may(request, "import_examples"),
    }
    return render(request, "sense/examples.html", context)


def _status(one: Example) -> str:
    return str(words.STATUSES.get(one.status, one.status))


@require_GET
def example(request: HttpRequest, example_id: uuid.UUID) -> HttpResponse:
    """Show one example: what it does, for whom, its skills with the words that show them, its licence."""
    one = Example.objects.filter(pk=example_id).first()
    if one is None:
        raise NotFound(Problem("no_example", "This example is no longer there.", "Look at the others."))
    said = names(one.skills, words.language())
    evidence = [*one.evidence, *[""] * len(one.skills)]
    skills = [
        (words.capital(said[uri]), str(shown), f"{reverse('radar')}?skill={uri}")
        for uri, shown in zip(one.skills, evidence, strict=False)
    ]
    context = {
        "one": one,
        "skills": skills,
        "status": _status(one),
        "area": words.area_name(one.area) if one.area else "",
        "region": words.region_name(one.corop) if one.corop else "",
        "told": _("Told in Kring's example country") if one.is_demo else one.source,
    }
    return render(request, "sense/example.html", context)
