"""Shapes for maps: SVG paths, GeoJSON or TopoJSON enter, short SVG paths that fit a drawing leave."""

import re
from collections.abc import Iterable, Mapping, Sequence
from math import cos, hypot, radians
from typing import Any

Point = tuple[float, float]
Ring = list[Point]

_TOKENS = re.compile(r"[mMlLzZ]|-?\d*\.?\d+(?:[eE]-?\d+)?")


def rings_of_path(path: str) -> list[Ring]:
    """Read an SVG path of straight lines (m, l, z; relative or absolute).

    >>> rings_of_path("m 1,1 2,0 0,2 z")
    [[(1.0, 1.0), (3.0, 1.0), (3.0, 3.0)]]
    """
    tokens = _TOKENS.findall(path)
    rings: list[Ring] = []
    command, x, y, at = "", 0.0, 0.0, 0
    while at < len(tokens):
        part = tokens[at]
        if part.isalpha():
            command, at = part, at + 1
            if part in "zZ" and rings:
                x, y = rings[-1][0]
            continue
        dx, dy, at = float(part), float(tokens[at + 1]), at + 2
        x, y = (x + dx, y + dy) if command.islower() else (dx, dy)
        if command in "mM":
            rings.append([])
            command = "l" if command == "m" else "L"
        rings[-1].append((x, y))
    return rings


def rings_of_geometry(geometry: Mapping[str, Any]) -> list[Ring]:
    """Return the rings of a GeoJSON Polygon or MultiPolygon; their direction does not matter here."""
    coordinates = geometry.get("coordinates") or []
    polygons = [coordinates] if geometry.get("type") == "Polygon" else coordinates
    return [[(float(p[0]), float(p[1])) for p in ring] for polygon in polygons for ring in polygon]


def features_of_topojson(topology: Mapping[str, Any], name: str | None = None) -> list[dict[str, Any]]:
    """Turn one object of a TopoJSON file (the first, or the named one) into GeoJSON features."""
    arcs = _decoded_arcs(topology)
    found = topology["objects"][name] if name else next(iter(topology["objects"].values()))
    members = found["geometries"] if found.get("type") == "GeometryCollection" else [found]
    features = []
    for member in members:
        polygons = [member["arcs"]] if member["type"] == "Polygon" else member.get("arcs", [])
        coordinates = [[_joined(arcs, ring) for ring in polygon] for polygon in polygons]
        geometry = {"type": "MultiPolygon", "coordinates": coordinates}
        properties = member.get("properties") or {}
        features.append(
            {"type": "Feature", "id": member.get("id"), "properties": properties, "geometry": geometry}
        )
    return features


def _decoded_arcs(topology: Mapping[str, Any]) -> list[Ring]:
    change = topology.get("transform")
    if not change:
        return [[(p[0], p[1]) for p in arc] for arc in topology["arcs"]]
    (sx, sy), (tx, ty) = change["scale"], change["translate"]
    arcs = []
    for arc in topology["arcs"]:
        x = y = 0
        points = []
        for step in arc:
            x, y = x + step[0], y + step[1]
            points.append((x * sx + tx, y * sy + ty))
        arcs.append(points)
    return arcs


def _joined(arcs: Sequence[Ring], indices: Iterable[int]) -> Ring:
    ring: Ring = []
    for index in indices:
        piece = arcs[index] if index >= 0 else arcs[~index][::-1]
        ring.extend(piece[1:] if ring else piece)
    return ring


def simplified(ring: Ring, tolerance: float) -> Ring:
    """Leave out points that lie within ``tolerance`` of the line (Douglas and Peucker, 1973)."""
    if len(ring) < 5 or tolerance <= 0:
        return ring
    far = max(range(len(ring)), key=lambda n: hypot(ring[n][0] - ring[0][0], ring[n][1] - ring[0][1]))
    kept = {0, far, len(ring) - 1}
    waiting = [(0, far), (far, len(ring) - 1)]
    while waiting:
        first, last = waiting.pop()
        if last - first < 2:
            continue
        away = [(_distance(ring[n], ring[first], ring[last]), n) for n in range(first + 1, last)]
        distance, n = max(away)
        if distance > tolerance:
            kept.add(n)
            waiting += [(first, n), (n, last)]
    return [ring[n] for n in sorted(kept)]


def _distance(point: Point, start: Point, end: Point) -> float:
    dx, dy = end[0] - start[0], end[1] - start[1]
    length = hypot(dx, dy)
    if length == 0:
        return hypot(point[0] - start[0], point[1] - start[1])
    return abs(dx * (start[1] - point[1]) - dy * (start[0] - point[0])) / length


def path_of(rings: Iterable[Ring], *, tolerance: float, smallest: float = 0.0, digits: int = 1) -> str:
    """Write rings as a short path; rings whose box is smaller than ``smallest`` are left out."""
    parts = []
    for ring in rings:
        if _box_size(ring) < smallest:
            continue
        points = simplified(ring, tolerance)
        parts.append("M" + "L".join(f"{_short(x, digits)} {_short(y, digits)}" for x, y in points) + "Z")
    return "".join(parts)


def _box_size(ring: Ring) -> float:
    xs, ys = [p[0] for p in ring], [p[1] for p in ring]
    return max(max(xs) - min(xs), max(ys) - min(ys)) if ring else 0.0


def _short(number: float, digits: int) -> str:
    return f"{number:.{digits}f}".rstrip("0").rstrip(".") if digits else f"{number:.0f}"


def fitted(shapes: Mapping[str, list[Ring]], width: float) -> tuple[dict[str, list[Ring]], float]:
    """Project degrees (equirectangular at the middle latitude) into ``width``; return the height too.

    Coordinates outside -180…180 are taken as metres of a national grid and only scaled.
    """
    points = [point for rings in shapes.values() for ring in rings for point in ring]
    if not points:
        return {}, width
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    in_degrees = max(map(abs, xs)) <= 180 and max(map(abs, ys)) <= 90
    squeeze = cos(radians((min(ys) + max(ys)) / 2)) if in_degrees else 1.0
    scale = width / (((max(xs) - min(xs)) * squeeze) or 1.0)
    left, top = min(xs), max(ys)

    def place(point: Point) -> Point:
        return (point[0] - left) * squeeze * scale, (top - point[1]) * scale

    return {code: [[place(p) for p in ring] for ring in rings] for code, rings in shapes.items()}, (
        top - min(ys)
    ) * scale
