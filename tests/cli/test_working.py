"""The background work goes on whatever one job or one mail does, and says only the kind of fault."""

import pytest

from kring.cli import working
from kring.cli.working import BackgroundWork

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
    monkeypatch.setattr(working, "send_mails", broken)
    with pytest.raises(ValueError, match="saar"):
        BackgroundWork().all_of_it()
