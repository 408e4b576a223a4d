"""Reads offers: one of them, which open challenges need it, and training capacity as a figure."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Prefetch, QuerySet

from kring.connect.models import Adoption, Challenge, Offer, PlacesCount, Reservation
from kring.connect.rules import LEARNING_KINDS, OPEN_STATES
from kring.core.problems import NotFound, Problem
from kring.core.regions import corop_areas_of, province_of
from kring.engines.matching.weeks import week_of


def offer_with(offer_id: object) -> Offer:
    """Return an offer; NotFound when there is none."""
    found = Offer.objects.select_related("organisation").filter(pk=offer_id).first()
    if found is None:
        raise NotFound(Problem("no_offer", "There is no such offer.", "Look in the list."))
    return found


@dataclass(frozen=True)
class Needing:
    """An open challenge that needs what an offer brings or teaches."""

    challenge: Challenge
    shared: tuple[str, ...]
    near: bool


def challenges_that_need(offer: Offer, *, most: int = 20) -> list[Needing]:
    """Return open challenges that ask for a skill of the offer: most shared first, near ones before far."""
    skills = set(offer.skill_uris)
    if not skills:
        return []
    rows = (
        Challenge.objects.filter(state__in=OPEN_STATES, skills__uri__in=skills, skills__removed=False)
        .exclude(organisation_id=offer.organisation_id)
        .distinct()
        .prefetch_related("skills")
    )
    hubs = set(offer.hub_codes)
    found = []
    for one in rows:
        shared = tuple(uri for uri in one.skill_uris if uri in skills)
        near = one.corop == offer.corop or bool(hubs & set(one.hub_codes))
        found.append(Needing(one, shared, near))
    found.sort(key=lambda one: (-len(one.shared), not one.near, one.challenge.confirmed_at, one.challenge.pk))
    return found[:most]


def offers_of(party: object, *, everything: bool) -> QuerySet[Offer]:
    """Return the offers of an organisation, open ones first; closed ones only for who may change them."""
    rows = Offer.objects.filter(organisation=party)
    return (rows if everything else rows.filter(open=True)).order_by("-open", "starts", "title")


@dataclass
class Capacity:
    """Places in one region, or in one course: offered, and as far as counted filled and refused."""

    region: str
    course: str = ""
    organisation: object = None
    offer: object = None
    offered: int = 0
    held: int = 0
    filled: int = 0
    refused: int = 0
    offers: int = 0
    counted: int = 0

    def add(self, offer: Offer, filled: int | None, refused: int | None, held: int = 0) -> None:
        """Count one offer in."""
        self.offered += offer.units_per_week
        self.held += held
        self.offers += 1
        if filled is not None:
            self.filled += filled
            self.refused += refused or 0
            self.counted += 1


@dataclass
class Training:
    """Training capacity: of all, by province, and by course."""

    total: Capacity = field(default_factory=lambda: Capacity("NL"))
    regions: list[Capacity] = field(default_factory=list)
    courses: list[Capacity] = field(default_factory=list)


def training_capacity(*, region: str = "", everyone: bool = False) -> Training:
    """Return places offered, held for a challenge, filled and refused, per region and per course.

    Filled is the newest count of who offers it; without a count, what agreed communities use of it.
    """
    rows = Offer.objects.filter(open=True, kind__in=LEARNING_KINDS).select_related("organisation")
    if region:
        rows = rows.filter(corop__in=corop_areas_of(region))
    counts = Prefetch("counts", queryset=PlacesCount.objects.order_by("-at", "-pk"))
    offers = list(rows.prefetch_related(counts).order_by("corop", "title", "pk"))
    used, held = _used(offers), held_units(offers)
    found = Training()
    by_region: dict[str, Capacity] = {}
    for offer in offers:
        newest = next(iter(offer.counts.all()), None)
        filled = newest.filled if newest else used.get(offer.pk)
        refused = newest.refused if newest else None
        province = province_of(offer.corop)
        course = Capacity(offer.corop, offer.title, offer.organisation, offer)
        for one in (found.total, by_region.setdefault(province, Capacity(province)), course):
            one.add(offer, filled, refused, held.get(offer.pk, 0))
        # A party that did not agree to be shown counts in the totals, and stands in no row of its own.
        if everyone or offer.organisation.consent_to_be_shown:
            found.courses.append(course)
    found.regions = [by_region[code] for code in sorted(by_region)]
    return found


def held_units(offers: Iterable[Offer]) -> dict[object, int]:
    """Return how many places of each offer are held for challenges, in the week in which most are."""
    weeks: dict[object, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    rows = Adoption.objects.filter(offer__in=list(offers), released_at=None)
    for offer, starts, count, units in rows.values_list("offer_id", "starts", "weeks", "units"):
        for week in range(week_of(starts), week_of(starts) + count):
            weeks[offer][week] += units
    return {offer: max(each.values()) for offer, each in weeks.items()}


def held_for_challenges(offer: Offer) -> list[Adoption]:
    """Return what an offer holds for challenges now."""
    return list(offer.adoptions.filter(released_at=None).select_related("challenge", "offer__organisation"))


def _used(offers: Iterable[Offer]) -> dict[object, int]:
    rows = Reservation.objects.filter(offer__in=list(offers), proposal__state="agreed")
    used: dict[object, int] = defaultdict(int)
    for offer, units in rows.values_list("offer_id", "units"):
        used[offer] += units
    return dict(used)
