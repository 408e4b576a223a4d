"""Quiet charts: numbers enter, an SVG string without any style or script leaves, kept by content.

Vega-Lite draws (through Altair and vl-convert, in this process, without network); ``svg.plain_svg`` turns
Kring's colours into the style sheet's classes, so that dark mode and print work. A table stands beside each.
"""

import hashlib
import json
import os
import sys
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from importlib import import_module
from pathlib import Path
from threading import Lock
from typing import Any

import altair as alt
from django.utils.safestring import SafeString, mark_safe

from kring.frame.svg import COLOURS, HERE, plain_svg

WIDTH, HEIGHT = 420, 190
TARGET = 52  # on a phone the drawing is narrower than its own measure: 44 px there
ROW_HEIGHT = 30
KEPT_IN_MEMORY = 512
DRAWING = 2  # raise when the drawing itself changes, so that kept files are not used


@dataclass(frozen=True)
class TrendPoint:
    """One moment of a trend with its interval."""

    label: str
    value: float
    low: float
    high: float
    href: str = ""


@dataclass(frozen=True)
class Bar:
    """One bar; ``shown`` is the number in words, written at its end."""

    label: str
    value: float
    shown: str = ""
    href: str = ""


@dataclass(frozen=True)
class IntervalRow:
    """One dot with its interval; not ``sure`` is drawn open."""

    label: str
    value: float
    low: float
    high: float
    shown: str = ""
    sure: bool = True
    href: str = ""


def trend_chart(
    points: Sequence[TrendPoint],
    *,
    title: str,
    description: str = "",
    language: str = "nl",
    color: str = "practice",
    reference: float | None = None,
    folder: Path | None = None,
) -> SafeString:
    """Draw a line with its interval band; only first, middle and last moment are named."""
    rows = [
        {**_row(point, n), "said": f"{point.label}: {_said(point.value, language)}"}
        for n, point in enumerate(points)
    ]
    named = sorted({0, (len(rows) - 1) // 2, len(rows) - 1} if rows else set())
    words = json.dumps({str(n): rows[n]["label"] for n in named})
    place = alt.X(
        "place:Q",
        title=None,
        axis=alt.Axis(
            values=named, labelExpr=f"({words})[datum.value]", labelFlush=True, tickCount=len(named)
        ),
        scale=alt.Scale(nice=False),
    )
    # With every value above nothing the axis starts there: a trend must not look steeper than it is.
    scale = alt.Scale(zero=all(row["low"] >= 0 for row in rows), nice=True)
    height = alt.Y("value:Q", title=None, scale=scale, axis=_value_axis(language))
    base = _chart(alt.Data(values=rows))
    layers = [
        base.mark_area(color=COLOURS[f"{color}-tint"]).encode(
            x=place, y=alt.Y("low:Q", title=None), y2="high:Q"
        ),
        base.mark_line(color=COLOURS[color], strokeWidth=2.5).encode(x=place, y=height),
        base.mark_circle(color=COLOURS[color], size=46, opacity=1).encode(place, height),
    ]
    if any(point.href for point in points):  # the whole column of a moment leads on, not its dot alone
        wide = min(TARGET, WIDTH / max(1, len(rows) - 1))
        column = base.mark_rule(color=COLOURS["ink"], strokeWidth=wide, opacity=0)
        layers.append(column.encode(alt.Href("href:N"), alt.Description("said:N"), x=place))
    if reference is not None:
        rule = _chart(alt.Data(values=[{"at": reference}]))
        layers.insert(0, rule.mark_rule(color=COLOURS["soft"]).encode(y=alt.Y("at:Q", title=None)))
    chart = alt.layer(*layers).properties(width=WIDTH, height=HEIGHT)
    return _drawn(chart, title=title, description=description, folder=folder)


def bar_chart(
    bars: Sequence[Bar],
    *,
    title: str,
    description: str = "",
    color: str = "practice",
    folder: Path | None = None,
) -> SafeString:
    """Draw small horizontal bars with their label above and their number at the end."""
    rows = [{**_row(bar, n), "shown": bar.shown or f"{bar.value:g}"} for n, bar in enumerate(bars)]
    top = max((bar.value for bar in bars), default=1.0) or 1.0
    base = _chart(alt.Data(values=rows)).encode(y=alt.Y("place:O", axis=None, title=None))
    length = alt.X("value:Q", axis=None, scale=alt.Scale(domain=[0, top * 1.18], nice=False))
    link = [alt.Href("href:N")] if any(bar.href for bar in bars) else []
    layers = [
        base.mark_bar(color=COLOURS[color], height=8, yOffset=9, cornerRadius=1).encode(length),
        base.mark_text(align="left", dy=-5, color=COLOURS["ink"], fontSize=14).encode(
            alt.Text("label:N"), *link, x=alt.value(0)
        ),
        base.mark_text(align="left", dx=8, dy=9, color=COLOURS["ink"], fontSize=13, fontWeight=600).encode(
            length, alt.Text("shown:N")
        ),
    ]
    chart = alt.layer(*layers).properties(width=WIDTH, height=max(1, len(rows)) * (ROW_HEIGHT + 12))
    return _drawn(chart, title=title, description=description, folder=folder)


def interval_chart(
    rows: Sequence[IntervalRow],
    *,
    title: str,
    description: str = "",
    language: str = "nl",
    color: str = "practice",
    reference: float | None = None,
    folder: Path | None = None,
) -> SafeString:
    """Draw dots with their intervals, one under the other, on one axis."""
    values = [_row(row, n) for n, row in enumerate(rows)]
    base = _chart(alt.Data(values=values)).encode(y=alt.Y("place:O", axis=None, title=None))
    link = [alt.Href("href:N")] if any(row.href for row in rows) else []
    at = alt.X("value:Q", title=None, axis=_value_axis(language), scale=alt.Scale(zero=True, nice=True))
    sure, unsure = base.transform_filter("datum.sure"), base.transform_filter("!datum.sure")
    span: Any = {"x": alt.X("low:Q", title=None), "x2": "high:Q"}
    lines: Any = {"strokeWidth": 3.5, "strokeCap": "round", "yOffset": 9}
    axis = base.mark_rule(color=COLOURS["line"], yOffset=9)
    layers = [
        axis.encode(x=alt.value(0), x2=alt.value(WIDTH)),
        *_reference_ticks(base, reference),
        sure.mark_rule(color=COLOURS[f"{color}-line"], **lines).encode(**span),
        unsure.mark_rule(color=COLOURS["soft"], strokeDash=[1, 6], **lines).encode(**span),
        sure.mark_circle(color=COLOURS[color], size=110, opacity=1, yOffset=9).encode(at),
        unsure.mark_point(
            color=COLOURS["soft"], fill=COLOURS["paper"], size=100, strokeWidth=2.5, yOffset=9, opacity=1
        ).encode(at),
        base.mark_text(align="left", dy=-7, color=COLOURS["ink"], fontSize=14).encode(
            alt.Text("label:N"), *link, x=alt.value(0)
        ),
        base.mark_text(align="right", dy=-7, color=COLOURS["ink"], fontSize=13, fontWeight=600).encode(
            alt.Text("shown:N"), x=alt.value(WIDTH)
        ),
    ]
    chart = alt.layer(*layers).properties(width=WIDTH, height=max(1, len(rows)) * (ROW_HEIGHT + 14))
    return _drawn(chart, title=title, description=description, folder=folder)


def _chart(data: alt.Data) -> alt.Chart:
    """Begin a chart. Altair looks at pandas where another thread may be half-way through importing it."""
    if "pandas" in sys.modules:
        import_module("pandas")  # waits until that import is done
    return alt.Chart(data)


def _reference_ticks(base: alt.Chart, reference: float | None) -> list[alt.Chart]:
    if reference is None:
        return []
    tick = base.mark_tick(color=COLOURS["soft"], thickness=1.5, size=18, yOffset=9, opacity=1)
    return [tick.encode(x=alt.XDatum(reference))]


def warm_up() -> None:
    """Draw one small chart, so that the first visitor does not wait for the engine to start."""
    bar_chart([Bar("", 1.0)], title="")


def _said(value: float, language: str) -> str:
    """Return a number as the reader's language writes it: one decimal below ten, none above."""
    written = f"{value:.0f}" if abs(value) >= 10 else f"{round(value, 1):g}"
    return written.replace(".", ",") if language == "nl" else written


def _row(mark: TrendPoint | Bar | IntervalRow, place: int) -> dict[str, Any]:
    return {**asdict(mark), "place": place, "href": f"{HERE}{mark.href}" if mark.href else None}


def _value_axis(language: str) -> alt.Axis:
    words = "replace(datum.label, '.', ',')" if language == "nl" else "datum.label"
    return alt.Axis(tickCount=3, labelExpr=words, domain=False, ticks=False, labelPadding=8)


def _theme() -> dict[str, Any]:
    axis = {
        "domainColor": COLOURS["line"],
        "tickColor": COLOURS["line"],
        "labelColor": COLOURS["soft"],
        "labelFontSize": 13,
        "labelFont": "Figtree Variable",
        "grid": False,
    }
    return {
        "background": None,
        "padding": {"left": 2, "right": 12, "top": 8, "bottom": 2},
        "view": {"stroke": None},
        "axis": axis,
        "text": {"font": "Figtree Variable"},
    }


_kept: OrderedDict[str, str] = OrderedDict()
_lock = Lock()


def _drawn(chart: Any, *, title: str, description: str, folder: Path | None) -> SafeString:
    spec = {**chart.to_dict(), "config": _theme()}
    content = json.dumps([DRAWING, spec, title, description], sort_keys=True, ensure_ascii=False)
    key = hashlib.blake2b(content.encode(), digest_size=12).hexdigest()
    with _lock:
        known = _kept.get(key)
        if known is not None:
            _kept.move_to_end(key)
    if known is None:
        known = _from_file(folder, key) or _draw(spec, title=title, description=description, key=key)
        _keep(key, known, folder)
    return mark_safe(known)  # noqa: S308  (drawn by us; every word in it is escaped by the XML writer)


def _draw(spec: dict[str, Any], *, title: str, description: str, key: str) -> str:
    import vl_convert  # here, since it takes long to load and a page without a new chart does not need it

    return plain_svg(vl_convert.vegalite_to_svg(spec), title=title, description=description, key=key)


def _from_file(folder: Path | None, key: str) -> str | None:
    if folder is None:
        return None
    try:
        return (folder / f"{key}.svg").read_text(encoding="utf-8")
    except OSError:
        return None


def _keep(key: str, svg: str, folder: Path | None) -> None:
    with _lock:
        _kept[key] = svg
        while len(_kept) > KEPT_IN_MEMORY:
            _kept.popitem(last=False)
    if folder is None or (folder / f"{key}.svg").exists():
        return
    try:
        folder.mkdir(parents=True, exist_ok=True)
        half_done = folder / f".{key}.{os.getpid()}"
        half_done.write_text(svg, encoding="utf-8")
        half_done.replace(folder / f"{key}.svg")
    except OSError:
        return  # a full disk costs time, not the page: the drawing stays in memory
