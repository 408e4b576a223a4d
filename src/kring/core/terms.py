"""Application areas, AI topics and skill levels: codes enter, names in Dutch or English leave."""

from dataclasses import dataclass
from functools import cache

from kring.core.tables import rows


@dataclass(frozen=True)
class Term:
    """One row of a closed list: a code with its name in both languages."""

    code: str
    name_nl: str
    name_en: str

    def name(self, language: str) -> str:
        """Return the name in ``language`` ("nl", anything else is English)."""
        return self.name_nl if language == "nl" else self.name_en


@cache
def _terms(table: str) -> dict[str, Term]:
    return {row["code"]: Term(row["code"], row["name_nl"], row["name_en"]) for row in rows(table)}


def areas() -> dict[str, Term]:
    """Return the twelve application areas, by code."""
    return _terms("areas")


def topics() -> dict[str, Term]:
    """Return the AI topics, by code: seven from the official statistics, four of Kring's own."""
    return _terms("topics")


def levels() -> dict[str, Term]:
    """Return the four skill levels, by code, lowest first."""
    return _terms("levels")
