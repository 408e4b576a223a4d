"""A role that somebody is asked to take enters; it is theirs, or the question is gone."""

from datetime import datetime

from django.db import transaction

from kring.core.problems import NotFound, Problem
from kring.ledger.actions.record_fact import record_fact
from kring.parties.actions.invite_person import place_of
from kring.parties.models import Membership, RoleInvitation
from kring.parties.permissions import may, require
from kring.parties.rules import Actor


def asked_of(actor: Actor, asked_id: object, *, now: datetime) -> RoleInvitation:
    """Return an open question to the actor; somebody else's is as good as absent."""
    require(actor, "use_account")
    rows = RoleInvitation.objects.select_related("organisation", "hub").filter(expires_at__gt=now)
    asked = rows.filter(pk=asked_id).first()  # type: ignore[misc]
    if asked is None or not may(actor, "answer_role", asked):
        raise NotFound(
            Problem(
                "no_role_asked",
                "There is no such invitation for you.",
                "You may have answered it already. Else ask who invited you for a new one.",
            )
        )
    return asked


def answer_role(*, actor: Actor, asked_id: object, accept: bool, now: datetime) -> RoleInvitation:
    """Take the role, or say no to it; return what was asked. Of two clicks at once, one counts."""
    with transaction.atomic():
        asked = asked_of(actor, asked_id, now=now)
        require(actor, "answer_role", asked)
        if not RoleInvitation.objects.filter(pk=asked.pk).delete()[0]:
            return asked
        if accept:
            Membership.objects.get_or_create(
                person_id=actor.person_id, role=asked.role, organisation=asked.organisation, hub=asked.hub
            )
        record_fact(
            "role_accepted" if accept else "role_refused",
            object_kind="person",
            object_id=actor.person_id,
            actor=actor.person_id,
            details=place_of(asked),
        )
    return asked


def withdraw_role(*, actor: Actor, asked_id: object) -> RoleInvitation:
    """Take the question back, before it is answered; return what was asked."""
    require(actor, "use_account")
    with transaction.atomic():
        asked = RoleInvitation.objects.filter(pk=asked_id, by=actor.person_id).first()  # type: ignore[misc]
        if asked is None or not RoleInvitation.objects.filter(pk=asked.pk).delete()[0]:
            raise NotFound(
                Problem("role_answered", "This invitation is no longer open.", "It may have been answered.")
            )
        record_fact(
            "role_withdrawn",
            object_kind="role_invitation",
            object_id=asked_id,
            actor=actor.person_id,
            details=place_of(asked),
        )
    return asked
