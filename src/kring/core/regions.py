"""Regions of the Netherlands (NUTS 2024): codes enter; names, parents and hubs leave."""

from dataclasses import dataclass
from functools import cache

from kring.core.tables import rows

COUNTRY = "NL"


@dataclass(frozen=True)
class Region:
    """A country, province (NUTS 2) or COROP area (NUTS 3)."""

    code: str
    level: str
    name_nl: str
    name_en: str
    parent: str
    vintage: str

    def name(self, language: str) -> str:
        """Return the name in ``language`` ("nl", anything else is English)."""
        return self.name_nl if language == "nl" else self.name_en


@dataclass(frozen=True)
class Hub:
    """A regional AI hub and the provinces it serves."""

    code: str
    name_nl: str
    name_en: str
    provinces: tuple[str, ...]

    def name(self, language: str) -> str:
        """Return the name in ``language`` ("nl", anything else is English)."""
        return self.name_nl if language == "nl" else self.name_en


@cache
def regions() -> dict[str, Region]:
    """Return every region by code: the country, 12 provinces and 40 COROP areas."""
    return {row["code"]: Region(**row) for row in rows("regions")}


@cache
def hubs() -> dict[str, Hub]:
    """Return every hub by code; Flevoland and Zeeland belong to none."""
    found: dict[str, Hub] = {}
    for row in rows("hubs"):
        known = found.get(row["hub"])
        provinces = (*(known.provinces if known else ()), row["region"])
        found[row["hub"]] = Hub(row["hub"], row["name_nl"], row["name_en"], provinces)
    return found


def province_of(code: str) -> str:
    """Return the province of a COROP area or province code; "" for the country or an unknown code."""
    region = regions().get(code)
    if region is None or region.level == "country":
        return ""
    return region.code if region.level == "province" else region.parent


def hubs_of(code: str) -> tuple[str, ...]:
    """Return the hubs that serve the region; more than one is possible, none too."""
    province = province_of(code)
    return tuple(hub.code for hub in hubs().values() if province in hub.provinces)


def corop_areas_of(code: str) -> tuple[str, ...]:
    """Return the COROP areas inside a region code (country, province, COROP) or a ``hub:`` code."""
    if code.startswith("hub:"):
        hub = hubs().get(code.removeprefix("hub:"))
        return tuple(area for province in (hub.provinces if hub else ()) for area in corop_areas_of(province))
    return tuple(r.code for r in regions().values() if r.level == "corop" and r.code.startswith(code))
