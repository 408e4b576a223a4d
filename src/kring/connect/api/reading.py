"""Endpoints that read: challenges, offers and communities that the caller may know of."""

from typing import Annotated
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router

from kring.connect.api.shapes import (
    ChallengeOut,
    CommunityOut,
    FitOut,
    OfferOut,
    challenge_out,
    community_out,
    fit_out,
    offer_out,
)
from kring.connect.models import Community
from kring.connect.queries import lists
from kring.connect.queries.offering import offer_with
from kring.connect.queries.shown_name import OFFER_KINDS
from kring.connect.queries.teaching import challenges_for, week_in
from kring.connect.visitor import visible_challenge
from kring.core.lifecycle import PHASES
from kring.core.terms import topics
from kring.frame.api import Code, Listed, OneOf, Sought, answers, part_of
from kring.parties.permissions import require
from kring.parties.visitor import visitor, visitor_may

router = Router()


@router.get("/challenges/", response=answers(Listed[ChallengeOut]), summary="Challenges that all may see")
def challenges(
    request: HttpRequest, sought: Query[Sought], topic: Annotated[str, OneOf(topics())] = ""
) -> dict[str, object]:
    """Newest first."""
    rows = lists.visible_challenges(topic=topic, **sought.narrowed())
    return part_of(rows.select_related("organisation").prefetch_related("skills"), sought, challenge_out)


@router.get("/challenges/{uuid:challenge_id}/", response=answers(ChallengeOut), summary="One challenge")
def challenge(request: HttpRequest, challenge_id: UUID) -> dict[str, object]:
    """One that is not confirmed is known to its owner and to its hub only."""
    return challenge_out(visible_challenge(request, challenge_id))


@router.get("/offers/", response=answers(Listed[OfferOut]), summary="Open offers")
def offers(
    request: HttpRequest, sought: Query[Sought], kind: Annotated[str, OneOf(OFFER_KINDS)] = ""
) -> dict[str, object]:
    """Of parties that agreed to be shown, first start first."""
    rows = lists.open_offers(today=timezone.localdate(), kind=kind, **sought.narrowed())
    return part_of(rows.order_by("starts", "title", "pk"), sought, offer_out)


@router.get(
    "/offers/{uuid:course_id}/challenges/",
    response=answers(list[FitOut]),
    summary="Challenges that a course of one's own fits",
)
def fitting(request: HttpRequest, course_id: UUID, week: Code = "") -> list[dict[str, object]]:
    """Most shared skills first. ``week``: only where both can in that week, as in 2027-W06."""
    course = offer_with(course_id)
    require(visitor(request), "hold_places", course)
    found = challenges_for(course, today=timezone.localdate(), week=week_in(week))
    return [fit_out(one) for one in found]


def _knows(request: HttpRequest, one: Community) -> bool:
    own = {str(m.organisation_id) for m in one.members.all()} & visitor(request).organisations
    return bool(own) or visitor_may(request, "view_hidden_party")


@router.get("/communities/", response=answers(Listed[CommunityOut]), summary="Communities")
def communities(
    request: HttpRequest,
    sought: Query[Sought],
    phase: Annotated[str, OneOf(one.code for one in PHASES)] = "",
) -> dict[str, object]:
    """By title."""
    rows = lists.communities(phase=phase, **sought.narrowed()).order_by("title", "pk")
    rows = rows.prefetch_related("members__organisation")
    return part_of(rows, sought, lambda one: community_out(one, known=_knows(request, one)))


@router.get("/communities/{uuid:community_id}/", response=answers(CommunityOut), summary="One community")
def community(request: HttpRequest, community_id: UUID) -> dict[str, object]:
    """With its parties: by name where they agreed, and to each other."""
    one = lists.community_with(community_id)
    return community_out(one, known=_knows(request, one))
