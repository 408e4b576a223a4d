"""A request enters; what changed since this visitor's last visit leaves, as sentences with an address."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from kring.connect.models import Challenge, Community
from kring.connect.rules import VISIBLE_STATES
from kring.connect.web.words import COMMUNITY_STATES, word
from kring.ledger.models import Fact
from kring.ledger.queries import facts_since
from kring.parties.models import Person

SHOWN = 6
READ = 60
DAYS_FOR_STRANGERS = 30
VISIT_LASTS = timedelta(minutes=30)
_VISIT = "visit"
VERBS = ("challenge_confirmed", "community_formed", "community_moved")


@dataclass(frozen=True)
class NewsLine:
    """One thing that changed."""

    at: datetime
    said: str
    href: str


def news_for(request: HttpRequest) -> list[NewsLine]:
    """Return what changed, newest first, and remember this visit. Only what everybody may see is news.

    A challenge that became a community is told once, as that community.
    """
    person = request.user if isinstance(request.user, Person) else None
    now = timezone.now()
    since = _last_visit(request, person, now) if person else None
    facts = list(facts_since(since or now - timedelta(days=DAYS_FOR_STRANGERS)).filter(verb__in=VERBS)[:READ])
    titles = _titles(facts)
    return [_line(fact, titles[fact.object_id]) for fact in facts if fact.object_id in titles][:SHOWN]


def _last_visit(request: HttpRequest, person: Person, now: datetime) -> datetime | None:
    """Return when the visit before this one was: opening the page again in the same visit loses no news."""
    kept = request.session.get(_VISIT)
    if kept and now - datetime.fromisoformat(kept["began"]) < VISIT_LASTS:
        return datetime.fromisoformat(kept["before"]) if kept["before"] else None
    before = person.last_visit_at
    request.session[_VISIT] = {"began": now.isoformat(), "before": before.isoformat() if before else ""}
    Person.objects.filter(pk=person.pk).update(last_visit_at=now)
    return before


def _ids(facts: Collection[Fact], kind: str) -> list[str]:
    return [fact.object_id for fact in facts if fact.object_kind == kind]


def _titles(facts: Collection[Fact]) -> dict[str, str]:
    challenges = Challenge.objects.filter(
        pk__in=_ids(facts, "challenge"), state__in=VISIBLE_STATES - {"in_community"}
    )
    communities = Community.objects.filter(pk__in=_ids(facts, "community"))
    rows = [*challenges.values_list("pk", "title"), *communities.values_list("pk", "title")]
    return {str(key): title for key, title in rows}


def _line(fact: Fact, title: str) -> NewsLine:
    if fact.verb == "challenge_confirmed":
        said = _("New challenge: {title}").format(title=title)
    elif fact.verb == "community_formed":
        said = _("New community: {title}").format(title=title)
    else:
        state = word(COMMUNITY_STATES, str(fact.details.get("to", "")))
        said = _("{title} is now: {state}").format(title=title, state=state)
    name = "community" if fact.object_kind == "community" else "challenge"
    return NewsLine(fact.at, said, reverse(name, args=[fact.object_id]))
