"""Gap figures and the places of communities enter; white spots and the coverage of demand leave."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from kring.core.regions import corop_areas_of
from kring.engines.market.back_off import Figure
from kring.engines.market.parameters import LARGE_GAP
from kring.engines.market.results import DEFAULT_BASIS, read_figures, reading
from kring.engines.market.roll_up import ALL


@dataclass(frozen=True)
class Coverage:
    """How much of what is asked is taught somewhere in the cell; ``share`` is None without demand."""

    demanded: int
    offered: int
    missing: tuple[str, ...]

    @property
    def share(self) -> float | None:
        """Demanded skills with at least one course ÷ demanded skills."""
        return self.offered / self.demanded if self.demanded else None


def white_spots(
    gaps: Path | pa.Table,
    community_regions: Mapping[str, Collection[str]],
    *,
    window: str,
    regions: Collection[str] | None = None,
    region_level: str = "province",
    least_gap: float = LARGE_GAP.value,
    basis: str = DEFAULT_BASIS,
) -> tuple[Figure, ...]:
    """Return the reliable large gaps where no community works, first those with the highest lower end.

    ``community_regions`` maps a skill's URI to the codes of the regions where a community works on it. A
    community covers a region when they share a COROP area. Looked at: the ``regions``, else every region
    of ``region_level``; all areas and levels together.
    """
    wanted = {"region": list(regions)} if regions is not None else {"region_level": [region_level]}
    rows = read_figures(gaps, window=window, skill_level="skill", area=ALL, level=ALL, **wanted).to_pylist()
    read = [(reading(row, basis=basis), row) for row in rows]
    large = [(one.low, row) for one, row in read if one.reliable and one.gap >= least_gap]
    worked = {skill: _corop(codes) for skill, codes in community_regions.items()}
    bare = [(low, row) for low, row in large if not worked.get(row["skill"], set()) & _corop([row["region"]])]
    bare.sort(key=lambda pair: (-pair[0], pair[1]["region"], pair[1]["skill"]))
    return tuple(row for _, row in bare)


def coverage(
    gaps: Path | pa.Table, *, region: str, window: str, area: str = ALL, level: str = ALL
) -> Coverage:
    """Return which of the skills that vacancies of a cell ask for are taught by a course of that cell."""
    rows = read_figures(
        gaps, region=region, window=window, area=area, level=level, skill_level="skill"
    ).to_pylist()
    asked = [row for row in rows if row["x"] > 0]
    missing = tuple(sorted(row["skill"] for row in asked if row["y"] <= 0))
    return Coverage(len(asked), len(asked) - len(missing), missing)


def _corop(codes: Collection[str]) -> set[str]:
    return {area for code in codes for area in corop_areas_of(code)}
