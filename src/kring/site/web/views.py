"""The first screen for each role, and one box that searches everything."""

from dataclasses import dataclass
from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from kring.connect.models import Community
from kring.connect.queries import lists
from kring.connect.web.forms import QuestionForm
from kring.connect.web.words import event_word
from kring.ledger.queries import facts_since
from kring.parties.models import Person
from kring.parties.queries import directory
from kring.parties.web.visitor import visitor, visitor_may
from kring.sense.queries.gaps import newest_release
from kring.site.queries import search_examples, what_exists
from kring.taxonomy.queries.concepts import search_skills

SHOWN = 8
NEWS_VERBS = ("challenge_confirmed", "community_formed", "community_moved", "challenge_declined")


def _language() -> str:
    return (get_language() or "nl")[:2]


def _news(request: HttpRequest) -> list[tuple[object, str, str]]:
    """Return what changed since the last visit: day, sentence, address."""
    person = request.user if isinstance(request.user, Person) else None
    since = person.last_visit_at if person and person.last_visit_at else timezone.now() - timedelta(days=30)
    rows = []
    for fact in facts_since(since).filter(verb__in=NEWS_VERBS)[:SHOWN]:
        name = "community" if fact.object_kind == "community" else "challenge"
        rows.append((fact.at, event_word(fact.verb, fact.details), reverse(name, args=[fact.object_id])))
    if person:
        Person.objects.filter(pk=person.pk).update(last_visit_at=timezone.now())
    return rows


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """One question or figure, at most three actions, then what changed."""
    actor = visitor(request)
    context: dict[str, object] = {
        "news": _news(request),
        "exists": what_exists(),
        "release": newest_release(),
    }
    if visitor_may(request, "view_queue") and actor.signed_in:
        hub = sorted(actor.hubs)[0] if actor.hubs else ""
        waiting = list(lists.queue_of(hub)[:5])
        context |= {"waiting": waiting, "waiting_count": lists.queue_of(hub).count(), "hub": hub}
        return render(request, "site/home_broker.html", context)
    context |= {
        "form": QuestionForm(),
        "running": Community.objects.filter(open_places__gt=0).order_by("starts")[:3],
    }
    return render(request, "site/home.html", context)


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
    return render(request, "site/search.html", {"words": words, "hits": hits})


def _hits(request: HttpRequest, words: str) -> list[Hit]:
    everyone = visitor_may(request, "view_hidden_party")
    found = [
        Hit(_("challenge"), one.title, one.place, reverse("challenge", args=[one.pk]))
        for one in lists.visible_challenges(words=words)[:SHOWN]
    ]
    found += [
        Hit(_("community"), one.title, "", reverse("community", args=[one.pk]))
        for one in lists.communities(words=words)[:SHOWN]
    ]
    found += [
        Hit(_("offer"), one.title, one.organisation.name, reverse("offers") + f"?q={words}")
        for one in lists.open_offers(words=words)[:SHOWN]
    ]
    found += [
        Hit(_("organisation"), one.name, one.place, reverse("party", args=[one.pk]))
        for one in directory(words=words, everyone=everyone)[:SHOWN]
    ]
    found += [
        Hit(_("example"), one.title, one.organisation, reverse("example", args=[one.pk]))
        for one in search_examples(words)[:SHOWN]
    ]
    found += [
        Hit(_("skill"), name, "", f"{reverse('radar')}?skill={uri}")
        for uri, name in search_skills(words, language=_language(), limit=SHOWN)
    ]
    return found
