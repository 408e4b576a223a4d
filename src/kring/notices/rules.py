"""When a mail that failed is tried again: the number of tries enters, a moment or never leaves."""

from datetime import datetime, timedelta

FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=6)
# So long one worker has for one mail; the mail of a worker that was killed meanwhile is tried again after it.
CLAIM = timedelta(minutes=10)
# With the waits above this is some two days: a mail server may be away for a weekend day, not for ever.
MOST_TRIES = 16


def next_try(tries: int, now: datetime) -> datetime | None:
    """Return when to try again after so many failures; None when it is given up."""
    if tries >= MOST_TRIES:
        return None
    return now + min(LONGEST_WAIT, FIRST_WAIT * 2 ** max(0, tries - 1))
