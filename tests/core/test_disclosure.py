"""Whoever knows the rules and everything shown still cannot tell a count under ten."""

from collections import defaultdict
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kring.core.disclosure import FEWEST, Shown, changed_enough, shown

MOST = 26


def tables() -> dict[Shown, list[tuple[int, int, int, int]]]:
    """Every table with a total up to MOST, by what is shown of it: all that an attacker can tell apart."""
    found = defaultdict(list)
    for first, second, third, fourth in product(range(MOST + 1), repeat=4):
        if first + second + third + fourth <= MOST:
            found[shown((first, second, third, fourth))].append((first, second, third, fourth))
    return found


ALL = tables()


def range_of(values: list[int]) -> int:
    return max(values) - min(values)


@pytest.mark.parametrize("seen", [one for one in ALL if one.total is not None], ids=str)
def test_every_hidden_count_of_a_shown_total_has_a_range_of_ten(seen) -> None:
    possible = ALL[seen]
    if seen.levels is None:
        for place in range(4):
            assert range_of([table[place] for table in possible]) >= FEWEST
    if seen.halves is None:
        for half in (slice(0, 2), slice(2, 4)):
            assert range_of([sum(table[half]) for table in possible]) >= FEWEST


def test_a_hidden_total_may_be_anything_under_ten() -> None:
    totals = {sum(table) for table in ALL[Shown(None)]}
    assert totals == set(range(FEWEST))


@given(st.lists(st.integers(0, 60), min_size=4, max_size=4))
def test_nothing_under_ten_is_shown_and_no_difference_is_under_ten(counts) -> None:
    seen = shown(counts)
    figures = [seen.total, *(seen.halves or ()), *(seen.levels or ())]
    assert all(figure is None or figure >= FEWEST for figure in figures)
    if seen.total is not None:
        # What remains when any shown part is taken from its whole is another shown part, or ten at least.
        for part in seen.halves or ():
            assert seen.total - part >= FEWEST
        for low, high in ((0, 1), (2, 3)):
            if seen.levels and seen.halves:
                half = seen.halves[low // 2]
                assert half - seen.levels[low] == seen.levels[high] >= FEWEST


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ((9, 0, 0, 0), Shown(None)),
        ((10, 0, 0, 0), Shown(10)),
        ((10, 10, 10, 10), Shown(40, (20, 20), (10, 10, 10, 10))),
        ((10, 10, 10, 9), Shown(39, (20, 19))),
        ((30, 30, 9, 0), Shown(69)),
        ((0, 10, 10, 0), Shown(20, (10, 10))),
    ],
)
def test_examples(counts, expected) -> None:
    assert shown(counts) == expected


def test_figures_stand_until_ten_people_changed() -> None:
    before = {str(number): "a" for number in range(30)}
    assert not changed_enough(before, before)
    for others in (1, 9):
        now = before | {str(number): "b" for number in range(others)}
        assert not changed_enough(before, now)
    assert changed_enough(before, before | {str(number): "b" for number in range(10)})
    assert changed_enough(before, before | {f"new{number}": "a" for number in range(10)})
    assert changed_enough(before, {key: value for key, value in before.items() if int(key) >= 10})
    assert changed_enough(before, before | {str(number): "b" for number in range(7)}, gone=3)
    assert not changed_enough(before, before | {str(number): "b" for number in range(7)}, gone=2)
