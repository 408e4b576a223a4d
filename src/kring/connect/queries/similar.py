"""A challenge enters; others that ask the same leave, those that share most skills first."""

from collections.abc import Container
from dataclasses import dataclass

from django.db.models import Case, Count, IntegerField, Q, Value, When

from kring.connect.models import Challenge, Community
from kring.connect.rules import VISIBLE_STATES
from kring.core.regions import corop_areas_of

SHOWN = 3


@dataclass(frozen=True)
class Similar:
    """One other challenge, the skills both need, and the community that took it up, if one did."""

    challenge: Challenge
    shared: tuple[str, ...]
    near: bool
    community: Community | None


def similar_challenges(
    challenge: Challenge, *, leave_out: Container[str] = frozenset(), most: int = SHOWN
) -> list[Similar]:
    """Return visible challenges that need one of the same skills: by shared skills, field, hub and date."""
    wanted = challenge.skill_uris
    if not wanted:
        return []
    near = {area for hub in challenge.hub_codes for area in corop_areas_of(f"hub:{hub}")} | {challenge.corop}
    needed = Q(skills__uri__in=wanted, skills__removed=False)
    rows = (
        Challenge.objects.filter(state__in=VISIBLE_STATES)
        .exclude(pk=challenge.pk)
        .annotate(
            shared=Count("skills", filter=needed, distinct=True),
            same_field=_one_if(area=challenge.area) if challenge.area else Value(0),
            same_hub=_one_if(corop__in=sorted(near)),
        )
        .filter(shared__gt=0)
        .order_by("-shared", "-same_field", "-same_hub", "-confirmed_at", "pk")
        .prefetch_related("skills")
    )
    found = [one for one in rows[: most * 2] if str(one.pk) not in leave_out][:most]
    communities = {one.challenge_id: one for one in Community.objects.filter(challenge__in=found)}
    return [
        Similar(
            challenge=one,
            shared=tuple(uri for uri in one.skill_uris if uri in wanted),
            near=one.corop in near,
            community=communities.get(one.pk),
        )
        for one in found
    ]


def _one_if(**condition: object) -> Case:
    return Case(When(**condition, then=Value(1)), default=Value(0), output_field=IntegerField())
