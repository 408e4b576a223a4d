"""What later stages add to an organisation's page: they register a part at start-up; drawn parts leave.

Parties knows nothing of offers or calls: as with the menu, whoever has something to show says so.
"""

from collections.abc import Callable

from django.http import HttpRequest

from kring.parties.models import Organisation

Part = Callable[[HttpRequest, Organisation], str]
_parts: dict[str, tuple[int, Part]] = {}


def register_part(name: str, order: int, part: Part) -> None:
    """Add a part; it draws itself for this visitor and organisation, or returns "". Twice replaces it."""
    _parts[name] = (order, part)


def drawn_parts(request: HttpRequest, party: Organisation) -> list[str]:
    """Return the parts that have something to show, in their order."""
    in_order = sorted(_parts.items(), key=lambda row: (row[1][0], row[0]))
    return [drawn for _, (_, part) in in_order if (drawn := part(request, party))]
