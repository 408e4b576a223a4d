"""A mail address and a role enter; the question whether they take it leaves, with a link to sign in."""

from datetime import datetime, timedelta

from django.db import transaction

from kring.core.problems import NotFound, Problem, UnableTo
from kring.ledger.actions.record_fact import record_fact
from kring.parties.actions.check_address import check_address
from kring.parties.actions.limit_attempts import limit_attempts
from kring.parties.actions.sign_in import LONGEST
from kring.parties.models import Hub, Membership, Organisation, RoleInvitation, SignInLink
from kring.parties.permissions import require
from kring.parties.rules import ROLE_OPEN_DAYS, ROLES, ROLES_IN_ORGANISATION, SYSTEM, Actor

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
    """Ask somebody to take a role (a broker at a hub, others in an organisation or in Kring).

    Known and unknown addresses are treated alike, so that nobody learns who has an account. Nobody has the
    role, or an account, before they answer.
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
        asked, _ = RoleInvitation.objects.update_or_create(
            email=address,
            role=role,
            organisation=organisation,
            hub=place,
            defaults={
                "by": actor.person_id,
                "at": now,
                "expires_at": now + timedelta(days=ROLE_OPEN_DAYS),
            },
        )
        link = SignInLink.objects.create(
            email=address,
            language=language,
            expires_at=now + LONGEST,
            next_path=f"/account/asked/{asked.pk}/",
        )
        _record(actor, asked, link)
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


def _record(actor: Actor, asked: RoleInvitation, link: SignInLink) -> None:
    record_fact(
        "person_invited",
        object_kind="role_invitation",
        object_id=asked.pk,
        actor=actor.person_id,
        details={**place_of(asked), "link": str(link.pk)},
    )


def place_of(asked: RoleInvitation | Membership) -> dict[str, str]:
    """Return the role and its place, as facts hold them."""
    return {
        "role": asked.role,
        "hub": asked.hub_id or "",
        "organisation": str(asked.organisation_id or ""),
    }
