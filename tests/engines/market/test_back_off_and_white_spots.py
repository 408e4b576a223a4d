"""What a hub's page asks: the finest reliable figure, the largest gaps, white spots, coverage, words."""

import re
from pathlib import Path

import pyarrow as pa
import pytest

from kring.engines.market.back_off import back_off, largest_gaps, trend
from kring.engines.market.gaps import compute_gaps
from kring.engines.market.parameters import PARAMETERS
from kring.engines.market.results import Caveats, Origin, Reason, SourceChange
from kring.engines.market.sentences import SENTENCES, caveat_reasons, figure_reasons, sentence
from kring.engines.market.tightness import tightness
from kring.engines.market.white_spots import coverage, white_spots
from tests.engines.market.market_cases import all_distinct, day, market

ONE, THREE = "urn:s:one", "urn:s:three"


def docs(letter: str, count: int, hits: dict[str, int], corop: str, **more: object) -> list[dict]:
    """``hits[skill]`` of the ``count`` documents name the skill."""
    base = {"corop": corop, "source": "a", "posted": day("2026-05-01"), "starts": day("2026-05-01"), **more}
    return [
        {**base, "key": f"{letter}-{corop}-{at}-{more}", "skills": [s for s, k in hits.items() if at < k]}
        for at in range(count)
    ]


@pytest.fixture(scope="module")
def gaps() -> pa.Table:
    """Groningen asks much of ONE and teaches little; elsewhere demand equals supply, except for THREE."""
    vacancy_rows = [
        *docs("v", 200, {ONE: 80, THREE: 4}, "NL112", area="health"),
        *docs("v", 12, {ONE: 5, THREE: 1}, "NL131", area="energy", level="user"),
        *docs("v", 900, {ONE: 90, THREE: 300}, "NL350"),
    ]
    lessons = [
        *docs("c", 100, {ONE: 5, THREE: 2}, "NL112"),
        *docs("c", 5, {ONE: 1}, "NL131"),
        *docs("c", 400, {ONE: 38, THREE: 20}, "NL350"),
    ]
    return compute_gaps(market(vacancy_rows, lessons), distinct=all_distinct(vacancy_rows)).figures


def test_a_reliable_cell_answers_for_itself(gaps: pa.Table) -> None:
    standing = back_off(gaps, skill=ONE, region="NL112", window="2026Q2", area="health")
    assert standing.figure and standing.figure["region"] == "NL112"
    assert (standing.given_up, standing.reason.code) == ((), "stands_as_asked")


def test_level_and_area_are_given_up_before_the_region(gaps: pa.Table) -> None:
    standing = back_off(gaps, skill=ONE, region="NL112", window="2026Q2", area="energy", level="expert")
    assert standing.figure and standing.figure["region"] == "NL112"
    assert standing.given_up == ("level", "area")


def test_a_small_region_backs_off_to_its_hub(gaps: pa.Table) -> None:
    standing = back_off(gaps, skill=ONE, region="NL131", window="2026Q2", basis="plain")
    assert standing.figure and standing.figure["region"] == "hub:noord"
    assert standing.given_up == ("region",)
    assert "regio" in sentence(standing.reason, "nl")


def test_pooled_the_small_region_stands_itself_and_says_what_it_leans_on(gaps: pa.Table) -> None:
    standing = back_off(gaps, skill=ONE, region="NL131", window="2026Q2", basis="pooled")
    assert standing.figure and standing.figure["region"] == "NL131"
    assert standing.reading.low == standing.figure["pooled_low"] > 0
    said = figure_reasons(standing.figure, basis="pooled")
    assert "leans_on_wider" in [reason.code for reason in said]


def test_what_nobody_asks_is_not_reliable_anywhere(gaps: pa.Table) -> None:
    standing = back_off(gaps, skill="urn:s:four", region="NL131", window="2026Q2")
    assert (standing.figure, standing.reading.gap, standing.reason.code) == (
        None,
        0.0,
        "not_reliable_anywhere",
    )


def test_the_largest_gaps_start_with_the_region_itself(gaps: pa.Table) -> None:
    standings = largest_gaps(gaps, region="hub:noord", window="2026Q2", basis="plain")
    named = [(one.figure["skill"], one.figure["region"]) for one in standings if one.figure]
    assert named[:2] == [(ONE, "hub:noord"), (THREE, "NL")]
    assert len({skill for skill, _ in named}) == len(named)
    assert all(one.reading.gap > 0 and one.reading.reliable for one in standings)
    assert len(largest_gaps(gaps, region="hub:noord", window="2026Q2", n=1)) == 1


def test_the_surest_gap_comes_first_not_the_largest_ratio_of_tiny_counts() -> None:
    tiny, sure = "urn:s:one", "urn:s:three"
    vacancy_rows = docs("v", 1_500, {tiny: 60, sure: 240}, "NL112")
    lessons = docs("c", 600, {tiny: 0, sure: 12}, "NL112")
    gaps = compute_gaps(market(vacancy_rows, lessons), distinct=all_distinct(vacancy_rows)).figures
    first, second = largest_gaps(gaps, region="NL112", window="2026Q2", basis="plain")[:2]
    assert (first.skill, second.skill) == (sure, tiny)
    assert second.reading.gap > first.reading.gap and second.reading.low < first.reading.low
    spots = white_spots(gaps, {}, window="2026Q2", regions=["NL112"], basis="plain")
    assert [row["skill"] for row in spots] == [sure, tiny]


def test_questions_about_unknown_windows_and_regions_have_empty_answers(gaps: pa.Table) -> None:
    assert largest_gaps(gaps, region="NL", window="1999Q1") == ()
    assert white_spots(gaps, {}, window="1999Q1") == ()
    assert coverage(gaps, region="NL999", window="2026Q2").share is None
    assert trend(gaps, skill="urn:s:unknown", region="NL").num_rows == 0


def test_a_white_spot_disappears_where_a_community_works(gaps: pa.Table) -> None:
    def places(communities: dict[str, list[str]]) -> list[tuple[str, str]]:
        spots = white_spots(gaps, communities, window="2026Q2", basis="plain")
        return [(str(figure["skill"]), str(figure["region"])) for figure in spots]

    assert places({}) == [(THREE, "NL35"), (ONE, "NL11")]
    assert places({ONE: ["NL112"]}) == [(THREE, "NL35")]
    assert places({THREE: ["NL112"], ONE: ["NL35"]}) == [(THREE, "NL35"), (ONE, "NL11")]


def test_coverage_names_what_is_asked_and_not_taught(gaps: pa.Table) -> None:
    cover = coverage(gaps, region="NL131", window="2026Q2")
    assert (cover.demanded, cover.offered, cover.share, cover.missing) == (2, 1, 0.5, (THREE,))


def test_trend_has_a_row_per_window(gaps: pa.Table) -> None:
    assert trend(gaps, skill=ONE, region="NL")["window"].to_pylist() == ["2026Q2"]


def test_a_sentence_rounds_as_the_charts_do() -> None:
    told = [sentence(Reason("grew", {"times": times}), "nl") for times in (0.47, 1.49, 9.94, 12.6)]
    assert [one.split()[3] for one in told] == ["0,47", "1,5", "9,9", "13"]


def test_figures_and_caveats_are_told_in_both_languages(gaps: pa.Table) -> None:
    figure = back_off(gaps, skill=ONE, region="NL112", window="2026Q2").figure
    assert figure
    told = [sentence(reason, "nl") for reason in figure_reasons(figure, basis="plain")]
    assert told[0] == "1 op 2,5 vacatures vraagt dit, 1 op 20 cursussen leert het."
    assert told[1].startswith("Er is 7,4 keer zoveel vraag als aanbod (tussen ")
    assert sentence(figure_reasons(figure)[0], "en").startswith("1 in 2.5 vacancies asks for this")
    caveats = compute_gaps(market([], [])).caveats
    assert "Kleine bedrijven tellen te licht mee" in sentence(caveat_reasons(caveats)[0], "nl")
    assert all(sentence(reason, "en") for reason in caveat_reasons(caveats))


def test_every_caveat_that_is_kept_is_printed() -> None:
    origin = Origin("fast", "v-7", "NUTS2024")
    rules = {"exact_text": 41, "same_post": 42, "near_text": 43}
    unknown = {f"vacancy_{name}": at for at, name in enumerate(("region", "date", "area", "level"), 51)}
    caveats = Caveats(
        sources=("werkbank", "banenplein"),
        source_changes=(SourceChange("2026Q2", "nieuwkomer", "entered"),),
        vacancies_read=300,
        vacancies_distinct=174,
        duplicate_share=0.42,
        duplicates_by_rule=rules,
        unknown=unknown,
        mentions_not_followed=61,
        windows=("2026Q2",),
        prior_strengths={"hub demand skill": 71.2, "hub supply skill": 81.0},
        origin=origin,
    )
    for language in ("nl", "en"):
        said = " ".join(sentence(one, language) for one in caveat_reasons(caveats))
        told = ["werkbank, banenplein", "nieuwkomer", "300", "174", "42%", "61", "71", "81", "fast", "v-7"]
        told += ["NUTS2024", *map(str, rules.values()), *map(str, unknown.values())]
        assert [one for one in told if one not in said] == []


def test_every_sentence_has_both_languages_and_dutch_stays_short() -> None:
    for words in SENTENCES.values():
        assert set(words) == {"nl", "en"}
        assert set(re.findall(r"{(\w+)}", words["nl"])) == set(re.findall(r"{(\w+)}", words["en"]))
        assert all(len(part.split()) <= 20 for part in re.split(r"[.;:]\s", words["nl"]))
        assert "!" not in words["nl"]


def test_every_reason_the_engine_gives_has_a_sentence() -> None:
    folder = Path(sentence.__code__.co_filename).parent
    given = {
        code
        for file in folder.glob("*.py")
        for code in re.findall(r'Reason\(\s*"(\w+)"', file.read_text("utf-8"))
    }
    assert given and given <= set(SENTENCES)


@pytest.mark.parametrize(
    ("vacancies", "people", "grade"),
    [(24, 100, "very_slack"), (25, 100, "slack"), (67, 100, "balanced"), (150, 100, "tight"),
     (400, 100, "very_tight"),
     (5, 0, "undefined")],
)  # fmt: skip
def test_tightness_classes(vacancies: int, people: int, grade: str) -> None:
    assert tightness(open_vacancies=vacancies, short_term_unemployed=people).grade == grade


def test_parameters_lie_within_their_bounds() -> None:
    assert len({parameter.name for parameter in PARAMETERS}) == len(PARAMETERS)
    assert all(parameter.low <= parameter.value <= parameter.high for parameter in PARAMETERS)
    assert Reason("x").params == {}
