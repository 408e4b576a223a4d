"""The list behind a figure holds what it counted: every distinct vacancy once, every course on offer."""

import csv
import json
from datetime import timedelta

import pytest
from django.test import Client

from kring.core.regions import corop_areas_of
from kring.engines.market.results import read_figures
from kring.parties.rules import SYSTEM
from kring.sense.actions.compute_gaps import compute_gaps
from kring.sense.actions.import_courses import import_courses
from kring.sense.actions.import_vacancies import import_vacancies
from kring.sense.models import GapRelease
from kring.sense.queries.behind import keys_behind, postings_of
from kring.sense.queries.gaps import distinct_of, figures_of
from kring.sense.queries.lake_index import Cell
from kring.sense.queries.radar import window_days
from kring.sense.web.figures import uris_of
from tests.sense.conftest import TODAY
from tests.sense.small_market import FIRST_DAY, TAUGHT, TAUGHT_ASKED, vacancy


def vacancies_with_repeats(folder):
    rows = [vacancy(number) for number in range(160)]
    for number in range(1, 60, 6):
        again = {"identifier": f"again{number}", "datePosted": vacancy(number + 3)["datePosted"]}
        rows += [vacancy(number, **again), vacancy(number, identifier=f"third{number}", jobLocation=None)]
    rows += [vacancy(number, identifier=f"nowhere{number}", jobLocation=None) for number in range(161, 175)]
    path = folder / "ads.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)), "utf-8")
    return path


def courses_with_gaps_in_their_dates(folder):
    path = folder / "cursussen.csv"
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle, delimiter=";")
        head = ["code", "titel", "omschrijving", "aanbieder", "plaats", "startdatum", "einddatum", "plaatsen"]
        writer.writerow(head)
        for number in range(96):
            starts = FIRST_DAY + timedelta(days=(number * 11) % 630)
            ends = starts + timedelta(days=120)
            dates = [(starts, ends), (starts, ""), ("", ends), ("", "")][number % 4]
            town = ("Groningen", "Assen", "Arnhem", "")[number // 4 % 4]
            text = TAUGHT_ASKED if number % 3 == 0 else TAUGHT
            writer.writerow(
                [f"c{number}", f"Cursus {number}", f"{text} Groep {number}.", "School", town, *dates, 20]
            )
    return path


@pytest.fixture
def release(sense, tmp_path) -> GapRelease:
    import_vacancies(paths=[vacancies_with_repeats(tmp_path)], actor=SYSTEM, today=TODAY)
    import_courses(paths=[courses_with_gaps_in_their_dates(tmp_path)], actor=SYSTEM, today=TODAY)
    return compute_gaps(actor=SYSTEM)


def listed(release, kind, figure):
    first, last = window_days(figure["window"])
    region = figure["region"]
    return keys_behind(
        release,
        kind,
        uris=uris_of(figure["skill"]),
        cell=Cell(
            () if region == "NL" else tuple(corop_areas_of(region)),
            figure["area"],
            figure["level"],
            first,
            last,
        ),
    )


def test_every_figure_lists_exactly_what_it_counts(release):
    assert release.distinct_vacancies < release.vacancies
    figures = read_figures(figures_of(release)).to_pylist()
    assert len(figures) > 100
    for figure in figures:
        cell = {name: figure[name] for name in ("skill", "region", "area", "level", "window")}
        assert len(listed(release, "vacancy", figure)) == figure["x"], cell
        # All courses have as many places, so that y ÷ m is the plain share of the courses.
        taught = figure["y"] * figure["courses"] / figure["m"] if figure["m"] else 0
        assert len(listed(release, "course", figure)) == round(taught, 6), cell


def test_a_repeated_vacancy_is_shown_once_with_how_often(release):
    repeated = postings_of(release)
    assert repeated and set(repeated.values()) == {3}
    uri = "urn:kring:ai-skill:predictive-maintenance"
    visitor = Client()
    visitor.cookies["django_language"] = "en"
    pages = [
        visitor.get(f"/figures/{release.pk}/?skill={uri}&region=NL&page={page}").content.decode()
        for page in range(1, 10)
    ]
    assert any("posted 2 times more" in page for page in pages)


def test_what_a_broken_computation_left_is_cleared(release):
    left = [figures_of(release).with_name(name) for name in (".half.parquet", "0123456789abcdef.parquet")]
    left.append(distinct_of(release).with_name(".half.parquet"))
    for path in left:
        path.write_bytes(b"half")
    assert compute_gaps(actor=SYSTEM).pk == release.pk
    assert not any(path.exists() for path in left)
    assert figures_of(release).exists() and distinct_of(release).exists()
