"""A skill enters; organisations that bring it leave, each with why: an offer, a community, words of a goal.

Only parties that agreed to be shown, unless ``everyone``: that is for who may see every organisation.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, TextField
from django.db.models.functions import Cast

from kring.connect.models import CommunityMember, Offer
from kring.connect.queries.lists import offered_on
from kring.core.regions import corop_areas_of
from kring.parties.models import Organisation
from kring.taxonomy.models import Label
from kring.taxonomy.queries.concepts import newest_release, topic_by_skill

# A shorter label ("ai", "ml") stands in half of all goals by itself.
SHORTEST_LABEL = 4
AROUND = 60
BRINGS, TEACHES, COMMUNITY, GOAL = "brings", "teaches", "community", "goal"
_ORDER = {BRINGS: 0, TEACHES: 1, COMMUNITY: 2, GOAL: 3}


@dataclass(frozen=True)
class Why:
    """One reason why a party is listed: its code, the words, and the offer or community behind it."""

    code: str
    words: str
    offer: Offer | None = None
    community: object = None


@dataclass(frozen=True)
class Able:
    """One organisation with its reasons, the strongest first."""

    party: Organisation
    why: tuple[Why, ...]


def who_can(uri: str, *, today: date, side: str = "", everyone: bool = False) -> list[Able]:
    """Return who brings the skill: by what they offer now, then by the work they do, then by their goals."""
    why: dict[object, list[Why]] = defaultdict(list)
    parties: dict[object, Organisation] = {}
    for party, reason in (*_by_offer(uri, today), *_by_community(uri), *_by_goal(uri)):
        if (everyone or party.consent_to_be_shown) and (not side or party.side == side):
            parties[party.pk] = party
            why[party.pk].append(reason)
    found = [
        Able(parties[pk], tuple(sorted(rows, key=lambda one: _ORDER[one.code]))) for pk, rows in why.items()
    ]
    return sorted(
        found, key=lambda one: (_ORDER[one.why[0].code], one.party.name.casefold(), one.party.pk.hex)
    )


def in_region(found: Sequence[Able], region: str) -> list[Able]:
    """Return those inside a region or the regions of a hub; all of them where no region is asked."""
    areas = set(corop_areas_of(region)) if region else set()
    return [one for one in found if not region or one.party.corop in areas]


def by_area(found: Sequence[Able]) -> dict[str, int]:
    """Return how many there are in each COROP area, for the map."""
    return dict(Counter(one.party.corop for one in found if one.party.corop))


def offered_by(*, today: date, everyone: bool = False) -> dict[str, int]:
    """Return by skill how many organisations offer it now."""
    rows = Offer.objects.filter(offered_on(today))
    if not everyone:
        rows = rows.filter(organisation__consent_to_be_shown=True)
    parties: dict[str, set[object]] = defaultdict(set)
    for party, brought, learned in rows.values_list("organisation_id", "skills_brought", "skills_learned"):
        for uri in (*brought, *learned):
            parties[uri].add(party)
    return {uri: len(found) for uri, found in parties.items()}


def near(uri: str, offered: Mapping[str, int], *, most: int) -> list[str]:
    """Return the skills of the same AI topic that most organisations offer."""
    topics = topic_by_skill()
    same = [other for other in offered if other != uri and topics.get(other) == topics.get(uri)]
    return sorted(same, key=lambda other: (-offered[other], other))[:most]


def _by_offer(uri: str, today: date) -> list[tuple[Organisation, Why]]:
    # Both databases keep the list as text with the address in quotes: exact, and without a scan in Python.
    quoted = f'"{uri}"'
    rows = (
        Offer.objects.filter(offered_on(today))
        .annotate(brought=Cast("skills_brought", TextField()), learned=Cast("skills_learned", TextField()))
        .filter(Q(brought__contains=quoted) | Q(learned__contains=quoted))
        .select_related("organisation")
    )
    return [
        (row.organisation, Why(BRINGS if uri in row.skills_brought else TEACHES, row.title, offer=row))
        for row in rows.order_by("starts", "title")
    ]


def _by_community(uri: str) -> list[tuple[Organisation, Why]]:
    rows = (
        CommunityMember.objects.annotate(said=Cast("brings", TextField()))
        .filter(said__contains=f'"{uri}"')
        .select_related("organisation", "community")
    )
    return [
        (row.organisation, Why(COMMUNITY, row.community.title, community=row.community))
        for row in rows.order_by("community__title")
    ]


def _labels(uri: str) -> list[str]:
    release = newest_release("kring-ai")
    if release is None:
        return []
    texts = Label.objects.filter(
        concept__release=release, concept__uri=uri, kind__in=["preferred", "alternative"]
    ).values_list("text", flat=True)
    return sorted({text for text in texts if len(text) >= SHORTEST_LABEL}, key=len, reverse=True)


def _by_goal(uri: str) -> list[tuple[Organisation, Why]]:
    """Look for the skill's own names in what organisations say that they want to reach."""
    labels = _labels(uri)
    if not labels:
        return []
    condition = Q()
    for label in labels:
        condition |= Q(goals__icontains=label)
    whole = re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, labels)) + r")(?!\w)", re.IGNORECASE)
    found = []
    for party in Organisation.objects.filter(condition).order_by("name"):
        hit = whole.search(party.goals)
        if hit:
            found.append((party, Why(GOAL, _around(party.goals, hit.start(), hit.end()))))
    return found


def _around(text: str, start: int, end: int) -> str:
    """Return the words around a place in a text, cut at spaces."""
    first = 0 if start <= AROUND else text.find(" ", start - AROUND) + 1
    last = len(text) if end + AROUND >= len(text) else max(text.rfind(" ", 0, end + AROUND), end)
    return ("… " if first else "") + " ".join(text[first:last].split()) + (" …" if last < len(text) else "")
