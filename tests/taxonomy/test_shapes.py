"""Outlines come in from GeoJSON and TopoJSON under the code of their region; the rest is told."""

import json
from pathlib import Path
from typing import Any

import pytest

from kring.core.problems import UnableTo
from kring.ledger.models import Fact
from kring.taxonomy.actions.import_shapes import import_shapes
from kring.taxonomy.formats.shapes import read_shapes
from kring.taxonomy.models import RegionShape

SQUARE = {"type": "Polygon", "coordinates": [[[5, 52], [6, 52], [6, 53], [5, 52]]]}


def geojson(path: Path, *features: dict[str, Any], **more: object) -> Path:
    """Write features (properties, maybe an id or another geometry) as a file."""
    made = [{"type": "Feature", "geometry": SQUARE, "properties": {}, **feature} for feature in features]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": made, **more}), encoding="utf-8")
    return path


def codes(path: Path) -> list[str]:
    return [shape.code for shape in read_shapes(path).shapes]


def test_a_region_is_known_by_code_property_id_or_name(tmp_path: Path) -> None:
    file = geojson(
        tmp_path / "map.json",
        {"properties": {"NUTS_ID": "NL11"}},
        {"id": "NL350"},
        {"properties": {"statnaam": "Achterhoek"}},
        {"properties": {"statcode": "GM0014", "statnaam": "Groningen"}},
        {"properties": {"NAME_LATN": "Friesland (NL)"}},
    )
    read = read_shapes(file)
    assert [shape.code for shape in read.shapes] == ["NL11", "NL350", "NL225", "GM0014", "NL12"]
    assert [s.level for s in read.shapes] == ["province", "corop", "corop", "municipality", "province"]


def test_a_name_of_two_regions_means_the_level_of_the_file(tmp_path: Path) -> None:
    names = ["Flevoland", "Achterhoek", "Twente"]
    corops = geojson(tmp_path / "a.json", *({"properties": {"name": name}} for name in names))
    assert codes(corops) == ["NL230", "NL225", "NL213"]
    names = ["Flevoland", "Gelderland", "Drenthe"]
    provinces = geojson(tmp_path / "b.json", *({"properties": {"name": name}} for name in names))
    assert codes(provinces) == ["NL23", "NL22", "NL13"]
    coded = geojson(tmp_path / "c.json", {"properties": {"statcode": "CR24", "statnaam": "Flevoland"}})
    assert codes(coded) == ["NL230"]


def test_what_is_no_region_is_counted_and_the_attribution_is_kept(tmp_path: Path) -> None:
    file = geojson(
        tmp_path / "eu.json", {"properties": {"NUTS_ID": "NL11"}}, {"properties": {"NUTS_ID": "DE1"}}
    )
    read = read_shapes(file)
    assert (len(read.shapes), read.others) == (1, 1)
    assert "EuroGeographics" in read.attribution
    own = geojson(tmp_path / "own.json", {"id": "NL11"}, attribution="Drawn by hand")
    assert read_shapes(own).attribution == "Drawn by hand"


def test_topojson_is_joined_from_its_arcs(tmp_path: Path) -> None:
    topology = {
        "type": "Topology",
        "arcs": [[[0, 0], [10, 0], [0, 10], [-10, -10]]],
        "transform": {"scale": [0.1, 0.1], "translate": [5, 52]},
        "objects": {"x": {"type": "GeometryCollection", "geometries": [
            {"type": "Polygon", "arcs": [[0]], "properties": {"code": "NL11"}}]}},
    }  # fmt: skip
    file = tmp_path / "map.topo.json"
    file.write_text(json.dumps(topology))
    (shape,) = read_shapes(file).shapes
    assert shape.geometry == {
        "type": "MultiPolygon",
        "coordinates": [[[(5.0, 52.0), (6.0, 52.0), (6.0, 53.0), (5.0, 52.0)]]],
    }
    del topology["arcs"]
    file.write_text(json.dumps(topology))
    with pytest.raises(UnableTo, match="arcs"):
        read_shapes(file)


def test_all_problems_are_told_at_once(tmp_path: Path) -> None:
    point = {"type": "Point", "coordinates": [5, 52]}
    odd = {"type": "Polygon", "coordinates": [[[5, "north"]]]}
    file = geojson(tmp_path / "bad.json", {"id": "NL11"}, {"geometry": point}, {"geometry": odd})
    with pytest.raises(UnableTo) as caught:
        read_shapes(file)
    assert [problem.field for problem in caught.value.problems] == ["features[1]", "features[2]"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"{", "not JSON"),
        (b"[1]", "neither GeoJSON"),
        (b'{"type": "FeatureCollection"}', "neither GeoJSON"),
        (b'{"type": "FeatureCollection", "features": []}', "No feature is a region"),
        (b'{"name": "\xe9"}', "not UTF-8"),
        (b"[" * 100_000, "nested too deep"),
    ],
)
def test_files_that_are_no_map(tmp_path: Path, content: bytes, said: str) -> None:
    file = tmp_path / "map.json"
    file.write_bytes(content)
    with pytest.raises(UnableTo, match=said):
        read_shapes(file)


@pytest.mark.django_db
def test_importing_replaces_earlier_outlines_and_is_a_fact(tmp_path: Path) -> None:
    import_shapes(geojson(tmp_path / "a.json", {"id": "NL11"}, {"id": "NL350"}), by="test")
    done = import_shapes(geojson(tmp_path / "b.json", {"id": "NL350"}), by="test", attribution="Mine")
    assert (done.levels, done.attribution) == ({"corop": 1}, "Mine")
    assert dict(RegionShape.objects.values_list("code", "attribution")) == {"NL11": "", "NL350": "Mine"}
    assert Fact.objects.filter(verb="shapes_imported").count() == 2


@pytest.mark.shared_data
@pytest.mark.parametrize(
    ("name", "level", "count"),
    [
        ("nl_nuts2_provinces.geojson", "province", 12),
        ("nl_nuts3_corop.geojson", "corop", 40),
        ("nuts2_2024_eu.geojson", "province", 12),
        ("nl-vr-gm.topo.json", "municipality", 342),
    ],
)
def test_real_maps(shared_data: Path, name: str, level: str, count: int) -> None:
    read = read_shapes(shared_data / "geo" / name)
    assert len(read.shapes) == count and {shape.level for shape in read.shapes} == {level}
