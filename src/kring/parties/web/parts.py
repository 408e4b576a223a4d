"""What later stages add to pages of organisations: they register it at start-up; parts and filters leave.

Parties knows nothing of offers or calls: as with the menu, whoever has something to show says so.
"""

from collections.abc import Callable

from django.db.models import QuerySet
from django.http import HttpRequest

from kring.parties.models import Organisation

Part = Callable[[HttpRequest, Organisation], str]
Narrow = Callable[[QuerySet[Organisation]], QuerySet[Organisation]]
_parts: dict[str, tuple[int, Part]] = {}
_filters: dict[str, tuple[object, Narrow]] = {}


def register_part(name: str, order: int, part: Part) -> None:
    """Add a part; it draws itself for this visitor and organisation, or returns "". Twice replaces it."""
    _parts[name] = (order, part)


def drawn_parts(request: HttpRequest, party: Organisation) -> list[str]:
    """Return the parts that have something to show, in their order."""
    in_order = sorted(_parts.items(), key=lambda row: (row[1][0], row[0]))
    return [drawn for _, (_, part) in in_order if (drawn := part(request, party))]


def register_filter(name: str, label: object, narrow: Narrow) -> None:
    """Add a box to tick above the directory: its name in the address, its words, and what it leaves."""
    _filters[name] = (label, narrow)


def directory_filters() -> dict[str, tuple[object, Narrow]]:
    """Return every registered filter, by its name in the address."""
    return dict(sorted(_filters.items()))
