"""Links lead to a name that a browser can open, also where Kring answers on every address."""

import os

import pytest

from config import environment
from kring.cli import serving
from kring.cli.serving import address_to_open


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("0.0.0.0", "http://localhost:8000"),
        ("::", "http://localhost:8000"),
        ("::1", "http://[::1]:8000"),
        ("127.0.0.1", "http://127.0.0.1:8000"),
        ("kring.example", "http://kring.example:8000"),
    ],
)
def test_the_address_can_be_opened(host, address) -> None:
    assert address_to_open(host, 8000) == address


def test_links_begin_with_it_and_it_is_told(settings, monkeypatch, capsys) -> None:
    for name in ("KRING_BASE_URL", "KRING_HOSTS"):
        monkeypatch.setenv(name, "x")
        monkeypatch.delenv(name)
    settings.KRING_BASE_URL, settings.CSRF_TRUSTED_ORIGINS = "", []
    settings.ALLOWED_HOSTS = ["localhost"]
    serving._tell_settings("http://localhost:8000", "0.0.0.0")
    assert settings.KRING_BASE_URL == os.environ["KRING_BASE_URL"] == "http://localhost:8000"
    assert settings.CSRF_TRUSTED_ORIGINS == ["http://localhost:8000"]
    assert "KRING_BASE_URL" in capsys.readouterr().err


def test_links_of_the_command_line_lead_to_where_the_folder_was_last_served(
    settings, tmp_path, monkeypatch
) -> None:
    for name in ("KRING_BASE_URL", "KRING_HOSTS"):
        monkeypatch.setenv(name, "x")
        monkeypatch.delenv(name)
    settings.KRING_DATA = tmp_path
    assert environment.read({"KRING_DATA": str(tmp_path)}).base_url == "http://127.0.0.1:8000"
    serving._tell_settings("http://127.0.0.1:9123", "127.0.0.1")
    assert environment.read({"KRING_DATA": str(tmp_path)}).base_url == "http://127.0.0.1:9123"
    given = {"KRING_DATA": str(tmp_path), "KRING_BASE_URL": "https://kring.example/"}
    assert environment.read(given).base_url == "https://kring.example"
    (tmp_path / environment.SERVED_AT).write_text("ftp://elsewhere")
    assert environment.read({"KRING_DATA": str(tmp_path)}).base_url == "http://127.0.0.1:8000"


def test_a_name_that_was_given_stays(settings, monkeypatch, capsys) -> None:
    monkeypatch.setenv("KRING_BASE_URL", "https://kring.example")
    monkeypatch.setenv("KRING_HOSTS", "kring.example")
    settings.KRING_BASE_URL = "https://kring.example"
    serving._tell_settings("http://localhost:8000", "0.0.0.0")
    assert settings.KRING_BASE_URL == "https://kring.example"
    assert capsys.readouterr().err == ""
