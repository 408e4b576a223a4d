"""The gaps of a small market, and what the commands print."""

import csv
import io
import json
from datetime import date

import pytest
from django.test import Client

from kring.cli.__main__ import main
from kring.core.problems import UnableTo
from kring.parties.rules import SYSTEM
from kring.sense.actions.compute_gaps import compute_gaps
from kring.sense.models import GapRelease
from kring.sense.queries.documents import documents
from kring.sense.queries.gaps import current_release, standing_of
from tests.sense.small_market import write_vacancies

SKILL = "urn:kring:ai-skill:predictive-maintenance"


def test_without_vacancies_the_command_to_type_is_told(sense):
    with pytest.raises(UnableTo) as refused:
        compute_gaps(actor=SYSTEM)
    assert "kring sense vacancies" in str(refused.value)


def test_the_gap_is_found_and_frozen(market):
    standing = standing_of(SKILL, region="NL", release=market)
    assert standing.reading.reliable and standing.reading.low > 1
    assert standing.figure["x"] / standing.figure["n"] == pytest.approx(0.5, abs=0.03)
    assert standing.figure["y"] / standing.figure["m"] == pytest.approx(1 / 12, abs=0.05)
    again = compute_gaps(actor=SYSTEM)
    assert again.pk == market.pk and GapRelease.objects.count() == 1


def test_new_documents_make_the_release_old(market, tmp_path):
    from kring.sense.actions.import_vacancies import import_vacancies
    from tests.sense.conftest import TODAY

    assert current_release().pk == market.pk
    more = write_vacancies(tmp_path / "more", 300)
    import_vacancies(paths=[more], actor=SYSTEM, today=TODAY)
    assert current_release() is None
    assert compute_gaps(actor=SYSTEM).pk != market.pk


@pytest.fixture
def command(monkeypatch, capsys):
    """Run `kring …` in this process, on the test's own database."""
    monkeypatch.setattr("kring.cli.__main__._set_up", lambda arguments: None)
    monkeypatch.setattr("kring.cli.setting_up.set_up_tables", lambda: None)

    def run(*arguments):
        code = main([str(one) for one in arguments])
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


def test_figures_as_table_csv_and_json_are_the_same(market, command, tmp_path):
    code, out, err = command("sense", "gaps", "--skill", SKILL, "--format", "csv")
    row = next(csv.DictReader(io.StringIO(out)))
    assert code == 0 and row["skill"] == SKILL and f"Release {market.pk}" in err
    assert row["release"] == market.pk and row["sources"] and row["region_vintage"] == "NUTS2024"
    assert row["extractor"].startswith("fast ") and float(row["duplicate_share"]) >= 0
    code, out, _ = command("sense", "gaps", "--skill", "predictive-maintenance", "--format", "json")
    held = json.loads(out)
    assert held["release"] == market.pk and held["caveats"]
    assert held["figures"][0]["gap"] == float(row["gap"])
    target = tmp_path / "gaps.csv"
    command("sense", "gaps", "--region", "every", "--area", "every", "--format", "csv", "--out", target)
    assert sum(1 for _ in target.open(encoding="utf-8")) > 50
    code, out, _ = command("sense", "gaps")
    assert command("sense", "gaps", "--skill", "every")[:2] == (0, out)
    assert "predictive maintenance" in out


def test_a_wrong_code_is_told_with_the_right_ones(market, command):
    code, out, err = command("sense", "gaps", "--region", "XX")
    assert code == 1 and not out and "hub:noord" in err


def test_the_import_command_reports_and_fails_when_nothing_can_be_used(sense, command, tmp_path):
    code, out, _ = command("sense", "vacancies", write_vacancies(tmp_path / "in", 5))
    lines = dict(line.split("\t") for line in out.splitlines())
    assert code == 0 and (lines["read"], lines["kept"], lines["removed: name"]) == ("5", "5", "5")
    bad = tmp_path / "bad.jsonl"
    bad.write_text('{"@type": "JobPosting", "title": "x"}\n' * 2, "utf-8")
    code, out, err = command("sense", "vacancies", bad)
    lines = dict(line.split("\t") for line in out.splitlines())
    assert code == 1 and lines["rejected"] == "2" and lines["rejects"].endswith(".csv")
    assert "nothing could be used" in err
    code, _, err = command("sense", "courses", tmp_path / "gone.csv")
    assert code == 1 and "gone.csv" in err
    code, _, err = command("sense", "vacancies", bad, "--map", "text")
    assert code == 1 and "FIELD=COLUMN" in err
    code, out, _ = command("sense", "receipts")
    assert len(out.splitlines()) == 3


def test_page_and_downloads_print_every_caveat(market):
    client = Client()
    client.cookies["django_language"] = "en"
    address = f"/radar/NL13/download/{market.pk}"
    notes = json.loads(client.get(f"{address}.json").content)["caveats"]
    parts = ("werkbank", "distinct", "Duplicates:", "NUTS2024", "without a figure", "pooled", "under-counted")
    page = client.get("/help/figures/").content.decode()
    for part in parts:
        assert any(part in note for note in notes) and part in page, part


def test_what_was_left_out_is_told_in_words_with_its_line(sense, command, tmp_path):
    path = tmp_path / "ads.jsonl"
    good = {"@type": "JobPosting", "title": "A", "description": "Wij zoeken iemand met geduld."}
    rows = [good, *({"@type": "JobPosting", "title": "x"} for _ in range(7))]
    path.write_text("\n".join(map(json.dumps, rows)), "utf-8")
    code, out, err = command("sense", "vacancies", path)
    assert code == 0 and "rejected\t7" in out and "left out" not in out
    said = [line for line in err.splitlines() if "left out" in line]
    assert len(said) == 5
    assert said[0].startswith("kring: left out: ads.jsonl:2 description: The description holds no text. Add")
    assert "and 2 more in " in err


def test_every_reason_has_a_remedy():
    from kring.sense.formats import REASONS, REMEDIES

    assert REASONS.keys() == REMEDIES.keys()


def test_the_command_says_when_courses_without_dates_are_on_offer(sense, command, tmp_path, capsys):
    file = tmp_path / "gids.json"
    file.write_text(
        json.dumps({"@type": "Course", "name": "Cursus", "description": "Je leert machine learning."})
    )
    code, out, _ = command("sense", "courses", file, "--on-offer", "2026-09-01:2027-08-31")
    assert code == 0 and "kept\t1" in out
    (course,) = documents("course", first_day=date(2026, 10, 1), last_day=date(2026, 10, 31))
    assert course.ends == date(2027, 8, 31)
    code, _, err = command("sense", "courses", file, "--on-offer", "2027-09-01:2026-08-31")
    assert code == 1 and "ends before it begins" in err
    with pytest.raises(SystemExit) as stopped:
        command("sense", "courses", file, "--on-offer", "september")
    assert stopped.value.code == 2 and "2026-09-01:2027-08-31" in capsys.readouterr().err
