"""A person enters; everything that names them is gone, and a fact with an id remains."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from kring.core.problems import Problem, UnableTo
from kring.ledger.actions.record_fact import record_fact
from kring.ledger.models import Fact
from kring.parties.actions.leave_role import keep_an_administrator
from kring.parties.models import Membership, Person, RoleInvitation, SignedIn, SignInLink
from kring.parties.permissions import require
from kring.parties.queries.personal_data import contact_of, parts
from kring.parties.rules import KEPT, SYSTEM, Actor

WARNED = "account_will_end"
WARNED_BEFORE = timedelta(days=30)


def erase_person(*, actor: Actor, now: datetime) -> None:
    """Erase the actor's own account. The last administrator invites another one first."""
    require(actor, "use_account")
    with transaction.atomic():
        person = Person.objects.select_for_update().filter(pk=actor.person_id).first()
        if person is None:
            return  # a second click: it is gone already
        require(actor, "erase_person", person)
        if person.is_demo:
            raise UnableTo(
                Problem("demo_person", "This role belongs to the example country.", "Others use it too.")
            )
        if Membership.objects.filter(person=person, role="admin").exists():
            keep_an_administrator(actor.person_id)
        _erase(person, by=actor.person_id, now=now)


def _erase(person: Person, *, by: str, now: datetime) -> None:
    key = person.pk
    for part in parts():
        if part.erase is not None:
            part.erase(person, now)
    _leave_contacts(person, by)
    SignInLink.objects.filter(email=person.email).delete()
    RoleInvitation.objects.filter(email=person.email).delete()
    person.delete()
    record_fact("person_erased", object_kind="person", object_id=key, actor=by)


def _leave_contacts(person: Person, by: str) -> None:
    """Take the person's name and address out of the organisations whose contact they are."""
    for organisation in contact_of(person):
        organisation.contact_email = organisation.contact_name = organisation.contact_phone = ""
        fields = ["contact_email", "contact_name", "contact_phone"]
        organisation.save(update_fields=fields)
        record_fact(
            "organisation_changed",
            object_kind="organisation",
            object_id=organisation.pk,
            actor=by,
            region=organisation.corop,
            area=organisation.area,
            details={"fields": fields},
        )


def end_unused_accounts(*, now: datetime) -> int:
    """Warn people who did not come for long, and erase their accounts a month later; return how many.

    Whoever has a task beyond membership is left alone: that somebody else takes away.
    """
    before = now - KEPT["unused_account"]
    with_a_task = Membership.objects.exclude(role="member").values("person_id")
    recent = SignedIn.objects.filter(last_used_at__gte=before).values("person_id")
    unseen = Q(last_visit_at__lt=before) | Q(last_visit_at__isnull=True)
    unused = Person.objects.filter(unseen, is_demo=False, joined_at__lt=before)
    erased = 0
    for person in unused.exclude(pk__in=with_a_task).exclude(pk__in=recent).iterator():
        with transaction.atomic():
            erased += _warned_or_erased(person, now)
    return erased


def _warned_or_erased(person: Person, now: datetime) -> int:
    warned = Fact.objects.filter(verb=WARNED, object_kind="person", object_id=str(person.pk))
    latest = warned.filter(at__gt=person.last_visit_at or person.joined_at).order_by("-id").first()
    if latest is None:
        record_fact(WARNED, object_kind="person", object_id=person.pk, actor=SYSTEM.person_id)
        return 0
    if latest.at > now - WARNED_BEFORE:
        return 0
    _erase(person, by=SYSTEM.person_id, now=now)
    return 1
