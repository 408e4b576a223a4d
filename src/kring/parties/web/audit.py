"""Facts about an object enter; lines that say by whom, when and why leave, for who may see them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kring.ledger.models import Fact
from kring.parties.models import Membership, Person
from kring.parties.rules import SYSTEM
from kring.parties.visitor import visitor, visitor_may
from kring.parties.web.words import ROLE_NAMES

MOST = 100
REASONS = {
    "call": gettext_lazy("came up in a call"),
    "challenge": gettext_lazy("brought a challenge"),
    "offer": gettext_lazy("published an offer"),
    "no_match": gettext_lazy("nothing fitted"),
    "gate_passed": gettext_lazy("all conditions were met"),
    "said_no": gettext_lazy("a party said no"),
    "no_answer": gettext_lazy("a party did not answer"),
}


@dataclass(frozen=True)
class AuditLine:
    """One change: when, what, by whom, in which role, and why."""

    at: datetime
    what: str
    who: str
    why: str
    detail: str = ""
    times: int = 1


@dataclass(frozen=True)
class Reader:
    """Who reads. ``colleagues``: whose names they see, of others only the role; None: everybody's."""

    colleagues: frozenset[str] | None = None


EVERY_NAME = Reader()


def reader_of(request: HttpRequest, thing: object) -> Reader | None:
    """Return as whom the visitor reads what happened to a thing; None for who may not read it."""
    if visitor_may(request, "view_audit"):
        return EVERY_NAME
    if not visitor_may(request, "view_own_audit", thing):
        return None
    actor = visitor(request)
    rows = Membership.objects.filter(organisation__in=actor.organisations, person__is_active=True)
    return Reader(frozenset({actor.person_id, *map(str, rows.values_list("person_id", flat=True))}))


def audit_lines(
    facts: Iterable[Fact],
    *,
    reader: Reader = EVERY_NAME,
    word: Callable[[Fact], str],
    why: Callable[[Fact], str] = lambda fact: "",
    detail: Callable[[Fact], str] = lambda fact: "",
) -> list[AuditLine]:
    """Return the newest lines first; a reason that somebody wrote goes before the code of one."""
    rows = sorted(facts, key=lambda fact: (fact.at, fact.pk), reverse=True)[:MOST]
    named = _names({fact.actor for fact in rows}, reader)
    lines = [
        AuditLine(
            at=fact.at,
            what=word(fact),
            who=_who(fact, named),
            why=why(fact) or str(REASONS.get(fact.reason, "")),
            detail=detail(fact),
        )
        for fact in rows
    ]
    return [_together(list(same)) for _key, same in groupby(lines, key=_reads_as)]


def _reads_as(line: AuditLine) -> tuple[object, ...]:
    return (line.at.replace(second=0, microsecond=0), line.what, line.who, line.why, line.detail)


def _together(same: list[AuditLine]) -> AuditLine:
    """Say what reads the same within one minute once, with how many times."""
    return replace(same[0], times=len(same))


def _names(actors: set[str], reader: Reader) -> dict[str, str]:
    """Return by id the name and role of each person, or only the role; a person who is gone has none."""
    ids = [one for one in actors if len(one) == 36]
    people = {
        str(one.pk): one.name if reader.colleagues is None or str(one.pk) in reader.colleagues else ""
        for one in Person.objects.filter(pk__in=ids)
    }
    roles: dict[str, str] = {}
    for person, role in Membership.objects.filter(person__in=ids).values_list("person_id", "role"):
        if role != "member" or str(person) not in roles:
            roles[str(person)] = role
    said = {key: str(ROLE_NAMES.get(role, "")) for key, role in roles.items()}
    # "Member" alone tells nothing of somebody who has no name here.
    known = people if reader.colleagues is None else reader.colleagues
    outside = {key for key, role in roles.items() if role == "member" and key not in known}
    said |= dict.fromkeys(outside, _("somebody of another organisation"))
    return {key: ", ".join(filter(None, (name, said.get(key, "")))) for key, name in people.items()}


def _who(fact: Fact, named: dict[str, str]) -> str:
    if fact.actor == SYSTEM.person_id:
        return _("Kring itself or the command line")
    if not fact.actor:
        return _("somebody with the link, or Kring itself")
    return named.get(fact.actor) or _("somebody who is no longer here")
