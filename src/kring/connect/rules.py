"""Decides what may happen to challenges, proposals and invitations; states and texts in, verdicts out."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction

from kring.core.periods import Quarter

LONGEST_TEXT = 4_000
SHORTEST_TEXT = 15
LONGEST_TITLE = 90
SHORTEST_NOTE = 5
LONGEST_STEP = 200
LONGEST_SURFACE = 300
MOST_SKILLS = 12

OPEN_STATES = frozenset({"queued", "accepted", "proposed"})
VISIBLE_STATES = frozenset({"queued", "accepted", "proposed", "parked", "in_community"})
CONFIRM_DAYS = 3
# A question can wait for a holiday or a meeting; what nobody opens for a month is not meant to be sent.
UNTOUCHED_DRAFT = timedelta(days=30)

# Who usually brings an initiative, until its sender says otherwise: it decides which sides are still missing.
USUAL_KIND = {"question": "company", "result": "research-group"}


@dataclass(frozen=True)
class Term:
    """How long a party may think about an invitation, from a day on; whoever is asked next has less time."""

    valid_from: date
    days: int
    days_for_next: int


# The newest first. A change is a new line: invitations that were sent keep the day they were given.
INVITATION_TERMS = (Term(date(2026, 1, 1), days=14, days_for_next=7),)
MOST_IN_LINE = 3


def invitation_term(today: date) -> Term:
    """Return the term of an invitation that is sent today.

    >>> invitation_term(date(2026, 11, 25)).days, invitation_term(date(2026, 11, 25)).days_for_next
    (14, 7)
    """
    return next((term for term in INVITATION_TERMS if term.valid_from <= today), INVITATION_TERMS[-1])


def weeks_to_answer(today: date) -> int:
    """Return how many weeks a proposal leaves for all answers, one party asked next included.

    >>> weeks_to_answer(date(2026, 11, 25))
    3
    """
    term = invitation_term(today)
    return -(-(term.days + term.days_for_next) // 7)


_NEXT_STATES: dict[str, frozenset[str]] = {
    "draft": frozenset({"unconfirmed"}),
    "unconfirmed": frozenset({"queued"}),
    "queued": frozenset({"accepted", "declined", "parked"}),
    "accepted": frozenset({"proposed", "declined", "parked", "queued"}),
    "proposed": frozenset({"accepted", "in_community", "declined", "parked"}),
    "parked": frozenset({"queued", "declined"}),
    "declined": frozenset({"queued"}),
    "in_community": frozenset(),
}


def may_become(state: str, target: str) -> bool:
    """Return whether a challenge may go from one state to another.

    >>> may_become("queued", "accepted"), may_become("draft", "queued")
    (True, False)
    """
    return target in _NEXT_STATES.get(state, frozenset())


def title_of(text: str) -> str:
    """Return a title: the first sentence of the text, cut at a word.

    >>> title_of("Onze planning gaat met de hand. Dat kost tijd.")
    'Onze planning gaat met de hand'
    """
    first = re.split(r"(?<=[.!?])\s|\n", text.strip(), maxsplit=1)[0].rstrip(".!? ")
    if len(first) <= LONGEST_TITLE:
        return first
    return first[: LONGEST_TITLE - 1].rsplit(" ", 1)[0].rstrip(",;:") + "…"


def all_said_yes(states: list[str]) -> bool:
    """Return whether every invitation was accepted (and there is at least one)."""
    return bool(states) and all(state == "accepted" for state in states)


def sides_present(sides: list[str]) -> dict[str, bool]:
    """Return which of the three sides have said yes, for the ring."""
    return {side: side in sides for side in ("practice", "education", "research")}


LEARNING_KINDS = frozenset({"student_places", "staff_places", "course"})
REPEATS = ("", "week", "semester")
DAYS_OF_REPEAT = {"week": 7, "semester": 182}
SMALLEST_GROUP = {"student_places": 4}


def next_start(starts: date | None, repeats: str, today: date) -> date | None:
    """Return the day on which an offer begins next: its first day, or of a repeated one the next such day.

    >>> next_start(date(2026, 9, 1), "semester", date(2026, 11, 25))
    datetime.date(2027, 3, 2)
    >>> next_start(date(2026, 9, 1), "", date(2027, 1, 1))
    datetime.date(2026, 9, 1)
    """
    if starts is None or starts >= today or repeats not in DAYS_OF_REPEAT:
        return starts
    step = DAYS_OF_REPEAT[repeats]
    return starts + timedelta(days=step * -((starts - today).days // step))


def last_day(starts: date | None, weeks: int | None, repeats: str) -> date | None:
    """Return the last day of an offer; None for one that repeats or whose length nobody told.

    >>> last_day(date(2026, 9, 1), 10, ""), last_day(date(2026, 9, 1), 10, "week")
    (datetime.date(2026, 11, 9), None)
    """
    if starts is None or weeks is None or repeats:
        return None
    return starts + timedelta(weeks=weeks, days=-1)


def is_over(ends: date | None, today: date) -> bool:
    """Return whether an offer with this last day is over; one without a last day never is.

    >>> is_over(date(2026, 11, 24), date(2026, 11, 25)), is_over(date(2026, 11, 25), date(2026, 11, 25))
    (True, False)
    """
    return ends is not None and ends < today


SCAN_USERS = ("owner", "office", "floor", "customers")
SCAN_KNOWS = ("nothing", "aware", "user", "practitioner")
FEW_HOURS = 2
SOME_HOURS = 8


def meaning_of(*, users: str, knows: str, hours: int) -> tuple[str, str, str]:
    """Return what the answers of a scan mean, as codes: what to learn, how to work, what to mind.

    >>> meaning_of(users="customers", knows="nothing", hours=2)
    ('begin_with_basics', 'reuse_first', 'hear_customers')
    >>> meaning_of(users="floor", knows="practitioner", hours=16)
    ('build_with_partner', 'start_something', 'train_floor')
    """
    learn = {"nothing": "begin_with_basics", "aware": "learn_while_doing"}.get(knows, "build_with_partner")
    if hours <= FEW_HOURS:
        work = "reuse_first"
    else:
        work = "join_others" if hours <= SOME_HOURS else "start_something"
    mind = {"customers": "hear_customers", "floor": "train_floor", "office": "train_office"}.get(
        users, "more_than_one"
    )
    return learn, work, mind


USUAL_WEEKS = 20
QUARTERS_LOOKED_AHEAD = 12


@dataclass(frozen=True)
class Claim:
    """What is asked of an organisation: by an invitation, a community, or its own challenge.

    ``ends`` is its last day (None: it goes on); hours and euros that nobody told are None.
    """

    kind: str
    reference: str
    starts: date
    ends: date | None
    hours_per_week: Fraction | None
    euros: int | None = None

    def moved_to(self, day: date) -> "Claim":
        """Return the same, asked from another day on."""
        return replace(self, starts=day, ends=self.ends + (day - self.starts) if self.ends else None)


def last_day_of(starts: date, weeks: int) -> date:
    """Return the last day of so many weeks."""
    return starts + timedelta(weeks=weeks, days=-1)


def hours_in(claim: Claim, quarter: Quarter) -> Fraction:
    """Return the hours of a claim that fall in a quarter, day by day; unknown hours count as none.

    >>> a_day_a_week = Claim("community", "", date(2026, 12, 25), date(2027, 1, 7), Fraction(7))
    >>> hours_in(a_day_a_week, Quarter(2026, 4)), hours_in(a_day_a_week, Quarter(2027, 1))
    (Fraction(7, 1), Fraction(7, 1))
    """
    first = max(claim.starts, quarter.first_day)
    last = min(claim.ends or quarter.last_day, quarter.last_day)
    days = max(0, (last - first).days + 1)
    return (claim.hours_per_week or Fraction(0)) * days / 7


def asked_in(claims: Iterable[Claim], quarter: Quarter) -> tuple[Fraction, int]:
    """Return the hours that fall in a quarter, and the euros of what begins in it."""
    rows = list(claims)
    euros = sum(one.euros or 0 for one in rows if Quarter.of(one.starts) == quarter)
    return sum((hours_in(one, quarter) for one in rows), Fraction(0)), euros


def too_much_in(
    claims: Iterable[Claim], new: Claim, *, hours: int, euros: int | None = None
) -> list[Quarter]:
    """Return the quarters in which ``new``, on top of what is asked, goes over what there is.

    Where nobody told the hours of ``new``, it is too much as soon as none are left.
    """
    rows = list(claims)
    quarter = Quarter.of(new.starts)
    end = Quarter.of(new.ends) if new.ends else quarter.shifted(QUARTERS_LOOKED_AHEAD)
    found = []
    while quarter <= end:
        asked, spent = asked_in(rows, quarter)
        mine, costs = asked_in([new], quarter)
        none_left = new.hours_per_week is None and asked >= hours
        over = mine > 0 and asked + mine > hours
        dear = euros is not None and costs > 0 and spent + costs > euros
        if none_left or over or dear:
            found.append(quarter)
        quarter = quarter.shifted(1)
    return found


def fits_from(claims: Iterable[Claim], new: Claim, *, hours: int, euros: int | None = None) -> date | None:
    """Return the first day on which ``new`` fits: its own, or that of a later quarter; None if on none."""
    rows = list(claims)
    days = [new.starts]
    days += [Quarter.of(new.starts).shifted(n).first_day for n in range(1, QUARTERS_LOOKED_AHEAD + 1)]
    for day in days:
        if not too_much_in(rows, new.moved_to(day), hours=hours, euros=euros):
            return day
    return None
