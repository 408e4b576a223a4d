"""One of a person's own roles enters; it is gone, unless nobody would be administrator after that."""

from django.db import transaction

from kring.core.problems import NotFound, Problem, UnableTo
from kring.ledger.actions.record_fact import record_fact
from kring.parties.models import Membership
from kring.parties.permissions import require
from kring.parties.rules import Actor


def own_role(actor: Actor, membership_id: int) -> Membership:
    """Return one of the actor's roles; somebody else's is as good as absent."""
    require(actor, "use_account")
    row = Membership.objects.select_related("person", "organisation", "hub").filter(pk=membership_id).first()
    if row is None or str(row.person_id) != actor.person_id:
        raise NotFound(Problem("no_role", "There is no such role.", "You may have left it already."))
    require(actor, "leave_role", row)
    return row


def leave_role(*, actor: Actor, membership_id: int) -> Membership:
    """Take the role away from the actor; return what it was."""
    with transaction.atomic():
        row = own_role(actor, membership_id)
        if row.role == "member" and row.organisation_id is None:
            raise UnableTo(
                Problem("last_role", "This is your account itself.", "You can erase your account instead.")
            )
        if row.person.is_demo:
            raise UnableTo(
                Problem("demo_person", "This role belongs to the example country.", "Others use it too.")
            )
        if row.role == "admin":
            keep_an_administrator(actor.person_id)
        row.delete()
        record_fact(
            "role_left",
            object_kind="person",
            object_id=actor.person_id,
            actor=actor.person_id,
            details={
                "role": row.role,
                "organisation": str(row.organisation_id or ""),
                "hub": row.hub_id or "",
            },
        )
    return row


def keep_an_administrator(leaving: str) -> None:
    """Refuse that the last administrator leaves: then nobody could invite another.

    The rows are locked, so that of two who leave at once one stays.
    """
    rows = Membership.objects.select_for_update().filter(role="admin", person__is_active=True)
    others = [row for row in rows if str(row.person_id) != leaving]
    if not others:
        raise UnableTo(
            Problem(
                "last_administrator",
                "You are the last administrator.",
                "Invite another administrator first.",
            )
        )
