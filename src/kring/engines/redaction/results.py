"""What redaction gives back: the cleaned text and, for each removal, its kind and place in the original."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["name", "mail", "phone"]


@dataclass(frozen=True)
class Removed:
    """One removal: code points ``start`` to ``end`` (exclusive) of the text as given; never its content."""

    kind: Kind
    start: int
    end: int


@dataclass(frozen=True)
class Redacted:
    """The text with marks, and what was removed, in order."""

    text: str
    removed: tuple[Removed, ...]
