"""Maps of regions: a step from 1 to 6 per region code enters, an SVG string with a link per region leaves.

Three shapes of the same map: tiles for the 40 COROP areas (drawn by the project), provinces (npm package
@svg-maps/netherlands) and imported shapes. Hatched means "not sure enough", a dotted outline "no figures".
"""

import csv
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from kring.frame import assets, geometry

STEPS = 6
TILE, GAP = 46, 4
PROVINCES_FILE = "@svg-maps/netherlands/index.js"
PROVINCE_CODES = {
    "gr": "NL11", "fr": "NL12", "dr": "NL13", "ov": "NL21", "ge": "NL22", "fl": "NL23",
    "nh": "NL32", "ze": "NL34", "ut": "NL35", "zh": "NL36", "nb": "NL41", "li": "NL42",
}  # fmt: skip


@dataclass(frozen=True)
class Place:
    """What a map shows of one region: words, where it leads, its step (None = no figures), certainty."""

    label: str
    href: str = ""
    step: int | None = None
    reliable: bool = True


@dataclass(frozen=True)
class Tile:
    """Where a COROP area stands on the tile map."""

    code: str
    short: str
    column: int
    row: int


def step_of(value: float, low: float, high: float) -> int:
    """Return the step 1…6 of a value on a scale of six equal parts.

    >>> [step_of(value, 0, 6) for value in (-1, 0, 2.5, 6)]
    [1, 1, 3, 6]
    """
    if high <= low:
        return 1
    return min(STEPS, max(1, int((value - low) / (high - low) * STEPS) + 1))


@cache
def tiles() -> dict[str, Tile]:
    """Return the tiles by COROP code."""
    file = Path(__file__).parent / "data" / "corop_tiles.csv"
    with file.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    return {r["code"]: Tile(r["code"], r["short"], int(r["column"]), int(r["row"])) for r in rows}


def tile_map(places: Mapping[str, Place], *, title: str, name: str = "tiles") -> SafeString:
    """Draw the COROP areas as tiles; a line stands between provinces; ``name`` is unique on the page."""
    known = tiles()
    width = (max(t.column for t in known.values()) + 1) * (TILE + GAP)
    height = (max(t.row for t in known.values()) + 1) * (TILE + GAP)
    parts = [_tile(tile, places.get(tile.code), name) for tile in known.values()]
    parts.append(f'<path class="k-map-border" d="{_province_borders()}"/>')
    return _drawing(parts, width - GAP, height - GAP, title, name)


def _tile(tile: Tile, place: Place | None, name: str) -> str:
    x, y = tile.column * (TILE + GAP), tile.row * (TILE + GAP)
    fill = _fill(place, name)
    shape = (
        f'<rect class="k-map-shape {fill.classes}"{fill.attribute} x="{x}" y="{y}" '
        f'width="{TILE}" height="{TILE}" rx="4"/>'
    )
    # The letters stand beside the link, not in it: its name is the region's full name.
    text = (
        f'<text class="k-map-tile-text" data-on="{fill.ink}" aria-hidden="true" '
        f'x="{x + TILE / 2:g}" y="{y + TILE / 2 + 4:g}">{escape(tile.short)}</text>'
    )
    return _linked(shape, place or Place(tile.code)) + text


@cache
def _province_borders() -> str:
    at = {(tile.column, tile.row): tile.code[:4] for tile in tiles().values()}
    size, lines = TILE + GAP, []
    for (column, row), province in at.items():
        if at.get((column + 1, row), province) != province:
            lines.append(f"M{(column + 1) * size - GAP / 2:g} {row * size}v{TILE}")
        if at.get((column, row + 1), province) != province:
            lines.append(f"M{column * size} {(row + 1) * size - GAP / 2:g}h{TILE}")
    return "".join(lines)


def province_map(places: Mapping[str, Place], *, title: str, name: str = "provinces") -> SafeString:
    """Draw the twelve provinces; show ``province_attribution()`` below, as the licence asks."""
    paths, width, height = _province_paths()
    parts = [_region(code, path, places.get(code), name) for code, path in _in_order(paths, places)]
    return _drawing(parts, width, height, title, name)


def province_attribution() -> str:
    """Return the line that the licence of the province map (CC BY 4.0) asks for."""
    return _("Map: MapSVG and SVG Maps, CC BY 4.0, simplified.")


@cache
def _province_paths() -> tuple[dict[str, str], float, float]:
    text = assets.npm_file(PROVINCES_FILE).read_text(encoding="utf-8")
    source = json.loads(text.partition("export default")[2].strip().rstrip(";"))
    _left, _top, width, height = (float(number) for number in source["viewBox"].split())
    paths = {
        PROVINCE_CODES[location["id"]]: geometry.path_of(
            geometry.rings_of_path(location["path"]), tolerance=0.7, smallest=3
        )
        for location in source["locations"]
    }
    return paths, width, height


def shapes_map(
    features: Iterable[Mapping[str, Any]],
    places: Mapping[str, Place],
    *,
    title: str,
    name: str = "shapes",
    code_property: str = "code",
    width: int = 600,
) -> SafeString:
    """Draw imported GeoJSON features; a feature's code is its property, else its id."""
    wanted = {
        str((feature.get("properties") or {}).get(code_property) or feature.get("id")): feature["geometry"]
        for feature in features
        if feature.get("geometry")
    }
    paths, height = _shape_paths(json.dumps(wanted, sort_keys=True), width)
    parts = [_region(code, path, places.get(code), name) for code, path in _in_order(paths, places)]
    return _drawing(parts, width, round(height), title, name)


@lru_cache(maxsize=32)
def _shape_paths(geometries: str, width: int) -> tuple[dict[str, str], float]:
    shapes = {code: geometry.rings_of_geometry(shape) for code, shape in json.loads(geometries).items()}
    placed, height = geometry.fitted(shapes, width)
    paths = {code: geometry.path_of(rings, tolerance=0.6, smallest=2) for code, rings in placed.items()}
    return paths, height


def _in_order(paths: Mapping[str, str], places: Mapping[str, Place]) -> list[tuple[str, str]]:
    # Drawn in the order of the tab key, north to south; regions without link last, so that their dots show.
    linked = {code for code, place in places.items() if place.href}
    return sorted(paths.items(), key=lambda item: (item[0] not in linked, item[0]))


def _region(code: str, path: str, place: Place | None, name: str) -> str:
    fill = _fill(place, name)
    shape = f'<path class="k-map-shape {fill.classes}"{fill.attribute} d="{path}"/>'
    return _linked(shape, place or Place(code))


@dataclass(frozen=True)
class _Fill:
    classes: str
    attribute: str
    ink: str


def _fill(place: Place | None, name: str) -> _Fill:
    if place is None or (place.step is None and place.reliable):
        return _Fill("k-gap-none", "", "soft")
    if not place.reliable or place.step is None:
        return _Fill("k-gap-unsure", f' fill="url(#hatch-{escape(name)})"', "low")
    step = min(STEPS, max(1, place.step))
    return _Fill(f"k-gap-{step}", "", "high" if step >= 5 else "low")


def _linked(shape: str, place: Place) -> str:
    words = escape(place.label)
    titled = f"<title>{words}</title>{shape}"
    if not place.href:
        return f"<g>{titled}</g>"
    return f'<a href="{escape(place.href)}" aria-label="{words}">{titled}</a>'


def _hatch(name: str) -> str:
    return (
        f'<pattern id="hatch-{escape(name)}" width="7" height="7" patternUnits="userSpaceOnUse" '
        'patternTransform="rotate(45)"><rect class="k-hatch-paper" width="7" height="7"/>'
        '<line class="k-hatch-line" x1="0" x2="0" y1="0" y2="7"/></pattern>'
    )


def _drawing(parts: list[str], width: float, height: float, title: str, name: str) -> SafeString:
    return mark_safe(  # noqa: S308  (numbers, and words that are escaped above)
        f'<svg class="k-map" viewBox="-3 -3 {width + 6:g} {height + 6:g}" role="group" '
        f'aria-label="{escape(title)}"><defs>{_hatch(name)}</defs>{"".join(parts)}</svg>'
    )


def legend(*, low: str, high: str, name: str = "legend", unsure: str = "", none: str = "") -> SafeString:
    """Draw the six steps between the words for small and large, and the keys for unsure and no figures.

    Without those words nothing on the map has a step, so the legend has none.
    """
    steps = "".join(
        f'<rect class="k-gap-{n}" x="{(n - 1) * 25}" width="23" height="12"/>' for n in range(1, 7)
    )
    scale = f'<svg viewBox="0 0 148 12" aria-hidden="true">{steps}</svg>'
    ends = (
        f'<div class="k-legend-scale"><span>{escape(low)}</span>{scale}<span>{escape(high)}</span></div>'
        if low or high
        else ""
    )
    keys = (
        (f'class="k-gap-unsure" fill="url(#hatch-{escape(name)})"', unsure or _("not sure enough yet")),
        ('class="k-gap-none"', none or _("no figures")),
    )
    items = "".join(
        '<li><svg viewBox="0 0 24 12" aria-hidden="true">'
        f'<rect {look} x="1" y="1" width="22" height="10"/></svg>{escape(words)}</li>'
        for look, words in keys
    )
    return mark_safe(  # noqa: S308  (every word is escaped)
        f'<div class="k-legend"><svg class="k-hidden" aria-hidden="true"><defs>{_hatch(name)}</defs></svg>'
        f"{ends}"
        f'<ul class="k-legend-key">{items}</ul></div>'
    )
