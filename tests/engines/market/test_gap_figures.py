"""The gap figures equal the definition written out in loops, cell by cell, and keep their promises."""

import math
import random
import re
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kring.core.periods import Quarter
from kring.core.problems import UnableTo
from kring.engines.market import gaps
from kring.engines.market.gaps import compute_gaps, gap_variance, share
from kring.engines.market.inputs import MarketInputs
from kring.engines.market.results import GAPS_SCHEMA, GapRelease, Origin, read_figures, read_release
from tests.engines.market.market_cases import (
    SKILLS,
    all_distinct,
    brute_force,
    by_cell,
    courses,
    day,
    market,
    vacancies,
)

CODES = [None, "NL114", "NL112", "NL131", "NL230", "NL341", "NL350", "NL999"]
WINDOWS = [Quarter(2025, 4), Quarter(2026, 1), Quarter(2026, 2), Quarter(2026, 3)]
URIS = [*SKILLS, "urn:s:not-followed"]
dates = st.none() | st.dates(date(2025, 1, 1), date(2026, 9, 30))
subjects = st.lists(st.sampled_from(URIS), unique=True, max_size=4)
cell = {
    "corop": st.sampled_from(CODES),
    "area": st.sampled_from([None, "health", "energy"]),
    "level": st.sampled_from([None, "user", "expert"]),
    "skills": subjects,
}
vacancy = st.fixed_dictionaries({**cell, "posted": dates, "source": st.sampled_from(["a", "b"])})
course = st.fixed_dictionaries(
    {**cell, "starts": dates, "ends": dates, "places": st.none() | st.integers(0, 40)}
).map(
    lambda row: (
        row if not (row["starts"] and row["ends"]) or row["starts"] <= row["ends"] else {**row, "ends": None}
    )
)


def keyed(rows: list[dict], letter: str) -> list[dict]:
    return [{**row, "key": f"{letter}{at}"} for at, row in enumerate(rows)]


def released(vacancy_rows: list[dict], course_rows: list[dict], **more: object) -> GapRelease:
    inputs = market(vacancy_rows, course_rows, **more)
    return compute_gaps(inputs, distinct=all_distinct(vacancy_rows), threads=1)


@settings(max_examples=3)
@given(st.lists(vacancy, max_size=40), st.lists(course, max_size=15))
def test_every_cell_equals_the_definition(vacancy_rows: list[dict], course_rows: list[dict]) -> None:
    vacancy_rows, course_rows = keyed(vacancy_rows, "v"), keyed(course_rows, "c")
    release = released(vacancy_rows, course_rows, window_ends=tuple(WINDOWS))
    windows = [Quarter.parse(text) for text in release.caveats.windows]
    expected = brute_force(vacancy_rows, course_rows, windows)
    found = by_cell(release.figures)
    assert set(found) == set(expected)
    for key, figure in expected.items():
        got = {name: found[key][name] for name in figure}
        assert got == pytest.approx(figure, rel=1e-9, abs=1e-9), key


def random_market(seed: int, size: int = 300) -> tuple[list[dict], list[dict]]:
    dice = random.Random(seed)
    start = date(2024, 1, 1)
    codes = [code for code in CODES if code not in (None, "NL999")]

    def row(letter: str, at: int) -> dict:
        posted = start + timedelta(dice.randrange(1000))
        skills = [
            uri
            for rank, uri in enumerate(SKILLS, 2)
            if dice.random() < (2 if letter == "v" else 1) / (2 * rank)
        ]
        return {
            "key": f"{letter}{at}",
            "corop": dice.choice(codes),
            "area": dice.choice(["health", "energy", None]),
            "level": dice.choice(["user", "expert", None]),
            "posted": posted,
            "starts": posted,
            "ends": posted + timedelta(90),
            "places": dice.choice([None, 10, 20]),
            "source": dice.choice("ab"),
            "employer": dice.choice(["Molen", "Brug", "Kade", None]),
            "skills": skills,
        }

    return [row("v", at) for at in range(size)], [row("c", at) for at in range(size // 3)]


@pytest.fixture(scope="module")
def base() -> GapRelease:
    """The figures of ``random_market(1)``."""
    return released(*random_market(1))


def test_a_vacancy_without_place_changes_no_regional_figure(base: GapRelease) -> None:
    vacancy_rows, course_rows = random_market(1)
    stray = {
        "key": "stray",
        "posted": day("2026-02-01"),
        "source": "a",
        "skills": list(SKILLS),
        "area": "health",
    }
    before = by_cell(base.figures)
    after = by_cell(released([*vacancy_rows, stray], course_rows).figures)
    names = ("x", "n", "y", "m", "gap", "low", "high", "reliable", "growth", "hhi_employer", "hhi_source")
    regional = [key for key in before if key[1] != "NL"]
    assert regional == [key for key in after if key[1] != "NL"]
    assert all(before[key][name] == after[key][name] for key in regional for name in names)
    national = [key for key in before if key[:4] == ("2026Q1", "NL", "all", "all")]
    assert all(after[key]["n"] == before[key]["n"] + 1 for key in national)


def test_a_vacancy_without_date_is_counted_as_unknown_and_changes_no_figure(base: GapRelease) -> None:
    vacancy_rows, course_rows = random_market(1)
    stray = {"key": "stray", "corop": "NL112", "source": "a", "skills": list(SKILLS)}
    after = released([*vacancy_rows, stray], course_rows)
    assert base.figures.equals(after.figures)
    assert after.caveats.unknown["vacancy_date"] == base.caveats.unknown["vacancy_date"] + 1


def test_roll_ups_add_up(base: GapRelease) -> None:
    """COROP counts add to the province, provinces to the country; levels and areas stay below all."""
    found = by_cell(base.figures)
    for (window, region, area, level, skill), row in found.items():
        if row["region_level"] != "province":
            continue
        parts = [
            found[window, code, area, level, skill]["x"]
            for code in CODES
            if code and code.startswith(region) and (window, code, area, level, skill) in found
        ]
        assert sum(parts) == row["x"]
        assert row["x"] <= found[window, region, "all", "all", skill]["x"]
        assert row["n"] <= found[window, "NL", area, level, skill]["n"]


def test_the_same_content_gives_the_same_release_in_any_row_order(base: GapRelease, tmp_path: Path) -> None:
    vacancy_rows, course_rows = random_market(1)
    turned = list(reversed(vacancy_rows))
    out = tmp_path / "gaps.parquet"
    again = compute_gaps(market(turned, course_rows), distinct=all_distinct(turned), out=out, threads=2)
    assert again.release_id == base.release_id
    assert pq.read_table(out).equals(base.figures)
    changed = [{**vacancy_rows[0], "skills": ["urn:s:one"], "posted": day("2026-01-01")}, *vacancy_rows[1:]]
    assert released(changed, course_rows).release_id != base.release_id


def test_a_release_is_read_back_from_its_file(tmp_path: Path) -> None:
    vacancy_rows, course_rows = random_market(5, 60)
    out = tmp_path / "gaps.parquet"
    origin = Origin("full", "3", "NUTS2024")
    inputs = market(vacancy_rows, course_rows)
    written = compute_gaps(inputs, distinct=all_distinct(vacancy_rows), origin=origin, out=out)
    assert read_release(out) == written
    assert pq.read_schema(out).names == GAPS_SCHEMA.names
    assert [path.name for path in tmp_path.iterdir()] == ["gaps.parquet"]
    some = read_figures(out, region=["NL", "NL11"], window="2026Q3", columns=["region", "gap"])
    assert set(some["region"].to_pylist()) == {"NL", "NL11"}


def test_reads_parquet_files_like_tables(tmp_path: Path) -> None:
    vacancy_rows, course_rows = random_market(6, 60)
    inputs = market(vacancy_rows, course_rows)
    for name in ("vacancies", "courses", "mentions"):
        (tmp_path / name).mkdir()
        whole = getattr(inputs, name)
        half = whole.num_rows // 2
        pq.write_table(whole.slice(0, half), tmp_path / name / "1.parquet")
        pq.write_table(whole.slice(half), tmp_path / name / "2.parquet")
    files = MarketInputs(tmp_path / "vacancies", tmp_path / "courses", tmp_path / "mentions", SKILLS)
    known = all_distinct(vacancy_rows)
    assert compute_gaps(files, distinct=known).figures.equals(compute_gaps(inputs, distinct=known).figures)


def test_growth_counts_only_sources_of_both_windows_and_flags_the_others() -> None:
    def rows(source: str, year: int, asking: int, silent: int) -> list[dict]:
        base = {"corop": "NL112", "posted": date(year, 5, 1), "source": source}
        made = [{**base, "skills": ["urn:s:one"]}] * asking + [base] * silent
        return [{**row, "key": f"{source}{year}-{at}"} for at, row in enumerate(made)]

    stable = [*rows("stable", 2025, 4, 15), *rows("stable", 2026, 8, 11)]
    newcomer, leaver = rows("new", 2026, 50, 0), rows("old", 2025, 50, 0)
    ends = (Quarter(2025, 4), Quarter(2026, 4))
    release = released([*stable, *newcomer, *leaver], [], window_ends=ends)
    figure = by_cell(release.figures)["2026Q4", "NL", "all", "all", "urn:s:one"]
    assert figure["growth"] == pytest.approx((8.5 / 20) / (4.5 / 20))
    assert figure["x"] == 58
    changes = [(change.window, change.source, change.change) for change in release.caveats.source_changes]
    assert changes == [("2026Q4", "new", "entered"), ("2026Q4", "old", "left")]


def test_location_quotient_and_herfindahl() -> None:
    def row(at: int, employer: str | None, skills: list[str], corop: str) -> dict:
        return {"key": f"v{at}", "posted": day("2026-05-01"), "source": "a", "corop": corop,
                "employer": employer, "skills": skills}  # fmt: skip

    rows = [
        row(0, "Molen", ["urn:s:one"], "NL112"),
        row(1, " molen", [], "NL112"),
        row(2, "Brug", [], "NL112"),
    ]
    rows += [row(3, None, [], "NL112"), row(4, "Kade", [], "NL350")]
    figure = by_cell(released(rows, []).figures)["2026Q2", "NL112", "all", "all", "urn:s:one"]
    assert figure["lq"] == pytest.approx((1.5 / 5) / (1.5 / 6))
    assert figure["hhi_employer"] == pytest.approx((2 / 3) ** 2 + (1 / 3) ** 2)
    assert figure["hhi_source"] == 1.0


def test_the_interval_holds_the_true_gap_in_about_95_of_100_simulated_cells() -> None:
    dice = np.random.default_rng(20261001)
    for p, n, q, m in ((0.12, 600, 0.06, 250), (0.3, 200, 0.2, 120), (0.05, 2000, 0.1, 400)):
        x, y = dice.binomial(n, p, 20_000), dice.binomial(m, q, 20_000)
        d, u = share(x, n), share(y, m)
        half = 1.96 * np.sqrt(gap_variance(d, n, u, m))
        inside = np.abs(np.log2(d / u) - math.log2(p / q)) <= half
        assert 0.93 <= inside.mean() <= 0.97


def test_pooling_brings_small_cells_nearer_to_the_truth() -> None:
    """Provinces differ a little from the country: the pooled gap errs less than the plain one."""
    dice = np.random.default_rng(7)
    codes = [code for code in CODES if code not in (None, "NL999")]
    truth = {code: 2 ** dice.normal(0, 0.15) for code in codes}
    rows, lessons = [], []
    for at in range(900):
        code = codes[at % len(codes)]
        asks = ["urn:s:one"] if dice.random() < 0.2 * truth[code] else []
        rows.append(
            {"key": f"v{at}", "corop": code, "posted": day("2026-05-01"), "source": "a", "skills": asks}
        )
    for at in range(400):
        teaches = ["urn:s:one"] if dice.random() < 0.1 else []
        lessons.append(
            {"key": f"c{at}", "corop": codes[at % len(codes)], "starts": day("2026-05-01"), "skills": teaches}
        )
    release = released(rows, lessons)
    found = by_cell(release.figures)
    errors = {"gap": 0.0, "pooled_gap": 0.0}
    for code in codes:
        figure = found["2026Q2", code, "all", "all", "urn:s:one"]
        for name in errors:
            errors[name] += (figure[name] - math.log2(2 * truth[code])) ** 2
        assert figure["pooled_low"] < figure["pooled_gap"] < figure["pooled_high"]
    assert errors["pooled_gap"] < errors["gap"]
    top = found["2026Q2", "NL", "all", "all", "urn:s:one"]
    assert top["pooled_gap"] == pytest.approx(top["gap"])
    assert all(strength > 0 for strength in release.caveats.prior_strengths.values())


@pytest.mark.parametrize(
    ("vacancy_rows", "course_rows", "code"),
    [
        ([], [], "no_vacancies"),
        ([{"key": "v1", "source": "a"}], [], "no_window"),
        ([{"key": "v1", "source": "a", "posted": day("2026-05-01")}], [], "no_courses_on_offer"),
        (
            [{"key": "v1", "source": "a", "posted": day("2026-05-01")}],
            [{"key": "c1", "starts": day("2026-05-01")}],
            "no_mentions",
        ),
    ],
)
def test_nothing_to_compare_is_a_result_with_reasons(
    vacancy_rows: list[dict], course_rows: list[dict], code: str
) -> None:
    release = compute_gaps(market(vacancy_rows, course_rows), threads=1)
    assert release.rows == 0
    assert release.figures.schema.names == GAPS_SCHEMA.names
    assert code in [reason.code for reason in release.reasons]


def test_no_cell_without_vacancies_or_courses_is_reliable() -> None:
    rows = [
        {"key": f"v{at}", "source": "a", "posted": day("2026-05-01"), "corop": "NL112"} for at in range(900)
    ]
    rows[0]["skills"] = ["urn:s:one"]
    figures = released(rows, []).figures
    assert figures.num_rows and not any(figures["reliable"].to_pylist())


def test_undated_courses_can_count_as_on_offer() -> None:
    rows = [{"key": "v1", "source": "a", "posted": day("2026-05-01"), "skills": ["urn:s:one"]}]
    lessons = [{"key": "c1", "skills": ["urn:s:one"]}]
    assert by_cell(released(rows, lessons).figures)["2026Q2", "NL", "all", "all", "urn:s:one"]["courses"] == 0
    open_end = released(rows, lessons, undated_courses="on offer")
    assert by_cell(open_end.figures)["2026Q2", "NL", "all", "all", "urn:s:one"]["courses"] == 1


def test_every_problem_with_the_inputs_is_told_at_once(tmp_path: Path) -> None:
    broken = tmp_path / "mentions.parquet"
    broken.write_text("no parquet")
    one = vacancies([{"key": "v1"}, {"key": "v1"}])
    two = courses([{"key": "c1"}]).drop_columns(["starts"]).set_column(0, "key", pa.array([1]))
    with pytest.raises(UnableTo) as raised:
        compute_gaps(MarketInputs(one, two, broken, SKILLS, undated_courses="maybe"))
    codes = sorted(problem.code for problem in raised.value.problems)
    assert codes == ["double_key", "missing_column", "unknown_choice", "unreadable", "wrong_type"]


def test_the_worked_example_of_the_readme_prints_what_it_says(capsys: pytest.CaptureFixture[str]) -> None:
    readme = (Path(gaps.__file__).parent / "README.md").read_text(encoding="utf-8")
    code, printed = re.search(r"```python\n(.*?)```.*?```text\n(.*?)```", readme, re.S).groups()
    exec(code, {})
    assert capsys.readouterr().out == printed
