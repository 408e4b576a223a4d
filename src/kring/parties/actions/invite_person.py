"""A mail address and a role enter; the person leaves with that role, and a link to sign in with."""

from datetime import datetime, timedelta

from django.db import transaction

from kring.core.problems import NotFound, Problem, UnableTo
from kring.ledger.actions.record_fact import record_fact
from kring.parties.actions.check_address import check_address
from kring.parties.actions.limit_attempts import limit_attempts
from kring.parties.actions.sign_in import LONGEST, person_with
from kring.parties.models import Hub, Membership, Organisation, Person, SignInLink
from kring.parties.permissions import require
from kring.parties.rules import ROLES, ROLES_IN_ORGANISATION, SYSTEM, Actor

MOST_A_DAY = 100


def invite_person(
    *,
    actor: Actor,
    email: str,
    role: str,
    hub: str = "",
    organisation: Organisation | None = None,
    language: str = "nl",
    now: datetime,
) -> SignInLink:
    """Give somebody a role (a broker at a hub, others in an organisation or in Kring) and a link.

    Known and unknown addresses are treated alike, so that nobody learns who has an account.
    """
    _check_role(role, ROLES if organisation is None else ROLES_IN_ORGANISATION)
    place = _hub(role, hub)
    # Whoever asks must be allowed to give this very role at this very place.
    if organisation is not None:
        require(actor, "invite_colleague", organisation)
    elif role == "admin":
        require(actor, "invite_administrator")
    elif role == "broker":
        require(actor, "invite_broker", place)
    else:
        require(actor, "invite_person")
    address = check_address(email)
    if actor != SYSTEM:
        limit_attempts("invite", actor.person_id, most=MOST_A_DAY, within=timedelta(days=1), now=now)
    with transaction.atomic():
        person = person_with(address, language=language)
        Membership.objects.get_or_create(person=person, role=role, organisation=organisation, hub=place)
        link = SignInLink.objects.create(email=address, language=language, expires_at=now + LONGEST)
        _record(actor, person, role, place, organisation, link)
    return link


def _check_role(role: str, allowed: tuple[str, ...]) -> None:
    if role not in allowed:
        known = ", ".join(allowed)
        raise UnableTo(
            Problem("wrong_role", "There is no such role.", "Use one of {known}.", params={"known": known})
        )


def _hub(role: str, code: str) -> Hub | None:
    known = ", ".join(Hub.objects.values_list("code", flat=True))
    if role == "broker" and not code:
        raise UnableTo(
            Problem("no_hub", "A broker works at a hub.", "Choose one: {known}.", params={"known": known})
        )
    place = Hub.objects.filter(code=code).first() if code else None
    if code and place is None:
        raise NotFound(
            Problem("no_hub", "There is no such hub.", "Use one of {known}.", params={"known": known})
        )
    return place


def _record(
    actor: Actor,
    person: Person,
    role: str,
    hub: Hub | None,
    organisation: Organisation | None,
    link: SignInLink,
) -> None:
    details = {"role": role, "hub": hub.code if hub else "", "link": str(link.pk)}
    if organisation is not None:
        details["organisation"] = str(organisation.pk)
    record_fact(
        "person_invited", object_kind="person", object_id=person.pk, actor=actor.person_id, details=details
    )
