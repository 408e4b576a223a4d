"""The token of a one-time link enters; the person who holds it leaves, made on the first visit."""

from datetime import datetime, timedelta

from django.db import transaction

from kring.core.problems import NotAllowed, Problem
from kring.files.actions.sign_link import read_link
from kring.ledger.actions.record_fact import record_fact
from kring.parties.models import Membership, Person, SignInLink
from kring.parties.permissions import require
from kring.parties.rules import ANYBODY

# No link works longer than this; each says itself until when it works.
LONGEST = timedelta(hours=24)


def peek_sign_in(*, token: str, now: datetime) -> SignInLink:
    """Return the request behind a token without using it up (mail programs open links by themselves)."""
    link = SignInLink.objects.filter(pk=read_link("sign-in", token, lasts=LONGEST)).first()
    if link is None or link.used_at is not None:
        raise NotAllowed(Problem("link_used", "This link was used before.", "Ask for a new one."))
    if link.expires_at <= now:
        raise NotAllowed(Problem("link_expired", "This link has expired.", "Ask for a new one."))
    return link


def sign_in(*, token: str, now: datetime) -> tuple[Person, str]:
    """Use the link up; return the person and the path to go on with."""
    with transaction.atomic():
        link = peek_sign_in(token=token, now=now)
        require(ANYBODY, "sign_in", link)
        used = SignInLink.objects.filter(pk=link.pk, used_at__isnull=True).update(used_at=now)
        if not used:
            raise NotAllowed(Problem("link_used", "This link was used before.", "Ask for a new one."))
        person = person_with(link.email, language=link.language)
        if not person.is_active:
            raise NotAllowed(Problem("closed_account", "This account is closed.", "Ask your hub."))
        if link.grants_role:
            _grant(person, link.grants_role)
        record_fact("signed_in", object_kind="person", object_id=person.pk, actor=person.pk)
    return person, link.next_path


def _grant(person: Person, role: str) -> None:
    """Give the role that the link stands for: only the first administrator's link has one."""
    if Membership.objects.filter(role=role, person__is_active=True).exists():
        raise NotAllowed(Problem("link_used", "This link was used before.", "Ask for a new one."))
    Membership.objects.create(person=person, role=role)
    record_fact("role_granted", object_kind="person", object_id=person.pk, details={"role": role})


def person_with(email: str, *, language: str = "nl") -> Person:
    """Return the person with this address, made when there is none; everybody is a member."""
    person = Person.objects.filter(email=email.lower()).first()
    if person is None:
        person = Person.objects.create_user(email, language=language)
        Membership.objects.create(person=person, role="member")
    return person
