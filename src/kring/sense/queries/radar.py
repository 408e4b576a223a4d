"""A region and filters enter; everything that its page tells leaves, as numbers: no words, no drawings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from kring.core.periods import Quarter, window_quarters
from kring.core.regions import corop_areas_of, province_of, regions, whole_provinces
from kring.engines.market.back_off import Figure, Standing, trend
from kring.engines.market.results import Reading, read_figures, reading
from kring.engines.market.white_spots import Coverage, coverage, white_spots
from kring.sense.models import GapRelease
from kring.sense.queries import signals
from kring.sense.queries.gaps import figures_of, largest, newest_figures, newest_release, standing_of

TOPIC_PREFIX = "urn:kring:ai-topic:"


@dataclass(frozen=True)
class Asked:
    """What a visitor asked to see."""

    region: str = "NL"
    area: str = "all"
    level: str = "all"
    skill: str = ""


@dataclass(frozen=True)
class Radar:
    """One region's page in numbers."""

    asked: Asked
    release: GapRelease
    five: tuple[Standing, ...]
    headline: Standing | None
    map_skill: str
    by_region: Mapping[str, Figure]
    trend: tuple[Figure, ...]
    white: tuple[Figure, ...]
    coverage: Coverage
    communities: int
    challenges: signals.Challenges
    conversations: signals.Heard
    scans: signals.Heard


def usable_release() -> GapRelease | None:
    """Return the newest release whose figures are there."""
    release = newest_release()
    return release if release is not None and figures_of(release).exists() else None


def window_days(window: str) -> tuple[date, date]:
    """Return the first and the last day of the four quarters that end with ``window``."""
    quarters = window_quarters(Quarter.parse(window))
    return quarters[0].first_day, quarters[-1].last_day


def radar(release: GapRelease, asked: Asked, *, today: date) -> Radar:
    """Gather the figures of a region: largest gaps, map, trend, white spots, coverage, other signals.

    Challenges count up to today: what was posted this morning moves the page now, not next quarter.
    """
    table = newest_figures(release)
    cell = {"area": asked.area, "level": asked.level}
    five = largest(release, region=asked.region, area=asked.area, level=asked.level)
    chosen = standing_of(asked.skill, region=asked.region, release=release, **cell) if asked.skill else None
    headline = chosen or _surest(five)
    map_skill = asked.skill or (str((headline.figure or {})["skill"]) if headline else "")
    since, window_ends = window_days(release.last_window)
    period: signals.Cell = {"since": since, "until": max(today, window_ends), "area": asked.area}
    communities = signals.working_communities()
    return Radar(
        asked=asked,
        release=release,
        five=five,
        headline=headline,
        map_skill=map_skill,
        by_region={
            str(row["region"]): row for row in read_figures(table, skill=map_skill, **cell).to_pylist()
        },
        trend=_trend(release, headline),
        white=white_spots(
            table,
            signals.community_regions(communities),
            window=release.last_window,
            regions=parts_of(asked.region),
        ),
        coverage=coverage(table, region=asked.region, window=release.last_window, **cell),
        communities=sum(one.region in corop_areas_of(asked.region) for one in communities.values()),
        challenges=signals.challenges_of(asked.region, **period),
        conversations=signals.conversations_of(asked.region, **period),
        scans=signals.scans_of(asked.region, **period),
    )


def _surest(five: tuple[Standing, ...]) -> Standing | None:
    """Return the gap whose lower end is largest, of those that any course teaches: it can be quoted."""
    quotable = [one for one in five if taught(one)]
    return max(quotable, key=lambda one: one.reading.low, default=five[0] if five else None)


def taught(standing: Standing) -> bool:
    """Return whether any course teaches it: a ratio to nothing is no figure to quote."""
    return float(str((standing.figure or {"y": 0})["y"])) > 0


def _trend(release: GapRelease, headline: Standing | None) -> tuple[Figure, ...]:
    if headline is None or headline.figure is None:
        return ()
    figure = headline.figure
    rows = trend(
        figures_of(release),
        skill=str(figure["skill"]),
        region=str(figure["region"]),
        area=str(figure["area"]),
        level=str(figure["level"]),
    )
    return tuple(rows.to_pylist())


def parts_of(region: str) -> list[str]:
    """Return the regions that a region's white spots are told of: provinces, or the COROP areas of one."""
    if region == "NL":
        return [one.code for one in regions().values() if one.level == "province"]
    if region.startswith("hub:"):
        return list(whole_provinces(corop_areas_of(region)))
    return [region, *(code for code in corop_areas_of(region) if code != region)]


def corops_on_map(region: str) -> Sequence[str]:
    """Return the COROP areas that the map of a region shows: those of its province, for one of them."""
    if region in regions() and regions()[region].level == "corop":
        return corop_areas_of(province_of(region))
    return corop_areas_of(region)


def exact_figure(
    release: GapRelease, *, skill: str, region: str, area: str, level: str, window: str
) -> Figure | None:
    """Return one figure of a frozen release; None when there is none."""
    # The last window, which most figures that people open belong to, is in memory already.
    held = newest_figures(release) if window == release.last_window else figures_of(release)
    rows = read_figures(held, skill=skill, region=region, area=area, level=level, window=window).to_pylist()
    return rows[0] if rows else None


def reading_of(figure: Figure) -> Reading:
    """Return gap and interval of a figure on the default basis."""
    return reading(figure)
