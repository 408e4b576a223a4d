"""Counts of people enter; what may be shown of them leaves, so that nothing under ten can be worked out.

1. A total under ten is hidden.
2. A split of a total (in two halves, or in four levels) is shown whole or not at all, and only when each of
   its counts is at least ten. Hiding a single one would not do: the others and the total would give it away.
3. How many people take part at all is never shown, so that nobody can subtract from it.

Whoever knows these rules and everything shown still finds a range of at least ten for each hidden count of a
shown total (tests/core/test_disclosure.py tries every table).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

FEWEST = 10


@dataclass(frozen=True)
class Shown:
    """What may be shown of one row; None and empty stand for what is hidden."""

    total: int | None
    halves: tuple[int, int] | None = None
    levels: tuple[int, ...] | None = None


def shown(counts: Sequence[int]) -> Shown:
    """Return what may be shown of one row of four counts, lowest level first."""
    total = sum(counts)
    if total < FEWEST:
        return Shown(None)
    halves = (sum(counts[:2]), sum(counts[2:]))
    if min(halves) < FEWEST:
        return Shown(total)
    return Shown(total, halves, tuple(counts) if min(counts) >= FEWEST else None)


def changed_enough(before: Mapping[str, str], now: Mapping[str, str], *, gone: int = 0) -> bool:
    """Return whether new figures may replace the old ones: nobody changed, or at least ten people did.

    Each person has a mark that changes with what they contribute; ``gone`` counts those whose mark was
    erased since. With fewer, the difference between old and new figures would be about too few people.
    """
    changed = sum(before.get(key) != now.get(key) for key in {*before, *now}) + gone
    return changed >= FEWEST
