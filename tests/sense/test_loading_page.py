"""The page for loading data: upload, status, receipt, rejects, wrong input, no rights."""

import json
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from kring.ledger.jobs import enqueue_followers, follow
from kring.ledger.models import Fact
from kring.sense.jobs import import_what_was_uploaded
from kring.sense.models import GapRelease, ImportReceipt, ImportRequest
from kring.sense.queries.documents import documents
from tests.sense.small_market import vacancy, write_vacancies


@pytest.fixture
def client(sense, broker):
    visitor = Client()
    visitor.cookies["django_language"] = "en"
    visitor.force_login(broker)
    return visitor


def upload(client, name, content, **fields):
    file = SimpleUploadedFile(name, content)
    return client.post("/import/", {"kind": "vacancies", "file": file, "source": "", **fields})


def carry_out():
    fact = Fact.objects.filter(verb="import_requested").order_by("-id").first()
    import_what_was_uploaded(fact)


def test_a_file_goes_from_upload_to_figures(client, sense, tmp_path):
    content = write_vacancies(tmp_path / "in", 200).read_bytes()
    answer = upload(client, "werkbank-2026-10.jsonl", content)
    assert answer.status_code == 302
    status = answer["Location"]
    waiting = client.get(status).content.decode()
    assert "waits its turn" in waiting and 'http-equiv="refresh"' in waiting
    carry_out()
    done = client.get(status).content.decode()
    assert "Your file is loaded" in done and 'http-equiv="refresh"' not in done
    receipt = ImportReceipt.objects.get()
    assert (receipt.kept, receipt.source) == (200, "werkbank")
    assert GapRelease.objects.count() == 1
    assert not list((sense / "files").iterdir())
    assert str(receipt.pk) in client.get("/import/").content.decode()
    assert "200" in client.get(f"/receipts/{receipt.pk}/").content.decode()


UNDATED = json.dumps(
    [
        {"@type": "Course", "name": f"Cursus {n}", "description": "Je leert machine learning."}
        for n in range(3)
    ]
).encode()


def test_courses_without_dates_are_on_offer_when_the_reader_says_so(client):
    period = {"kind": "courses", "on_offer_from": "2026-09-01", "on_offer_until": "2027-08-31"}
    upload(client, "gids.json", UNDATED, **period)
    carry_out()
    assert ImportReceipt.objects.get().kept == 3
    courses = documents("course", first_day=date(2026, 10, 1), last_day=date(2026, 10, 31))
    assert {(one.starts, one.ends) for one in courses} == {(date(2026, 9, 1), date(2027, 8, 31))}
    half = upload(client, "gids.json", UNDATED, kind="courses", on_offer_from="2026-09-01")
    assert half.status_code == 400 and "Fill in both dates." in half.content.decode()
    turned = {**period, "on_offer_until": "2025-08-31"}
    answer = upload(client, "gids.json", UNDATED, **turned)
    assert answer.status_code == 400 and "ends before it begins" in answer.content.decode()


def test_courses_without_dates_stay_unknown_when_nobody_says_so(client):
    upload(client, "gids.json", UNDATED, kind="courses")
    carry_out()
    receipt = ImportReceipt.objects.get()
    assert receipt.kept == 3
    assert documents("course", first_day=date(2026, 10, 1), last_day=date(2026, 10, 31)) == []


def test_the_wrong_file_is_taken_out_again(client, sense, tmp_path):
    upload(client, "right.jsonl", write_vacancies(tmp_path / "in", 200).read_bytes())
    carry_out()
    release = GapRelease.objects.get()
    upload(client, "gids.json", UNDATED, kind="courses")
    carry_out()
    wrong = ImportReceipt.objects.get(kind="courses")
    assert "Undo this import" in client.get(f"/receipts/{wrong.pk}/").content.decode()
    answer = client.post(f"/receipts/{wrong.pk}/undo/", follow=True).content.decode()
    assert "This import was undone on" in answer and "Undo this import" not in answer
    assert not list((sense / "lake" / "courses").iterdir())
    assert "undone" in client.get("/import/").content.decode()
    # The lake is what it was: the first figures are the newest again once they are computed.
    client.post("/import/compute/")
    assert GapRelease.objects.order_by("-at").first() == release
    # What was undone is new when it comes again, now with the dates that were forgotten.
    period = {"on_offer_from": "2026-09-01", "on_offer_until": "2027-08-31"}
    upload(client, "gids.json", UNDATED, kind="courses", **period)
    carry_out()
    again = ImportReceipt.objects.standing().get(kind="courses")
    assert (again.kept, again.duplicate) == (3, 0)


def test_an_import_is_undone_once_and_examples_are_not(client, sense, tmp_path):
    upload(client, "a.jsonl", write_vacancies(tmp_path / "in", 3).read_bytes())
    carry_out()
    receipt = ImportReceipt.objects.get()
    for _ in range(2):
        assert client.post(f"/receipts/{receipt.pk}/undo/").status_code == 302
    assert Fact.objects.filter(verb="import_undone").count() == 1
    examples = ImportReceipt.objects.create(kind="examples", source="register", kept=3)
    assert client.post(f"/receipts/{examples.pk}/undo/").status_code == 400
    # Figures of vacancies that left are older than the data: the page says so.
    assert "The figures are older than the data." in client.get("/import/").content.decode() or (
        not GapRelease.objects.exists()
    )


def test_a_second_call_of_the_job_changes_nothing(client, tmp_path):
    upload(client, "a.jsonl", write_vacancies(tmp_path / "in", 3).read_bytes())
    carry_out()
    carry_out()
    assert ImportReceipt.objects.count() == 1


def test_the_fact_reaches_the_job_through_the_queue(client, tmp_path, monkeypatch):
    given = []
    monkeypatch.setattr(type(follow), "enqueue", lambda self, *arguments: given.append(arguments))
    upload(client, "a.jsonl", write_vacancies(tmp_path / "in", 3).read_bytes())
    enqueue_followers()
    assert [name for _, name in given] == ["kring.sense.jobs.import_what_was_uploaded"]


def test_a_broken_file_tells_what_to_do_and_can_be_tried_again(client, tmp_path):
    answer = upload(client, "mijn.json", json.dumps([vacancy(n) for n in range(9)]).encode()[:-50])
    carry_out()
    page = client.get(answer["Location"]).content.decode()
    assert "could not be loaded" in page and "mijn.json, line 1: " in page
    assert "Nothing of this file was kept" in page
    assert not ImportReceipt.objects.exists()
    assert client.post(answer["Location"] + "again/").status_code == 302
    assert ImportRequest.objects.get().state == "waiting"


def test_rejects_can_be_downloaded(client):
    lines = [vacancy(1), vacancy(2, description="")]
    answer = upload(client, "a.jsonl", "\n".join(map(json.dumps, lines)).encode())
    carry_out()
    page = client.get(answer["Location"]).content.decode()
    receipt = ImportReceipt.objects.get()
    assert f"/receipts/{receipt.pk}/rejects.csv" in page and "The description holds no text" in page
    rows = b"".join(client.get(f"/receipts/{receipt.pk}/rejects.csv").streaming_content).decode()
    assert "empty_text" in rows


@pytest.mark.parametrize(
    ("name", "content", "fields", "said"),
    [
        ("a.exe", b"MZ", {}, "cannot be read"),
        ("a.csv", b"", {}, "empty"),
        ("a.csv", b"x", {"column_map": "tekst"}, "field = column"),
        ("a.csv", b"x", {"kind": "horses"}, "horses"),
    ],
)
def test_wrong_input_is_told_on_the_form(client, name, content, fields, said):
    answer = upload(client, name, content, **fields)
    assert answer.status_code == 400 and said in answer.content.decode()
    assert not ImportRequest.objects.exists()


def test_visitors_may_not_load(sense):
    visitor = Client()
    for address in ("/import/", "/receipts/00000000-0000-4000-8000-000000000000/"):
        assert visitor.get(address).status_code == 403
    assert visitor.post("/import/compute/").status_code == 403
