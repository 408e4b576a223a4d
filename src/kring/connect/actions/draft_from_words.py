"""Words that were told before, in a call or a scan, enter; a draft with all that is known of them leaves."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from kring.connect.actions.change_draft import change_draft
from kring.connect.actions.correct_skills import main_topic
from kring.connect.actions.describe_challenge import describe_challenge
from kring.connect.models import Challenge, ChallengeSkill
from kring.parties.permissions import require
from kring.parties.rules import Actor


def draft_from_words(
    *,
    actor: Actor,
    text: str,
    language: str,
    skills: Sequence[str],
    corop: str = "",
    place: str = "",
    postcode: str = "",
    area: str = "",
    hours_per_week: int | None = None,
    organisation_name: str = "",
    organisation_kind: str = "company",
    machine: str = "",
    now: datetime,
) -> Challenge:
    """Begin a challenge with what was said already, so that nothing is asked twice.

    ``skills`` are those that stand after corrections: others that the text shows stay out.
    """
    require(actor, "post_challenge")
    with transaction.atomic():
        draft = describe_challenge(actor=actor, text=text, language=language, machine=machine, now=now)
        draft.skills.exclude(uri__in=skills).update(removed=True)
        known = set(draft.skills.values_list("uri", flat=True))
        ChallengeSkill.objects.bulk_create(
            [
                ChallengeSkill(challenge=draft, uri=uri, origin="added", method="added")
                for uri in skills
                if uri not in known
            ]
        )
        Challenge.objects.filter(pk=draft.pk).update(
            organisation_name=organisation_name, topic=main_topic(list(skills))
        )
        change_draft(
            actor=actor, challenge=draft, corop=corop, place=place, postcode=postcode,
            area=area or draft.area, hours_per_week=hours_per_week, organisation_kind=organisation_kind,
        )  # fmt: skip
    return draft
