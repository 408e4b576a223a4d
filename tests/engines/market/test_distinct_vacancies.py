"""Duplicates are found by the rule that fits them, and never on empty keys."""

import random
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kring.engines.market.distinct import DistinctVacancies, find_distinct
from tests.engines.market.market_cases import vacancies

WORDS = [f"woord{at}" for at in range(3000)]


def long_text(seed: int, words: int = 180) -> str:
    return " ".join(random.Random(seed).choices(WORDS, k=words))


def row(key: str, **more: object) -> dict:
    return {
        "key": key,
        "title": "Data scientist",
        "text": long_text(hash(key) % 10_000 if "text" not in more else 0),
        "employer": "Molen",
        "place": "Assen",
        "corop": "NL131",
        "posted": date(2026, 3, 1),
        **more,
    }


def found(*rows: dict) -> DistinctVacancies:
    return find_distinct(vacancies(list(rows)))


def pairs(result: DistinctVacancies) -> dict[str, tuple[str, str]]:
    return {r["key"]: (r["representative"], r["rule"]) for r in result.table.to_pylist() if r["rule"]}


def test_the_same_text_in_other_signs_is_one_vacancy_and_the_earliest_stands_for_it() -> None:
    text = long_text(1)
    later = row("a", text=text.upper().replace(" ", " – ") + "!", title="X", posted=date(2026, 9, 1))
    result = found(later, row("b", text=text))
    assert pairs(result) == {"a": ("b", "exact_text")}
    assert (result.read, result.distinct, result.duplicate_share) == (2, 1, 0.5)
    assert result.postings().to_pylist() == [{"representative": "b", "postings": 2}]


@pytest.mark.parametrize(("days", "distinct"), [(60, 1), (61, 2)])
def test_the_same_post_within_60_days_is_one_vacancy(days: int, distinct: int) -> None:
    again = row("b", text=long_text(3), posted=date(2026, 3, 1) + timedelta(days))
    result = found(row("a", text=long_text(2)), again)
    assert result.distinct == distinct
    assert set(pairs(result).values()) <= {("a", "same_post")}


def test_monthly_reposting_does_not_chain_beyond_60_days_after_the_first() -> None:
    rows = [
        row(f"k{at}", text=long_text(at), posted=date(2026, 1, 1) + timedelta(30 * at)) for at in range(7)
    ]
    assert found(*rows).distinct == 3


@pytest.mark.parametrize(("changed", "distinct"), [(1, 1), (12, 2)])
def test_nearly_the_same_text_is_one_vacancy_from_jaccard_nine_tenths(changed: int, distinct: int) -> None:
    words = long_text(5).split()
    for at in range(changed):
        words[at * 14] = "anders"
    other = row("b", text=" ".join(words), title="ML engineer", employer="Brug")
    result = found(row("a", text=long_text(5)), other)
    assert result.distinct == distinct
    assert set(pairs(result).values()) <= {("a", "near_text")}


@pytest.mark.parametrize("empty", [None, "", " – "])
@pytest.mark.parametrize("field", ["title", "employer", "place", "posted"])
def test_an_empty_field_is_no_key(field: str, empty: str | None) -> None:
    value = None if field == "posted" else empty
    result = found(
        row("a", text=long_text(7), **{field: value}), row("b", text=long_text(8), **{field: value})
    )
    assert result.distinct == 2


def test_empty_and_very_short_texts_are_no_key() -> None:
    bare = {"title": None, "employer": None, "place": None, "posted": None}
    texts = [None, "", "…", "Zie onze website.", "Zie onze website."]
    assert found(*(row(f"k{at}", text=text, **bare) for at, text in enumerate(texts))).distinct == 5
    again = {"text": "Zie onze website.", "posted": None}
    assert pairs(found(row("a", **again), row("b", **again))) == {"b": ("a", "exact_text")}


values = st.sampled_from([None, "", "A", "B"])


@settings(max_examples=60)
@given(
    st.lists(
        st.fixed_dictionaries(
            {
                "title": values,
                "employer": values,
                "place": values,
                "text": st.sampled_from([None, "", "kort", long_text(1), long_text(2)]),
                "posted": st.none() | st.dates(date(2026, 1, 1), date(2026, 6, 1)),
            }
        ),
        max_size=12,
    )
)
def test_duplicates_always_share_a_key_that_is_not_empty(rows: list[dict]) -> None:
    keyed = [{**one, "key": f"k{at:02d}", "corop": None} for at, one in enumerate(rows)]
    result = find_distinct(vacancies(keyed))
    by_key = {one["key"]: one for one in keyed}
    representatives = {r["key"] for r in result.table.to_pylist() if not r["rule"]}
    for key, (representative, rule) in pairs(result).items():
        one = by_key[key]
        assert representative in representatives
        assert rule == "same_post" or one["text"]
        assert rule != "same_post" or all(one[name] for name in ("title", "employer", "place", "posted"))


def test_planted_duplicates_are_found_among_many_and_strangers_stay_apart() -> None:
    dice = random.Random(11)
    boiler_plate = long_text(99, 50)
    rows = []
    for at in range(600):
        if at % 10 == 9:
            words = rows[at - 5]["text"].split()
            words[dice.randrange(len(words))] = "anders"
            rows.append(row(f"k{at:03d}", text=" ".join(words), employer=f"b{at}"))
        else:
            rows.append(row(f"k{at:03d}", text=f"{boiler_plate} {long_text(at)}", employer=f"b{at}"))
    result = found(*rows)
    assert result.by_rule == {"exact_text": 0, "same_post": 0, "near_text": 60}
    assert all(int(key[1:]) - int(stands[1:]) == 5 for key, (stands, _) in pairs(result).items())
