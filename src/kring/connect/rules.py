"""Decides what may happen to challenges, proposals and invitations; states and texts in, verdicts out."""

import re
from datetime import date, timedelta

LONGEST_TEXT = 4_000
SHORTEST_TEXT = 15
LONGEST_TITLE = 90
SHORTEST_NOTE = 5
LONGEST_STEP = 200

OPEN_STATES = frozenset({"queued", "accepted", "proposed"})
VISIBLE_STATES = frozenset({"queued", "accepted", "proposed", "parked", "in_community"})
INVITATION_DAYS = 14
CONFIRM_DAYS = 3
# A question can wait for a holiday or a meeting; what nobody opens for a month is not meant to be sent.
UNTOUCHED_DRAFT = timedelta(days=30)

# Who usually brings an initiative, until its sender says otherwise: it decides which sides are still missing.
USUAL_KIND = {"question": "company", "result": "research-group"}

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
