"""Challenges as a signal of demand: the newest ones count today, and the last thing said of each holds."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from kring.ledger.models import Fact
from kring.sense.queries.signals import challenges_of, newest_fact

SKILL = "urn:kring:ai-skill:predictive-maintenance"
SINCE = date(2025, 10, 1)


def told(verb: str, challenge: str, **more: object) -> Fact:
    return Fact.objects.create(
        verb=verb, object_kind="challenge", object_id=challenge, region="NL131", skills=[SKILL], **more
    )


def counted() -> tuple[int, int]:
    until = timezone.localdate() + timedelta(days=1)
    found = challenges_of("NL13", since=SINCE, until=until)
    return found.posted, found.unmatched


@pytest.mark.parametrize(
    ("said", "waiting"),
    [
        ([], 1),
        (["challenge_accepted"], 1),
        (["challenge_parked"], 1),
        (["challenge_declined"], 0),
        (["challenge_declined", "challenge_requeued"], 1),
        (["challenge_declined", "challenge_requeued", "challenge_declined"], 0),
    ],
)
def test_the_last_thing_said_of_a_challenge_holds(db, said, waiting):
    told("challenge_confirmed", "v1")
    for verb in said:
        before = newest_fact()
        told(verb, "v1")
        assert newest_fact() > before, "the kept page must be made anew"
    assert counted() == (1, waiting)


def test_a_challenge_with_a_community_waits_no_longer(db):
    told("challenge_confirmed", "v1")
    told("challenge_confirmed", "v2")
    told("community_formed", "c1", details={"challenge": "v1"})
    assert counted() == (2, 1)


def test_a_challenge_of_today_moves_the_page_today(market):
    visitor = Client()
    visitor.cookies["django_language"] = "en"
    assert "1 challenge waits" not in visitor.get("/radar/NL13/").content.decode()
    told("challenge_confirmed", "v1")
    page = visitor.get("/radar/NL13/").content.decode()
    assert "1 of 1" in page and "1 challenge waits" in page
    told("challenge_declined", "v1")
    assert "0 of 1" in visitor.get("/radar/NL13/").content.decode()
    told("challenge_requeued", "v1")
    assert "1 of 1" in visitor.get("/radar/NL13/").content.decode()
