"""Skills enter; how much there is for them already leaves: courses, examples, offers, open communities."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from kring.connect.models import Community, Offer
from kring.connect.queries.candidates import JOINABLE
from kring.sense.queries.documents import count_courses
from kring.sense.queries.examples import examples_for

MOST = 1_000


@dataclass(frozen=True)
class There:
    """Counts of what exists for some skills."""

    courses: int
    examples: int
    communities: int
    offers: int

    @property
    def anything(self) -> bool:
        """Whether there is anything at all."""
        return bool(self.courses or self.examples or self.communities or self.offers)


def what_is_there(skills: Iterable[str], *, area: str, today: date) -> There:
    """Count what teaches, shows, works on or offers one of these skills now."""
    wanted = set(skills)
    if not wanted:
        return There(0, 0, 0, 0)
    running = Community.objects.filter(state__in=JOINABLE, open_places__gt=0)
    running = running.filter(Q(ends__isnull=True) | Q(ends__gt=today))
    offers = Offer.objects.filter(open=True, organisation__consent_to_be_shown=True)
    offers = offers.filter(Q(ends__isnull=True) | Q(ends__gt=today))
    return There(
        courses=count_courses(sorted(wanted), today=today),
        examples=len(examples_for(sorted(wanted), area=area, most=MOST)),
        communities=sum(bool(wanted & set(skills)) for skills in running.values_list("skills", flat=True)),
        offers=sum(
            bool(wanted & {*brought, *learned})
            for brought, learned in offers.values_list("skills_brought", "skills_learned")
        ),
    )
