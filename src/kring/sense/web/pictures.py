"""The numbers of a region enter; its maps and its trend leave as drawings, each with its table's rows."""

from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from kring.core.regions import regions
from kring.engines.market.back_off import Figure
from kring.frame import charts, maps
from kring.sense.queries.radar import Asked, Radar, corops_on_map, reading_of, window_days
from kring.sense.web import words
from kring.taxonomy.models import RegionShape


def filters_query(asked: Asked) -> str:
    """Return the query string that keeps the filters of a page."""
    pairs = {"area": asked.area, "level": asked.level, "skill": asked.skill}
    kept = {name: value for name, value in pairs.items() if value and value != "all"}
    return f"?{urlencode(kept)}" if kept else ""


def region_href(code: str, asked: Asked) -> str:
    """Return the address of a region's page with the same filters."""
    return reverse("radar-region", args=[code]) + filters_query(asked)


def figure_href(release: str, figure: Figure) -> str:
    """Return the address of a figure: the same address gives the same number later."""
    cell = {name: figure[name] for name in ("skill", "region", "area", "level", "window")}
    return f"{reverse('figure', args=[release])}?{urlencode(cell)}"


def ends_of_scale(seen: Radar) -> tuple[float, float]:
    """Return the smallest and the largest sure gap of a skill: the maps of one page share a scale."""
    read = [reading_of(figure) for figure in seen.by_region.values()]
    sure = [one.gap for one in read if one.reliable]
    return (min(sure), max(sure)) if sure else (0.0, 1.0)


def any_sure(seen: Radar) -> bool:
    """Return whether the maps have anything to colour."""
    return any(reading_of(figure).reliable for figure in seen.by_region.values())


def place_of(code: str, figure: Figure | None, asked: Asked, ends: tuple[float, float]) -> maps.Place:
    """Return what a map shows of one region."""
    href, name = region_href(code, asked), words.region_name(code)
    if figure is None or not figure["n"]:
        return maps.Place(f"{name}: {_('no figures')}", href=href)
    read = reading_of(figure)
    said = words.value_words(read, figure)
    if not read.reliable:
        return maps.Place(f"{name}: {said}, {_('not sure enough yet')}", href=href, step=1, reliable=False)
    step = maps.step_of(read.gap, *ends)
    return maps.Place(f"{name}: {said}, {words.interval_words(read)}", href=href, step=step)


def _drawn(level: str, codes: list[str], seen: Radar, title: str, name: str) -> SafeString:
    ends = ends_of_scale(seen)
    places = {code: place_of(code, seen.by_region.get(code), seen.asked, ends) for code in codes}
    known = seen.by_region
    shapes = list(RegionShape.objects.filter(code__in=codes).order_by("code"))
    if len(shapes) == len(codes):
        features = [{"id": shape.code, "properties": {}, "geometry": shape.geometry} for shape in shapes]
        return maps.shapes_map(features, places, title=title, name=name)
    if level == "province":
        return maps.province_map(places, title=title, name=name)
    others = {code: place_of(code, known.get(code), seen.asked, ends) for code in maps.tiles()}
    return maps.tile_map(others, title=title, name=name)


def attribution(level: str, codes: list[str]) -> str:
    """Return the line that the source of the drawn shapes asks for."""
    shapes = RegionShape.objects.filter(code__in=codes)
    if shapes.count() == len(codes):
        return " ".join(sorted({shape.attribution for shape in shapes if shape.attribution}))
    return maps.province_attribution() if level == "province" else ""


def country_map(seen: Radar, skill: str) -> Mapping[str, object]:
    """Return the map of the provinces with its table."""
    codes = sorted(one.code for one in regions().values() if one.level == "province")
    title = _("%(skill)s by province") % {"skill": words.capital(skill)}
    return _map("province", codes, seen, title, "provinces")


def region_map(seen: Radar, skill: str) -> Mapping[str, object]:
    """Return the map of the COROP areas of a region with its table; as tiles, of the whole country."""
    codes = list(corops_on_map(seen.asked.region))
    title = _("%(skill)s by COROP area") % {"skill": words.capital(skill)}
    return _map("corop", codes, seen, title, "corops")


def _map(level: str, codes: list[str], seen: Radar, title: str, name: str) -> Mapping[str, object]:
    return {
        "title": title,
        "svg": _drawn(level, codes, seen, title, name),
        "attribution": attribution(level, codes),
        "rows": [_table_row(code, seen) for code in sorted(codes, key=words.region_name)],
    }


def _table_row(code: str, seen: Radar) -> dict[str, object]:
    figure = seen.by_region.get(code)
    row: dict[str, object] = {"name": words.region_name(code), "href": region_href(code, seen.asked)}
    if figure is None or not figure["n"]:
        return {**row, "value": "–", "interval": "–", "sure": False}
    read = reading_of(figure)
    return {
        **row,
        "value": words.value_words(read, figure),
        "interval": f"{words.times(read.low)} – {words.times(read.high)}",
        "sure": read.reliable,
        "figure": figure_href(seen.release.pk, figure),
    }


def trend_of(seen: Radar, skill: str) -> Mapping[str, object] | None:
    """Return the trend of the headline's figure with its table; None with fewer than three windows."""
    if len(seen.trend) < 3:
        return None
    read = [(figure, reading_of(figure)) for figure in seen.trend]
    points = [
        charts.TrendPoint(
            _short(str(figure["window"])),
            round(2**one.gap, 3),
            round(2**one.low, 3),
            # An interval that leaves the page would flatten the line itself.
            round(min(2**one.high, 2 * max(2**r.gap for _, r in read)), 3),
            figure_href(seen.release.pk, figure),
        )
        for figure, one in read
    ]
    title = _("%(skill)s: demand divided by supply") % {"skill": words.capital(skill)}
    return {
        "title": title,
        "svg": charts.trend_chart(
            points, title=title, language=words.language(), reference=1.0, folder=_folder()
        ),
        "rows": [
            {
                "period": words.period(*window_days(str(figure["window"]))),
                "value": words.value_words(one, figure),
                "interval": f"{words.times(one.low)} – {words.times(one.high)}",
                "demand": f"{figure['x']} / {figure['n']}",
                "href": figure_href(seen.release.pk, figure),
            }
            for figure, one in reversed(read)
        ],
        "region": words.region_name(str(seen.trend[0]["region"])),
    }


def _short(window: str) -> str:
    year, _, number = window.partition("Q")
    return f"{year} {'K' if words.language() == 'nl' else 'Q'}{number}"


def _folder() -> Path:
    return Path(settings.KRING_DATA) / "cache" / "charts"
