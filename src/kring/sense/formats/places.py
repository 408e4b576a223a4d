"""A place of schema.org or OOAPI enters, in any of its shapes; town and postal code leave."""

import re
from typing import Any

from kring.sense.formats import values

_POSTAL_CODE = re.compile(r"\b([1-9][0-9]{3})[ \u00a0]?([A-Z]{2})?\b")
_PARTS = ("addressLocality", "city", "addressRegion")


def place_of(location: Any) -> tuple[str | None, str | None]:
    """Return (town, postal code) of a Place, a PostalAddress, a string, or a list of those (the first that
    has one).

    >>> place_of({"address": {"addressLocality": "Assen", "postalCode": "9401 AA"}})
    ('Assen', '9401 AA')
    >>> place_of("Stationsplein 1, 9711 AB Groningen")
    ('Groningen', '9711 AB')
    >>> place_of([{"addressType": "teaching", "city": "Emmen"}])
    ('Emmen', None)
    """
    if isinstance(location, list):
        found = [place_of(item) for item in location]
        return next((item for item in found if item[0] or item[1]), (None, None))
    if isinstance(location, dict):
        return _of_object(location)
    return _of_words(values.line(location)) if isinstance(location, str) else (None, None)


def _of_object(location: dict[str, Any]) -> tuple[str | None, str | None]:
    address = location.get("address", location)
    if isinstance(address, (str, list)):
        town, code = place_of(address)
    else:
        parts = address if isinstance(address, dict) else {}
        town = next((found for part in _PARTS if (found := values.line(parts.get(part)))), None)
        code = values.line(parts.get("postalCode"))
    if not town and address is not location:
        town = values.line(location.get("name"))
    return town, code


def _of_words(words: str | None) -> tuple[str | None, str | None]:
    if not words:
        return None, None
    match = _POSTAL_CODE.search(words)
    if match:
        town = words[match.end() :].split(",")[0].strip()
        return town or None, " ".join(filter(None, match.groups()))
    parts = [part.strip() for part in words.split(",")]
    return next((part for part in parts if part and not part[-1].isdigit()), None), None
