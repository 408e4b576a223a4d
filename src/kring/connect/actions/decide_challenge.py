"""A broker's yes or no to a challenge in the queue enters; its new state leaves, with the reason kept."""

from datetime import datetime

from django.db import transaction

from kring.connect import rules
from kring.connect.actions.release_places import release_all
from kring.connect.models import Challenge
from kring.core.problems import Problem, UnableTo
from kring.ledger.actions.record_fact import record_fact
from kring.parties.permissions import require
from kring.parties.rules import Actor


def _become(challenge: Challenge, target: str, **changes: object) -> None:
    """Change the state only if nobody else did meanwhile."""
    if not rules.may_become(challenge.state, target):
        raise UnableTo(
            Problem("wrong_state", "This cannot be done to the challenge now.", "Look at its page again.")
        )
    taken = Challenge.objects.filter(pk=challenge.pk, state=challenge.state).update(state=target, **changes)
    if not taken:
        raise UnableTo(
            Problem("changed_meanwhile", "Somebody else changed it just now.", "Look at its page again.")
        )
    challenge.refresh_from_db()


def _record(verb: str, challenge: Challenge, actor: Actor, role: str = "broker") -> None:
    record_fact(
        verb,
        object_kind="challenge",
        object_id=challenge.pk,
        actor=actor.person_id,
        role=role,
        region=challenge.corop,
        area=challenge.area,
        skills=challenge.skill_uris,
    )


def accept_challenge(*, actor: Actor, challenge: Challenge, now: datetime) -> None:
    """Take a challenge from the queue: this broker helps it on."""
    require(actor, "accept_challenge", challenge)
    if challenge.state != "queued":
        # From a proposal a challenge comes back by itself, when a party says no.
        raise UnableTo(
            Problem("wrong_state", "This cannot be done to the challenge now.", "Look at its page again.")
        )
    with transaction.atomic():
        broker = actor.person_id if actor.person_id != "system" else None
        _become(challenge, "accepted", broker_id=broker)
        _record("challenge_accepted", challenge, actor)


def decline_challenge(*, actor: Actor, challenge: Challenge, reason: str, now: datetime) -> None:
    """Decline with a reason that the owner gets to read; it goes on counting as demand."""
    require(actor, "decline_challenge", challenge)
    if len(reason.strip()) < 10:
        raise UnableTo(
            Problem("no_reason", "There is no reason yet.", "Tell in a sentence why, the owner reads it.")
        )
    with transaction.atomic():
        _become(challenge, "declined", decline_reason=reason.strip()[:1000])
        # Nobody is asked on for a challenge that was declined, and nobody's calendar stays reserved.
        challenge.proposals.filter(state__in=["open", "inviting"]).update(state="declined")
        release_all(by=actor, challenge=challenge, now=now)
        _record("challenge_declined", challenge, actor)


def requeue_challenge(*, actor: Actor, challenge: Challenge, now: datetime) -> None:
    """Undo: put an accepted or declined challenge back in the queue; an open proposal on it closes."""
    require(actor, "accept_challenge", challenge)
    with transaction.atomic():
        # The same lock as for invitations: nobody is asked meanwhile.
        Challenge.objects.select_for_update().get(pk=challenge.pk)
        if challenge.proposals.filter(state="inviting").exists():
            raise UnableTo(
                Problem(
                    "inviting",
                    "Invitations for this challenge are on their way.",
                    "Wait for the answers, or decline the challenge with a reason.",
                )
            )
        challenge.proposals.filter(state="open").update(state="declined")
        _become(challenge, "queued", decline_reason="", broker_id=None)
        _record("challenge_requeued", challenge, actor)
