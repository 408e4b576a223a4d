"""The first screen for each role, and one box that searches everything."""

from dataclasses import dataclass
from itertools import groupby
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from kring.connect.queries import lists
from kring.connect.queries.conversations import is_late, open_steps
from kring.connect.visitor import open_drafts
from kring.connect.web.forms import QuestionForm
from kring.connect.web.posting import next_question
from kring.connect.web.words import PHASES, STATES, word
from kring.core.regions import hubs, regions
from kring.parties.queries import directory, own_organisations
from kring.parties.rules import Actor
from kring.parties.visitor import visitor, visitor_may
from kring.sense.queries.gaps import newest_release
from kring.site import queries
from kring.site.web.news import news_for
from kring.taxonomy.queries.concepts import names, search_skills

SHOWN = 8
LISTED = 5


def _language() -> str:
    return (get_language() or "nl")[:2]


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """One question or figure, at most three actions, then what changed."""
    actor = visitor(request)
    shared = {
        "news": news_for(request),
        "since_visit": actor.signed_in,
        "exists": queries.what_exists(),
        "may_edit_hubs": visitor_may(request, "edit_hubs"),
        "release": newest_release(),
        "own_parties": own_organisations(actor)[:LISTED],
    }
    if "broker" in actor.roles:
        return render(request, "site/home_broker.html", shared | _broker(sorted(actor.hubs)) | _steps(actor))
    if actor.signed_in and visitor_may(request, "view_queue"):
        return render(
            request, "site/home_programme.html", shared | _programme(visitor_may(request, "import_parties"))
        )
    if "lecturer" in actor.roles:
        return render(request, "site/home_lecturer.html", shared | _lecturer(actor.organisations))
    own = list(queries.own_challenges(actor)[:LISTED]) if actor.signed_in else []
    found = {
        "form": QuestionForm(),
        "drafts": [(one, next_question(one)) for one in open_drafts(request)],
        "own": [{"challenge": one, "state": word(STATES, one.state)} for one in own],
        "running": [
            {"community": one, "region": _region(one.corop), "phase": word(PHASES, one.phase)}
            for one in queries.communities_with_places(timezone.localdate())[:3]
        ],
    }
    return render(request, "site/home.html", shared | found)


def _region(corop: str) -> str:
    return regions()[corop].name(_language()) if corop in regions() else ""


def _broker(own_hubs: list[str]) -> dict[str, object]:
    hub = own_hubs[0] if own_hubs else ""
    waiting = lists.queue_of(hub)
    now = timezone.now()
    rows = [
        {"challenge": one, "days": (now - one.confirmed_at).days if one.confirmed_at else 0}
        for one in waiting[:LISTED]
    ]
    return {
        "waiting": rows,
        "waiting_count": waiting.count(),
        "hub_name": hubs()[hub].name(_language()) if hub else "",
    }


def _steps(actor: Actor) -> dict[str, object]:
    today = timezone.localdate()
    found = open_steps(actor)
    return {
        "steps": [{"call": one, "late": is_late(one, today)} for one in found[:LISTED]],
        "step_count": found.count(),
    }


def _programme(may_fill: bool) -> dict[str, object]:
    waiting = lists.queue_of("")
    first = waiting.first()
    days = (timezone.now() - first.confirmed_at).days if first and first.confirmed_at else 0
    phases = [(word(PHASES, code), code, count) for code, count in queries.communities_by_phase()]
    return {
        "may_fill": may_fill,
        "waiting_count": waiting.count(),
        "oldest_days": days,
        "phases": phases,
        "community_count": sum(count for _phase, _code, count in phases),
        "party_count": queries.party_count(),
    }


def _lecturer(organisations: frozenset[str]) -> dict[str, object]:
    fitting = queries.challenges_that_fit(organisations)
    words = names({uri for one in fitting for uri in one.shared}, _language())
    return {
        "fitting": [
            {
                "challenge": one.challenge,
                "region": _region(one.challenge.corop),
                "skills": ", ".join(words[uri] for uri in one.shared[:3]),
            }
            for one in fitting[:LISTED]
        ],
        "fitting_count": len(fitting),
    }


@dataclass(frozen=True)
class Hit:
    """One thing that was found."""

    kind: str
    title: str
    detail: str
    href: str


@require_GET
def search(request: HttpRequest) -> HttpResponse:
    """Challenges, communities, offers, organisations, skills and examples with these words."""
    words = request.GET.get("q", "").strip()[:80]
    hits = _hits(request, words) if words else []
    groups = [(kind, list(found)) for kind, found in groupby(hits, key=lambda hit: hit.kind)]
    return render(request, "site/search.html", {"words": words, "groups": groups})


def _hits(request: HttpRequest, words: str) -> list[Hit]:
    everyone = visitor_may(request, "view_hidden_party")
    found = [
        Hit(_("Challenges"), one.title, _region(one.corop), reverse("challenge", args=[one.pk]))
        for one in lists.visible_challenges(words=words)[:SHOWN]
    ]
    found += [
        Hit(_("Communities"), one.title, _region(one.corop), reverse("community", args=[one.pk]))
        for one in lists.communities(words=words)[:SHOWN]
    ]
    found += [
        Hit(_("Offers"), one.title, one.organisation.name, f"{reverse('offers')}?q={quote(one.title)}")
        for one in lists.open_offers(today=timezone.localdate(), words=words)[:SHOWN]
    ]
    found += [
        Hit(_("Organisations"), one.name, one.place, reverse("party", args=[one.pk]))
        for one in directory(words=words, everyone=everyone)[:SHOWN]
    ]
    found += [
        Hit(_("Examples"), one.title, one.organisation, reverse("example", args=[one.pk]))
        for one in queries.search_examples(words)[:SHOWN]
    ]
    found += [
        Hit(_("Skills"), name[:1].upper() + name[1:], "", f"{reverse('radar')}?skill={quote(uri)}")
        for uri, name in search_skills(words, language=_language(), limit=SHOWN)
    ]
    return found
