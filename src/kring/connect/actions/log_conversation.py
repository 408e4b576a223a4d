"""What a broker noted of a call enters; the conversation leaves, with its skills, and counts as demand."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from kring.connect import rules
from kring.connect.models import Conversation
from kring.connect.queries.recognise import recognise
from kring.core.problems import Problem, UnableTo
from kring.core.regions import hubs_of
from kring.engines.redaction import redact
from kring.ledger.actions.record_fact import record_fact
from kring.parties.actions.add_party import add_party
from kring.parties.models import Organisation
from kring.parties.permissions import require
from kring.parties.rules import Actor


@dataclass(frozen=True)
class NewParty:
    """An organisation that the directory does not know yet."""

    name: str
    kind: str
    place: str
    corop: str


def log_conversation(
    *,
    actor: Actor,
    party: Organisation | NewParty,
    note: str,
    next_step: str = "",
    due: date | None = None,
    language: str,
    now: datetime,
) -> Conversation:
    """Keep a conversation. Names, mail addresses and phone numbers leave its words before they are kept."""
    require(actor, "log_conversation")
    _check(note, next_step)
    found = recognise(note.strip(), language=language)
    step = redact(next_step.strip(), found.language)
    with transaction.atomic():
        if isinstance(party, NewParty):
            party = add_party(
                actor=actor, name=party.name, kind=party.kind, place=party.place, corop=party.corop,
                source="call", now=now,
            )  # fmt: skip
        conversation = Conversation.objects.create(
            organisation=party,
            broker_id=actor.person_id if actor.person_id != "system" else None,
            hub=_hub(actor, party.corop),
            note=found.text,
            language=found.language,
            taken_out=len(redact(note, found.language).removed) + len(step.removed),
            skills=list(found.by_uri),
            corop=party.corop,
            area=party.area or found.area,
            next_step=step.text[: rules.LONGEST_STEP],
            due=due if step.text else None,
            at=now,
        )
        record_conversation("conversation_logged", conversation, actor)
    return conversation


def _check(note: str, next_step: str) -> None:
    if len(note.strip()) < rules.SHORTEST_NOTE:
        raise UnableTo(Problem("too_short", "This is very short.", "Note in a sentence what it was about."))
    for text, most in ((note, rules.LONGEST_TEXT), (next_step, rules.LONGEST_STEP)):
        if len(text) > most:
            raise UnableTo(
                Problem(
                    "too_long", "This is longer than {most} characters.", "Keep to what matters.",
                    params={"most": most},
                )
            )  # fmt: skip


def _hub(actor: Actor, corop: str) -> str:
    """Return the hub that noted it: the broker's own one that serves the party, else the broker's own."""
    own = sorted(actor.hubs)
    serving = [hub for hub in own if hub in hubs_of(corop)]
    return next(iter([*serving, *own]), "")


def record_conversation(verb: str, conversation: Conversation, actor: Actor) -> None:
    """Record what happened to a conversation: ids of party, skills, region and field, no words."""
    record_fact(
        verb,
        object_kind="conversation",
        object_id=conversation.pk,
        actor=actor.person_id,
        role="broker",
        region=conversation.corop,
        area=conversation.area,
        skills=conversation.skills,
        details={"organisation": str(conversation.organisation_id), "hub": conversation.hub},
    )
