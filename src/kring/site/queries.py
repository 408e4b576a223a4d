"""Reads across domains: what exists at all, what a search finds, and what a role's first screen shows."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from kring.connect.models import Challenge, Community, Offer
from kring.connect.queries.candidates import JOINABLE
from kring.connect.rules import OPEN_STATES
from kring.core.lifecycle import PHASES
from kring.parties.models import Hub, Organisation
from kring.parties.rules import Actor
from kring.sense.models import Example, ImportReceipt


def what_exists() -> dict[str, bool]:
    """Return what is there already, so that an empty page can say what fills it."""
    return {
        "parties": Organisation.objects.exists(),
        "vacancies": ImportReceipt.objects.standing().filter(kind="vacancies").exists(),
        "courses": ImportReceipt.objects.standing().filter(kind="courses").exists(),
        "challenges": Challenge.objects.exclude(state="draft").exists(),
        "communities": Community.objects.exists(),
        "offers": Offer.objects.exists(),
        "hub_phones": Hub.objects.exclude(phone="").exists(),
    }


def search_examples(words: str) -> QuerySet[Example]:
    """Return examples that hold all words."""
    condition = Q()
    for word in words.split()[:6]:
        condition &= Q(title__icontains=word) | Q(summary__icontains=word)
    return Example.objects.filter(condition).order_by("title")


def own_challenges(actor: Actor) -> QuerySet[Challenge]:
    """Return the challenges of a person and of the organisations behind that person, newest first."""
    mine = Q(owner_id=actor.person_id) | Q(organisation_id__in=actor.organisations)
    return Challenge.objects.filter(mine).exclude(state__in=["draft", "unconfirmed"]).order_by("-created_at")


def communities_with_places(today: date) -> QuerySet[Community]:
    """Return communities that one can still join, the newest start first."""
    rows = Community.objects.filter(state__in=JOINABLE, open_places__gt=0)
    return rows.filter(Q(ends__isnull=True) | Q(ends__gt=today)).order_by("-starts", "title")


def communities_by_phase() -> list[tuple[str, int]]:
    """Return how many communities are in each phase that has any, in the order of the life cycle."""
    states = Counter(Community.objects.values_list("state", flat=True))
    counts = [(phase.code, sum(states[state] for state in phase.states)) for phase in PHASES]
    return [(code, count) for code, count in counts if count]


def party_count() -> int:
    """Return how many organisations are known."""
    return Organisation.objects.count()


@dataclass(frozen=True)
class Fitting:
    """A challenge with the skills that an organisation teaches or learns too."""

    challenge: Challenge
    shared: tuple[str, ...]


def challenges_that_fit(organisations: Collection[str]) -> list[Fitting]:
    """Return open challenges that need what these organisations' offers are about, best fit first."""
    offers = Offer.objects.filter(organisation_id__in=organisations, open=True)
    known = {uri for offer in offers for uri in (*offer.skills_brought, *offer.skills_learned)}
    if not known:
        return []
    rows = Challenge.objects.filter(state__in=OPEN_STATES).prefetch_related("skills")
    found = [Fitting(one, tuple(uri for uri in one.skill_uris if uri in known)) for one in rows]
    return sorted((one for one in found if one.shared), key=lambda one: -len(one.shared))
