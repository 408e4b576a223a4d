"""Region, area, level and window codes enter; numbered dimensions and their roll-up tables leave.

A cell's key is one whole number, ((window · regions + region) · areas + area) · levels + level; a
figure's key has the skill between region and area. Number 0 of areas and levels means "unknown" in the
documents and "all" in the figures, so that a document of unknown level counts in "all" alone.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import pyarrow as pa

from kring.core.periods import Quarter, window_quarters
from kring.core.regions import COUNTRY, hubs, hubs_of, province_of, regions
from kring.core.terms import areas, levels
from kring.engines.market.inputs import TOPIC_PREFIX
from kring.engines.market.parameters import WINDOW_QUARTERS

ALL = "all"
REGION_LEVELS = ("country", "hub", "province", "corop")


@dataclass(frozen=True)
class RegionNode:
    """A region of the figures: its code, level, and the one a small cell borrows strength from."""

    code: str
    level: str
    parent: str


def region_nodes() -> tuple[RegionNode, ...]:
    """Return the country, the hubs, the provinces and the COROP areas, in that order."""
    nodes = [RegionNode(COUNTRY, "country", "")]
    nodes += [RegionNode(f"hub:{code}", "hub", COUNTRY) for code in sorted(hubs())]
    for level in ("province", "corop"):
        codes = sorted(region.code for region in regions().values() if region.level == level)
        nodes += [RegionNode(code, level, regions()[code].parent) for code in codes]
    return tuple(nodes)


def wider_regions(code: str) -> tuple[str, ...]:
    """Return the region and all wider ones, finest first: COROP, province, its hubs, the country.

    >>> wider_regions("NL12")
    ('NL12', 'hub:noord', 'NL')
    >>> wider_regions("hub:oost")
    ('hub:oost', 'NL')
    """
    if code == COUNTRY or code.startswith("hub:"):
        return tuple(dict.fromkeys((code, COUNTRY)))
    served = tuple(f"hub:{hub}" for hub in hubs_of(code))
    chain = (code, province_of(code), *served, COUNTRY)
    return tuple(dict.fromkeys(wider for wider in chain if wider))


@dataclass(frozen=True)
class Dimensions:
    """The numbered codes of one release; position in a tuple = number."""

    skills: tuple[str, ...]
    topics_from: int
    skill_topic: Mapping[str, str]
    windows: tuple[Quarter, ...]

    @cached_property
    def regions(self) -> tuple[RegionNode, ...]:
        """The regions of the figures."""
        return region_nodes()

    @cached_property
    def areas(self) -> tuple[str, ...]:
        """The areas, "all" first."""
        return (ALL, *areas())

    @cached_property
    def levels(self) -> tuple[str, ...]:
        """The levels, "all" first."""
        return (ALL, *levels())

    @property
    def level_step(self) -> int:
        """How many figure keys one area takes."""
        return len(self.levels)

    @property
    def area_step(self) -> int:
        """How many keys one skill (in a figure) or one region (in a cell) takes."""
        return len(self.levels) * len(self.areas)

    @property
    def region_step(self) -> int:
        """How many figure keys one region takes."""
        return self.area_step * max(len(self.skills), 1)

    @property
    def window_step(self) -> int:
        """How many figure keys one window takes."""
        return self.region_step * len(self.regions)

    def skill_numbers(self) -> pa.Table:
        """uri → skill number, and the number of its topic (null for none)."""
        number = {uri: at for at, uri in enumerate(self.skills)}
        uris = self.skills[: self.topics_from]
        topic = [number.get(TOPIC_PREFIX + self.skill_topic[uri]) for uri in uris]
        return pa.table(
            {
                "uri": pa.array(uris, pa.string()),
                "skill": pa.array(range(len(uris)), pa.int64()),
                "topic": pa.array(topic, pa.int64()),
            }
        )

    def skill_names(self) -> pa.Table:
        """Skill number → its URI and its topic's URI (null for topics and for skills without one)."""
        topics = [TOPIC_PREFIX + self.skill_topic[uri] for uri in self.skills[: self.topics_from]]
        known = [uri if uri in self.skills else None for uri in topics]
        return pa.table(
            {
                "skill": pa.array(range(len(self.skills)), pa.int64()),
                "skill_uri": pa.array(self.skills, pa.string()),
                "topic_uri": pa.array(known + [None] * (len(self.skills) - self.topics_from), pa.string()),
            }
        )

    def places(self) -> pa.Table:
        """Region code of a document → its own number; unknown codes are the country (0)."""
        return _numbered("corop", [node.code for node in self.regions])

    def region_map(self) -> pa.Table:
        """Number of a document's region → every region it counts in."""
        number = {node.code: at for at, node in enumerate(self.regions)}
        return _pairs(
            "place",
            "region",
            [(number[node.code], number[code]) for node in self.regions for code in wider_regions(node.code)],
        )

    def area_map(self, *, unknown_is_every: bool) -> pa.Table:
        """Number of a document's area → every area it counts in; an arealess course is for every area."""
        count = len(self.areas)
        known = [(area, to) for area in range(1, count) for to in (area, 0)]
        return _pairs("area", "to", known + [(0, to) for to in range(count if unknown_is_every else 1)])

    def level_map(self) -> pa.Table:
        """Number of a document's level → every level it counts in."""
        known = [(level, to) for level in range(1, len(self.levels)) for to in (level, 0)]
        return _pairs("level", "to", [*known, (0, 0)])

    def window_map(self) -> pa.Table:
        """Index of a quarter → every window that holds it."""
        return _pairs(
            "quarter",
            "window",
            [(quarter.index, at) for at, end in enumerate(self.windows) for quarter in window_quarters(end)],
        )

    def window_days(self) -> pa.Table:
        """Each window's first and last day, and the number of the window four quarters earlier."""
        number = {end: at for at, end in enumerate(self.windows)}
        first = [window_quarters(end)[0].first_day for end in self.windows]
        earlier = [number.get(end.shifted(-WINDOW_QUARTERS.whole)) for end in self.windows]
        return pa.table(
            {
                "window": pa.array(range(len(self.windows)), pa.int64()),
                "first_day": pa.array(first, pa.date32()),
                "last_day": pa.array([end.last_day for end in self.windows], pa.date32()),
                "earlier": pa.array(earlier, pa.int64()),
            }
        )

    def codes(self, name: str) -> pa.Table:
        """The area or level codes with their numbers, without "all"."""
        whole = self.areas if name == "area" else self.levels
        table = _numbered(f"{name}_code", list(whole))
        return table.slice(1).rename_columns([f"{name}_code", f"{name}_number"])


def _numbered(name: str, codes: list[str]) -> pa.Table:
    return pa.table({name: pa.array(codes, pa.string()), "number": pa.array(range(len(codes)), pa.int64())})


def _pairs(one: str, two: str, pairs: Iterable[tuple[int, int]]) -> pa.Table:
    listed = list(pairs)
    return pa.table(
        {one: pa.array([a for a, _ in listed], pa.int64()), two: pa.array([b for _, b in listed], pa.int64())}
    )


def dimensions(skills: Mapping[str, str], windows: Iterable[Quarter]) -> Dimensions:
    """Number the skills (by URI), after them their topics, and the windows in time."""
    uris = sorted(uri for uri in skills if not uri.startswith(TOPIC_PREFIX))
    topics = sorted({TOPIC_PREFIX + skills[uri] for uri in uris if skills[uri]})
    return Dimensions((*uris, *topics), len(uris), dict(skills), tuple(sorted(set(windows))))


def windows_of(days: Iterable[date], wanted: tuple[Quarter, ...] | None) -> tuple[Quarter, ...]:
    """Return the windows' last quarters that hold at least one of the vacancies' quarters (their days).

    Without ``wanted``: every window of four whole quarters between the first and the last vacancy; the
    last quarter alone when the data span less than that.
    """
    quarters = sorted({Quarter.of(day) for day in days})
    if not quarters:
        return ()
    first, last = quarters[0], quarters[-1]
    held = {quarter.shifted(later) for quarter in quarters for later in range(WINDOW_QUARTERS.whole)}
    if wanted is not None:
        return tuple(sorted(set(wanted) & held))
    full = {end for end in held if first.shifted(WINDOW_QUARTERS.whole - 1) <= end <= last}
    return tuple(sorted(full or {last}))
