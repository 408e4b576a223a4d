"""What a person may agree to: codes enter, names, texts and periods leave."""

from dataclasses import dataclass
from datetime import timedelta
from functools import cache

from kring.core.tables import rows


@dataclass(frozen=True)
class Purpose:
    """One purpose, as data: its name, what it means, and how long an agreement lasts without a visit."""

    code: str
    lasts: timedelta
    name_nl: str
    name_en: str
    text_nl: str
    text_en: str

    def name(self, language: str) -> str:
        """The name in the reader's language."""
        return self.name_nl if language == "nl" else self.name_en

    def text(self, language: str) -> str:
        """What it means, in the reader's language."""
        return self.text_nl if language == "nl" else self.text_en


@cache
def purposes() -> dict[str, Purpose]:
    """Return every purpose by code, in the order in which pages show them."""
    return {
        row["code"]: Purpose(
            row["code"],
            timedelta(days=int(row["kept_days"])),
            row["name_nl"],
            row["name_en"],
            row["text_nl"],
            row["text_en"],
        )
        for row in rows("purposes")
    }
