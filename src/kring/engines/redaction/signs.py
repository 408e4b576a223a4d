"""The table of signs on disk enters; titles, roles, phrases and endings leave as sets."""

import tomllib
from functools import cache
from pathlib import Path

LISTS = Path(__file__).parent / "lists"


@cache
def _table() -> dict[str, list[str]]:
    return tomllib.loads((LISTS / "signs.toml").read_text(encoding="utf-8"))


@cache
def signs(name: str) -> frozenset[str]:
    """Return the signs called ``name`` in lists/signs.toml."""
    return frozenset(_table()[name])
