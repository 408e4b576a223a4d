"""Small drawings made by hand: an interval or the state of a ring enters, an SVG string leaves."""

from collections.abc import Mapping
from math import cos, radians, sin

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

# side → where its arc starts, in degrees clockwise from three o'clock
INTERVAL_HEIGHT = 26.0
RING_STARTS = {"practice": -86.0, "education": 34.0, "research": 154.0}
RING_DEGREES = 112.0
RING_CENTRE, RING_RADIUS = 50.0, 40.0


def ring_arc(start: float) -> str:
    """Return the path of one arc of the ring that starts at ``start`` degrees."""
    (x1, y1), (x2, y2) = (_on_ring(angle) for angle in (start, start + RING_DEGREES))
    return f"M{x1:.2f} {y1:.2f}A{RING_RADIUS:g} {RING_RADIUS:g} 0 0 1 {x2:.2f} {y2:.2f}"


def _on_ring(angle: float) -> tuple[float, float]:
    turn = radians(angle)
    return RING_CENTRE + RING_RADIUS * cos(turn), RING_CENTRE + RING_RADIUS * sin(turn)


def ring_svg(closed: Mapping[str, bool], *, title: str = "", size: int = 96) -> SafeString:
    """Return the ring; an arc of a side that is not closed is a thin dotted line."""
    looks = {side: f"k-ring-{side}" if closed.get(side) else "k-ring-open" for side in RING_STARTS}
    arcs = "".join(
        f'<path class="k-ring-arc {looks[side]}" d="{ring_arc(start)}"/>'
        for side, start in RING_STARTS.items()
    )
    name = f'role="img" aria-label="{escape(title)}"' if title else 'aria-hidden="true"'
    return mark_safe(  # noqa: S308  (only numbers and escaped words)
        f'<svg class="k-ring" viewBox="0 0 100 100" width="{size}" height="{size}" {name}>{arcs}</svg>'
    )


def interval_places(
    *, low: float, value: float, high: float, scale_low: float, scale_high: float
) -> tuple[float, float, float]:
    """Return where the interval's ends and dot stand, in percents of the width; the scale's ends cut off.

    >>> interval_places(low=1, value=2, high=3, scale_low=0, scale_high=4)
    (25.0, 50.0, 75.0)
    """
    if scale_high <= scale_low:
        raise ValueError("the scale of an interval must have a length")
    low, value, high = sorted((low, value, high))

    def place(number: float) -> float:
        share = (number - scale_low) / (scale_high - scale_low)
        return round(100 * min(1.0, max(0.0, share)), 2)

    return place(low), place(value), place(high)


def interval_svg(
    *,
    low: float,
    value: float,
    high: float,
    scale_low: float = 0.0,
    scale_high: float,
    reference: float | None = None,
    label: str = "",
    color: str = "practice",
    sure: bool = True,
) -> SafeString:
    """Return the interval mark, as wide as its column: an axis, a reference tick, the range and a dot."""
    left, dot, right = interval_places(
        low=low, value=value, high=high, scale_low=scale_low, scale_high=scale_high
    )
    at = scale_low if reference is None else reference
    tick = interval_places(low=at, value=at, high=at, scale_low=scale_low, scale_high=scale_high)[1]
    middle = INTERVAL_HEIGHT / 2
    name = f'role="img" aria-label="{escape(label)}"' if label else 'aria-hidden="true"'
    unsure = "" if sure else " data-unsure"
    return mark_safe(  # noqa: S308  (only numbers and escaped words)
        f'<svg class="k-interval" data-color="{escape(color)}"{unsure} height="{INTERVAL_HEIGHT:g}" {name}>'
        f'<line class="k-interval-axis" x1="0" x2="100%" y1="{middle:g}" y2="{middle:g}"/>'
        f'<line class="k-interval-zero" x1="{tick:g}%" x2="{tick:g}%" y1="3" y2="{INTERVAL_HEIGHT - 3:g}"/>'
        f'<line class="k-interval-range" x1="{left:g}%" x2="{right:g}%" y1="{middle:g}" y2="{middle:g}"/>'
        f'<circle class="k-interval-dot" cx="{dot:g}%" cy="{middle:g}" r="6.5"/></svg>'
    )
