"""Weeks as whole numbers: a date enters, its week leaves, and back; weeks start on Monday."""

from datetime import date


def week_of(day: date) -> int:
    """Return the number of the week that holds ``day``: weeks since Monday 1 January of year 1.

    >>> week_of(date(2027, 1, 11)) - week_of(date(2027, 1, 10))
    1
    """
    return (day.toordinal() - 1) // 7


def monday_of(week: int) -> date:
    """Return the Monday of a week number.

    >>> monday_of(week_of(date(2027, 1, 13)))
    datetime.date(2027, 1, 11)
    """
    return date.fromordinal(week * 7 + 1)
