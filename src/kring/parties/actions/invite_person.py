"""An address and a role enter; a person with that role leaves, and a request for a sign-in link."""

from datetime import datetime

from django.db import transaction

from kring.core.problems import NotFound, Problem, UnableTo
from kring.ledger.actions.record_fact import record_fact
from kring.parties.actions.check_address import check_address
from kring.parties.actions.request_sign_in import LINK_LASTS
from kring.parties.actions.sign_in import person_with
from kring.parties.models import Hub, Membership, SignInLink
from kring.parties.permissions import require
from kring.parties.rules import ROLES, Actor


def invite_person(
    *, actor: Actor, email: str, role: str, hub: str = "", language: str = "nl", now: datetime
) -> SignInLink:
    """Give somebody a role (a broker at a hub) and a link to sign in with."""
    require(actor, "invite_person")
    address = check_address(email)
    if role not in ROLES:
        known = ", ".join(ROLES)
        raise UnableTo(
            Problem("wrong_role", "There is no such role.", "Use one of {known}.", params={"known": known})
        )
    if role == "admin":
        require(actor, "invite_administrator")
    if role == "broker" and not hub:
        known = ", ".join(Hub.objects.values_list("code", flat=True))
        raise UnableTo(
            Problem("no_hub", "A broker works at a hub.", "Choose one: {known}.", params={"known": known})
        )
    place = Hub.objects.filter(code=hub).first() if hub else None
    if hub and place is None:
        known = ", ".join(Hub.objects.values_list("code", flat=True))
        raise NotFound(
            Problem("no_hub", "There is no such hub.", "Use one of {known}.", params={"known": known})
        )
    with transaction.atomic():
        person = person_with(address, language=language)
        Membership.objects.get_or_create(person=person, role=role, organisation=None, hub=place)
        link = SignInLink.objects.create(email=address, language=language, expires_at=now + LINK_LASTS)
        record_fact(
            "person_invited",
            object_kind="person",
            object_id=person.pk,
            actor=actor.person_id,
            details={"role": role, "hub": hub},
        )
        record_fact("sign_in_requested", object_kind="sign_in_link", object_id=link.pk)
    return link
