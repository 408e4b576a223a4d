"""Every page, for a visitor, an owner and an administrator: no fault, strict headers, nothing inline."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from kring.demo.actions.load_demo import load_demo
from kring.frame import assets, middleware
from kring.parties.models import Membership
from tests.ops.crawling import paths

pytestmark = [
    pytest.mark.full,
    pytest.mark.skipif(bool(assets.missing_files()), reason="npm ci was not run in frontend/"),
]
ROLES = ["visitor", "member", "admin"]
WITHOUT_LANGUAGE = re.compile(r"\{%|\{\{|%\([a-z_]+\)s")


class Inline(HTMLParser):
    """Collects whatever a strict policy would block."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._in_script = False

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        names = dict(attributes)
        self.found += [f"<{tag} {name}>" for name in names if name.startswith("on") or name == "style"]
        self.found += [f"<{tag} {n}={v}>" for n, v in names.items() if (v or "").startswith("javascript:")]
        if tag == "style":
            self.found.append("<style>")
        self._in_script = tag == "script" and "src" not in names and names.get("type") != "application/json"

    def handle_data(self, text: str) -> None:
        if self._in_script and text.strip():
            self.found.append(f"<script>{text[:60]}")


def inline_of(html: str) -> list[str]:
    parser = Inline()
    parser.feed(html)
    return parser.found


@pytest.fixture(scope="module")
def country(django_db_setup: object, django_db_blocker) -> Iterator[None]:
    """A small country, loaded once for this file and taken back after it."""
    from django.db import transaction

    with django_db_blocker.unblock(), transaction.atomic():
        load_demo(seed=1, scale=0.01)
        yield
        transaction.set_rollback(True)


def client_of(role: str) -> Client:
    client = Client(raise_request_exception=False)
    if role == "visitor":
        return client
    if role == "admin":
        person = get_user_model().objects.create_user("admin@kring.invalid", language="nl")
        Membership.objects.create(person=person, role="admin")
    else:
        person = get_user_model().objects.filter(is_demo=True, memberships__role="member").first()
        person = person or get_user_model().objects.create_user("member@kring.invalid", language="nl")
    client.force_login(person)
    return client


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("role", ROLES)
def test_no_page_fails_or_holds_anything_inline(country: None, role: str, language: str) -> None:
    client = client_of(role)
    client.cookies["django_language"] = language
    wrong, seen = [], 0
    for path in [*paths(real=True), *paths(real=False)]:
        answer = client.get(path)
        if answer.status_code >= 500:
            wrong.append(f"{path}: {answer.status_code}")
        missing = [name for name, value in middleware.HEADERS.items() if answer.headers.get(name) != value]
        wrong += [f"{path}: header {name}" for name in missing]
        if answer.headers.get("Content-Type", "").startswith("text/html") and not answer.streaming:
            seen += 1
            html = answer.content.decode()
            wrong += [f"{path}: inline {each}" for each in inline_of(html)]
            wrong += [f"{path}: template left over {each}" for each in WITHOUT_LANGUAGE.findall(html)]
    assert seen > 30 and not wrong, "\n".join(wrong)


def test_what_a_strict_policy_blocks_is_found() -> None:
    html = '<p style="x" onclick="y"></p><script>z()</script><script src="a"></script><style></style>'
    assert len(inline_of(html)) == 4
