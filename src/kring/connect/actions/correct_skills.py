"""Skills that a visitor removes from or adds to a draft enter; the draft leaves, with that feedback."""

import re
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from kring.connect.models import Challenge, ChallengeSkill
from kring.connect.rules import LONGEST_SURFACE, MOST_SKILLS
from kring.core.problems import Problem, UnableTo
from kring.ledger.actions.record_fact import record_fact
from kring.parties.actions.limit_attempts import limit_attempts
from kring.parties.permissions import require
from kring.parties.rules import Actor
from kring.taxonomy.queries.concepts import topic_by_skill

# Nobody corrects a text more often by hand; a programme that fills the ledger does.
MOST_PER_HOUR = 120


def correct_skills(
    *,
    actor: Actor,
    challenge: Challenge,
    remove: str = "",
    add: str = "",
    restore: str = "",
    words: str = "",
    machine: str = "",
    now: datetime | None = None,
) -> None:
    """Remove, add or put back one skill of a draft; only what changes something becomes a fact.

    ``words`` is what somebody looked for to add a skill: where the text has them, they are its place.
    """
    require(actor, "post_challenge", challenge)
    if challenge.state != "draft":
        raise UnableTo(Problem("not_a_draft", "This challenge was sent already.", "Post a new one."))
    if machine:
        limit_attempts(
            "correct-machine",
            machine,
            most=MOST_PER_HOUR,
            within=timedelta(hours=1),
            now=now or timezone.now(),
        )
    with transaction.atomic():
        removed = bool(remove) and bool(
            challenge.skills.filter(uri=remove, removed=False).update(removed=True)
        )
        restored = bool(restore) and bool(
            challenge.skills.filter(uri=restore, removed=True).update(removed=False)
        )
        added = bool(add) and _add(challenge, add, words)
        changed = [uri for uri, did in ((remove, removed), (add, added), (restore, restored)) if did]
        if not changed:
            return
        challenge.topic = main_topic(challenge.skill_uris)
        challenge.touched_at = now or timezone.now()
        challenge.save(update_fields=["topic", "touched_at"])
        record_fact(
            "skills_corrected",
            object_kind="challenge",
            object_id=challenge.pk,
            actor=actor.person_id,
            skills=changed,
            details={"removed": removed, "added": added or restored},
        )


def _add(challenge: Challenge, uri: str, words: str) -> bool:
    """Add a known skill; return whether it was not there yet."""
    if uri not in topic_by_skill():
        raise UnableTo(Problem("unknown_skill", "This skill is not known.", "Choose one from the list."))
    if challenge.skills.filter(uri=uri, removed=False).exists():
        return False
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
        challenge=challenge,
        uri=uri,
        defaults={"origin": "added", "method": "added", **_place(challenge.text, words)},
    )
    if not made and skill.removed:
        skill.removed = False
        skill.save(update_fields=["removed"])
    return True


def _place(text: str, words: str) -> dict[str, object]:
    """Return where the words stand in the text, as whole words; nothing when they do not."""
    pattern = r"\s+".join(map(re.escape, words.split()))
    found = re.search(rf"(?<!\w){pattern}(?!\w)", text, re.IGNORECASE) if pattern else None
    if not found or len(found[0]) > LONGEST_SURFACE:
        return {}
    return {"start": found.start(), "end": found.end(), "surface": found[0]}


def main_topic(uris: list[str]) -> str:
    """Return the AI topic that most of the skills belong to; the first one where they tie."""
    topics = topic_by_skill()
    found = [topics[uri] for uri in uris if uri in topics]
    return max(found, key=found.count) if found else ""
