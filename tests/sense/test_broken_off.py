"""An import whose process was killed goes on: nothing is read twice, the figures follow, nothing is left."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from kring.ledger.models import Fact
from kring.sense.actions import carry_out_import as carrying
from kring.sense.jobs import import_what_was_uploaded
from kring.sense.models import GapRelease, ImportReceipt, ImportRequest
from kring.sense.models.lake import one_import_at_a_time
from tests.sense.small_market import write_vacancies


class Killed(BaseException):
    """As kill -9: no handler of the program runs."""


@pytest.fixture
def client(sense, broker, tmp_path):
    visitor = Client()
    visitor.cookies["django_language"] = "en"
    visitor.force_login(broker)
    file = SimpleUploadedFile("ads.jsonl", write_vacancies(tmp_path / "in", 200).read_bytes())
    visitor.post("/import/", {"kind": "vacancies", "file": file, "source": ""})
    return visitor


def carry_out() -> ImportRequest:
    import_what_was_uploaded(Fact.objects.filter(verb="import_requested").order_by("-id")[0])
    return ImportRequest.objects.get()


def kill_behind(step: str, monkeypatch) -> ImportRequest:
    """Carry out until ``step`` was done, and die there."""
    real = getattr(carrying, step)

    def then_die(*arguments, **named):
        real(*arguments, **named)
        raise Killed

    with monkeypatch.context() as patched, pytest.raises(Killed):
        patched.setattr(carrying, step, then_die)
        carry_out()
    return ImportRequest.objects.get()


def test_a_task_taken_up_again_computes_what_the_killed_one_brought(client, sense, monkeypatch):
    broken = kill_behind("_imported", monkeypatch)
    assert broken.state == "running" and ImportReceipt.objects.get().kept == 200
    done = carry_out()
    assert done.state == "done" and done.release == GapRelease.objects.get().pk
    assert done.receipt.duplicate == 200 and not list((sense / "files").iterdir())


def test_who_is_at_work_is_left_alone(client, monkeypatch):
    kill_behind("_imported", monkeypatch)
    with one_import_at_a_time("this very import"):
        assert carry_out().state == "running"
    assert ImportReceipt.objects.count() == 1


def test_after_silence_one_can_ask_again_while_the_gaps_were_computed(client, monkeypatch):
    broken = kill_behind("compute_gaps", monkeypatch)
    GapRelease.objects.all().delete()
    assert broken.state == "computing" and broken.receipt.kept == 200
    address = f"/import/{broken.pk}/"
    assert "Try again" not in client.get(address).content.decode()
    assert client.post(address + "again/").status_code >= 400
    ImportRequest.objects.update(changed_at=timezone.now() - timedelta(minutes=11))
    assert "Try again" in client.get(address).content.decode()
    assert client.post(address + "again/").status_code == 302
    done = carry_out()
    assert done.state == "done" and done.release == GapRelease.objects.get().pk
    assert ImportReceipt.objects.count() == 1, "the file is not read a second time"


def test_gaps_that_cannot_be_computed_do_not_wait_for_ever(client, monkeypatch):
    def broken(**_):
        raise RuntimeError

    with monkeypatch.context() as patched, pytest.raises(RuntimeError):
        patched.setattr(carrying, "compute_gaps", broken)
        carry_out()
    failed = ImportRequest.objects.get()
    page = client.get(f"/import/{failed.pk}/").content.decode()
    assert failed.state == "failed" and "The file is loaded" in page
    assert "Nothing of this file was kept" not in page
    assert client.post(f"/import/{failed.pk}/again/").status_code == 302
    assert carry_out().state == "done"


def test_the_next_import_clears_the_rejects_of_a_killed_one(client, sense):
    folder = sense / "rejects"
    folder.mkdir(exist_ok=True)
    for name in (".half.csv", "unnamed.csv"):
        (folder / name).write_text("file,line,field,reason\n", "utf-8")
    carry_out()
    assert not list(folder.iterdir())
