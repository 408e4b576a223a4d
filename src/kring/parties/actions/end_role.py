"""A role that somebody else has enters; it is gone at once, and that person hears it."""

from django.db import transaction

from kring.core.problems import NotFound, Problem, UnableTo
from kring.ledger.actions.record_fact import record_fact
from kring.parties.actions.invite_person import place_of
from kring.parties.actions.leave_role import keep_an_administrator
from kring.parties.models import Membership, RoleInvitation
from kring.parties.permissions import may, require
from kring.parties.rules import Actor


def role_of_another(actor: Actor, membership_id: int) -> Membership:
    """Return a role that the actor may take away; another is as good as absent."""
    rows = Membership.objects.select_related("person", "organisation", "hub")
    row = rows.filter(pk=membership_id).first()
    if row is None or not may(actor, "end_role", row):
        raise NotFound(Problem("no_role", "There is no such role.", "Somebody may have taken it away."))
    return row


def end_role(*, actor: Actor, membership_id: int) -> Membership:
    """Take the role away, with the questions to others that came from it; return what it was."""
    with transaction.atomic():
        row = role_of_another(actor, membership_id)
        require(actor, "end_role", row)
        _check(actor, row)
        if not Membership.objects.filter(pk=row.pk).delete()[0]:
            return row  # a second click: it is gone already
        RoleInvitation.objects.filter(
            by=str(row.person_id), organisation=row.organisation, hub=row.hub
        ).delete()
        record_fact(
            "role_ended",
            object_kind="person",
            object_id=row.person_id,
            actor=actor.person_id,
            details=place_of(row),
        )
    return row


def _check(actor: Actor, row: Membership) -> None:
    if row.role == "member" and row.organisation_id is None:
        raise UnableTo(Problem("last_role", "This is an account itself.", "Its person can erase it."))
    if str(row.person_id) == actor.person_id:
        raise UnableTo(Problem("own_role", "This is your own role.", "Leave it on your account page."))
    if row.person.is_demo:
        raise UnableTo(
            Problem("demo_person", "This role belongs to the example country.", "Others use it too.")
        )
    if row.role == "admin":
        keep_an_administrator(str(row.person_id))
