"""Charts: plain SVG with words, colours as classes, the same drawing only once."""

import re
import xml.etree.ElementTree as ET

import pytest

from kring.frame import charts
from kring.frame.svg import COLOURS

POINTS = [charts.TrendPoint(f"2026 K{n}", n, n - 0.5, n + 0.5, f"/q/{n}/") for n in range(1, 5)]
ROWS = [
    charts.IntervalRow("A <b>", 2, 1, 3, "2×", True, "/a/"),
    charts.IntervalRow("B", 1, 0.2, 2, "1×", False),
]


def drawings():
    return {
        "trend": charts.trend_chart(POINTS, title="Trend", description="Rises.", reference=1),
        "bars": charts.bar_chart([charts.Bar("A", 2), charts.Bar("B", 0)], title="Bars", color="research"),
        "intervals": charts.interval_chart(ROWS, title="Intervals", reference=1),
        "nothing": charts.trend_chart([], title="Empty"),
    }


@pytest.mark.parametrize("name", ["trend", "bars", "intervals", "nothing"])
def test_a_chart_runs_nothing_styles_nothing_and_has_a_name(name):
    root = ET.fromstring(drawings()[name])
    ids = {e.attrib["id"] for e in root.iter() if "id" in e.attrib}
    assert root.attrib["role"] in ("img", "group")
    assert set(root.attrib["aria-labelledby"].split()) <= ids
    assert root.find("title").text
    for element in root.iter():
        assert element.tag not in ("script", "style", "image")
        assert not [
            n for n in element.attrib if n in ("style", "font-family", "xlink:href") or n.startswith("on")
        ]


def test_colours_leave_as_classes_so_that_the_dark_theme_works():
    for svg in drawings().values():
        used = {c.lower() for c in re.findall(r'(?:fill|stroke)="(#[0-9a-fA-F]+)"', svg)}
        assert not used & set(COLOURS.values())
        assert used <= {"#000"}, used
    assert "vs-practice" in drawings()["trend"]
    assert "vf-practice-tint" in drawings()["trend"]


def test_marks_link_to_what_is_behind_them():
    links = [a.attrib for a in ET.fromstring(drawings()["trend"]).iter("a")]
    assert [a["href"] for a in links] == ["/q/1/", "/q/2/", "/q/3/", "/q/4/"]
    assert links[0]["aria-label"] == "2026 K1: 1"
    assert [a.attrib["href"] for a in ET.fromstring(drawings()["intervals"]).iter("a")] == ["/a/"]


def test_a_moment_is_hit_over_the_width_of_its_column_and_said_in_the_readers_language():
    points = [charts.TrendPoint("K1", 5.54, 5, 6, "/a/"), charts.TrendPoint("K2", 123.4, 100, 150, "/b/")]
    for language, said in (("nl", ["K1: 5,5", "K2: 123"]), ("en", ["K1: 5.5", "K2: 123"])):
        links = list(ET.fromstring(charts.trend_chart(points, title="T", language=language)).iter("a"))
        assert [a.attrib["aria-label"] for a in links] == said
        assert [float(a.find("line").attrib["stroke-width"]) for a in links] == [charts.TARGET] * 2


def test_words_are_escaped():
    assert "A &lt;b&gt;" in drawings()["intervals"]


def test_dutch_axes_use_a_comma():
    points = [charts.TrendPoint("a", 0.1, 0.05, 0.2), charts.TrendPoint("b", 0.3, 0.2, 0.4)]
    assert ">0,2<" in charts.trend_chart(points, title="x", language="nl")
    assert ">0.2<" in charts.trend_chart(points, title="x", language="en")


def test_a_drawing_is_kept_by_its_content(tmp_path, monkeypatch):
    first = charts.bar_chart([charts.Bar("kept", 3)], title="Kept", folder=tmp_path)
    assert len(list(tmp_path.glob("*.svg"))) == 1
    charts._kept.clear()
    monkeypatch.setattr(charts, "_draw", lambda *args, **kwargs: pytest.fail("drawn twice"))
    assert charts.bar_chart([charts.Bar("kept", 3)], title="Kept", folder=tmp_path) == first


def test_a_folder_that_cannot_be_written_costs_no_page(tmp_path):
    (tmp_path / "file").write_text("")
    assert "<svg" in charts.bar_chart([charts.Bar("x", 9)], title="x", folder=tmp_path / "file" / "below")
