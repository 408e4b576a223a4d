"""A finished draft and a mail address enter; a challenge that waits for the mail link leaves."""

from datetime import datetime, timedelta

from django.db import transaction

from kring.connect.models import Challenge
from kring.core.problems import Problem, UnableTo
from kring.ledger.actions.record_fact import record_fact
from kring.parties.actions.check_address import check_address
from kring.parties.actions.limit_attempts import limit_attempts
from kring.parties.permissions import require
from kring.parties.rules import SIDE_OF_KIND, Actor

CHOICES = ("join", "reuse", "take", "form", "none", "")


def post_challenge(
    *,
    actor: Actor,
    challenge: Challenge,
    email: str,
    organisation_name: str,
    chosen_step: str,
    chosen_reference: str,
    machine: str,
    organisation_kind: str = "",
    name_may_be_shown: bool = False,
    now: datetime,
) -> None:
    """Send the draft: others see it after the link in the mail was opened. Posts are rate-limited."""
    require(actor, "post_challenge", challenge)
    _check(challenge, email, chosen_step, organisation_kind)
    limit_attempts("post-machine", machine, most=20, within=timedelta(hours=1), now=now)
    limit_attempts("post-mail", email.lower(), most=5, within=timedelta(hours=24), now=now)
    with transaction.atomic():
        taken = Challenge.objects.filter(pk=challenge.pk, state="draft").update(
            state="unconfirmed",
            contact_email=email.strip().lower(),
            organisation_name=" ".join(organisation_name.split())[:200],
            organisation_kind=organisation_kind or challenge.organisation_kind,
            name_may_be_shown=name_may_be_shown,
            chosen_step=chosen_step,
            chosen_reference=chosen_reference[:80],
            posted_at=now,
        )
        if not taken:
            raise UnableTo(Problem("not_a_draft", "This challenge was sent already.", "Post a new one."))
        record_fact(
            "challenge_posted",
            object_kind="challenge",
            object_id=challenge.pk,
            actor=actor.person_id,
            region=challenge.corop,
            area=challenge.area,
            skills=challenge.skill_uris,
            details={"chosen": chosen_step},
        )
    challenge.refresh_from_db()


def _check(challenge: Challenge, email: str, chosen_step: str, kind: str) -> None:
    problems = []
    if chosen_step not in CHOICES:
        problems.append(Problem("wrong_step", "This is no next step.", "Choose one from the page."))
    if kind and kind not in SIDE_OF_KIND:
        problems.append(
            Problem("wrong_kind", "We do not know this type of organisation.", "Choose one from the list.")
        )
    try:
        check_address(email)
    except UnableTo as error:
        problems += error.problems
    if not challenge.corop:
        problems.append(
            Problem("no_place", "We do not know where you are.", "Fill in your postcode or place.")
        )
    if problems:
        raise UnableTo(*problems)
