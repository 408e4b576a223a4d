"""The colours of both themes reach the contrast that WCAG 2.2 AA asks for."""

import re
from pathlib import Path

import pytest

import kring.frame

TOKENS = Path(kring.frame.__file__).parent / "static" / "frame" / "tokens.css"
PAIR = re.compile(r"--([a-z0-9-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)")

TEXT_PAIRS = [
    *[(ink, ground) for ink in ("ink", "soft", "accent", "danger") for ground in ("paper", "card", "sunken")],
    *[(side, ground) for side in ("practice", "education", "research") for ground in ("paper", "card")],
    *[(side, f"{side}-tint") for side in ("practice", "education", "research")],
    *[(kind, f"{kind}-tint") for kind in ("danger", "warning", "success", "info")],
    *[("ink", f"{kind}-tint") for kind in ("danger", "warning", "success", "info", "accent", "education")],
    *[("on-accent", ground) for ground in ("accent", "accent-hover", "accent-active")],
    ("accent", "accent-tint"),
    ("ink", "accent-tint-hover"),
    *[("gap-ink-low", f"gap-{step}") for step in (1, 2, 3, 4)],
    *[("gap-ink-high", f"gap-{step}") for step in (5, 6)],
    ("gap-ink-low", "hatch-paper"),
]
MARK_PAIRS = [
    *[("control-line", ground) for ground in ("paper", "card")],
    *[
        (side, ground)
        for side in ("practice", "education", "research", "accent")
        for ground in ("paper", "card")
    ],
]


def colours(theme: int) -> dict[str, str]:
    return {found[0]: found[1 + theme] for found in PAIR.findall(TOKENS.read_text(encoding="utf-8"))}


def luminance(colour: str) -> float:
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_black_on_white_is_twenty_one():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), TEXT_PAIRS)
def test_text_is_readable(theme, ink, ground):
    found = colours(theme)
    assert contrast(found[ink], found[ground]) >= 4.5, (ink, found[ink], ground, found[ground])


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("mark", "ground"), MARK_PAIRS)
def test_marks_and_borders_of_controls_are_visible(theme, mark, ground):
    found = colours(theme)
    assert contrast(found[mark], found[ground]) >= 3, (mark, ground)


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
def test_the_scale_of_gaps_runs_one_way_and_in_visible_steps(theme):
    found = colours(theme)
    ground = luminance(found["paper"])
    away = [abs(luminance(found[f"gap-{step}"]) - ground) for step in range(1, 7)]
    assert away == sorted(away)
    neighbours = [contrast(found[f"gap-{n}"], found[f"gap-{n + 1}"]) for n in range(1, 6)]
    assert min(neighbours) > 1.15


def test_the_light_theme_is_the_one_of_the_design():
    light = colours(0)
    assert (light["paper"], light["ink"], light["accent"]) == ("#fbfaf7", "#1c2426", "#0f5b5a")
    scale = [light[f"gap-{n}"] for n in range(1, 7)]
    assert scale == ["#e7f0ee", "#c9dfdb", "#9cc6c0", "#63a49d", "#2f7f7a", "#0f5b5a"]
