"""HTML in every field, far too much at once, and links that are forged, old, used or for something else."""

import io
import re
from collections.abc import Iterator
from datetime import timedelta
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings as django_settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import models
from django.test import Client
from django.utils import timezone

from kring.connect.models import Community, Invitation
from kring.files.actions.sign_link import sign_link
from kring.frame import body_limit
from kring.ledger.models import Fact
from kring.parties.models import Person
from tests.cast import Cast
from tests.connect.conftest import cast
from tests.ops.strictness import inline_of
from tests.permissions.test_matrix import ROLES, lines, sent
from tests.permissions.worlds import World, our_world

__all__ = ["cast"]
pytestmark = pytest.mark.needs_npm
HOSTILE = "<kx onload=x()>\"'><kx>&lt;kx&gt;{{7*7}}{% now %}</textarea></title><script>x()</script>"
# Shorter than this are codes, of which the code chooses the value itself.
SHORTEST_FREE = 60
CODES = {
    "state", "kind", "stored_as", "source_id", "source", "by", "created_by", "uri", "key", "email",
    "language", "corop", "contact_email", "to", "credential_id", "issuer", "subject_id", "method",
    "chosen_reference", "chosen_step", "next_path", "password", "key_hash", "license", "url", "website",
    "organisation_kind",
}  # fmt: skip


class Elements(HTMLParser):
    """Finds elements that only hostile words can have made."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        if tag == "kx":
            self.found.append(self.get_starttag_text() or tag)


def made_by(html: str) -> list[str]:
    parser = Elements()
    parser.feed(html)
    return parser.found + inline_of(html)


def free_words(model: type[models.Model]) -> Iterator[models.Field]:
    """Every field in which somebody writes words of their own."""
    for field in model._meta.concrete_fields:
        is_text = type(field) in (models.TextField, models.CharField)
        long_enough = (field.max_length or SHORTEST_FREE) >= SHORTEST_FREE
        if is_text and long_enough and not field.choices and not field.unique and field.name not in CODES:
            yield field


def fill(world: World) -> int:
    """Write hostile words in every free field of everything there is."""
    filled = 0
    for model in apps.get_models():
        if model._meta.app_label not in ("parties", "connect", "sense", "notices"):
            continue
        if not model._meta.managed or not model.objects.exists():
            continue
        for field in free_words(model):
            filled += model.objects.update(**{field.name: HOSTILE[: field.max_length]}) > 0
    return filled


@pytest.mark.full
@pytest.mark.parametrize("role", ["visitor", "owner", "lecturer", "broker", "admin"])
@pytest.mark.parametrize("language", ["nl", "en"])
def test_html_in_every_field_is_only_text(cast: Cast, role: str, language: str) -> None:
    world = our_world(cast)
    assert fill(world) > 30
    client = Client(raise_request_exception=False)
    if ROLES[role]:
        client.force_login(getattr(cast, ROLES[role]))
    client.cookies["django_language"] = language
    wrong, shown = [], 0
    for line in lines():
        if "GET" not in line.methods:
            continue
        answer = sent(client, line, "GET", world)
        if answer.status_code >= 500:
            wrong.append(f"{line.route}: {answer.status_code}")
        if answer.headers.get("Content-Type", "").startswith("text/html") and not answer.streaming:
            html = answer.content.decode()
            shown += "&lt;kx" in html
            wrong += [f"{line.route}: {each}" for each in made_by(html)]
            wrong += [f"{line.route}: a template ran"] if "{{7*7}}" not in html and "49{%" in html else []
    assert not wrong, "\n".join(wrong)
    assert shown >= (5 if role == "visitor" else 8), f"the words stand on {shown} pages only"


def test_hostile_words_that_are_let_through_are_found() -> None:
    assert len(made_by(f"<p>{HOSTILE}</p>")) >= 3
    assert not made_by("<p>&lt;kx onload=x()&gt; onload=x()</p>")


def test_hostile_words_go_through_the_forms_and_into_the_mails(cast: Cast, client: Client) -> None:
    from kring.ledger.jobs import enqueue_followers
    from kring.notices.models import Mail

    question = f"<kx onload=x()> voorspellen met machine learning. {HOSTILE}"
    place = client.post("/challenges/new/", {"text": question})
    draft = place["Location"].removesuffix("place/")
    client.post(f"{draft}place/", {"place": "Assen"})
    sent_form = client.post(
        f"{draft}send/",
        {
            "email": "eva@korst.invalid",
            "organisation_name": HOSTILE,
            "organisation_kind": "company",
            "chosen": "form",
        },
    )
    assert sent_form.status_code == 302
    while enqueue_followers():
        pass
    mail = Mail.objects.get(key__startswith="confirm:")
    assert "<kx" in mail.body, "a mail is plain text, the words stay as they are"
    client.force_login(cast.ada)
    page = client.get(f"/outbox/{mail.pk}/").content.decode()
    assert "&lt;kx" in page and not made_by(page)


def folder_bytes() -> int:
    root = Path(django_settings.KRING_DATA)
    return sum(path.stat().st_size for path in root.rglob("*") if path.is_file() and "files" in path.parts)


def test_a_visitor_cannot_send_more_than_fits_a_form(cast: Cast, client: Client) -> None:
    class Unread(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            raise AssertionError("it was read")

    for path in ("/challenges/new/", "/import/", "/parties/import/", "/no-such-page/", "/api/v1/drafts/"):
        answer = client.generic(
            "POST", path, b"", content_type="multipart/form-data; boundary=x",
            CONTENT_LENGTH=str(body_limit.MOST_BYTES_OF_VISITORS + 1), **{"wsgi.input": Unread()},
        )  # fmt: skip
        assert answer.status_code == 413, path
    client.force_login(cast.noor)
    answer = client.generic(
        "POST", "/import/", b"", content_type="multipart/form-data; boundary=x",
        CONTENT_LENGTH=str(body_limit.MOST_BYTES + 1), **{"wsgi.input": Unread()},
    )  # fmt: skip
    assert answer.status_code == 413


@pytest.mark.parametrize("address", ["/parties/import/", "/import/"])
def test_a_file_that_is_too_large_leaves_a_clear_page_and_nothing_behind(
    cast: Cast, client: Client, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setattr("kring.sense.actions.request_import.LARGEST_BYTES", 20_000_000)
    client.force_login(cast.noor)
    before = folder_bytes()
    file = SimpleUploadedFile("groot.csv", b"naam;plaats\n" + b"x;y\n" * 6_000_000)
    answer = client.post(address, {"file": file, "kind": "vacancies"})
    text = answer.content.decode()
    assert answer.status_code in (200, 400, 413) and text.count("<h1") == 1
    assert "MB" in text, "it says how large it may be"
    assert folder_bytes() == before


# Links of each kind: the route, the purpose of the token, and what a wrong one may not do.
LINKS = {
    "sign-in": "/sign-in/{}/",
    "challenge": "/challenges/confirm/{}/",
    "invitation": "/invitations/{}/",
    "draft": "/challenges/draft/by-mail/{}/",
}
THINGS = {purpose: f"{purpose}-link" for purpose in LINKS}


def tables() -> dict[str, object]:
    return {
        "facts": Fact.objects.count(),
        "people": Person.objects.count(),
        "answers": sorted(Invitation.objects.values_list("pk", "state")),
        "communities": Community.objects.count(),
    }


def wrong_tokens(purpose: str, world: World) -> Iterator[tuple[str, str]]:
    thing = world.things[THINGS[purpose]]
    good = sign_link(purpose, thing.pk)
    yield "cut off", good[:-1]
    yield "changed", good[:-2] + ("A" if good[-2] != "A" else "B") + good[-1]
    yield "forged", "x:y:z"
    yield "another's", f"{sign_link(purpose, world.things['party'].pk)}"
    yield "of a thing that is gone", sign_link(purpose, "00000000-0000-0000-0000-000000000007")
    for other in LINKS:
        if other != purpose:
            yield f"for {other}", sign_link(other, thing.pk)


@pytest.mark.parametrize("purpose", LINKS)
def test_a_wrong_link_gets_a_clear_page_and_does_nothing(cast: Cast, purpose: str) -> None:
    world = our_world(cast)
    before = tables()
    for what, token in wrong_tokens(purpose, world):
        for method in ("get", "post"):
            client = Client(raise_request_exception=False)
            answer = getattr(client, method)(LINKS[purpose].format(token), {"answer": "yes"})
            if method == "post" and answer.status_code == 405:
                continue
            assert answer.status_code in (403, 404), (what, method, answer.status_code)
            text = answer.content.decode()
            assert text.count("<h1") == 1 and token not in re.sub(r'(action|href|value)="[^"]*"', "", text), (
                what
            )
            assert "_auth_user_id" not in client.session, what
    assert tables() == before


@pytest.mark.parametrize("purpose", LINKS)
def test_an_old_link_gets_a_clear_page_and_does_nothing(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, purpose: str
) -> None:
    world = our_world(cast)
    before = tables()
    long_ago = timezone.now() - timedelta(days=800)
    with monkeypatch.context() as then:
        then.setattr("django.core.signing.time.time", long_ago.timestamp)
        token = sign_link(purpose, world.things[THINGS[purpose]].pk)
    for method in ("get", "post"):
        answer = getattr(Client(), method)(LINKS[purpose].format(token), {"answer": "yes"})
        if method == "post" and answer.status_code == 405:
            continue
        assert answer.status_code == 403, (method, answer.status_code)
    assert tables() == before


def test_a_link_that_was_used_changes_nothing_more(cast: Cast) -> None:
    world = our_world(cast)
    sign_in = LINKS["sign-in"].format(world.ids["sign-in-link"])
    assert Client().post(sign_in).status_code == 302
    before, again = tables(), Client()
    assert again.post(sign_in).status_code == 403 and "_auth_user_id" not in again.session
    assert tables() == before
    invitation = LINKS["invitation"].format(world.ids["invitation-link"])
    Client().post(invitation, {"answer": "no", "reason": "Geen tijd."})
    answered = tables()
    assert Client().post(invitation, {"answer": "yes"}).status_code < 400
    assert tables() == answered
    confirm = LINKS["challenge"].format(world.ids["challenge-link"])
    assert Client().post(confirm).status_code == 302
    confirmed = tables()
    assert Client().post(confirm).status_code < 500
    assert tables() == confirmed
