"""What changed since the last visit stays in sight during a visit, however often the page is opened."""

from datetime import timedelta

import pytest
from django.utils import timezone

from kring.parties.models import Person
from kring.site.web import news
from kring.site.web.news import VISIT_LASTS, news_for

pytestmark = pytest.mark.django_db


class Clock:
    """Stands still until moved."""

    def __init__(self) -> None:
        self.at = timezone.now()

    def now(self):
        return self.at


@pytest.fixture
def clock(monkeypatch) -> Clock:
    kept = Clock()
    monkeypatch.setattr(news, "timezone", kept)
    return kept


@pytest.fixture
def since(monkeypatch) -> list:
    """The moments since which news was asked for."""
    asked: list = []
    true = news.facts_since
    monkeypatch.setattr(news, "facts_since", lambda moment: asked.append(moment) or true(moment))
    return asked


def test_a_visit_moves_the_last_visit_once(rf, clock, since) -> None:
    before = clock.at - timedelta(days=3)
    person = Person.objects.create_user("saar@cast.invalid", last_visit_at=before)
    session: dict = {}

    def visit() -> None:
        request = rf.get("/")
        request.user, request.session = Person.objects.get(pk=person.pk), session
        news_for(request)

    began = clock.at
    visit()
    clock.at += VISIT_LASTS / 2
    visit()
    assert since == [before, before]
    person.refresh_from_db()
    assert person.last_visit_at == began
    clock.at += VISIT_LASTS
    visit()
    assert since[-1] == began
