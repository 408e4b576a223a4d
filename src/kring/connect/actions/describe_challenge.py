"""A question in somebody's own words enters; a draft with the skills recognised in it leaves."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from kring.connect import rules
from kring.connect.models import Challenge, ChallengeSkill
from kring.connect.queries.recognise import Recognised, recognise
from kring.core.problems import Problem, UnableTo
from kring.parties.actions.limit_attempts import limit_attempts
from kring.parties.permissions import require
from kring.parties.rules import Actor

# A whole office behind one address begins fewer; a programme that fills the database begins more.
MOST_PER_HOUR = 30


def describe_challenge(
    *,
    actor: Actor,
    text: str,
    language: str,
    challenge: Challenge | None = None,
    initiative: str = "question",
    machine: str = "",
    now: datetime | None = None,
) -> Challenge:
    """Make or change a draft. Names, mail addresses and phone numbers leave the text before it is kept.

    ``initiative`` tells whether a new one asks something, or is a result that looks for a first user.
    ``machine`` is where a visitor comes from: new drafts are limited by it.
    Skills that the visitor removed or added earlier stay as they were.
    """
    require(actor, "post_challenge", challenge)
    words = text.strip()
    if len(words) < rules.SHORTEST_TEXT:
        raise UnableTo(
            Problem(
                "too_short", "This is very short.", "Tell in one or two sentences what you want to solve."
            )
        )
    if len(words) > rules.LONGEST_TEXT:
        raise UnableTo(
            Problem(
                "too_long",
                "This is longer than {most} characters.",
                "Keep to the main question.",
                params={"most": rules.LONGEST_TEXT},
            )
        )
    now = now or timezone.now()
    if challenge is None and machine:
        limit_attempts("draft-machine", machine, most=MOST_PER_HOUR, within=timedelta(hours=1), now=now)
    found = recognise(words, language=language)
    with transaction.atomic():
        if challenge is None:
            challenge = Challenge(
                owner_id=actor.person_id or None,
                initiative=initiative,
                organisation_kind=rules.USUAL_KIND[initiative],
            )
        elif challenge.state != "draft":
            raise UnableTo(Problem("not_a_draft", "This challenge was sent already.", "Post a new one."))
        challenge.text, challenge.title = found.text, rules.title_of(found.text)
        challenge.language = found.language
        challenge.area = challenge.area or found.area
        challenge.topic = found.topic
        challenge.touched_at = now
        challenge.save()
        _keep_skills(challenge, found)
    return challenge


def _keep_skills(challenge: Challenge, found: Recognised) -> None:
    kept = {skill.uri: skill for skill in challenge.skills.all()}
    for uri, skill in kept.items():
        if skill.origin == "recognised" and not skill.removed and uri not in found.by_uri:
            skill.delete()
        elif skill.removed or skill.origin == "added":
            _move(skill, found.text)
    for uri, mention in found.by_uri.items():
        known = kept.get(uri)
        if known is not None and (known.origin == "added" or known.removed):
            continue
        ChallengeSkill.objects.update_or_create(
            challenge=challenge,
            uri=uri,
            defaults={
                "origin": "recognised",
                "start": mention.start,
                "end": mention.end,
                "surface": mention.surface[:300],
                "score": mention.score,
                "method": mention.method[:40],
            },
        )


def _move(skill: ChallengeSkill, text: str) -> None:
    """Put a skill that somebody corrected where its words stand now; what was said of them stays said."""
    start = text.find(skill.surface) if skill.surface else -1
    place = (start, start + len(skill.surface)) if start >= 0 else (None, None)
    ChallengeSkill.objects.filter(pk=skill.pk).update(start=place[0], end=place[1])
