"""Facts about an applicant and a day enter; for each subsidy what passes, fails or is unknown leaves.

The rules are data: ``data/subsidies.csv`` and ``data/subsidy_conditions.csv``, each with its clause, its
official address and the days on which it is valid. Nothing here promises money: the source decides.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from kring.core.tables import rows

PASS, FAIL, UNKNOWN = "pass", "fail", "unknown"
# In a set of facts: there may be more than those that are named.
OPEN = "open"
# What is known of who asks: a set where several may hold, a number, a word; absent or None: unknown.
FACTS = frozenset(
    {
        "kind",
        "size_class",
        "province",
        "area",
        "cost",
        "firms",
        "new_technology",
        "training_company",
        "window",
    }
)
Facts = Mapping[str, object]


@dataclass(frozen=True)
class Condition:
    """One condition of a subsidy: which fact, what is allowed, and the clause that says so."""

    fact: str
    allowed: str
    clause: str
    said_nl: str
    said_en: str

    def said(self, language: str) -> str:
        """The condition in the reader's language."""
        return self.said_nl if language == "nl" else self.said_en


@dataclass(frozen=True)
class Subsidy:
    """One subsidy as data; ``valid_until`` None: no last day is known; amounts are those of the subsidy."""

    code: str
    name_nl: str
    name_en: str
    what_nl: str
    what_en: str
    giver: str
    valid_from: date
    valid_until: date | None
    share_percent: int | None
    least_euros: int | None
    most_euros: int | None
    link: str
    looked_at: date
    conditions: tuple[Condition, ...]

    def name(self, language: str) -> str:
        """The name in the reader's language."""
        return self.name_nl if language == "nl" else self.name_en

    def what(self, language: str) -> str:
        """What it is for, in the reader's language."""
        return self.what_nl if language == "nl" else self.what_en

    def valid_on(self, day: date) -> bool:
        """Whether it is valid on a day, its first and last day included."""
        return self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)


@dataclass(frozen=True)
class Answer:
    """Whether one condition passes, fails or is unknown."""

    condition: Condition
    outcome: str


@dataclass(frozen=True)
class Verdict:
    """What is known of one subsidy for one applicant on one day; ``amount``: too small, fits or unknown."""

    subsidy: Subsidy
    valid: bool
    answers: tuple[Answer, ...]
    amount: str
    outcome: str


def _number(text: str) -> int | None:
    return int(text) if text else None


@cache
def subsidies() -> tuple[Subsidy, ...]:
    """Return every subsidy, in the order of the table."""
    conditions: dict[str, list[Condition]] = {}
    for row in rows("subsidy_conditions"):
        one = Condition(row["fact"], row["allowed"], row["clause"], row["said_nl"], row["said_en"])
        conditions.setdefault(row["scheme"], []).append(one)
    return tuple(
        Subsidy(
            code=row["code"],
            name_nl=row["name_nl"],
            name_en=row["name_en"],
            what_nl=row["what_nl"],
            what_en=row["what_en"],
            giver=row["giver"],
            valid_from=date.fromisoformat(row["valid_from"]),
            valid_until=date.fromisoformat(row["valid_until"]) if row["valid_until"] else None,
            share_percent=_number(row["share_percent"]),
            least_euros=_number(row["least_euros"]),
            most_euros=_number(row["most_euros"]),
            link=row["link"],
            looked_at=date.fromisoformat(row["looked_at"]),
            conditions=tuple(conditions.get(row["code"], ())),
        )
        for row in rows("subsidies")
    )


def answer(condition: Condition, facts: Facts) -> str:
    """Return whether a condition passes, fails or is unknown.

    >>> small = Condition("size_class", "micro|small", "", "", "")
    >>> [answer(small, {"size_class": size}) for size in ("small", "large", None)]
    ['pass', 'fail', 'unknown']
    """
    known = facts.get(condition.fact)
    if known is None or known in ("", frozenset()):
        return UNKNOWN
    if condition.allowed.startswith(">="):
        return PASS if int(str(known)) >= int(condition.allowed[2:]) else FAIL
    allowed = set(condition.allowed.split("|"))
    has = set(known) if isinstance(known, (set, frozenset, tuple, list)) else {str(known)}
    if allowed & has:
        return PASS
    return UNKNOWN if OPEN in has else FAIL


def amount_of(subsidy: Subsidy, costs: int | None) -> str:
    """Return whether the costs are enough for the smallest sum; unknown where a figure is missing."""
    if subsidy.least_euros is None:
        return PASS
    if costs is None or subsidy.share_percent is None:
        return UNKNOWN
    return PASS if costs * subsidy.share_percent >= subsidy.least_euros * 100 else FAIL


def together(outcomes: Iterable[str]) -> str:
    """Return the outcome of several: one that fails is enough to fail, then one that is unknown."""
    found = set(outcomes)
    return FAIL if FAIL in found else UNKNOWN if UNKNOWN in found else PASS


def verdict(subsidy: Subsidy, facts: Facts, *, costs: int | None, day: date) -> Verdict:
    """Return what is known of one subsidy on a day."""
    valid = subsidy.valid_on(day)
    answers = tuple(Answer(one, answer(one, facts)) for one in subsidy.conditions)
    amount = amount_of(subsidy, costs)
    outcome = together([PASS if valid else FAIL, amount, *(one.outcome for one in answers)])
    return Verdict(subsidy, valid, answers, amount, outcome)


_ORDER = {PASS: 0, UNKNOWN: 1, FAIL: 2}


def verdicts(facts: Facts, *, costs: int | None = None, day: date) -> list[Verdict]:
    """Return every subsidy: what may fit first, what is not valid on the day last."""
    found = [verdict(one, facts, costs=costs, day=day) for one in subsidies()]
    return sorted(found, key=lambda one: (not one.valid, _ORDER[one.outcome]))
