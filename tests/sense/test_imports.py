"""Imports: what is kept, counted and refused, and that a failed one leaves nothing."""

import csv
import errno
import gzip
import json

import pyarrow.parquet as pq
import pytest

from kring.core.problems import NotAllowed, UnableTo
from kring.parties.rules import ANYBODY, SYSTEM
from kring.sense.actions.import_courses import import_courses
from kring.sense.actions.import_vacancies import import_vacancies
from kring.sense.actions.incoming import source_name
from kring.sense.cli import _say_rejects
from kring.sense.models import ImportReceipt
from kring.sense.models.lake import LakeWriter, one_import_at_a_time, visible_files
from tests.sense.conftest import TODAY, lake_files
from tests.sense.small_market import vacancy, write_courses, write_vacancies


def load(*paths, **options):
    return import_vacancies(paths=list(paths), actor=SYSTEM, today=TODAY, **options)


def kept_rows(table="vacancies"):
    return [row for path in visible_files(table) for row in pq.read_table(path).to_pylist()]


def test_vacancies_are_kept_with_place_area_and_skills_and_without_people(sense, tmp_path):
    receipt = load(write_vacancies(tmp_path / "in", 8))
    assert (receipt.read, receipt.kept, receipt.duplicate, receipt.rejected) == (8, 8, 0, 0)
    assert receipt.removed == {"name": 8, "mail": 8, "phone": 8}
    rows = {row["source_id"]: row for row in kept_rows()}
    one = rows["v1"]
    assert (one["corop"], one["area"], one["employer"]) == ("NL131", "industry", "Pompenbouw Noord 1")
    assert one["source"] == "werkbank"
    text = " ".join(row["text"] for row in rows.values())
    assert not any(secret in text for secret in ("Vries", "jan@", "12345678"))
    mentions = {row["doc_key"]: row for row in kept_rows("mentions")}
    found = mentions[one["key"]]
    assert found["uri"] == "urn:kring:ai-skill:predictive-maintenance"
    assert one["text"][found["start"] : found["end"]] == found["surface"] == "voorspellend onderhoud"


def test_loading_twice_keeps_once(sense, tmp_path):
    path = write_vacancies(tmp_path / "in", 6)
    load(path)
    again = load(path)
    assert (again.read, again.kept, again.duplicate) == (6, 0, 6)
    assert len(kept_rows()) == 6


def test_unknown_date_place_and_employer_are_kept_and_counted(sense, tmp_path):
    path = tmp_path / "ads.json"
    bare = {"@type": "JobPosting", "title": "Tester", "description": "You test software."}
    abroad = vacancy(2, jobLocation={"address": {"addressLocality": "Nergenshuizen"}})
    path.write_text(json.dumps([bare, abroad]), "utf-8")
    receipt = load(path)
    assert receipt.kept == 2
    counts = {name: receipt.unknown[name] for name in ("date", "place", "employer")}
    assert counts == {"date": 1, "place": 2, "employer": 1}
    by_title = {row["title"]: row for row in kept_rows()}
    assert by_title["Tester"]["corop"] is None and by_title["Tester"]["posted"] is None


def test_refused_records_are_told_without_their_text(sense, tmp_path):
    path = tmp_path / "ads.jsonl"
    lines = [vacancy(1), vacancy(2, description=""), vacancy(3, datePosted="2031-01-01")]
    path.write_text("\n".join([*map(json.dumps, lines), '{"broken": ']) + "\n", "utf-8")
    receipt = load(path)
    assert (receipt.read, receipt.kept, receipt.rejected) == (4, 1, 3)
    written = (sense / "rejects" / receipt.rejects_file).read_text("utf-8").splitlines()
    assert written[0] == "file,line,field,reason"
    reasons = [
        "ads.jsonl,2,description,empty_text",
        "ads.jsonl,3,datePosted,future_date",
        "ads.jsonl,4,,bad_json",
    ]
    assert written[1:] == reasons
    assert "Pompenbouw" not in "".join(written)


@pytest.mark.parametrize("start", ["=", "+", "-", "@"])
def test_no_cell_of_the_rejects_is_a_formula(sense, tmp_path, capsys, start):
    path = tmp_path / f'{start}HYPERLINK("x.invalid").jsonl'
    path.write_text(json.dumps(vacancy(1, description="")) + "\n", "utf-8")
    receipt = load(path)
    with (sense / "rejects" / receipt.rejects_file).open(encoding="utf-8", newline="") as handle:
        (row,) = csv.DictReader(handle)
    assert row == {"file": f"'{path.name}", "line": "1", "field": "description", "reason": "empty_text"}
    _say_rejects(receipt)
    assert f"left out: {path.name}:1 description: " in capsys.readouterr().err


def test_courses_of_a_table_with_other_headings(sense, tmp_path):
    path = tmp_path / "aanbod.csv"
    path.write_text("Wat;Waarover;Waar;Vanaf\nAI;Leer over chatbots;Zwolle;2026-02-01\n", "utf-8")
    columns = {"title": "Wat", "text": "Waarover", "place": "Waar", "starts": "Vanaf"}
    receipt = import_courses(paths=[path], actor=SYSTEM, today=TODAY, column_map=columns)
    assert receipt.kept == 1
    assert kept_rows("courses")[0]["corop"] == "NL211"


def nothing_is_left(folder):
    unfinished = list((folder / "rejects").glob(".*"))
    return not ImportReceipt.objects.exists() and not lake_files(folder) and not unfinished


@pytest.mark.parametrize("kind", ["truncated", "encoding", "two encodings", "map", "missing", "broken"])
def test_a_bad_file_is_named_with_its_remedy_and_leaves_nothing(sense, tmp_path, kind):
    path = write_vacancies(tmp_path / "in", 700)
    options = {}
    if kind == "truncated":
        packed = gzip.compress(path.read_bytes())
        path = tmp_path / "in" / "ads.json.gz"
        path.write_bytes(packed[: len(packed) // 2])
    elif kind == "encoding":
        path.write_bytes(path.read_bytes() + b'{"title": "\xff\xfe\x81"}\n' * 3)
    elif kind == "two encodings":
        path = tmp_path / "ads.csv"
        path.write_bytes("titel;omschrijving\nCafé;Wij zoeken\n".encode() + "René;x\n".encode("cp1252"))
    elif kind == "map":
        path = tmp_path / "ads.csv"
        path.write_text("Kop;Tekst\nA;B\n", "utf-8")
        options = {"column_map": {"text": "Inhoud", "titel": "Kop"}}
    elif kind == "missing":
        path = tmp_path / "nowhere.json"
    else:
        path = tmp_path / "ads.json"
        path.write_text(json.dumps([vacancy(n) for n in range(500)])[:-200], "utf-8")
    with pytest.raises(UnableTo) as refused:
        load(path, **options)
    for problem in refused.value.problems:
        assert path.name in problem.file and problem.remedy
    if kind == "map":
        assert {problem.code for problem in refused.value.problems} >= {"unknown_field", "unknown_column"}
        assert "Tekst" in str(refused.value)
    assert nothing_is_left(sense)


def test_a_second_import_at_the_same_time_is_told_to_wait(sense, tmp_path):
    path = write_vacancies(tmp_path / "in", 3)
    with one_import_at_a_time("vacancies from elsewhere"), pytest.raises(UnableTo) as refused:
        load(path)
    assert refused.value.problems[0].code == "import_running"
    assert "vacancies from elsewhere" in str(refused.value)
    assert load(path).kept == 3


def test_a_full_disk_keeps_nothing_and_says_so(sense, tmp_path, monkeypatch):
    def full(self, table, rows):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(LakeWriter, "add", full)
    with pytest.raises(UnableTo) as refused:
        load(write_vacancies(tmp_path / "in", 3))
    assert refused.value.problems[0].code == "disk_full"
    assert nothing_is_left(sense)


def test_files_that_no_receipt_names_are_removed_by_the_next_import(sense, tmp_path):
    orphan = sense / "lake" / "vacancies" / "orphan.parquet"
    orphan.parent.mkdir(parents=True)
    orphan.write_bytes(b"left by a killed import")
    (sense / "lake" / ".unfinished-x").mkdir()
    load(write_vacancies(tmp_path / "in", 2))
    assert len(lake_files(sense)) == 2  # the vacancies and their mentions
    assert not orphan.exists()


def test_only_brokers_may_load(sense, tmp_path):
    with pytest.raises(NotAllowed):
        import_vacancies(paths=[write_vacancies(tmp_path / "in", 1)], actor=ANYBODY, today=TODAY)
    with pytest.raises(NotAllowed):
        import_courses(paths=[write_courses(tmp_path / "in", 1)], actor=ANYBODY, today=TODAY)


def test_the_files_of_one_feed_are_one_source():
    assert {source_name(f"in/feed-2026-0{n}.json.gz") for n in (1, 2, 3)} == {"feed"}
    assert source_name("2026.csv") == "2026"
