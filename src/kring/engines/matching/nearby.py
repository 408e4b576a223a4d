"""How far two regions are apart: COROP codes enter; a distance class or kilometres leave.

Neighbours are areas that share a border or a fixed crossing. Kilometres run, as the crow flies, between
the main towns of two areas: an approximation that is good enough to tell near from far.
"""

from functools import cache
from math import asin, cos, radians, sin, sqrt

from kring.core.regions import COUNTRY, corop_areas_of, hubs_of, hubs_version, province_of

CLASSES: tuple[str, ...] = ("corop", "neighbour", "province", "hub", "country")

# code, latitude and longitude of the main town (degrees), neighbours
_AREAS = """
NL112 53.33 6.92 NL114 NL115
NL114 53.14 7.03 NL112 NL115 NL131 NL132
NL115 53.22 6.57 NL112 NL114 NL126 NL127 NL131
NL126 53.11 6.10 NL115 NL127 NL128 NL131 NL133 NL211
NL127 53.20 5.79 NL115 NL126 NL128
NL128 53.03 5.66 NL126 NL127 NL211 NL230 NL321
NL131 52.99 6.56 NL114 NL115 NL126 NL132 NL133
NL132 52.79 6.90 NL114 NL131 NL133 NL211
NL133 52.70 6.20 NL126 NL131 NL132 NL211
NL211 52.51 6.09 NL126 NL128 NL132 NL133 NL212 NL213 NL221 NL230
NL212 52.26 6.16 NL211 NL213 NL221 NL225
NL213 52.22 6.89 NL211 NL212 NL225
NL221 52.21 5.97 NL211 NL212 NL224 NL225 NL226 NL230 NL350
NL224 51.89 5.43 NL221 NL226 NL350 NL364 NL415 NL416
NL225 51.97 6.29 NL212 NL213 NL221 NL226
NL226 51.91 5.88 NL221 NL224 NL225 NL416 NL421
NL230 52.37 5.22 NL128 NL211 NL221 NL321 NL327 NL32B NL350
NL321 52.96 4.76 NL128 NL230 NL328 NL32B
NL323 52.48 4.66 NL325 NL328 NL32A NL32B
NL325 52.44 4.83 NL323 NL328 NL32B
NL327 52.22 5.18 NL230 NL32B NL350
NL328 52.63 4.75 NL321 NL323 NL325 NL32B
NL32A 52.38 4.64 NL323 NL32B NL363
NL32B 52.37 4.90 NL230 NL321 NL323 NL325 NL327 NL328 NL32A NL350 NL363 NL365
NL341 51.33 3.83 NL342
NL342 51.50 3.61 NL341 NL366 NL411
NL350 52.09 5.12 NL221 NL224 NL230 NL327 NL32B NL364 NL365
NL361 52.08 4.30 NL362 NL363 NL365 NL366
NL362 52.01 4.36 NL361 NL366
NL363 52.16 4.49 NL32A NL32B NL361 NL365
NL364 51.81 4.67 NL224 NL350 NL365 NL366 NL411 NL415
NL365 52.01 4.71 NL32B NL350 NL361 NL363 NL364 NL366
NL366 51.92 4.48 NL342 NL361 NL362 NL364 NL365 NL411
NL411 51.59 4.78 NL342 NL364 NL366 NL415
NL414 51.44 5.48 NL415 NL416 NL421 NL422
NL415 51.56 5.09 NL224 NL364 NL411 NL414 NL416
NL416 51.69 5.30 NL224 NL226 NL414 NL415 NL421
NL421 51.37 6.17 NL226 NL414 NL416 NL422
NL422 51.19 5.99 NL414 NL421 NL423
NL423 50.85 5.69 NL422
"""


@cache
def _neighbours() -> dict[str, frozenset[str]]:
    return {line.split()[0]: frozenset(line.split()[3:]) for line in _AREAS.strip().splitlines()}


@cache
def _towns() -> dict[str, tuple[float, float]]:
    table = (line.split() for line in _AREAS.strip().splitlines())
    return {row[0]: (radians(float(row[1])), radians(float(row[2]))) for row in table}


def neighbours_of(code: str) -> frozenset[str]:
    """Return the COROP areas beside a COROP area; none for another code.

    >>> sorted(neighbours_of("NL213"))
    ['NL211', 'NL212', 'NL225']
    """
    return _neighbours().get(code, frozenset())


def distance_class(here: str, there: str) -> str:
    """Return the nearest of ``CLASSES`` that holds both regions; an unknown region is "country".

    >>> distance_class("NL213", "NL213"), distance_class("NL213", "NL225"), distance_class("NL213", "NL423")
    ('corop', 'neighbour', 'country')
    """
    return _distance_class(here, there, hubs_version())


@cache
def _distance_class(here: str, there: str, version: int) -> str:
    if here == there:
        return "corop"
    if there in neighbours_of(here):
        return "neighbour"
    if province_of(here) and province_of(here) == province_of(there):
        return "province"
    if set(hubs_of(here)) & set(hubs_of(there)):
        return "hub"
    return "country"


@cache
def kilometres(here: str, there: str) -> float | None:
    """Return the distance between the main towns of two COROP areas (haversine); None when unknown.

    >>> round(kilometres("NL32B", "NL366"))
    58
    """
    towns = _towns()
    if here not in towns or there not in towns:
        return None
    (north_a, east_a), (north_b, east_b) = towns[here], towns[there]
    half = sin((north_b - north_a) / 2) ** 2
    half += cos(north_a) * cos(north_b) * sin((east_b - east_a) / 2) ** 2
    return 2 * 6371 * asin(sqrt(half))


def covers(code: str, corop: str) -> bool:
    """Return whether a region code (country, province, COROP, ``hub:`` code) holds a COROP area.

    >>> covers("NL21", "NL213"), covers("hub:oost", "NL225"), covers("NL11", "NL213")
    (True, True, False)
    """
    return code == COUNTRY or corop in corop_areas_of(code)
