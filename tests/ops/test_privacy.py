"""The journey leaves no personal data in the log and none in the ledger: ids and codes only."""

import json
import logging
import re

import pytest
from django.test import Client

from kring.connect.actions.confirm_challenge import confirm_token
from kring.connect.models import Challenge
from kring.files.actions.sign_link import sign_link
from kring.ledger.jobs import enqueue_followers
from kring.ledger.models import Fact
from kring.parties.models import SignInLink
from kring.taxonomy.actions.import_kring_vocabulary import import_kring_vocabulary
from tests.cast import make_cast

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.needs_npm,
]
ADDRESS = "wilhelmina.fictief@kring.invalid"
NAME = "Wilhelmina Fictief"
PHONE = "06 12345678"
TEXT = f"Wij willen facturen automatisch laten lezen. Vraag {NAME}, {PHONE} of {ADDRESS} naar de voorbeelden."
PERSONAL = re.compile(r"[\w.+-]+@[\w-]+\.\w+|wilhelmina|0612345678|06 12345678", re.IGNORECASE)


@pytest.fixture(autouse=True)
def vocabulary() -> None:
    import_kring_vocabulary(by="system")
    make_cast()


def walk() -> Challenge:
    """Post a challenge, confirm it, sign in, and give some wrong answers on the way."""
    client = Client(raise_request_exception=False)
    place = client.post("/challenges/new/", {"text": TEXT}).headers["Location"]
    draft = place.removesuffix("place/")
    client.post(place, {"place": "Groningen"})
    client.post(f"{draft}send/", {"email": "wilhelmina@", "chosen": "form"})
    client.post(f"{draft}send/", {"email": ADDRESS, "chosen": "form", "organisation_name": "Fictief BV"})
    challenge = Challenge.objects.get()
    assert challenge.state == "unconfirmed"
    client.post(f"/challenges/confirm/{confirm_token(challenge)}/")
    client.post("/sign-in/", {"email": ADDRESS})
    link = SignInLink.objects.get(email=ADDRESS)
    client.post(f"/sign-in/{sign_link('sign-in', link.pk)}/")
    client.get(f"/challenges/?q={ADDRESS}")
    client.get(f"/no-such-page/{NAME}/")
    return challenge


def test_the_journey_leaves_nothing_personal_behind(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        challenge = walk()
        enqueue_followers()
    # What somebody types as a path is said back in the log; nothing that a form held is.
    said = "\n".join(r.getMessage() for r in caplog.records if "/no-such-page/" not in r.getMessage())
    assert not PERSONAL.findall(said), said
    facts = list(Fact.objects.values())
    assert {fact["verb"] for fact in facts} >= {"challenge_posted", "challenge_confirmed", "signed_in"}
    assert not PERSONAL.findall(json.dumps(facts, default=str))
    challenge.refresh_from_db()
    assert not PERSONAL.findall(challenge.text + challenge.title)
