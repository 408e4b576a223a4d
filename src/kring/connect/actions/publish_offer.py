"""What an organisation can bring enters; an offer leaves, with its skills, open at once."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from kring.connect import rules
from kring.connect.models import Offer
from kring.connect.queries.recognise import recognise
from kring.connect.queries.shown_name import OFFER_KINDS
from kring.core.problems import Problem, UnableTo
from kring.engines.redaction import redact
from kring.ledger.actions.record_fact import record_fact
from kring.parties.models import Organisation
from kring.parties.permissions import require
from kring.parties.rules import Actor

MOST_UNITS = 5_000
MOST_WEEKS = 104
LONGEST_TITLE = 200
OWN_WORDS = ("title", "description", "outcomes")


@dataclass(frozen=True)
class Said:
    """What is told of an offer: the same to publish it and to change it."""

    kind: str
    title: str
    description: str = ""
    outcomes: str = ""
    starts: date | None = None
    weeks: int | None = None
    repeats: str = ""
    units: int = 1
    hours_per_week: Decimal | None = None
    euros: int | None = None
    area: str = ""


def publish_offer(
    *, actor: Actor, organisation: Organisation, said: Said, language: str, now: datetime
) -> Offer:
    """Publish an offer. Names, mail addresses and phone numbers leave its words before they are kept."""
    require(actor, "publish_offer", organisation)
    check(said)
    _refuse_what_is_over(said, timezone.localdate(now))
    with transaction.atomic():
        offer = Offer(
            organisation=organisation,
            side=organisation.side,
            corop=organisation.corop,
            source="form",
            created_at=now,
        )
        tell(offer, said, language=language)
        skills = skills_in(offer, language=language)
        put_skills(offer, skills)
        offer.save()
        record_offer("offer_published", offer, actor)
    return offer


def _refuse_what_is_over(said: Said, today: date) -> None:
    ends = rules.last_day(said.starts, said.weeks, said.repeats)
    if rules.is_over(ends, today):
        raise UnableTo(
            Problem(
                "over",
                "This is over: its last day is {day}.",
                "Fill in a later first day, or let it repeat.",
                field="starts",
                params={"day": ends},
            )
        )


def check(said: Said) -> None:
    """Raise every problem with what is told, at once."""
    problems = []
    if said.kind not in OFFER_KINDS:
        problems.append(
            Problem("wrong_kind", "We do not know this kind of offer.", "Choose one.", field="kind")
        )
    if len(said.title.strip()) < 5:
        problems.append(
            Problem("too_short", "This is very short.", "Say in a few words what you offer.", field="title")
        )
    if said.repeats not in rules.REPEATS:
        problems.append(Problem("wrong_answer", "This is no answer to the question.", "Choose one."))
    if not 1 <= said.units <= MOST_UNITS or (said.weeks is not None and not 1 <= said.weeks <= MOST_WEEKS):
        problems.append(Problem("wrong_number", "This number cannot be right.", "Fill in another one."))
    if problems:
        raise UnableTo(*problems)


def tell(offer: Offer, said: Said, *, language: str) -> None:
    """Write what is told into the offer, without what names a person."""
    words = {
        name: redact(getattr(said, name).strip(), language).text
        for name in ("title", "description", "outcomes")
    }
    offer.kind = said.kind
    offer.title = words["title"][:LONGEST_TITLE]
    offer.description, offer.outcomes = words["description"], words["outcomes"]
    offer.starts, offer.weeks, offer.repeats = said.starts, said.weeks, said.repeats
    offer.ends = rules.last_day(said.starts, said.weeks, said.repeats)
    offer.units_per_week = said.units
    in_groups = said.kind in rules.LEARNING_KINDS
    offer.group_min = min(rules.SMALLEST_GROUP.get(said.kind, 1), said.units)
    offer.group_max = said.units if in_groups else 1
    offer.hours_per_week, offer.euros = said.hours_per_week, said.euros
    offer.area = said.area


def skills_in(offer: Offer, *, language: str) -> list[str]:
    """Return the skills that the offer's own words show."""
    words = "\n".join(part for part in (offer.title, offer.description, offer.outcomes) if part)
    return list(recognise(words, language=language).by_uri)


def put_skills(offer: Offer, skills: list[str]) -> None:
    """Keep the skills on the side where the kind has them: people learn them, or the party brings them."""
    learning = offer.kind in rules.LEARNING_KINDS
    offer.skills_learned = skills if learning else []
    offer.skills_brought = [] if learning else skills


def record_offer(verb: str, offer: Offer, actor: Actor, **details: object) -> None:
    """Record what happened to an offer: ids and codes, no words."""
    record_fact(
        verb,
        object_kind="offer",
        object_id=offer.pk,
        actor=actor.person_id,
        region=offer.corop,
        area=offer.area,
        skills=offer.skill_uris,
        details={"organisation": str(offer.organisation_id), "kind": offer.kind, **details},
    )
