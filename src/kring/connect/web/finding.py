"""Who here can do this? A skill in one's own words enters; organisations with reasons and a map leave."""

from datetime import date
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from kring.connect.models import Offer
from kring.connect.queries.recognise import skills_for
from kring.connect.queries.shown_name import OFFER_KINDS
from kring.connect.queries.who_can import Able, Why, by_area, in_region, near, offered_by, who_can
from kring.connect.rules import next_start
from kring.connect.web.words import SIDES, word
from kring.core.regions import hubs, regions
from kring.parties.permissions import require
from kring.parties.visitor import visitor, visitor_may
from kring.parties.web.count_map import count_map
from kring.parties.web.directory import region_name
from kring.parties.web.words import kind_word
from kring.taxonomy.queries.concepts import names, topic_by_skill

PER_PAGE = 20
MEANT = 6
WHY = {
    "brings": gettext_lazy("offers it:"),
    "teaches": gettext_lazy("teaches it:"),
    "community": gettext_lazy("brings it in a community:"),
    "goal": gettext_lazy("has it in its goals:"),
}


def _language() -> str:
    return (get_language() or "nl")[:2]


def _chosen(request: HttpRequest) -> dict[str, str]:
    region, side = request.GET.get("region", ""), request.GET.get("side", "")
    known = region in regions() or (region.startswith("hub:") and region[4:] in hubs())
    skill = request.GET.get("skill", "")
    return {
        "q": request.GET.get("q", "").replace("\x00", "").strip()[:80],
        "skill": skill if skill in topic_by_skill() else "",
        "region": region if known else "",
        "side": side if side in SIDES else "",
    }


def _address(chosen: dict[str, str], **changed: str) -> str:
    kept = {name: value for name, value in {**chosen, **changed}.items() if value}
    return f"{reverse('who-can')}?{urlencode(kept)}" if kept else reverse("who-can")


def _first_meant(meant: list[tuple[str, str]], words: str, *, everyone: bool) -> str:
    """Return the nearest skill that somebody offers; the nearest of all where its own name was typed."""
    nearest = meant[0][0] if meant else ""
    if not meant or meant[0][1].casefold() == words.casefold():
        return nearest
    offered = offered_by(today=timezone.localdate(), everyone=everyone)
    return next((uri for uri, _name in meant if offered.get(uri)), nearest)


@require_GET
def who(request: HttpRequest) -> HttpResponse:
    """One box, a region and a side; the list, with why each stands in it, beside the map."""
    require(visitor(request), "view_party")
    chosen = _chosen(request)
    meant = skills_for(chosen["q"], language=_language(), limit=MEANT) if chosen["q"] else []
    everyone = visitor_may(request, "view_hidden_party")
    uri = chosen["skill"] or _first_meant(meant, chosen["q"], everyone=everyone)
    everywhere = (
        who_can(uri, today=timezone.localdate(), side=chosen["side"], everyone=everyone) if uri else []
    )
    found = in_region(everywhere, chosen["region"])
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "chosen": chosen,
        "skill": names([uri], _language())[uri] if uri else "",
        "others": _others(uri, dict(meant), chosen, everyone=everyone, more=not found) if uri else [],
        "page": page,
        "count": len(found),
        "elsewhere": len(everywhere) - len(found),
        "everywhere_href": _address(chosen, region=""),
        "rows": [_row(one) for one in page],
        "map": count_map(
            by_area(everywhere), lambda code: _address(chosen, region=code), title=_("Where they are")
        )
        if everywhere
        else None,
        "regions": _region_choices(chosen["region"]),
        "sides": [(code, str(said)) for code, said in SIDES.items()],
    }
    return render(request, "connect/who.html", context)


def _others(
    uri: str, meant: dict[str, str], chosen: dict[str, str], *, everyone: bool, more: bool
) -> list[dict[str, object]]:
    """Return other skills that may be meant, with how many offer each; of the topic where nobody does."""
    offered = offered_by(today=timezone.localdate(), everyone=everyone)
    uris = [other for other in meant if other != uri]
    if more:
        uris += [other for other in near(uri, offered, most=MEANT) if other not in meant]
    named = names(uris, _language())
    return [
        {"name": name, "href": _address(chosen, q=name, skill=other), "count": offered.get(other, 0)}
        for other, name in named.items()
    ]


def _row(one: Able) -> dict[str, object]:
    return {
        "party": one.party,
        "kind": kind_word(one.party.kind),
        "region": region_name(one.party.corop),
        "why": [_why(reason) for reason in one.why],
    }


def _why(reason: Why) -> dict[str, object]:
    href = reverse("offer", args=[reason.offer.pk]) if reason.offer else ""
    href = reverse("community", args=[reason.community.pk]) if reason.community else href  # type: ignore[attr-defined]
    kind = word(OFFER_KINDS, reason.offer.kind) if reason.offer else ""
    return {
        "said": WHY[reason.code],
        "words": reason.words,
        "href": href,
        "kind": kind,
        "starts": _next(reason.offer) if reason.offer else None,
    }


def _next(offer: Offer) -> date | None:
    return next_start(offer.starts, offer.repeats, timezone.localdate())


def _region_choices(asked: str) -> list[tuple[str, str]]:
    shown = [
        *((f"hub:{code}", hub.name(_language())) for code, hub in hubs().items()),
        *((one.code, one.name(_language())) for one in regions().values() if one.level == "province"),
    ]
    if asked and asked not in dict(shown) and asked in regions():
        shown.append((asked, regions()[asked].name(_language())))
    return shown
