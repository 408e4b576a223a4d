"""A date in one of many notations enters; a date leaves, or None where none can be read."""

import re
from datetime import date, datetime

_ISO = re.compile(r"\s*(\d{4})-?(\d{2})-?(\d{2})(?!\d)")
_DAY_FIRST = re.compile(r"\s*(\d{1,2})[-./ ](\d{1,2})[-./ ](\d{4})(?!\d)")
_IN_WORDS = re.compile(r"\s*(\d{1,2})\.?\s+([a-zé]+)\.?,?\s+(\d{4})", re.IGNORECASE)
_AMERICAN = re.compile(r"\s*([a-z]+)\.?\s+(\d{1,2}),?\s+(\d{4})", re.IGNORECASE)
_MONTHS = ("jan", "feb", "mar mrt maa", "apr", "may mei", "jun", "jul", "aug", "sep", "oct okt", "nov", "dec")
_MONTH = {name: number for number, names in enumerate(_MONTHS, 1) for name in names.split()}
_FIRST_YEAR = 1990


def _day(year: str | int, month: str | int | None, day: str | int) -> date | None:
    try:
        found = date(int(year), int(month or 0), int(day))
    except ValueError:
        return None
    return found if found.year >= _FIRST_YEAR else None


def date_of(value: object) -> date | None:
    """Return the calendar day that ``value`` names: ISO with or without time zone, 31-12-2025, 12 januari
    2025.

    A time zone does not move the day: a vacancy of 31 December in Amsterdam stays one of 31 December.

    >>> date_of("2025-03-01T23:30:00+01:00"), date_of("1-3-2025"), date_of("1 maart 2025"), date_of("soon")
    (datetime.date(2025, 3, 1), datetime.date(2025, 3, 1), datetime.date(2025, 3, 1), None)
    """
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = value if isinstance(value, str) else ""
    if match := _ISO.match(text):
        return _day(*match.groups())
    if match := _DAY_FIRST.match(text):
        return _day(match[3], match[2], match[1])
    if match := _IN_WORDS.match(text):
        return _day(match[3], _MONTH.get(match[2][:3].lower()), match[1])
    if match := _AMERICAN.match(text):
        return _day(match[3], _MONTH.get(match[1][:3].lower()), match[2])
    return None
