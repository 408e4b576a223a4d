"""Every page, for a visitor, an owner and an administrator: no fault, strict headers, nothing inline."""

import re
from collections.abc import Iterator

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from kring.demo.actions.load_demo import load_demo
from kring.parties.models import Membership
from tests.ops.crawling import paths
from tests.ops.strictness import lacking

pytestmark = [
    pytest.mark.full,
    pytest.mark.needs_npm,
]
ROLES = ["visitor", "member", "admin"]
WITHOUT_LANGUAGE = re.compile(r"\{%|\{\{|%\([a-z_]+\)s")


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
        wrong += [f"{path}: {each}" for each in lacking(answer)]
        if answer.headers.get("Content-Type", "").startswith("text/html") and not answer.streaming:
            seen += 1
            html = answer.content.decode()
            wrong += [f"{path}: template left over {each}" for each in WITHOUT_LANGUAGE.findall(html)]
    assert seen > 30 and not wrong, "\n".join(wrong)
