"""What a party says it wants to reach enters; the skills of it leave, for whoever has the same question."""

from django.db import transaction

from kring.connect.models import StatedGoal
from kring.connect.queries.recognise import recognise
from kring.ledger.actions.record_fact import record_fact
from kring.parties.models import Organisation


def keep_stated_goal(*, organisation: Organisation) -> list[str]:
    """Keep the skills in a party's own goals, and return them; [] where it states none."""
    words = organisation.goals.strip()
    skills = sorted(recognise(words, language="nl").by_uri) if words else []
    with transaction.atomic():
        kept = StatedGoal.objects.filter(organisation=organisation).first()
        if skills == (kept.skills if kept else []):
            return skills
        if skills:
            StatedGoal.objects.update_or_create(organisation=organisation, defaults={"skills": skills})
        elif kept:
            kept.delete()
        record_fact(
            "goal_stated",
            object_kind="organisation",
            object_id=organisation.pk,
            region=organisation.corop,
            area=organisation.area,
            skills=skills,
        )
    return skills
