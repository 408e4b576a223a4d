"""What somebody may want who names no AI skill: a few plain words to choose from, each with its skill."""

from dataclasses import dataclass
from functools import cache

from kring.core.tables import rows


@dataclass(frozen=True)
class Wish:
    """One thing that people want, in their own words, and the skill that it asks for."""

    uri: str
    said_nl: str
    said_en: str

    def said(self, language: str) -> str:
        """The wish in the reader's language."""
        return self.said_nl if language == "nl" else self.said_en


@cache
def wishes() -> tuple[Wish, ...]:
    """Return every wish, in the order in which a page shows them."""
    return tuple(Wish(row["uri"], row["said_nl"], row["said_en"]) for row in rows("wishes"))
