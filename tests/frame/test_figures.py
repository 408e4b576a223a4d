"""The interval mark and the ring: geometry, and what a screen reader hears."""

import xml.etree.ElementTree as ET

import pytest

from kring.frame import figures


def test_an_interval_stands_where_its_numbers_say():
    left, dot, right = figures.interval_places(low=1, value=2, high=3, scale_low=0, scale_high=4)
    assert [left, dot, right] == [25, 50, 75]


def test_an_interval_outside_the_scale_is_cut_off_at_its_ends():
    left, _, right = figures.interval_places(low=-9, value=1, high=99, scale_low=0, scale_high=2)
    assert (left, right) == (0, 100)


def test_a_scale_without_length_is_refused():
    with pytest.raises(ValueError, match="scale"):
        figures.interval_places(low=1, value=1, high=1, scale_low=2, scale_high=2)


def test_an_interval_that_is_not_sure_looks_different_and_has_no_style():
    svg = figures.interval_svg(low=1, value=2, high=3, scale_high=4, label="2 < 3", sure=False)
    root = ET.fromstring(svg.replace(" data-unsure", ' data-unsure=""'))
    assert "data-unsure" in root.attrib
    assert root.attrib["aria-label"] == "2 < 3"
    assert "style" not in svg


def test_the_ring_nearly_closes_and_arcs_do_not_overlap():
    starts = sorted(figures.RING_STARTS.values())
    ends = [start + figures.RING_DEGREES for start in starts]
    gaps = [following - end for end, following in zip(ends, [*starts[1:], starts[0] + 360], strict=True)]
    assert all(0 < gap < 15 for gap in gaps)


def test_an_arc_closes_when_that_side_said_yes():
    svg = figures.ring_svg({"practice": True, "research": True}, title="Two of three said yes")
    assert "k-ring-practice" in svg
    assert "k-ring-research" in svg
    assert "k-ring-education" not in svg
    assert 'aria-label="Two of three said yes"' in svg
    assert 'aria-hidden="true"' in figures.ring_svg({})
