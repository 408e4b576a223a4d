"""Skills and a region enter; the figures of the newest release that answer leave."""

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import pyarrow as pa

from kring.engines.market.back_off import Standing, back_off, largest_gaps
from kring.engines.market.results import read_figures
from kring.sense.models import GapRelease
from kring.sense.models.lake import lake_folder, visible_files
from kring.sense.rules import key_of
from kring.taxonomy.queries.concepts import topic_by_skill

# One point per tenth of a doubling that vacancies ask more than courses teach; bounded, so that a gap
# never outweighs a rule of composition.
POINTS_PER_DOUBLING = 10
MOST_POINTS = 60


def newest_release() -> GapRelease | None:
    """Return the newest computed release, if there is one."""
    return GapRelease.objects.order_by("-at").first()


def lake_mark() -> str:
    """Return a hash that changes when a document enters or leaves the lake, or a topic gets other skills."""
    files = [path.name for table in ("vacancies", "courses", "mentions") for path in visible_files(table)]
    return key_of(*files, *sorted(topic_by_skill().items()))


def current_release() -> GapRelease | None:
    """Return the newest release when the lake did not change since; None when gaps must be computed."""
    release = newest_release()
    return release if release is not None and release.caveats.get("lake") == lake_mark() else None


def figures_of(release: GapRelease) -> Path:
    """Return the Parquet file with a release's figures."""
    return lake_folder() / release.lake_file


def distinct_of(release: GapRelease) -> Path:
    """Return the Parquet file that tells which vacancies a release took for the same one."""
    return lake_folder() / "distinct" / f"{release.pk}.parquet"


@lru_cache(maxsize=2)
def _window(figures: Path, window: str) -> pa.Table:
    """Keep the newest window in memory: it answers nearly every question, and a release never changes."""
    return read_figures(figures, window=window)


def newest_figures(release: GapRelease) -> pa.Table:
    """Return the figures of a release's last window."""
    return _window(figures_of(release), release.last_window)


def standing_of(
    skill: str, *, region: str, area: str = "all", level: str = "all", release: GapRelease | None = None
) -> Standing | None:
    """Return the finest reliable figure for a skill; None when there is no release."""
    release = release or newest_release()
    if release is None:
        return None
    return back_off(
        newest_figures(release),
        skill=skill,
        region=region,
        window=release.last_window,
        area=area,
        level=level,
    )


def region_for(corop: str) -> str:
    """Return the region whose figures speak for a COROP area: the area itself, else the country."""
    return corop or "NL"


def cited_gap(uris: Sequence[str], *, corop: str, area: str = "") -> dict[str, object] | None:
    """Return the gap of these skills that is surely largest, dated and sourced; None where none is sure."""
    release = newest_release()
    if release is None:
        return None
    standings = [
        standing_of(uri, region=region_for(corop), area=area or "all", release=release) for uri in uris
    ]
    sure = [one for one in standings if one is not None and one.figure is not None]
    if not sure:
        return None
    best = max(sure, key=lambda one: one.reading.low)
    figure = best.figure or {}
    return {
        "release": release.pk,
        "window": release.last_window,
        "skill": best.skill,
        "stands_at": {name: figure[name] for name in ("skill", "region", "area", "level")},
        "gap": round(best.reading.gap, 3),
        "low": round(best.reading.low, 3),
        "high": round(best.reading.high, 3),
        "demand_share": round(float(str(figure["demand_share"])), 5),
        "supply_share": round(float(str(figure["supply_share"])), 5),
        "vacancies": release.distinct_vacancies,
        "courses": release.courses,
    }


def gap_points(uris: Sequence[str], corop: str) -> int:
    """Return the points that composing gives for the gap a challenge closes; 0 where none is sure."""
    gap = cited_gap(uris, corop=corop)
    if gap is None:
        return 0
    return max(0, min(MOST_POINTS, round(POINTS_PER_DOUBLING * float(str(gap["gap"])))))


def largest(
    release: GapRelease, *, region: str, area: str = "all", level: str = "all", n: int = 5
) -> tuple[Standing, ...]:
    """Return the largest reliable gaps of a cell, each with the roll-up it stands at."""
    return largest_gaps(
        newest_figures(release), region=region, window=release.last_window, area=area, level=level, n=n
    )
