"""One figure of a frozen release: its address enters; what it says and what is behind it leave."""

from collections.abc import Mapping
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from kring.core.problems import NotFound, Problem
from kring.core.regions import corop_areas_of
from kring.engines.market.back_off import Figure
from kring.engines.market.sentences import figure_reasons, sentence
from kring.parties.visitor import visitor_may
from kring.sense.formats.figures import FORMATS, as_json, as_workbook, csv_lines
from kring.sense.models import GapRelease
from kring.sense.queries import radar as queries
from kring.sense.queries.behind import keys_behind, postings_of
from kring.sense.queries.documents import Document, documents
from kring.sense.queries.exports import DICTIONARY, caveats_of, is_region, provenance_of, rows_of
from kring.sense.queries.gaps import figures_of
from kring.sense.queries.lake_index import Cell
from kring.sense.web import pictures, words
from kring.sense.web.excerpts import excerpt
from kring.taxonomy.queries.concepts import names, topic_by_skill

PER_PAGE = 10
CELL = ("skill", "region", "area", "level", "window")


def release_with(release_id: str) -> GapRelease:
    """Return the release, whose figures must be there."""
    release = GapRelease.objects.filter(pk=release_id).first()
    if release is None or not figures_of(release).exists():
        raise NotFound(
            Problem("no_release", "These figures are no longer there.", "Look at the newest figures: /radar/")
        )
    return release


@require_GET
def figure(request: HttpRequest, release_id: str) -> HttpResponse:
    """Show one figure with its interval, definition, date and source, and the documents behind it."""
    release = release_with(release_id)
    cell = {
        "region": request.GET.get("region", "NL"),
        "area": request.GET.get("area") or "all",
        "level": request.GET.get("level") or "all",
        "window": request.GET.get("window") or release.last_window,
        "skill": request.GET.get("skill", ""),
    }
    found = queries.exact_figure(release, **cell)
    if found is None:
        raise NotFound(
            Problem("no_figure", "There is no figure for this choice.", "Choose another one on the radar.")
        )
    language = words.language()
    skill = words.capital(names([cell["skill"]], language)[cell["skill"]])
    kind = "course" if request.GET.get("show") == "courses" else "vacancy"
    read = queries.reading_of(found)
    first, last = queries.window_days(cell["window"])
    context = {
        "release": release,
        "cell": cell,
        "figure": found,
        "skill": skill,
        "place": words.region_name(cell["region"]),
        "stands": words.stands_at(found, asked_region=cell["region"]),
        "value": words.value_words(read, found),
        "read": read,
        "interval": words.interval_words(read),
        "scale": {"low": min(0.0, read.low), "high": max(1.0, read.high) * 1.1},
        "said": [sentence(one, language) for one in figure_reasons(found)],
        "period": words.period(first, last),
        "caveats": caveats_of(release, language),
        "kind": kind,
        "downloads": _downloads(release, cell),
        "radar": reverse("radar-region", args=[cell["region"]]),
        **_behind(request, release, cell, found, kind),
    }
    return render(request, "sense/figure.html", context)


def _downloads(release: GapRelease, cell: dict[str, str]) -> list[tuple[str, str]]:
    """Return the files that hold this figure among those of its region; they are of the last window."""
    if cell["window"] != release.last_window:
        return []
    query = urlencode({"area": cell["area"], "level": cell["level"]})
    place = [(name, reverse("radar-download", args=[cell["region"], release.pk, name])) for name in FORMATS]
    return [(name.upper(), f"{path}?{query}") for name, path in place]


def uris_of(skill: str) -> list[str]:
    """Return the skill itself, or the skills of a topic."""
    if not skill.startswith(queries.TOPIC_PREFIX):
        return [skill]
    topic = skill.removeprefix(queries.TOPIC_PREFIX)
    return [uri for uri, its in topic_by_skill().items() if its == topic]


def _behind(
    request: HttpRequest, release: GapRelease, cell: dict[str, str], found: Figure, kind: str
) -> dict[str, object]:
    uris = uris_of(cell["skill"])
    first, last = queries.window_days(cell["window"])
    corops = () if cell["region"] == "NL" else tuple(corop_areas_of(cell["region"]))
    counted = Cell(corops, cell["area"], cell["level"], first, last)
    keys = keys_behind(release, kind, uris=uris, cell=counted)
    page = Paginator(keys, PER_PAGE).get_page(request.GET.get("page"))
    shown = documents(kind, uris=uris, keys=list(page)) if keys else []
    repeated = postings_of(release) if kind == "vacancy" else {}
    may_see = kind == "course" or visitor_may(request, "view_employers")
    return {"page": page, "count": len(keys), "rows": [_row(one, may_see, repeated) for one in shown]}


def _row(one: Document, may_see: bool, repeated: Mapping[str, int]) -> dict[str, object]:
    text, mentions = excerpt(one, hide_organisation=not may_see)
    return {
        "title": one.title,
        "href": reverse("document", args=[one.kind, one.key]),
        "organisation": one.organisation if may_see else "",
        "place": one.place,
        "day": one.starts,
        "again": repeated.get(one.key, 1) - 1,
        "text": text,
        "mentions": mentions,
    }


@require_GET
def download(request: HttpRequest, region: str, release_id: str, format: str) -> HttpResponse:
    """Give a region's figures of one frozen release as CSV, XLSX with a data dictionary, or JSON."""
    release = release_with(release_id)
    if not is_region(region) or format not in FORMATS:
        raise NotFound(Problem("no_download", "There is no such download.", "Go back to the radar."))
    language = words.language()
    table = rows_of(
        release,
        region=region,
        area=request.GET.get("area") or "every",
        level=request.GET.get("level") or "every",
        language=language,
    )
    notes = [_("Release %(id)s") % {"id": release.pk}, *caveats_of(release, language)]
    if format == "csv":
        answer: HttpResponse | StreamingHttpResponse = StreamingHttpResponse(
            csv_lines(table, provenance_of(release)), content_type=FORMATS[format]
        )
    elif format == "json":
        about = {"release": release.pk, "dictionary": dict(DICTIONARY), "caveats": notes}
        answer = HttpResponse(as_json(table, about), content_type=FORMATS[format])
    else:
        book = as_workbook(table, dictionary=DICTIONARY, notes=notes)
        answer = HttpResponse(book, content_type=FORMATS[format])
    name = f"kring-{region.replace(':', '-')}-{release.last_window}-{release.pk[:8]}.{format}"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer  # type: ignore[return-value]


@require_GET
def explained(request: HttpRequest) -> HttpResponse:
    """Tell how figures are made, with the newest release as the worked example."""
    release = queries.usable_release()
    example = None
    if release:
        seen = queries.largest(release, region="NL", n=1)
        example = seen[0].figure if seen else None
    return render(
        request,
        "sense/explained.html",
        {
            "release": release,
            "caveats": caveats_of(release, words.language()) if release else [],
            "example": example,
            "example_href": pictures.figure_href(release.pk, example) if release and example else "",
            "releases": [(one, words.quarter(one.last_window)) for one in GapRelease.objects.all()[:8]],
        },
    )
