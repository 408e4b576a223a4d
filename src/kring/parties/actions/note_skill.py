"""A skill with level or goal enters; it stands in the person's own profile, with where it came from."""

from datetime import datetime

from django.db import transaction

from kring.core.problems import NotFound, Problem, UnableTo
from kring.core.terms import levels
from kring.ledger.actions.record_fact import record_fact
from kring.ledger.queries import facts_by
from kring.parties.models import Person, PersonSkill
from kring.parties.permissions import require
from kring.parties.rules import Actor
from kring.taxonomy.queries.concepts import topic_by_skill

MOST = 200
_CHALLENGE = "challenge_confirmed"


def note_skill(
    *, actor: Actor, uri: str, level: str, goal: str, source: str = "own", source_id: str = "", now: datetime
) -> PersonSkill:
    """Add or change a skill of the actor. What is known of its source stays."""
    require(actor, "use_account")
    _check(uri, level, goal)
    with transaction.atomic():
        Person.objects.select_for_update().get(pk=actor.person_id)
        rows = PersonSkill.objects.filter(person_id=actor.person_id)
        if rows.exclude(uri=uri).count() >= MOST:
            raise UnableTo(Problem("many_skills", "Your profile is full.", "Remove a skill first."))
        row, created = PersonSkill.objects.get_or_create(
            person_id=actor.person_id,
            uri=uri,
            defaults={
                "level": level, "goal": goal, "source": source, "source_id": source_id,
                "since": now, "changed_at": now,
            },
        )  # fmt: skip
        if not created and (row.level, row.goal) != (level, goal):
            row.level, row.goal, row.changed_at = level, goal, now
            row.save(update_fields=["level", "goal", "changed_at"])
        _record(actor)
    return row


def take_goal_from_challenge(*, actor: Actor, uri: str, now: datetime) -> PersonSkill:
    """Make a skill of a challenge that the actor posted a learning goal; what is in the profile stays."""
    require(actor, "use_account")
    source_id = skills_of_own_challenges(actor.person_id).get(uri)
    if source_id is None:
        raise NotFound(Problem("no_skill", "There is no such skill.", "Search for another word."))
    present = PersonSkill.objects.filter(person_id=actor.person_id, uri=uri).first()
    if present is not None:
        return present
    return note_skill(
        actor=actor, uri=uri, level="", goal="user", source="challenge", source_id=source_id, now=now
    )


def skills_of_own_challenges(person_id: str) -> dict[str, str]:
    """Return the skills of the challenges that a person posted, each with the id of the newest of these."""
    known = topic_by_skill()
    return {
        uri: fact.object_id for fact in facts_by(person_id, _CHALLENGE) for uri in fact.skills if uri in known
    }


def remove_skill(*, actor: Actor, skill_id: int) -> None:
    """Take a skill out of the actor's own profile, wherever it came from."""
    require(actor, "use_account")
    row = PersonSkill.objects.filter(pk=skill_id, person_id=actor.person_id).first()
    if row is None:
        raise NotFound(Problem("no_skill", "There is no such skill.", "Search for another word."))
    require(actor, "remove_skill", row)
    with transaction.atomic():
        row.delete()
        _record(actor)


def _check(uri: str, level: str, goal: str) -> None:
    if uri not in topic_by_skill():
        raise NotFound(Problem("no_skill", "There is no such skill.", "Search for another word."))
    order = ["", *levels()]
    if level not in order or goal not in order or not (level or goal):
        raise UnableTo(Problem("no_level", "Choose a level or a goal.", "You may choose both."))
    if goal and order.index(goal) <= order.index(level):
        raise UnableTo(
            Problem("low_goal", "The goal is not above the level.", "Choose a higher goal, or none.")
        )


def _record(actor: Actor) -> None:
    # Which skill is personal: the fact says that the profile changed, and no more.
    record_fact("profile_changed", object_kind="person", object_id=actor.person_id, actor=actor.person_id)
