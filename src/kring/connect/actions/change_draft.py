"""Answers to the questions of a form enter; the draft with those answers leaves, saved as they came."""

from django.db import transaction
from django.utils import timezone

from kring.connect.models import Challenge
from kring.core.problems import Problem, UnableTo
from kring.parties.permissions import require
from kring.parties.rules import Actor

CHANGEABLE = frozenset(
    {
        "postcode",
        "place",
        "corop",
        "area",
        "hours_per_week",
        "has_data",
        "organisation_name",
        "organisation_kind",
        "name_may_be_shown",
    }  # fmt: skip
)


def change_draft(*, actor: Actor, challenge: Challenge, **answers: object) -> None:
    """Save answers of a draft; ValueError for a field that no question asks."""
    require(actor, "post_challenge", challenge)
    unknown = set(answers) - CHANGEABLE
    if unknown:
        raise ValueError(f"no question asks {sorted(unknown)}")
    with transaction.atomic():
        changed = Challenge.objects.filter(pk=challenge.pk, state="draft").update(
            touched_at=timezone.now(), **answers
        )
    if not changed:
        raise UnableTo(Problem("not_a_draft", "This challenge was sent already.", "Post a new one."))
    challenge.refresh_from_db()
