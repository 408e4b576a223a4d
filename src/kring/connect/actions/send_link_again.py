"""A sent challenge enters whose link did not come or is too old; a new link goes, to the mended address."""

from datetime import datetime, timedelta

from django.db import transaction

from kring.connect.models import Challenge
from kring.core.problems import Problem, UnableTo
from kring.ledger.actions.record_fact import record_fact
from kring.ledger.models import Fact
from kring.parties.actions.check_address import check_address
from kring.parties.actions.limit_attempts import limit_attempts
from kring.parties.permissions import require
from kring.parties.rules import Actor


def confirmation_key(challenge: Challenge, fact: Fact) -> str:
    """Return the key of the mail that follows a fact: the first link, or a later one."""
    again = "" if fact.verb == "challenge_posted" else f":{fact.pk}"
    return f"confirm:{challenge.pk}{again}"


def send_link_again(*, actor: Actor, challenge: Challenge, email: str, machine: str, now: datetime) -> str:
    """Send the link once more; another address takes the place of the first, whose link is void then.

    Returns the key of the mail.
    """
    require(actor, "post_challenge", challenge)
    address = check_address(email)
    limit_attempts("post-machine", machine, most=20, within=timedelta(hours=1), now=now)
    limit_attempts("post-mail", address, most=5, within=timedelta(hours=24), now=now)
    with transaction.atomic():
        waiting = Challenge.objects.filter(pk=challenge.pk, state="unconfirmed")
        if not waiting.update(contact_email=address, posted_at=now):
            raise UnableTo(
                Problem("link_opened", "The link was opened: your hub sees it now.", "You need no new link.")
            )
        fact = record_fact(
            "challenge_link_sent_again",
            object_kind="challenge",
            object_id=challenge.pk,
            actor=actor.person_id,
            region=challenge.corop,
            area=challenge.area,
        )
    challenge.refresh_from_db()
    return confirmation_key(challenge, fact)
