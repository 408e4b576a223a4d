"""The background work goes on whatever one job or one mail does, and says only the kind of fault."""

import os

import pytest

from kring.cli import working
from kring.cli.working import BackgroundWork
from kring.sense.models import ImportRequest

pytestmark = pytest.mark.django_db


def broken(**_: object) -> int:
    raise ValueError("saar@cast.invalid")


@pytest.mark.parametrize("name", ["expire_invitations", "take_up_again", "enqueue_followers", "send_mails"])
def test_what_breaks_holds_up_nothing_else(monkeypatch, capsys, name) -> None:
    done = []
    for other in ("expire_invitations", "take_up_again", "enqueue_followers", "send_mails"):
        monkeypatch.setattr(working, other, lambda other=other, **_: done.append(other) or 0)
    monkeypatch.setattr(working, name, broken)
    BackgroundWork()._round()
    assert len(done) == 3
    said = capsys.readouterr().err
    assert "ValueError" in said and "saar" not in said


def test_work_that_is_done_once_fails_aloud(monkeypatch) -> None:
    # The task worker closes connections between tasks, also the one of this test's transaction.
    monkeypatch.setattr(BackgroundWork, "_work_off", lambda _: 0)
    monkeypatch.setattr(working, "send_mails", broken)
    with pytest.raises(ValueError, match="saar"):
        BackgroundWork().all_of_it()


def test_uploads_that_no_import_needs_are_forgotten(settings, tmp_path) -> None:
    settings.KRING_DATA = tmp_path
    (tmp_path / "files").mkdir()
    for name, state in (("waits.csv", "waiting"), ("failed.csv", "failed")):
        (tmp_path / "files" / name).write_text("x")
        os.utime(tmp_path / "files" / name, (0, 0))
        ImportRequest.objects.create(kind="vacancies", file_name=name, stored_as=name, state=state)
    BackgroundWork()._tidy()
    assert [path.name for path in (tmp_path / "files").iterdir()] == ["waits.csv"]
