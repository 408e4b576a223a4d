"""Regions of the Netherlands (NUTS 2024): codes enter; names, parents and hubs leave.

Which hub serves which area is data that an administrator edits. Nothing here knows where it is kept: whoever
runs Kring names a reader (`read_hubs_with`), and says when to ask it again (`ask_which_hubs`).
"""

from collections.abc import Callable, Iterable, Mapping
from contextvars import ContextVar
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
    """A regional AI hub and the COROP areas it serves."""

    code: str
    name_nl: str
    name_en: str
    areas: tuple[str, ...]

    def name(self, language: str) -> str:
        """Return the name in ``language`` ("nl", anything else is English)."""
        return self.name_nl if language == "nl" else self.name_en

    @property
    def provinces(self) -> tuple[str, ...]:
        """The provinces that it serves wholly."""
        return tuple(code for code in whole_provinces(self.areas) if regions()[code].level == "province")


@cache
def regions() -> dict[str, Region]:
    """Return every region by code: the country, 12 provinces and 40 COROP areas."""
    return {row["code"]: Region(**row) for row in rows("regions")}


@cache
def shipped_hubs() -> Mapping[str, Hub]:
    """Return every hub that comes with Kring; Flevoland and Zeeland belong to none."""
    found: dict[str, Hub] = {}
    for row in rows("hubs"):
        known = found.get(row["hub"])
        inside = tuple(r.code for r in regions().values() if r.level == "corop" and r.parent == row["region"])
        found[row["hub"]] = Hub(
            row["hub"], row["name_nl"], row["name_en"], (*(known.areas if known else ()), *inside)
        )
    return found


class _HubsInUse:
    """The hubs as they are now: those that come with Kring, until whoever runs it tells others."""

    reader: Callable[[], Mapping[str, Hub]] | None = None
    told: Mapping[str, Hub] | None = None
    version: int = 0


_ask: ContextVar[bool] = ContextVar("ask_which_hubs", default=False)


def read_hubs_with(reader: Callable[[], Mapping[str, Hub]] | None) -> None:
    """Say who knows the hubs as they were edited; None goes back to those that come with Kring."""
    _HubsInUse.reader = reader
    if reader is None:
        tell_hubs(None)


def ask_which_hubs(again: bool = True) -> None:
    """Let the next question about hubs ask the reader first: at the start of a request or a round of work."""
    _ask.set(again)


def tell_hubs(found: Mapping[str, Hub] | None) -> None:
    """Use these hubs from now on; None: those that come with Kring."""
    if found != _HubsInUse.told:
        _HubsInUse.told = found
        _HubsInUse.version += 1


def hubs() -> Mapping[str, Hub]:
    """Return every hub by code, with the areas that it serves now."""
    if _ask.get():
        _ask.set(False)
        if _HubsInUse.reader is not None:
            tell_hubs(_HubsInUse.reader())
    return _HubsInUse.told if _HubsInUse.told is not None else shipped_hubs()


def hubs_version() -> int:
    """Return a number that changes when the hubs do: what is worked out from them is kept under it."""
    hubs()
    return _HubsInUse.version


def whole_provinces(areas: Iterable[str]) -> tuple[str, ...]:
    """Return COROP areas with each whole province under its own code, in the order of the codes.

    >>> whole_provinces(["NL131", "NL132", "NL133", "NL213"])
    ('NL13', 'NL213')
    """
    given = set(areas)
    whole = {
        one.code for one in regions().values()
        if one.level == "province" and set(_corops_in(one.code)) <= given
    }  # fmt: skip
    rest = {code for code in given if province_of(code) not in whole}
    return tuple(sorted(whole | rest))


def province_of(code: str) -> str:
    """Return the province of a COROP area or province code; "" for the country or an unknown code."""
    region = regions().get(code)
    if region is None or region.level == "country":
        return ""
    return region.code if region.level == "province" else region.parent


def hubs_of(code: str) -> tuple[str, ...]:
    """Return the hubs that serve the whole region; more than one is possible, none too."""
    areas = _corops_in(code) if province_of(code) else ()
    return tuple(hub.code for hub in hubs().values() if areas and set(areas) <= set(hub.areas))


def corop_areas_of(code: str) -> tuple[str, ...]:
    """Return the COROP areas inside a region code (country, province, COROP) or a ``hub:`` code."""
    if code.startswith("hub:"):
        hub = hubs().get(code.removeprefix("hub:"))
        return hub.areas if hub else ()
    return _corops_in(code)


@cache
def _corops_in(code: str) -> tuple[str, ...]:
    return tuple(r.code for r in regions().values() if r.level == "corop" and r.code.startswith(code))
