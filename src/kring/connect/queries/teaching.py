"""A lecturer's courses enter; which challenges fit them leaves: in which weeks, and outcome by outcome."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.core.cache import cache
from django.db.models import QuerySet

from kring.connect.models import Adoption, Challenge, Offer
from kring.connect.queries.engine_inputs import LATEST_START_WEEKS, free_units
from kring.connect.queries.offering import challenges_that_need
from kring.connect.queries.recognise import recognise
from kring.connect.rules import LEARNING_KINDS, next_start, weeks_to_answer
from kring.core.problems import NotFound, Problem
from kring.engines.matching import Challenge as EngineChallenge
from kring.engines.matching.weeks import monday_of, week_of
from kring.sense.rules import key_of

# Longer ahead than this nobody plans a challenge; a course without an end runs so long.
AHEAD_WEEKS = 40
USUAL_WEEKS = 20
COMMUNITY_WEEKS = EngineChallenge.weeks
MOST_CHALLENGES = 50
KEPT_SECONDS = 3600


def own_courses(organisations: Collection[str]) -> QuerySet[Offer]:
    """Return the open courses and learning places of these organisations, first start first."""
    rows = Offer.objects.filter(organisation__in=list(organisations), kind__in=LEARNING_KINDS, open=True)
    return rows.select_related("organisation").order_by("starts", "title", "pk")


def course_weeks(offer: Offer, today: date) -> range:
    """Return the weeks of its next run that are still to come; empty when it is over."""
    starts = next_start(offer.starts, offer.repeats, today)
    first = week_of(starts) if starts else week_of(today) + 1
    if offer.weeks:
        last = first + offer.weeks - 1
    elif offer.ends:
        last = week_of(offer.ends)
    else:
        last = first + USUAL_WEEKS - 1
    return range(max(first, week_of(today) + 1), min(last, week_of(today) + AHEAD_WEEKS) + 1)


def challenge_weeks(challenge: Challenge, today: date) -> range:
    """Return the weeks in which a challenge is worked on as proposed; else in which it could be."""
    stands = [one for one in challenge.proposals.all() if one.state in ("open", "inviting") and one.starts]
    if stands and stands[0].starts:
        return range(week_of(stands[0].starts), week_of(stands[0].starts) + stands[0].weeks)
    first = week_of(today) + 1 + weeks_to_answer(today)
    return range(first, week_of(today) + LATEST_START_WEEKS + COMMUNITY_WEEKS)


def overlap(one: range, other: range, *, begin: int | None = None) -> range:
    """Return the weeks in both, from ``begin`` on; no more than a community takes.

    >>> overlap(range(3, 12), range(8, 30)), overlap(range(3, 12), range(8, 30), begin=10)
    (range(8, 12), range(10, 12))
    """
    first = max(one.start, other.start, begin or 0)
    return range(first, max(first, min(one.stop, other.stop, first + COMMUNITY_WEEKS)))


def week_code(week: int) -> str:
    """Return a week as it stands in addresses.

    >>> week_code(week_of(date(2026, 11, 30)))
    '2026-W49'
    """
    year, number, _day = monday_of(week).isocalendar()
    return f"{year}-W{number:02d}"


def week_in(code: str) -> int | None:
    """Return the week that a code in an address stands for; None when there is no such week.

    >>> week_in("2026-W49") == week_of(date(2026, 12, 6)), week_in("2026-W54"), week_in("x")
    (True, None, None)
    """
    year, _w, number = code.partition("-W")
    try:
        return week_of(date.fromisocalendar(int(year), int(number), 1))
    except (ValueError, OverflowError):
        return None


@dataclass(frozen=True)
class Fit:
    """A challenge that a course fits: shared skills, and the weeks in which both can."""

    challenge: Challenge
    shared: tuple[str, ...]
    near: bool
    weeks: range
    held: Adoption | None


def challenges_for(offer: Offer, *, today: date, week: int | None = None) -> list[Fit]:
    """Return open challenges that a course fits; ``week``: only where both can in that week."""
    needing = challenges_that_need(offer, most=MOST_CHALLENGES)
    rows = Challenge.objects.filter(pk__in=[one.challenge.pk for one in needing])
    whole = {one.pk: one for one in rows.prefetch_related("proposals", "skills")}
    held = {one.challenge_id: one for one in offer.adoptions.filter(released_at=None)}
    mine = course_weeks(offer, today)
    found = [
        Fit(
            whole[one.challenge.pk],
            one.shared,
            one.near,
            overlap(mine, challenge_weeks(whole[one.challenge.pk], today), begin=week),
            held.get(one.challenge.pk),
        )
        for one in needing
    ]
    return [one for one in found if one.weeks and (week is None or week in one.weeks)]


@dataclass(frozen=True)
class Hit:
    """A skill in an outcome that the challenge asks for, with the words in both texts ("" by hand)."""

    uri: str
    taught_as: str
    asked_as: str


@dataclass(frozen=True)
class Outcome:
    """What people can do after the course, and which skills of a challenge that covers."""

    text: str
    hits: tuple[Hit, ...]
    recognised: bool


@dataclass(frozen=True)
class Preview:
    """How a course fits a challenge: outcome by outcome, and what the challenge asks besides."""

    outcomes: tuple[Outcome, ...]
    listed: tuple[Hit, ...]
    not_taught: tuple[str, ...]

    @property
    def covered(self) -> int:
        """How many outcomes the challenge puts to work."""
        return sum(bool(one.hits) for one in self.outcomes)

    @property
    def shared(self) -> tuple[str, ...]:
        """The skills that the course teaches and the challenge asks, each once."""
        hits = [hit for one in self.outcomes for hit in one.hits]
        return tuple(dict.fromkeys(hit.uri for hit in (*hits, *self.listed)))


def preview_of(offer: Offer, challenge: Challenge) -> Preview:
    """Return which outcomes of a course a challenge puts to work, with the words from both texts."""
    asked = {skill.uri: skill.surface for skill in challenge.skills.all() if not skill.removed}
    outcomes = tuple(
        Outcome(
            text,
            tuple(Hit(uri, words, asked[uri]) for uri, words in said.items() if uri in asked),
            bool(said),
        )
        for text, said in _said(offer, challenge.language)
    )
    told = {hit.uri for one in outcomes for hit in one.hits}
    # What stands in no outcome, but in the list of skills of the course, is taught as well.
    listed = tuple(Hit(uri, "", asked[uri]) for uri in offer.skill_uris if uri in asked and uri not in told)
    taught = told | {hit.uri for hit in listed}
    return Preview(outcomes, listed, tuple(uri for uri in asked if uri not in taught))


def _said(offer: Offer, language: str) -> list[tuple[str, dict[str, str]]]:
    """Return each outcome with the skills that its own words show; recognising takes some milliseconds."""
    lines = [line.strip() for line in offer.outcomes.splitlines() if line.strip()]
    kept_under = "outcomes:" + key_of(offer.pk, language, *lines)
    found: list[tuple[str, dict[str, str]]] | None = cache.get(kept_under)
    if found is None:
        found = [
            (line, {uri: m.surface for uri, m in recognise(line, language=language).by_uri.items()})
            for line in lines
        ]
        cache.set(kept_under, found, KEPT_SECONDS)
    # A skill that its school took out of the course by hand is not taught.
    known = set(offer.skill_uris)
    return [(line, {uri: words for uri, words in said.items() if uri in known}) for line, said in found]


def places_free(offer: Offer, weeks: range, challenge: Challenge) -> int:
    """Return how many places are free in all of these weeks, besides what is held for this challenge."""
    free = free_units(offer, weeks, challenge=challenge.pk)
    return min(free.values(), default=0)


def held_for(offer: Offer, challenge: Challenge) -> Adoption | None:
    """Return what the course holds for the challenge now."""
    return Adoption.objects.filter(offer=offer, challenge=challenge, released_at=None).first()


def adoption_with(adoption_id: object) -> Adoption:
    """Return an adoption; NotFound when there is none."""
    rows = Adoption.objects.select_related("offer__organisation", "challenge")
    found = rows.filter(pk=adoption_id).first()  # type: ignore[misc]
    if found is None:
        raise NotFound(Problem("no_adoption", "No places are held here.", "Look at your courses."))
    return found
