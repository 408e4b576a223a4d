"""Many mail addresses and one role enter; everybody is asked with a link by mail, or every problem leaves."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from django.db import transaction

from kring.core.problems import Problem, UnableTo
from kring.core.progress import Progress
from kring.parties.actions.check_address import check_address
from kring.parties.actions.invite_person import invite_person
from kring.parties.models import Membership, RoleInvitation
from kring.parties.permissions import require
from kring.parties.rules import Actor

AT_ONCE = 200


def invite_people(
    *,
    actor: Actor,
    lines: Sequence[str],
    file: str,
    role: str,
    hub: str = "",
    language: str = "nl",
    now: datetime,
) -> tuple[int, int]:
    """Invite the address on each line; return how many were invited, and how many were before.

    Nobody is invited while one line is wrong. Whoever has the role, or was asked and may still answer, gets
    no second mail: a list that was broken off halfway can be given again.
    """
    require(actor, "invite_administrator")
    addresses = _checked(lines, file)
    invited = 0
    with Progress("Invitations", total=len(addresses)) as progress:
        for start in range(0, len(addresses), AT_ONCE):
            part = addresses[start : start + AT_ONCE]
            with transaction.atomic():
                for address in _not_asked(part, role, hub, now):
                    invite_person(actor=actor, email=address, role=role, hub=hub, language=language, now=now)
                    invited += 1
            progress.advance(len(part))
    return invited, len(addresses) - invited


def _checked(lines: Sequence[str], file: str) -> list[str]:
    found: dict[str, None] = {}
    problems: list[Problem] = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            found[check_address(line)] = None
        except UnableTo as error:
            problems += [replace(each, file=file, line=number) for each in error.problems]
    if not found and not problems:
        problems.append(
            Problem("empty_file", "The file is empty.", "Choose a file with rows in it.", file=file)
        )
    if problems:
        raise UnableTo(*problems)
    return list(found)


def _not_asked(addresses: list[str], role: str, hub: str, now: datetime) -> list[str]:
    has = Membership.objects.filter(person__email__in=addresses, role=role, organisation=None)
    asked = RoleInvitation.objects.filter(email__in=addresses, role=role, organisation=None)
    if hub:
        has, asked = has.filter(hub_id=hub), asked.filter(hub_id=hub)
    known = set(has.values_list("person__email", flat=True))
    known |= set(asked.filter(expires_at__gt=now).values_list("email", flat=True))
    return [address for address in addresses if address not in known]
