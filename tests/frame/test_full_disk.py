"""A full disk is told as what it is: in a view, in a session, and at opening the database."""

import shutil
from types import SimpleNamespace

import pytest
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.backends.db import SessionStore
from django.db.utils import OperationalError
from django.test import Client

from kring.frame.problem_words import refusal_in, status_of
from kring.taxonomy.actions.import_kring_vocabulary import import_kring_vocabulary

FULL = OperationalError("database or disk is full")
UNREADABLE = OperationalError("disk I/O error")
QUESTION = {"text": "Wij willen storingen aan pompen voorspellen met machine learning."}


def behind(error: Exception, cause: Exception) -> Exception:
    error.__cause__ = cause
    return error


def room(monkeypatch: pytest.MonkeyPatch, free: int) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: SimpleNamespace(free=free))


@pytest.mark.parametrize("error", [FULL, behind(UpdateError(), FULL)])
def test_it_is_known_also_behind_another_error(error: Exception) -> None:
    refused = refusal_in(error)
    assert refused is not None and status_of(refused) == 507


@pytest.mark.parametrize(("free", "known"), [(0, True), (10**9, False)])
def test_a_database_that_cannot_be_read_is_a_full_disk_only_without_room(monkeypatch, free, known) -> None:
    room(monkeypatch, free)
    assert (refusal_in(UNREADABLE) is not None) is known


def test_another_fault_stays_a_fault() -> None:
    for error in (RuntimeError("the glass is full"), OperationalError("database is locked"), None):
        assert refusal_in(error) is None


@pytest.mark.django_db
@pytest.mark.parametrize("error", [FULL, behind(UpdateError(), FULL)])
@pytest.mark.parametrize("path", ["/challenges/new/", "/api/v1/drafts/"])
def test_a_session_that_finds_no_room_says_so(monkeypatch, error: Exception, path: str) -> None:
    import_kring_vocabulary(by="system")

    def save(*_arguments: object, **_options: object) -> None:
        raise error

    monkeypatch.setattr(SessionStore, "save", save)
    client = Client(raise_request_exception=False)
    as_program = {"content_type": "application/json"} if path.startswith("/api/") else {}
    answer = client.post(path, QUESTION, **as_program)
    assert answer.status_code == 507
    assert ("problem+json" in answer["Content-Type"]) is bool(as_program)
    assert "De schijf is vol" in answer.content.decode()


@pytest.mark.django_db
def test_where_the_page_cannot_be_made_plain_words_say_it(monkeypatch) -> None:
    room(monkeypatch, 0)

    def load(*_arguments: object) -> None:
        raise UNREADABLE

    monkeypatch.setattr(SessionStore, "load", load)
    client = Client(raise_request_exception=False)
    client.cookies["sessionid"] = "x" * 32
    answer = client.get("/challenges/new/")
    assert answer.status_code == 507
    assert "De schijf is vol" in answer.content.decode()
