"""A GeoJSON or TopoJSON file enters; outlines with the codes of the regions they draw leave."""

import json
import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from kring.core.problems import Problem, UnableTo
from kring.core.regions import COUNTRY, regions
from kring.frame.geometry import features_of_topojson

LARGEST_FILE_BYTES = 200_000_000
# Properties that hold a code or a name, in the order in which they are asked (compared without case).
CODE_PROPERTIES = ("nuts_id", "code", "statcode", "region", "id")
NAME_PROPERTIES = ("name_latn", "nuts_name", "statnaam", "name", "naam", "name_nl")
# Codes of the statistics office that stand for regions without a NUTS code.
OTHER_LEVELS = {"GM": "municipality", "AM": "labour-market"}
LEVEL_OF_PREFIX = {"PV": "province", "CR": "corop", "LD": "part"}
ATTRIBUTIONS = {"nuts_id": "© EuroGeographics for the administrative boundaries"}
_OTHER_CODE = re.compile(r"(GM|AM)\d{2,4}")


@dataclass(frozen=True)
class Shape:
    """The outline of one region: a GeoJSON Polygon or MultiPolygon in the file's own coordinates."""

    code: str
    level: str
    name: str
    geometry: dict[str, Any]


@dataclass(frozen=True)
class ShapeFile:
    """What a file holds: shapes of known regions, how many other features, and whom to name."""

    shapes: tuple[Shape, ...]
    others: int
    attribution: str


def read_shapes(path: Path) -> ShapeFile:
    """Return the shapes of a file; every problem with its features is raised at once."""
    content = _json(path)
    features = _features(content, path.name)
    problems = [problem for n, one in enumerate(features, 1) for problem in _wrong(one, n, path.name)]
    if problems:
        raise UnableTo(*problems)
    chosen = _usual_level(features)
    found: dict[str, Shape] = {}
    for feature in features:
        shape = _shape(feature, chosen)
        if shape is not None:
            found.setdefault(shape.code, shape)
    if not found:
        raise UnableTo(
            Problem(
                "no_region",
                "No feature is a region that Kring knows.",
                "Give features a property NUTS_ID, code or name: a province, COROP area or municipality.",
                path.name,
            )
        )
    return ShapeFile(tuple(found.values()), len(features) - len(found), _attribution(content, features))


def _json(path: Path) -> Mapping[str, Any]:
    if not path.is_file():
        raise UnableTo(Problem("no_file", "There is no such file.", "Check the path.", str(path)))
    if path.stat().st_size > LARGEST_FILE_BYTES:
        raise UnableTo(
            Problem("too_large", "The file is larger than 200 MB.", "Use simplified outlines.", path.name)
        )
    try:
        content = json.loads(path.read_bytes().decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise UnableTo(
            Problem("not_utf8", "The file is not UTF-8.", "Save it as UTF-8.", path.name)
        ) from error
    except RecursionError as error:
        raise UnableTo(
            Problem("too_deep", "The file is nested too deep.", "Use GeoJSON.", path.name)
        ) from error
    except json.JSONDecodeError as error:
        raise UnableTo(
            Problem(
                "not_json", "This is not JSON.", "Choose a GeoJSON or TopoJSON file, or download it again.",
                path.name, error.lineno,
            )
        ) from error  # fmt: skip
    if not isinstance(content, dict):
        raise _not_a_map(path.name)
    return content


def _not_a_map(file: str) -> UnableTo:
    return UnableTo(
        Problem(
            "not_a_map",
            "This is neither GeoJSON nor TopoJSON.",
            "Use a file of type FeatureCollection.",
            file,
        )
    )


def _features(content: Mapping[str, Any], file: str) -> list[dict[str, Any]]:
    kind = content.get("type")
    if kind == "FeatureCollection" and isinstance(content.get("features"), list):
        return [feature for feature in content["features"] if isinstance(feature, dict)]
    if kind == "Feature":
        return [dict(content)]
    if kind == "Topology" and isinstance(content.get("objects"), dict):
        try:
            return [one for name in content["objects"] for one in features_of_topojson(content, name)]
        except (KeyError, IndexError, TypeError, ValueError, AttributeError) as error:
            raise UnableTo(
                Problem("broken_topology", "The arcs of this TopoJSON cannot be joined.",
                        "Download it again, or use GeoJSON.", file)
            ) from error  # fmt: skip
    raise _not_a_map(file)


def _wrong(feature: Mapping[str, Any], number: int, file: str) -> Iterable[Problem]:
    geometry = feature.get("geometry")
    where = f"features[{number - 1}]"
    if not isinstance(geometry, dict) or geometry.get("type") not in {"Polygon", "MultiPolygon"}:
        yield Problem("no_polygon", "The feature has no (multi)polygon.", "Leave it out.", file, None, where)
    elif not _are_rings(geometry):
        yield Problem("bad_ring", "The outline holds something that is no point.", "Download it again.",
                      file, None, where)  # fmt: skip


def _are_rings(geometry: Mapping[str, Any]) -> bool:
    coordinates = geometry.get("coordinates")
    polygons: Any = [coordinates] if geometry["type"] == "Polygon" else coordinates
    try:
        return all(
            math.isfinite(float(point[0])) and math.isfinite(float(point[1]))
            for polygon in polygons or ()
            for ring in polygon
            for point in ring
        )
    except (TypeError, ValueError, IndexError, KeyError):
        return False


def _asked(feature: Mapping[str, Any], names: Iterable[str]) -> list[str]:
    properties = feature.get("properties")
    by_name = {str(k).lower(): v for k, v in properties.items()} if isinstance(properties, dict) else {}
    return [str(by_name[name]).strip() for name in names if by_name.get(name)]


def _codes(feature: Mapping[str, Any]) -> list[str]:
    own = feature.get("id")
    return [*_asked(feature, CODE_PROPERTIES), *([str(own)] if own else [])]


def _shape(feature: Mapping[str, Any], usual: str) -> Shape | None:
    geometry = {key: feature["geometry"][key] for key in ("type", "coordinates")}
    names = _asked(feature, NAME_PROPERTIES)
    level = usual
    for code in _codes(feature):
        if code in regions():
            region = regions()[code]
            return Shape(code, region.level, region.name_nl, geometry)
        if _OTHER_CODE.fullmatch(code):
            return Shape(code, OTHER_LEVELS[code[:2]], (names or [""])[0][:100], geometry)
        level = LEVEL_OF_PREFIX.get(code[:2], level)
    for name in names:
        candidates = _by_name().get(name.casefold(), {})
        code = candidates.get(level) or next(iter(candidates.values()), "")
        if code:
            return Shape(code, regions()[code].level, regions()[code].name_nl, geometry)
    return None


def _usual_level(features: Iterable[Mapping[str, Any]]) -> str:
    """Return the level that the file draws: some names are a province's and a COROP area's alike."""
    found = Counter(
        level
        for feature in features
        for name in _asked(feature, NAME_PROPERTIES)[:1]
        for candidates in [_by_name().get(name.casefold(), {})]
        if len(candidates) == 1
        for level in candidates
    )
    return found.most_common(1)[0][0] if found else "province"


@cache
def _by_name() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for region in regions().values():
        for name in (region.name_nl, region.name_en, *_OTHER_NAMES.get(region.code, ())):
            found.setdefault(name.casefold(), {}).setdefault(region.level, region.code)
    return found


_OTHER_NAMES = {"NL12": ("Friesland", "Friesland (NL)"), COUNTRY: ("The Netherlands", "Netherlands")}


def _attribution(content: Mapping[str, Any], features: Iterable[Mapping[str, Any]]) -> str:
    for key in ("attribution", "copyright", "source"):
        if isinstance(content.get(key), str):
            return str(content[key])[:200]
    named = {str(name).lower() for feature in features for name in (feature.get("properties") or {})}
    return next((words for key, words in ATTRIBUTIONS.items() if key in named), "")
