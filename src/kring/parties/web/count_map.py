"""Counts by COROP area enter; a map whose areas lead to the same list there leaves, with its table's rows."""

from collections.abc import Callable, Mapping

from django.utils.translation import get_language

from kring.core.regions import regions
from kring.frame import maps


def count_map(counts: Mapping[str, int], address: Callable[[str], str], *, title: str) -> dict[str, object]:
    """Return title, drawing and rows, the fullest area first; an area with nothing in it leads nowhere."""
    language = (get_language() or "nl")[:2]
    most = max(counts.values(), default=1)
    rows, places = [], {}
    for code in maps.tiles():
        name, number = regions()[code].name(language), counts.get(code, 0)
        href = address(code) if number else ""
        step = maps.step_of(number, 0, most) if number else None
        places[code] = maps.Place(f"{name}: {number}", href=href, step=step)
        if number:
            rows.append({"name": name, "href": href, "count": number})
    return {
        "title": title,
        "svg": maps.tile_map(places, title=title),
        "rows": sorted(rows, key=lambda row: (-int(str(row["count"])), str(row["name"]))),
    }
