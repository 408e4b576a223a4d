"""A new folder has nobody who may do anything: whoever starts it gets one link to become administrator."""

from datetime import timedelta

import pytest
from django.utils import timezone

from kring.core.problems import NotAllowed
from kring.parties.actions.first_administrator import first_administrator
from kring.parties.actions.sign_in import sign_in
from kring.parties.models import Membership, Person
from kring.parties.queries import actor_of

pytestmark = pytest.mark.django_db
BASE = "http://127.0.0.1:8000"


def link(now=None) -> str | None:
    return first_administrator(base_url=BASE, now=now or timezone.now())


def token(url) -> str:
    return url.removeprefix(f"{BASE}/sign-in/").rstrip("/")


def test_the_link_makes_an_administrator_once() -> None:
    url = link()
    person, _ = sign_in(token=token(url), now=timezone.now())
    assert "admin" in actor_of(person).roles
    assert link() is None
    with pytest.raises(NotAllowed):
        sign_in(token=token(url), now=timezone.now())


def test_each_start_replaces_the_link() -> None:
    first, second = link(), link()
    with pytest.raises(NotAllowed):
        sign_in(token=token(first), now=timezone.now())
    sign_in(token=token(second), now=timezone.now())


def test_the_link_lasts_a_day() -> None:
    url = link()
    with pytest.raises(NotAllowed):
        sign_in(token=token(url), now=timezone.now() + timedelta(hours=24, seconds=1))


def test_nobody_becomes_second_administrator_with_an_old_link() -> None:
    url = link()
    Membership.objects.create(person=Person.objects.create_user("a@b.invalid"), role="admin")
    with pytest.raises(NotAllowed):
        sign_in(token=token(url), now=timezone.now())


def test_the_demo_country_needs_none() -> None:
    Person.objects.create_user("demo@b.invalid", is_demo=True)
    assert link() is None
