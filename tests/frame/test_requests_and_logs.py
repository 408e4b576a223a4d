"""NUL characters never reach a view, and the secret part of a mail link never reaches the log."""

import logging

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory

from kring.files.actions.sign_link import sign_link
from kring.frame.clean_query import CleanQuery
from kring.frame.masking import mask_secrets


def seen(request) -> dict:
    found = {}

    def view(asked) -> HttpResponse:
        CleanQuery.process_view(clean, asked, view, (), {})
        found.update({"get": asked.GET.dict(), "post": asked.POST.dict()})
        return HttpResponse()

    clean = CleanQuery(view)
    clean(request)
    return found


@pytest.mark.parametrize("query", ["q=a%00b", "q=a%0%000b", "q=%00ab%00"])
def test_no_nul_is_in_a_question(query) -> None:
    assert seen(RequestFactory().get(f"/?{query}"))["get"] == {"q": "ab"}


def test_a_question_without_nul_stays_as_it_is() -> None:
    assert seen(RequestFactory().get("/?q=100%25&r=%C3%A9"))["get"] == {"q": "100%", "r": "é"}


def test_no_nul_is_in_a_form() -> None:
    request = RequestFactory().post("/", {"email": "a\0b", "next": "/"})
    assert seen(request)["post"] == {"email": "ab", "next": "/"}


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/parties/?q=%00", "/challenges/?q=%00", "/communities/?q=%00"])
def test_pages_bear_it(client, path) -> None:
    assert client.get(path).status_code == 200


@pytest.mark.parametrize("place", ["/sign-in/", "/challenges/confirm/", "/invitations/"])
def test_the_token_of_a_link_is_masked(place) -> None:
    token = sign_link("any", "0b7f9a52-8d3e-4a57-9b0e-2f6d8a1c4e33")
    line = f"Forbidden (CSRF cookie not set.): {place}{token}/"
    assert mask_secrets(line) == f"Forbidden (CSRF cookie not set.): {place}…/"
    assert token not in mask_secrets(f"somewhere else {token}")
    assert mask_secrets(f"{place}{token[:20]}/") == f"{place}…/"


def test_other_lines_stay_as_they_are() -> None:
    for line in (
        "Not Found: /sign-in/",
        "Not Found: /sign-in/sent/",
        "12:30:45 ready",
        "Bad Request: /parties/?q=a:b:c",
    ):
        assert mask_secrets(line) == line


@pytest.mark.django_db
def test_what_django_logs_itself_passes_the_filter(settings, caplog) -> None:
    assert settings.LOGGING["handlers"]["stderr"]["filters"] == ["secrets"]
    token = sign_link("sign-in", "7")
    with caplog.at_level(logging.WARNING):
        assert Client(enforce_csrf_checks=True).post(f"/sign-in/{token}/").status_code == 403
    assert "/sign-in/" in caplog.text and token not in caplog.text
