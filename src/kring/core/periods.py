"""Quarters and rolling windows of four of them: dates enter, periods leave."""

from dataclasses import dataclass
from datetime import date, timedelta

WINDOW_QUARTERS = 4


@dataclass(frozen=True, order=True)
class Quarter:
    """A calendar quarter, ordered in time.

    >>> Quarter.of(date(2026, 8, 1)), str(Quarter(2026, 3))
    (Quarter(year=2026, number=3), '2026Q3')
    """

    year: int
    number: int

    @classmethod
    def of(cls, day: date) -> "Quarter":
        """Return the quarter that holds ``day``."""
        return cls(day.year, (day.month - 1) // 3 + 1)

    @classmethod
    def parse(cls, text: str) -> "Quarter":
        """Return the quarter written as ``2026Q3``; ValueError when it is not one."""
        year, _, number = text.partition("Q")
        quarter = cls(int(year), int(number))
        if not 1 <= quarter.number <= 4:
            raise ValueError(f"not a quarter: {text}")
        return quarter

    @property
    def index(self) -> int:
        """Quarters since year 0: differences are distances in quarters."""
        return self.year * 4 + self.number - 1

    def shifted(self, quarters: int) -> "Quarter":
        """Return the quarter ``quarters`` later (negative: earlier)."""
        year, rest = divmod(self.index + quarters, 4)
        return Quarter(year, rest + 1)

    @property
    def first_day(self) -> date:
        """The first day of the quarter."""
        return date(self.year, self.number * 3 - 2, 1)

    @property
    def last_day(self) -> date:
        """The last day of the quarter."""
        return self.shifted(1).first_day - timedelta(days=1)

    def __str__(self) -> str:
        return f"{self.year}Q{self.number}"


def window_quarters(end: Quarter) -> tuple[Quarter, ...]:
    """Return the four quarters of the rolling window that ends with ``end``, oldest first."""
    return tuple(end.shifted(i - WINDOW_QUARTERS + 1) for i in range(WINDOW_QUARTERS))
