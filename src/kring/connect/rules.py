"""Decides what may happen to challenges, proposals and invitations; states and texts in, verdicts out."""

import re

LONGEST_TEXT = 4_000
SHORTEST_TEXT = 15
LONGEST_TITLE = 90

OPEN_STATES = frozenset({"queued", "accepted", "proposed"})
VISIBLE_STATES = frozenset({"queued", "accepted", "proposed", "parked", "in_community"})
INVITATION_DAYS = 14
CONFIRM_DAYS = 3

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
