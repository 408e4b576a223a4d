"""Maps: every region has its place, its link and its words; nothing in them styles or runs."""

import xml.etree.ElementTree as ET

import pytest

from kring.core import regions
from kring.frame import geometry, maps

COROP = {code for code, region in regions.regions().items() if region.level == "corop"}
PROVINCES = {code for code, region in regions.regions().items() if region.level == "province"}
SQUARE = {
    "type": "Feature",
    "properties": {"code": "A"},
    "geometry": {"type": "Polygon", "coordinates": [[[5, 52], [6, 52], [6, 53], [5, 53], [5, 52]]]},
}


def parsed(svg: str) -> ET.Element:
    return ET.fromstring(svg)


def assert_plain(svg: str) -> None:
    for element in parsed(svg).iter():
        assert element.tag not in ("script", "style", "foreignObject")
        assert not [name for name in element.attrib if name == "style" or name.startswith("on")]


def test_the_tile_map_has_the_forty_areas_and_no_two_in_one_place():
    tiles = maps.tiles()
    assert set(tiles) == COROP
    assert len(tiles) == 40
    assert len({(tile.column, tile.row) for tile in tiles.values()}) == 40
    assert len({tile.short for tile in tiles.values()}) == 40


def test_areas_of_a_province_touch_each_other_on_the_tile_map():
    at = {(tile.column, tile.row): tile.code for tile in maps.tiles().values()}
    for province in PROVINCES:
        places = {place for place, code in at.items() if code.startswith(province)}
        reached, waiting = set(), [min(places)]
        while waiting:
            column, row = waiting.pop()
            reached.add((column, row))
            around = {(column + x, row + y) for x in (-1, 0, 1) for y in (-1, 0, 1)}
            waiting += list((around & places) - reached)
        assert reached == places, province


def test_north_is_above_south_and_west_left_of_east():
    tiles = maps.tiles()
    assert tiles["NL115"].row < tiles["NL350"].row < tiles["NL423"].row  # Groningen, Utrecht, Zuid-Limburg
    assert tiles["NL361"].column < tiles["NL350"].column < tiles["NL213"].column  # The Hague, Utrecht, Twente


def test_a_region_with_a_figure_is_a_link_that_says_it_in_words():
    places = {"NL115": maps.Place("Groningen: 3,8 <keer>", href="/radar/NL115/?a=1&b=2", step=6)}
    svg = maps.tile_map(places, title="Gaps")
    (link,) = parsed(svg).iter("a")
    assert link.attrib == {"href": "/radar/NL115/?a=1&b=2", "aria-label": "Groningen: 3,8 <keer>"}
    assert link.find("title").text == "Groningen: 3,8 <keer>"
    assert "k-gap-6" in link.find("rect").attrib["class"]
    assert_plain(svg)


def test_unsure_is_hatched_and_without_figures_is_distinct():
    places = {"NL115": maps.Place("a", step=5, reliable=False), "NL112": maps.Place("b")}
    shapes = [r.attrib for r in parsed(maps.tile_map(places, title="x", name="n")).iter("rect")]
    hatched = [s for s in shapes if "k-gap-unsure" in s["class"]]
    assert [s["fill"] for s in hatched] == ["url(#hatch-n)"]
    assert len([s for s in shapes if "k-gap-none" in s["class"]]) == 39


@pytest.mark.parametrize(("value", "step"), [(-5, 1), (0, 1), (0.99, 1), (1, 2), (5.99, 6), (6, 6), (99, 6)])
def test_six_equal_steps(value, step):
    assert maps.step_of(value, 0, 6) == step


@pytest.mark.needs_npm
def test_the_province_map_has_twelve_provinces_and_stays_small():
    places = {code: maps.Place(code, href=f"/{code}/", step=1) for code in PROVINCES}
    svg = maps.province_map(places, title="Gaps")
    assert set(maps.PROVINCE_CODES.values()) == PROVINCES
    assert {link.attrib["href"] for link in parsed(svg).iter("a")} == {f"/{code}/" for code in PROVINCES}
    assert len(svg) < 40_000
    assert "CC BY 4.0" in maps.province_attribution()
    assert_plain(svg)


def test_imported_shapes_fit_the_drawing_with_north_above():
    north = {
        "type": "Feature",
        "id": "B",
        "geometry": {"type": "MultiPolygon", "coordinates": [[[[5, 53], [6, 53], [6, 54], [5, 53]]]]},
    }
    svg = maps.shapes_map([SQUARE, north], {"A": maps.Place("A", "/a/", 2)}, title="x", width=600)
    root = parsed(svg)
    assert [link.attrib["href"] for link in root.iter("a")] == ["/a/"]
    numbers = [float(n) for n in root.attrib["viewBox"].split()]
    assert numbers[2] == 606
    assert numbers[3] > numbers[2]  # two degrees of latitude are longer than one of longitude
    assert_plain(svg)


def test_topojson_becomes_the_same_shape_as_geojson():
    topology = {
        "type": "Topology",
        "transform": {"scale": [1, 1], "translate": [5, 52]},
        "objects": {"regions": {"type": "GeometryCollection", "geometries": [
            {"type": "Polygon", "id": "A", "properties": {"code": "A"}, "arcs": [[0, ~1]]}]}},
        "arcs": [[[0, 0], [1, 0], [0, 1]], [[0, 0], [0, 1], [1, 0]]],
    }  # fmt: skip
    (feature,) = geometry.features_of_topojson(topology)
    assert geometry.rings_of_geometry(feature["geometry"]) == geometry.rings_of_geometry(SQUARE["geometry"])


def test_simplifying_keeps_corners_and_drops_what_nobody_sees():
    ring = [(0.0, 0.0), (5.0, 0.01), (10.0, 0.0), (10.0, 10.0), (0.0, 10.0)]
    assert geometry.simplified(ring, 0.1) == [(0.0, 0.0), (10.0, 0.0), (10.0, 10.0), (0.0, 10.0)]


def test_an_empty_map_is_still_a_map():
    assert_plain(maps.shapes_map([], {}, title="none"))
    assert_plain(f"<div>{maps.legend(low='small', high='large', unsure='u', none='n')}</div>")


def test_a_map_on_which_nothing_is_sure_has_no_scale():
    assert "k-legend-scale" in maps.legend(low="0,4×", high="39×")
    unsure = maps.legend(low="", high="")
    assert "k-legend-scale" not in unsure and "k-gap-unsure" in unsure
