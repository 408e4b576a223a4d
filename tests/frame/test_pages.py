"""Pages of the frame: security headers, theme, language, errors, the style page and what it may not hold."""

import re

import pytest
from django.test import Client, override_settings
from django.utils import translation

from kring.frame import middleware
from kring.frame.undo import undo_url_of

pytestmark = [
    pytest.mark.urls("tests.frame.addresses"),
    pytest.mark.django_db,
    pytest.mark.needs_npm,
]


@pytest.fixture
def client():
    return Client(raise_request_exception=False)


@pytest.fixture
def strict_client():
    return Client(enforce_csrf_checks=True)


def test_every_answer_has_the_strict_policy(client):
    for address in ("/radar/", "/style/", "/no-such-page/", "/manifest.webmanifest", "/broken/"):
        headers = client.get(address).headers
        for name, value in middleware.HEADERS.items():
            assert headers[name] == value, (address, name)
    assert "unsafe" not in middleware.POLICY
    assert "default-src 'none'" in middleware.POLICY


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_style_page_has_every_component_and_nothing_inline(client, language):
    client.cookies["django_language"] = language
    page = client.get("/style/").content.decode()
    assert f'<html lang="{language}"' in page
    names = ("ds-button", "ds-card", "k-row", "k-interval", "k-map", "k-table", "ds-tag", "k-empty",
             "k-steps", "k-ring", "k-crumbs", "k-back", "k-stat", "k-source", "k-confirm", "k-pages",
             "k-downloads", "k-timeline", "k-skill", "k-hidden", "ds-error-summary", "k-chart")  # fmt: skip
    for part in names:
        assert re.search(rf'class="[^"]*\b{part}\b', page), part
    assert not re.search(r"\sstyle\s*=|<style|\son[a-z]+\s*=|javascript:", page)
    assert all("src=" in tag for tag in re.findall(r"<script[^>]*>", page))
    assert not re.search(r'(src|href)="(https?:)?//', page)
    identifiers = re.findall(r'\sid="([^"]+)"', page)
    assert len(identifiers) == len(set(identifiers))


def test_dutch_is_complete_on_the_style_page(client):
    client.cookies["django_language"] = "nl"
    with translation.override("nl"):
        if translation.gettext("Skip to the content") == "Skip to the content":
            pytest.skip("message catalogues are not compiled (tools/messages.py compile)")
    page = client.get("/style/").content.decode()
    assert "Naar de inhoud" in page
    for english in ("Skip to", "Undo", "(optional)", "Show as a table", "See the queue", "no figures"):
        assert english not in page


def test_the_theme_follows_the_system_until_chosen(client):
    assert "data-theme" not in client.get("/style/").content.decode().split("<head>")[0]
    answer = client.post("/frame/theme/", {"theme": "dark", "next": "/radar/"})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/radar/")
    assert '<html lang="nl" data-theme="dark">' in client.get("/style/").content.decode()
    client.post("/frame/theme/", {"theme": "system"})
    assert 'data-theme="dark"' not in client.get("/style/").content.decode()


@pytest.mark.parametrize(
    "elsewhere", ["https://elsewhere.invalid/", "//elsewhere.invalid", "javascript:alert(1)"]
)
def test_the_theme_form_sends_nobody_elsewhere(client, elsewhere):
    assert client.post("/frame/theme/", {"theme": "dark", "next": elsewhere}).headers["Location"] == "/"


def test_the_theme_needs_the_form_and_takes_no_other_value(client, strict_client):
    assert strict_client.post("/frame/theme/", {"theme": "dark"}).status_code == 403
    client.cookies["kring_theme"] = '"><script>'
    assert "<script>" not in client.get("/style/").content.decode().split("<head>")[0]
    assert client.get("/frame/theme/").status_code == 405


def test_the_language_is_remembered(client):
    answer = client.post("/frame/language/", {"language": "en", "next": "/radar/"})
    assert answer.headers["Location"] == "/radar/"
    assert '<html lang="en"' in client.get("/style/").content.decode()


@pytest.mark.parametrize(("address", "status"), [("/no-such-page/", 404), ("/broken/", 500)])
def test_an_error_page_says_what_to_do_next(client, address, status):
    with override_settings(DEBUG=False):
        answer = client.get(address)
    page = answer.content.decode()
    assert answer.status_code == status
    assert page.count("<h1>") == 1
    assert 'class="ds-button" href="/"' in page


def test_a_message_offers_undo_only_to_a_local_address():
    assert undo_url_of("success undo:/challenges/7/undo/") == "/challenges/7/undo/"
    assert undo_url_of("undo:https://elsewhere.invalid/") == ""
    assert undo_url_of("undo://elsewhere.invalid/") == ""
    assert undo_url_of(None) == ""


def test_text_is_escaped_around_marked_skills():
    from kring.frame.templatetags.frame import marked_skills

    text = "Wij <b> maken 😀 taalmodellen."
    start = text.index("taalmodellen")
    mentions = [
        {"start": start, "end": start + 12, "label": 'a "b"'},
        {"start": start + 2, "end": start + 4},
    ]
    assert marked_skills(text, mentions) == (
        'Wij &lt;b&gt; maken 😀 <mark class="k-skill" title="a &quot;b&quot;">taalmodellen</mark>.'
    )


@pytest.mark.parametrize(
    ("share", "dutch", "english"),
    [(0.111, "1 op 9", "1 in 9"), (0.5, "1 op 2", "1 in 2"), (0.9, "90%", "90%"), (0, "geen", "none")],
)
def test_shares_in_words(share, dutch, english):
    from kring.frame.templatetags.frame import one_in

    with translation.override("nl"):
        if one_in(0.111) == "1 in 9":
            pytest.skip("message catalogues are not compiled (tools/messages.py compile)")
        assert one_in(share) == dutch
    with translation.override("en"):
        assert one_in(share) == english


def test_money_and_counts_as_each_language_writes_them():
    from kring.frame.templatetags.frame import count, decimal, euros

    with translation.override("nl"):
        assert (euros(3200), count(24310), decimal(3.84)) == ("€\u00a03.200", "24.310", "3,8")
    with translation.override("en"):
        assert (euros(3200), count(24310), decimal(3.84)) == ("€3,200", "24,310", "3.8")
