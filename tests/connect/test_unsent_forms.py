"""A form whose token is of before a sign-in elsewhere: nothing typed is lost, and nobody else profits."""

from datetime import timedelta
from html.parser import HTMLParser
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from kring.connect.models import Challenge
from kring.files.actions.sign_link import sign_link
from kring.frame.middleware import HEADERS
from kring.parties.models import RoleInvitation, SignInLink
from tests.cast import Cast

pytestmark = pytest.mark.needs_npm
OURS = "http://testserver"
TYPED = 'Dit hoort bij een andere hub.\r\n"Regel twee" <script>&amp; é 🙂\r\n\r\n  ingesprongen'
TOKEN = "csrfmiddlewaretoken"


class Forms(HTMLParser):
    """The hidden fields of each form of a page, by the address it goes to; and the words of the page."""

    def __init__(self, page: HttpResponse) -> None:
        super().__init__()
        self.fields: dict[str, list[tuple[str, str]]] = {}
        self.words, self._address = "", ""
        self.feed(page.content.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._address = given.get("action", "")
            self.fields.setdefault(self._address, [])
        elif tag == "input" and given.get("type") == "hidden":
            self.fields[self._address].append((given["name"], given["value"]))

    def handle_data(self, data: str) -> None:
        self.words += data

    def values(self, address: str) -> dict[str, Any]:
        found: dict[str, list[str]] = {}
        for name, value in self.fields[address]:
            found.setdefault(name, []).append(value)
        return found


@pytest.fixture
def window(cast: Cast) -> Client:
    """Noor's browser, with the checks of a real one."""
    client = Client(enforce_csrf_checks=True)
    sign_in(client, cast.noor.email)
    client.cookies["django_language"] = "en"
    return client


def sign_in(client: Client, address: str) -> None:
    """Sign in by mail link, as in another window of the same browser: the token is another from then on."""
    link = SignInLink.objects.create(email=address, expires_at=timezone.now() + timedelta(hours=1))
    path = f"/sign-in/{sign_link('sign-in', link.pk)}/"
    assert client.post(path, {TOKEN: token_on(client, path)}).status_code == 302


def token_on(client: Client, path: str) -> str:
    return next(
        value for rows in Forms(client.get(path)).fields.values() for name, value in rows if name == TOKEN
    )


def decline_with_old_token(window: Client, challenge: Challenge, who: str, **headers: str) -> HttpResponse:
    path = f"/challenges/{challenge.pk}/decline/"
    token = token_on(window, path)
    sign_in(window, who)
    answer = window.post(path, {TOKEN: token, "reason": TYPED, "extra": ["1", "2"]}, headers=headers)
    assert answer.status_code == 403 and {**HEADERS, **answer.headers} == answer.headers
    assert answer["Cache-Control"] == "no-store"
    return answer


def test_what_was_typed_before_a_sign_in_elsewhere_goes_with_one_press(cast, queued, window) -> None:
    path = f"/challenges/{queued.pk}/decline/"
    answer = decline_with_old_token(
        window, queued, cast.noor.email, origin=OURS, referer=f"{OURS}{path}?from=queue"
    )
    queued.refresh_from_db()
    assert queued.state == "queued"
    page = Forms(answer)
    values = page.values(path)
    assert len(values.pop(TOKEN)) == 1 and values == {"reason": [TYPED], "extra": ["1", "2"]}
    assert TYPED in page.words and "<script>&amp;amp;" not in answer.content.decode()
    assert path in page.words and "Noor" in page.words and "Your form was not sent yet" in page.words
    assert f'href="{path}?from=queue"' in answer.content.decode()
    sent = window.post(path, page.values(path), headers={"origin": OURS})
    queued.refresh_from_db()
    assert sent.status_code == 302 and queued.state == "declined"
    assert queued.decline_reason == TYPED.strip()


def test_a_browser_that_only_sends_a_referer_is_believed(cast, queued, window) -> None:
    answer = decline_with_old_token(window, queued, cast.noor.email, referer=f"{OURS}/queue/")
    assert f"/challenges/{queued.pk}/decline/" in Forms(answer).fields


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.invalid", "referer": f"{OURS}/queue/"},
        {"origin": "http://sub.testserver"},
        {"origin": "https://testserver"},
        {"origin": "http://testserver:8001"},
        {"origin": "http://testserver.evil.invalid"},
        {"origin": "null", "referer": f"{OURS}/queue/"},
        {"origin": ""},
        {"referer": "https://evil.invalid/?http://testserver/"},
        {"referer": "http://testserver@evil.invalid/"},
        {"origin": OURS, "sec-fetch-site": "cross-site"},
        {"origin": OURS, "sec-fetch-site": "same-site"},
        {},
    ],
    ids=str,
)
def test_what_another_site_sends_is_neither_offered_nor_shown(cast, queued, window, headers) -> None:
    answer = decline_with_old_token(window, queued, cast.noor.email, **headers)
    page = Forms(answer)
    assert f"/challenges/{queued.pk}/decline/" not in page.fields
    assert "andere hub" not in answer.content.decode() and "Nothing was changed" in page.words
    queued.refresh_from_db()
    assert queued.state == "queued"


def test_it_says_as_whom_it_would_go_now(cast, queued, window) -> None:
    page = Forms(decline_with_old_token(window, queued, cast.saar.email, origin=OURS))
    assert "Saar" in page.words and "Noor" not in page.words
    path = f"/challenges/{queued.pk}/decline/"
    assert window.post(path, page.values(path), headers={"origin": OURS}).status_code == 403
    queued.refresh_from_db()
    assert queued.state == "queued"


def test_giving_a_role_is_told_in_words_before_the_button(cast, window) -> None:
    token = token_on(window, "/account/invite/")
    window.cookies["django_language"] = "nl"
    sign_in(window, cast.noor.email)
    given = {TOKEN: token, "email": "kees@cast.invalid", "task": "broker:noord", "language": "nl"}
    answer = window.post("/account/invite/", given, headers={"origin": OURS})
    text, page = answer.content.decode(), Forms(answer)
    assert answer.status_code == 403 and not RoleInvitation.objects.exists()
    for told in ("Verstuur het alleen als u dit zelf hebt ingevuld", "kees@cast.invalid", "Nederlands"):
        assert told in page.words and text.index(told) < text.index("Verstuur dit nu")


def test_days_and_choices_read_as_on_the_page(cast, window) -> None:
    window.cookies["django_language"] = "nl"
    given = {TOKEN: "x" * 64, "note": "Pompen", "due": "2026-12-02", "next_step": " "}
    page = Forms(window.post("/calls/new/", given, headers={"origin": OURS}))
    assert "2 december 2026" in page.words and "Waar ging het over?" in page.words
    assert page.values("/calls/new/")["due"] == ["2026-12-02"]
    given |= {"due": "morgen"}
    assert "morgen" in Forms(window.post("/calls/new/", given, headers={"origin": OURS})).words


def test_a_button_alone_has_nothing_to_send_again(cast, queued, window) -> None:
    path = f"/challenges/{queued.pk}/accept/"
    answer = window.post(path, {TOKEN: "x" * 64}, headers={"origin": OURS})
    assert answer.status_code == 403 and path not in Forms(answer).fields
    assert "press the button once more" in Forms(answer).words


def test_beside_a_file_the_words_are_shown_to_copy(cast, window) -> None:
    upload = SimpleUploadedFile("geheim.csv", b"inhoud")
    given = {TOKEN: "x" * 64, "source": "Werkbank <i>", "file": upload}
    answer = window.post("/import/", given, headers={"origin": OURS})
    assert answer.status_code == 403 and "/import/" not in Forms(answer).fields
    assert "Werkbank <i>" in Forms(answer).words and "Copy your text" in Forms(answer).words
    assert "inhoud" not in answer.content.decode()


def test_a_link_of_a_mail_stays_out_of_sight(cast, window) -> None:
    link = SignInLink.objects.create(email="a@b.invalid", expires_at=timezone.now() + timedelta(hours=1))
    token = sign_link("sign-in", link.pk)
    answer = window.post(f"/sign-in/{token}/", {TOKEN: "x" * 64, "next": "/queue/"}, headers={"origin": OURS})
    assert answer.status_code == 403 and token not in Forms(answer).words
