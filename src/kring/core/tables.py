"""Reads the small tables that ship with Kring; a table name enters, rows leave."""

import csv
from functools import cache
from importlib.resources import files


@cache
def rows(table: str) -> tuple[dict[str, str], ...]:
    """Return every row of ``core/data/<table>.csv``, in file order."""
    text = files("kring.core").joinpath("data", f"{table}.csv").read_text(encoding="utf-8")
    return tuple(csv.DictReader(text.splitlines()))
