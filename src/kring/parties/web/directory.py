"""Pages of the directory: a list with filters, one organisation, its form, downloads."""

from django.core.paginator import Paginator
from django.db.models import Count, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from kring.core.regions import hubs, province_of, regions
from kring.core.terms import areas
from kring.frame.undo import say_done
from kring.ledger.queries import facts_about
from kring.parties.actions.change_party import change_party
from kring.parties.formats.party_sheet import as_csv, as_json, as_xlsx
from kring.parties.models import Organisation
from kring.parties.permissions import require
from kring.parties.queries import directory, duplicate_pairs, merged_into
from kring.parties.visitor import visible_party, visitor, visitor_may
from kring.parties.web.audit import AuditLine, audit_lines, reader_of
from kring.parties.web.count_map import count_map
from kring.parties.web.forms import PartyForm
from kring.parties.web.merged import follows_merge
from kring.parties.web.merging import reasons_of
from kring.parties.web.parts import directory_filters, drawn_parts
from kring.parties.web.words import KINDS, SIDES, SIZES, event_word, field_word, kind_word

PER_PAGE = 25
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_ORDER = {
    "name": ("name", "pk"),
    "place": ("place", "name"),
    "kind": ("kind", "name"),
    "region": ("corop", "name"),
}


def language() -> str:
    """The language of the page: nl or en."""
    return (get_language() or "nl")[:2]


def _chosen(request: HttpRequest) -> dict[str, str]:
    region, kind, area, side = (request.GET.get(name, "") for name in ("region", "kind", "area", "side"))
    known = region in regions() or (region.startswith("hub:") and region[4:] in hubs())
    return {
        "region": region if known else "",
        "kind": kind if kind in KINDS else "",
        "area": area if area in areas() else "",
        "side": side if side in SIDES else "",
        "words": request.GET.get("q", "").replace("\x00", "")[:80],
    }


def _sort(request: HttpRequest) -> str:
    sort = request.GET.get("sort", "name")
    return sort if sort.removeprefix("-") in _ORDER else "name"


def _ticked(request: HttpRequest) -> set[str]:
    return {name for name in directory_filters() if request.GET.get(name) == "yes"}


def _everywhere(request: HttpRequest, **changed: str) -> QuerySet[Organisation]:
    """Return what the filters leave; ``region=""`` leaves the region out of them."""
    chosen = {**_chosen(request), **changed}
    rows = directory(**chosen, everyone=visitor_may(request, "view_hidden_party"))
    for name in _ticked(request):
        rows = directory_filters()[name][1](rows)
    return rows


def _found(request: HttpRequest) -> QuerySet[Organisation]:
    sort = _sort(request)
    order = _ORDER[sort.removeprefix("-")]
    rows = _everywhere(request)
    return rows.order_by(*(f"-{order[0]}" if sort.startswith("-") else order[0], *order[1:]))


def _region_choices(asked: str) -> list[tuple[str, str]]:
    shown = [
        *((f"hub:{code}", hub.name(language())) for code, hub in hubs().items()),
        *((one.code, one.name(language())) for one in regions().values() if one.level == "province"),
    ]
    if asked in regions() and asked not in dict(shown):
        shown.append((asked, regions()[asked].name(language())))
    return shown


def _map(request: HttpRequest) -> dict[str, object] | None:
    """Return the map with the same filters, but for the region: each area leads to the list there."""
    rows = _everywhere(request, region="").exclude(corop="").order_by()
    counts = dict(rows.values_list("corop").annotate(Count("pk")))
    if not counts:
        return None

    def address(code: str) -> str:
        query = request.GET.copy()
        query.pop("page", None)
        query["region"] = code
        return f"{reverse('parties')}?{query.urlencode()}"

    return count_map(counts, address, title=_("Where they are"))


@require_GET
def parties(request: HttpRequest) -> HttpResponse:
    """The organisations that agreed to be shown; for brokers all of them."""
    page = Paginator(_found(request), PER_PAGE).get_page(request.GET.get("page"))
    chosen = _chosen(request)
    query = request.GET.urlencode()
    downloads = [
        ("CSV", f"/parties/download.csv?{query}"),
        ("XLSX", f"/parties/download.xlsx?{query}"),
        ("JSON", f"/parties/download.json?{query}"),
    ]
    context = {
        "page": page,
        "rows": [
            {"party": one, "kind": kind_word(one.kind), "region": _area_name(one.corop)} for one in page
        ],
        "chosen": chosen,
        "filtered": any(chosen.values()) or bool(_ticked(request)),
        "boxes": [
            (name, label, name in _ticked(request)) for name, (label, _narrow) in directory_filters().items()
        ],
        "sides": SIDES.items(),
        "map": _map(request),
        "count": page.paginator.count,
        "sort": _sort(request),
        "regions": _region_choices(chosen["region"]),
        "kinds": KINDS.items(),
        "areas": [(code, term.name(language())) for code, term in areas().items()],
        "may_import": visitor_may(request, "import_parties"),
        "may_merge": visitor_may(request, "merge_parties"),
        "downloads": downloads if visitor_may(request, "view_hidden_party") else [],
    }
    return render(request, "parties/directory.html", context)


def _area_name(corop: str) -> str:
    """Return "Zuid-Limburg" without its province: the list stands beside a map."""
    return regions()[corop].name(language()) if corop in regions() else ""


def region_name(corop: str) -> str:
    """Return "Zuid-Limburg, Limburg"; "" where the region is not known."""
    if corop not in regions():
        return ""
    own, province = regions()[corop].name(language()), regions()[province_of(corop)].name(language())
    return own if own == province else f"{own}, {province}"


@require_GET
def download(request: HttpRequest, ending: str) -> HttpResponse | StreamingHttpResponse:
    """The list as a file, with contacts: for those who see every organisation."""
    require(visitor(request), "view_hidden_party")
    rows = _found(request)
    answer: HttpResponse | StreamingHttpResponse
    if ending == "xlsx":
        answer = HttpResponse(as_xlsx(rows, language=language()), content_type=XLSX)
    elif ending == "json":
        lines = as_json(rows.iterator(chunk_size=500))
        answer = StreamingHttpResponse(lines, content_type="application/json; charset=utf-8")
    elif ending == "csv":
        lines = as_csv(rows.iterator(chunk_size=500), language=language())
        answer = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    else:
        raise Http404
    answer["Content-Disposition"] = f'attachment; filename="kring-{_("organisations")}.{ending}"'
    return answer


@require_GET
@follows_merge
def party(request: HttpRequest, party_id: object) -> HttpResponse:
    """One organisation: what it is, wants and offers; contacts and changes for those who may see them."""
    one = visible_party(request, party_id)
    editing = visitor_may(request, "edit_party", one)
    merging = visitor_may(request, "merge_parties")
    context = {
        "party": one,
        "kind": kind_word(one.kind),
        "size": SIZES.get(one.size_class, ""),
        "region": region_name(one.corop),
        "area": areas()[one.area].name(language()) if one.area in areas() else "",
        "editing": editing,
        "colleague": visitor_may(request, "view_skill_totals", one),
        "inviting": visitor_may(request, "invite_colleague", one),
        "contacts": editing or visitor_may(request, "view_hidden_party"),
        "parts": drawn_parts(request, one),
        "merges": _merges(one) if merging else [],
        "suspects": _suspects(one) if merging else [],
        "audit": _audit(request, one),
    }
    return render(request, "parties/party.html", context)


def _audit(request: HttpRequest, one: Organisation) -> list[AuditLine] | None:
    """Return every change, also of the records that were taken up in this one; None for who may not see."""
    reader = reader_of(request, one)
    if reader is None:
        return None
    facts = [fact for key in (str(one.pk), *merged_into(one)) for fact in facts_about("organisation", key)]
    return audit_lines(
        facts,
        reader=reader,
        word=lambda fact: event_word(fact.verb),
        detail=lambda fact: ", ".join(field_word(name) for name in fact.details.get("fields", [])),
    )


def _merges(one: Organisation) -> list[dict[str, object]]:
    return [
        {"at": merge.at, "undo": reverse("undo-merge", args=[merge.pk])}
        for merge in one.merges.filter(undone_at__isnull=True)
        if merge.can_be_undone
    ]


def _suspects(one: Organisation) -> list[dict[str, object]]:
    """Return organisations that may be the same as this one, with why."""
    key = str(one.pk)
    pairs = [pair for pair in duplicate_pairs() if key in (pair.one, pair.other)][:3]
    others = {pair.other if pair.one == key else pair.one: reasons_of(pair) for pair in pairs}
    rows = Organisation.objects.filter(pk__in=others)
    return [{"party": other, "why": others[str(other.pk)]} for other in rows]


@require_http_methods(["GET", "POST"])
@follows_merge
def edit(request: HttpRequest, party_id: object) -> HttpResponse:
    """Change an organisation."""
    one = visible_party(request, party_id)
    actor = visitor(request)
    require(actor, "edit_party", one)
    initial = {name: getattr(one, name) for name in PartyForm.base_fields}
    form = PartyForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        changed = change_party(actor=actor, organisation=one, values=form.cleaned_data, now=timezone.now())
        say_done(request, _("The organisation was changed.") if changed else _("Nothing was changed."))
        return redirect("party", one.pk)
    return render(
        request, "parties/edit.html", {"form": form, "party": one}, status=400 if form.errors else 200
    )
