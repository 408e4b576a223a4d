"""The four answers of a small firm enter; the scan leaves, and counts as a signal of its own."""

from datetime import datetime, timedelta

from django.db import transaction

from kring.connect import rules
from kring.connect.models import Scan
from kring.connect.queries.recognise import recognise
from kring.core.problems import Problem, UnableTo
from kring.ledger.actions.record_fact import record_fact
from kring.parties.actions.limit_attempts import limit_attempts
from kring.parties.permissions import require
from kring.parties.rules import Actor

# A whole office behind one address fills in fewer; a programme that makes demand up fills in more.
MOST_PER_HOUR = 20


def answer_scan(
    *,
    actor: Actor,
    text: str,
    users: str,
    knows: str,
    hours_per_week: int,
    corop: str = "",
    place: str = "",
    postcode: str = "",
    language: str,
    machine: str,
    now: datetime,
) -> Scan:
    """Keep a scan. Names, mail addresses and phone numbers leave its words before they are kept."""
    require(actor, "answer_scan")
    _check(text, users, knows, hours_per_week)
    limit_attempts("scan-machine", machine, most=MOST_PER_HOUR, within=timedelta(hours=1), now=now)
    found = recognise(text.strip(), language=language)
    with transaction.atomic():
        scan = Scan.objects.create(
            text=found.text,
            language=found.language,
            users=users,
            knows=knows,
            hours_per_week=hours_per_week,
            skills=list(found.by_uri),
            corop=corop,
            place=place,
            postcode=postcode,
            area=found.area,
            topic=found.topic,
            at=now,
        )
        record_fact(
            "scan_answered",
            object_kind="scan",
            object_id=scan.pk,
            actor=actor.person_id,
            region=corop,
            area=scan.area,
            skills=scan.skills,
            details={"users": users, "knows": knows, "hours": hours_per_week},
        )
    return scan


def _check(text: str, users: str, knows: str, hours: int) -> None:
    problems = []
    if len(text.strip()) < rules.SHORTEST_TEXT:
        problems.append(
            Problem(
                "too_short", "This is very short.", "Tell in one or two sentences what you want to solve."
            )
        )
    if len(text) > rules.LONGEST_TEXT:
        problems.append(
            Problem(
                "too_long", "This is longer than {most} characters.", "Keep to the main question.",
                params={"most": rules.LONGEST_TEXT},
            )
        )  # fmt: skip
    if users not in rules.SCAN_USERS or knows not in rules.SCAN_KNOWS or not 0 < hours <= 40:
        problems.append(Problem("wrong_answer", "This is no answer to the question.", "Choose one."))
    if problems:
        raise UnableTo(*problems)
