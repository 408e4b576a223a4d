"""Skills that a visitor removes from or adds to a draft enter; the draft leaves, with that feedback."""

from django.db import transaction

from kring.connect.models import Challenge, ChallengeSkill
from kring.core.problems import Problem, UnableTo
from kring.ledger.actions.record_fact import record_fact
from kring.parties.permissions import require
from kring.parties.rules import Actor
from kring.taxonomy.queries.concepts import topic_by_skill

MOST_SKILLS = 12


def correct_skills(
    *, actor: Actor, challenge: Challenge, remove: str = "", add: str = "", restore: str = ""
) -> None:
    """Remove, add or put back one skill of a draft."""
    require(actor, "post_challenge", challenge)
    if challenge.state != "draft":
        raise UnableTo(Problem("not_a_draft", "This challenge was sent already.", "Post a new one."))
    with transaction.atomic():
        if remove:
            challenge.skills.filter(uri=remove).update(removed=True)
        if restore:
            challenge.skills.filter(uri=restore).update(removed=False)
        if add:
            _add(challenge, add)
        challenge.topic = main_topic(challenge.skill_uris)
        challenge.save(update_fields=["topic"])
        record_fact(
            "skills_corrected",
            object_kind="challenge",
            object_id=challenge.pk,
            actor=actor.person_id,
            skills=[uri for uri in (remove, add, restore) if uri],
            details={"removed": bool(remove), "added": bool(add or restore)},
        )


def _add(challenge: Challenge, uri: str) -> None:
    if uri not in topic_by_skill():
        raise UnableTo(Problem("unknown_skill", "This skill is not known.", "Choose one from the list."))
    if challenge.skills.filter(removed=False).count() >= MOST_SKILLS:
        raise UnableTo(
            Problem(
                "too_many_skills",
                "There are {most} skills already.",
                "Remove one first.",
                params={"most": MOST_SKILLS},
            )
        )
    skill, made = ChallengeSkill.objects.get_or_create(
        challenge=challenge, uri=uri, defaults={"origin": "added", "method": "added"}
    )
    if not made and skill.removed:
        skill.removed = False
        skill.save(update_fields=["removed"])


def main_topic(uris: list[str]) -> str:
    """Return the AI topic that most of the skills belong to; the first one where they tie."""
    topics = topic_by_skill()
    found = [topics[uri] for uri in uris if uri in topics]
    return max(found, key=found.count) if found else ""
