"""Rules of subsidies are data with days, clauses and links; each answer is pass, fail or unknown."""

import re
from dataclasses import replace
from datetime import date, timedelta
from itertools import product
from typing import Any
from urllib.parse import urlsplit

import pytest

from kring.core.regions import regions
from kring.core.subsidies import (
    FACTS,
    FAIL,
    PASS,
    UNKNOWN,
    Condition,
    Subsidy,
    amount_of,
    answer,
    subsidies,
    together,
    verdict,
    verdicts,
)
from kring.core.tables import rows
from kring.core.terms import areas
from kring.parties.rules import SIDE_OF_KIND, SIZE_CLASSES

OFFICIAL = {"wetten.overheid.nl", "zoek.officielebekendmakingen.nl", "www.rvo.nl", "www.snn.nl"}
COSTS = {"training", "development", "placement", "purchase", "advice"}
DAY = timedelta(days=1)
FIRST, LAST = date(2026, 3, 1), date(2026, 3, 31)


PLAIN = Subsidy(
    code="a", name_nl="a", name_en="a", what_nl="", what_en="", giver="", valid_from=FIRST, valid_until=LAST,
    share_percent=50, least_euros=None, most_euros=None, link="", looked_at=FIRST, conditions=(),
)  # fmt: skip


def made(*conditions: Condition, **changes: Any) -> Subsidy:
    return replace(PLAIN, conditions=conditions, **changes)


def condition(fact: str = "size_class", allowed: str = "micro|small") -> Condition:
    return Condition(fact, allowed, "artikel 1", "", "")


@pytest.mark.parametrize(
    ("day", "valid"),
    [
        (date.min, False), (FIRST - DAY, False), (FIRST, True), (FIRST + DAY, True),
        (LAST - DAY, True), (LAST, True), (LAST + DAY, False), (date.max, False),
    ],
)  # fmt: skip
def test_the_first_and_the_last_day_count_and_no_other_outside(day: date, valid: bool) -> None:
    assert made().valid_on(day) is valid
    found = verdict(made(), {}, costs=None, day=day)
    assert (found.valid, found.outcome) == (valid, PASS if valid else FAIL)


@pytest.mark.parametrize("day", [LAST, LAST + DAY, date.max])
def test_without_a_last_day_it_stays_valid(day: date) -> None:
    assert made(valid_until=None).valid_on(day)
    assert not made(valid_until=None).valid_on(FIRST - DAY)


def test_every_day_of_the_table_has_its_neighbours_right() -> None:
    for one in subsidies():
        assert one.valid_on(one.valid_from) and not one.valid_on(one.valid_from - DAY), one.code
        assert one.valid_until is not None, one.code
        assert one.valid_on(one.valid_until) and not one.valid_on(one.valid_until + DAY), one.code


@pytest.mark.parametrize(
    ("allowed", "known", "outcome"),
    [
        ("micro|small", "small", PASS), ("micro|small", "large", FAIL),
        ("micro|small", None, UNKNOWN), ("micro|small", "", UNKNOWN),
        ("training", frozenset({"training", "purchase"}), PASS), ("training", frozenset({"purchase"}), FAIL),
        ("training", frozenset(), UNKNOWN),
        ("training", frozenset({"training", "open"}), PASS), ("training", frozenset({"open"}), UNKNOWN),
        ("training", frozenset({"purchase", "open"}), UNKNOWN),
        (">=2", 2, PASS), (">=2", 3, PASS), (">=2", 1, FAIL), (">=2", 0, FAIL), (">=2", None, UNKNOWN),
        ("yes", "yes", PASS), ("yes", "no", FAIL), ("yes", None, UNKNOWN),
    ],
)  # fmt: skip
def test_each_fact_passes_fails_or_is_unknown(allowed: str, known: object, outcome: str) -> None:
    one = condition(allowed=allowed)
    assert answer(one, {"size_class": known}) == outcome
    if known is None:
        assert answer(one, {}) == UNKNOWN


@pytest.mark.parametrize("outcomes", list(product([PASS, FAIL, UNKNOWN], repeat=3)))
def test_one_that_fails_decides_then_one_that_is_unknown(outcomes: tuple[str, ...]) -> None:
    expected = FAIL if FAIL in outcomes else UNKNOWN if UNKNOWN in outcomes else PASS
    assert together(outcomes) == expected
    known = {PASS: "yes", FAIL: "no", UNKNOWN: None}
    facts = dict(zip(("window", "new_technology", "training_company"), map(known.get, outcomes), strict=True))
    one = made(*(condition(fact, "yes") for fact in facts))
    found = verdict(one, facts, costs=None, day=FIRST)
    assert [each.outcome for each in found.answers] == list(outcomes)
    assert found.outcome == expected
    assert verdict(one, facts, costs=None, day=LAST + DAY).outcome == FAIL


def test_no_conditions_and_nothing_known() -> None:
    assert together([]) == PASS
    assert {one.outcome for one in verdicts({}, day=date(2026, 11, 25))} <= {UNKNOWN, FAIL}


@pytest.mark.parametrize(
    ("least", "share", "costs", "outcome"),
    [
        (None, None, None, PASS), (None, 50, 10, PASS), (500, 50, None, UNKNOWN), (500, None, 1000, UNKNOWN),
        (500, 50, 999, FAIL), (500, 50, 1000, PASS), (500, 50, 1001, PASS), (500, 50, 0, FAIL),
    ],
)  # fmt: skip
def test_the_smallest_sum(least: int | None, share: int | None, costs: int | None, outcome: str) -> None:
    one = made(least_euros=least, share_percent=share)
    assert amount_of(one, costs) == outcome
    assert verdict(one, {}, costs=costs, day=FIRST).outcome == outcome


def test_what_may_fit_comes_first_and_what_is_not_valid_last() -> None:
    small = {"kind": "company", "size_class": "small", "province": "NL13", "cost": frozenset({"training"})}
    found = verdicts(small, day=date(2026, 11, 25))
    assert [one.valid for one in found] == sorted((one.valid for one in found), reverse=True)
    assert (found[0].subsidy.code, found[0].outcome) == ("slim", UNKNOWN)
    large = {**small, "size_class": "large"}
    assert {one.subsidy.code: one.outcome for one in verdicts(large, day=date(2026, 11, 25))}["slim"] == FAIL
    then = {one.subsidy.code: one for one in verdicts(small, day=date(2022, 6, 1))}
    assert then["digitaliseringsvoucher-drenthe-2022"].valid and not then["wbso-2026"].valid


def test_every_row_can_be_checked_at_an_official_source() -> None:
    codes = [one.code for one in subsidies()]
    assert len(codes) == len(set(codes))
    assert {row["scheme"] for row in rows("subsidy_conditions")} == set(codes)
    for one in subsidies():
        address = urlsplit(one.link)
        assert address.scheme == "https" and address.hostname in OFFICIAL, one.code
        assert one.valid_until is None or one.valid_from <= one.valid_until, one.code
        assert one.conditions and one.giver and one.looked_at >= date(2026, 1, 1), one.code
        assert one.least_euros is None or one.most_euros is None or one.least_euros <= one.most_euros
        for each in one.conditions:
            assert each.fact in FACTS and each.clause and each.said("nl") and each.said("en"), one.code


def test_every_allowed_value_is_a_code_that_kring_knows() -> None:
    known = {
        "kind": set(SIDE_OF_KIND), "size_class": set(SIZE_CLASSES), "cost": COSTS, "area": set(areas()),
        "province": {one.code for one in regions().values() if one.level == "province"},
        "window": {"yes"}, "new_technology": {"yes"}, "training_company": {"yes"},
    }  # fmt: skip
    for one in subsidies():
        for each in one.conditions:
            if each.fact == "firms":
                assert re.fullmatch(r">=\d+", each.allowed)
            else:
                assert set(each.allowed.split("|")) <= known[each.fact], (one.code, each.fact)
