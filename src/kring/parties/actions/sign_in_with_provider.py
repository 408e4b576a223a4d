"""What a provider said of a visitor enters; the person leaves, or None while no address is proven."""

from datetime import datetime

from django.db import IntegrityError, transaction

from kring.core.problems import NotAllowed, NotFound, Problem, UnableTo
from kring.ledger.actions.record_fact import record_fact
from kring.parties.actions.check_address import check_address
from kring.parties.actions.sign_in import person_with
from kring.parties.formats.openid_connect import Said
from kring.parties.models import Person, ProviderAccount
from kring.parties.permissions import require
from kring.parties.rules import ANYBODY, Actor

_TAKEN = Problem(
    "provider_taken",
    "This account of your organisation belongs to another account here.",
    "Sign in with that one.",
)
_CLOSED = Problem("closed_account", "This account is closed.", "Ask your hub.")


def sign_in_with_provider(*, said: Said, now: datetime) -> tuple[Person, bool] | None:
    """Return the person whose account it is, or who has the address that the provider has verified.

    The second value is true the first time that this account leads to the person.

    None: the provider named no verified address. Then the visitor proves one by mail first; an address
    that merely was claimed never leads to an account.
    """
    with transaction.atomic():
        known = ProviderAccount.objects.select_related("person").filter(
            issuer=said.issuer, subject=said.subject
        )
        account = known.first()
        if account is None:
            person = _person_with_verified(said)
            return (_join(person, said, now), True) if person else None
        require(ANYBODY, "sign_in_with_provider", account)
        if not account.person.is_active:
            raise NotAllowed(_CLOSED)
        account.last_used_at = now
        account.save(update_fields=["last_used_at"])
        record_fact("signed_in", object_kind="person", object_id=account.person_id, actor=account.person_id)
        return account.person, False


def _person_with_verified(said: Said) -> Person | None:
    if not said.email_verified:
        return None
    try:
        address = check_address(said.email)
    except UnableTo:
        return None
    return person_with(address)


def join_provider(*, actor: Actor, said: Said, now: datetime) -> Person:
    """Join an account elsewhere to the person who is signed in (and so has proven the own address)."""
    require(actor, "use_account")
    with transaction.atomic():
        return _join(Person.objects.get(pk=actor.person_id), said, now)


def _join(person: Person, said: Said, now: datetime) -> Person:
    if not person.is_active:
        raise NotAllowed(_CLOSED)
    owner = ProviderAccount.objects.filter(issuer=said.issuer, subject=said.subject).first()
    if owner is not None:
        if owner.person_id != person.pk:
            raise NotAllowed(_TAKEN)
        return person
    try:
        with transaction.atomic():
            ProviderAccount.objects.create(
                person=person, issuer=said.issuer, subject=said.subject, created_at=now, last_used_at=now
            )
    except IntegrityError as error:
        raise NotAllowed(_TAKEN) from error
    if said.name and not person.name:
        person.name = said.name
        person.save(update_fields=["name"])
    record_fact(
        "provider_joined",
        object_kind="person",
        object_id=person.pk,
        actor=person.pk,
        details={"issuer": said.issuer},
    )
    return person


def leave_provider(*, actor: Actor, account_id: object) -> None:
    """Part an account elsewhere from the actor's; the mail link stays."""
    require(actor, "use_account")
    row = ProviderAccount.objects.filter(pk=account_id, person_id=actor.person_id).first()  # type: ignore[misc]
    if row is None:
        raise NotFound(Problem("no_provider_account", "There is no such account.", "It may be gone already."))
    require(actor, "leave_provider", row)
    with transaction.atomic():
        row.delete()
        record_fact("provider_left", object_kind="person", object_id=actor.person_id, actor=actor.person_id)
