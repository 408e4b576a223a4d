"""Gap figures and a question about one cell enter; the finest reliable figure, and what it gave up, leave.

What is given up, in this order: the skill level, the application area, the region (COROP → province →
hub → country), last the skill itself (skill → its topic, which then starts again at the finest region).
A wider figure about the SAME skill tells a broker more than a local figure about another subject.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from kring.engines.market.results import DEFAULT_BASIS, Reading, Reason, read_figures, reading
from kring.engines.market.roll_up import ALL, wider_regions

Figure = Mapping[str, object]
_Cell = tuple[str, str, str, str]


@dataclass(frozen=True)
class Standing:
    """The figure that answers a question, and the roll-up it stands at.

    ``figure`` is a row of the gaps (None when nothing is reliable anywhere). ``given_up`` names what was
    widened: "level", "area", "region", "skill". ``step`` counts the cells that were tried before it.
    """

    skill: str
    region: str
    area: str
    level: str
    window: str
    figure: Figure | None
    given_up: tuple[str, ...]
    step: int
    basis: str

    @property
    def reading(self) -> Reading:
        """Gap and interval on the basis that was asked; zeros without a figure."""
        if self.figure is None:
            return Reading(0.0, 0.0, 0.0, False)
        return reading(self.figure, basis=self.basis)

    @property
    def reason(self) -> Reason:
        """Where the figure stands, as a reason."""
        if self.figure is None:
            return Reason("not_reliable_anywhere", {"skill": self.skill, "region": self.region})
        at = {name: self.figure[name] for name in ("skill", "region", "area", "level")}
        if not self.given_up:
            return Reason("stands_as_asked", at)
        return Reason("stands_at", {**at, "given_up": self.given_up})


def roll_ups(
    *, skill: str, topic: str | None, region: str, area: str = ALL, level: str = ALL
) -> Iterator[tuple[_Cell, tuple[str, ...]]]:
    """Yield every cell that may answer, finest first, with what it gives up.

    >>> [cell[:2] for cell, _ in roll_ups(skill="s", topic="t", region="NL35")]
    [('s', 'NL35'), ('s', 'hub:midden'), ('s', 'NL'), ('t', 'NL35'), ('t', 'hub:midden'), ('t', 'NL')]
    """
    for subject in dict.fromkeys(name for name in (skill, topic) if name):
        for place in wider_regions(region):
            for sector in dict.fromkeys((area, ALL)):
                for depth in dict.fromkeys((level, ALL)):
                    asked = (("level", depth, level), ("area", sector, area), ("region", place, region))
                    lost = [name for name, now, wish in (*asked, ("skill", subject, skill)) if now != wish]
                    yield (subject, place, sector, depth), tuple(lost)


def back_off(
    gaps: Path | pa.Table,
    *,
    skill: str,
    region: str,
    window: str,
    area: str = ALL,
    level: str = ALL,
    topic: str | None = None,
    basis: str = DEFAULT_BASIS,
) -> Standing:
    """Return the finest reliable figure for a skill in a cell.

    ``topic`` (a topic's URI) is read from the figures when it is not given. ``basis``: "pooled" or
    "plain", see results.py.
    """
    if topic is None:
        named = read_figures(gaps, window=window, skill=skill, region="NL", area=ALL, level=ALL)
        topic = named["topic"][0].as_py() if named.num_rows else None
    rows = _reliable(gaps, [name for name in (skill, topic) if name], region, window, area, level, basis)
    return _standing(
        rows, skill=skill, topic=topic, region=region, window=window, area=area, level=level, basis=basis
    )


def largest_gaps(
    gaps: Path | pa.Table,
    *,
    region: str,
    window: str,
    n: int = 5,
    area: str = ALL,
    level: str = ALL,
    basis: str = DEFAULT_BASIS,
) -> tuple[Standing, ...]:
    """Return the n largest reliable gaps (more asked than taught) for a region, distinct in subject.

    Each skill stands at its finest reliable roll-up. Those that stand at the asked cell come first;
    wider ones fill up what is left, so that a region's page shows the region. The largest is the gap
    that one can be surest of: the order is that of the interval's lower end, so that a huge ratio of
    two tiny counts never heads the list.
    """
    rows = _reliable(gaps, None, region, window, area, level, basis)
    topics = {str(row["skill"]): row["topic"] for row in _skills(gaps, window)}
    standings = [
        _standing(
            rows, skill=skill, topic=topic, region=region, window=window, area=area, level=level, basis=basis
        )
        for skill, topic in sorted(topics.items())
    ]
    shown: dict[str, Standing] = {}
    for standing in sorted(standings, key=lambda one: (one.step, -one.reading.low, one.skill)):
        if standing.figure is not None and standing.reading.gap > 0:
            shown.setdefault(str(standing.figure["skill"]), standing)
    return tuple(shown.values())[:n]


def trend(gaps: Path | pa.Table, *, skill: str, region: str, area: str = ALL, level: str = ALL) -> pa.Table:
    """Return one cell's figures, a row per window, in time; windows without a figure are absent."""
    return read_figures(gaps, skill=skill, region=region, area=area, level=level).sort_by("window")


def _skills(gaps: Path | pa.Table, window: str) -> list[dict[str, str | None]]:
    found = read_figures(
        gaps,
        columns=["skill", "topic"],
        window=window,
        region="NL",
        skill_level="skill",
        area=ALL,
        level=ALL,
    )
    rows: list[dict[str, str | None]] = found.to_pylist()
    return rows


def _reliable(
    gaps: Path | pa.Table,
    skills: Collection[str] | None,
    region: str,
    window: str,
    area: str,
    level: str,
    basis: str,
) -> dict[_Cell, Figure]:
    wanted = {
        "window": [window],
        "region": list(wider_regions(region)),
        "area": list({area, ALL}),
        "level": list({level, ALL}),
    }
    if skills is not None:
        wanted["skill"] = sorted(skills)
    rows = read_figures(gaps, **wanted)
    rows = rows.filter(rows["pooled_reliable" if basis == "pooled" else "reliable"])
    return {(row["skill"], row["region"], row["area"], row["level"]): row for row in rows.to_pylist()}


def _standing(
    rows: Mapping[_Cell, Figure],
    *,
    skill: str,
    topic: str | None,
    region: str,
    window: str,
    area: str,
    level: str,
    basis: str,
) -> Standing:
    step = 0
    for cell, given_up in roll_ups(skill=skill, topic=topic, region=region, area=area, level=level):
        if cell in rows:
            return Standing(skill, region, area, level, window, rows[cell], given_up, step, basis)
        step += 1
    return Standing(skill, region, area, level, window, None, (), step, basis)
