"""The page of an organisation's own people with what they can do together."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from kring.core.disclosure import FEWEST
from kring.core.terms import levels
from kring.parties.actions.count_skills import skill_totals
from kring.parties.visitor import visible_party, visitor
from kring.parties.web.directory import language
from kring.parties.web.merged import follows_merge
from kring.taxonomy.queries.concepts import names


@never_cache
@require_GET
@follows_merge
def totals(request: HttpRequest, party_id: object) -> HttpResponse:
    """How many of one's colleagues can do or want something: only figures of at least ten people."""
    party = visible_party(request, party_id)
    found = skill_totals(actor=visitor(request), organisation=party, now=timezone.now())
    at, lines = found or (None, [])
    words = names([line.uri for line in lines], language())
    named = [one.name(language()) for one in levels().values()]
    rows = [
        {
            "name": words[line.uri],
            "total": line.can.total,
            "halves": line.can.halves,
            "levels": list(zip(named, line.can.levels, strict=True)) if line.can.levels else [],
            "want": line.want,
        }
        for line in lines
    ]
    rows.sort(key=lambda row: str(row["name"]).casefold())
    context = {"party": party, "at": at, "rows": rows, "fewest": FEWEST, "named": named}
    return render(request, "parties/totals.html", context)
