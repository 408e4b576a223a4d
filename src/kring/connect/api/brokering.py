"""Endpoints of a broker's work: the queue, yes or no with a reason, a proposal, its invitations."""

from datetime import date
from typing import Annotated
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Query, Router, Schema
from pydantic import StringConstraints

from kring.connect.actions.change_proposal import change_proposal
from kring.connect.actions.choose_candidate import choose_candidate
from kring.connect.actions.decide_challenge import accept_challenge, decline_challenge, requeue_challenge
from kring.connect.actions.invite_parties import invite_parties
from kring.connect.actions.move_phase import move_phase
from kring.connect.api.shapes import (
    ChallengeOut,
    CommunityOut,
    ProposalOut,
    challenge_out,
    community_out,
    proposal_out,
)
from kring.connect.models import Offer
from kring.connect.queries.candidates import compared
from kring.connect.queries.hours import members_without_hours
from kring.connect.queries.lists import challenge_with, community_with, queue_of
from kring.connect.visitor import proposal_with
from kring.frame.api import Code, Listed, Part, answers, part_of
from kring.parties.permissions import require
from kring.parties.visitor import visitor

router = Router()
Reason = Annotated[str, StringConstraints(max_length=1_000, pattern=r"^[^\x00]*$")]


class ReasonIn(Schema):
    """Why."""

    reason: Reason


class WithoutHours(Schema):
    """A party that cannot be invited: it said how many hours it has. ``until``: null where it never fits."""

    organisation: str
    until: date | None


class CandidateOut(Schema):
    """A community that is possible: its parties by id, what it covers, and who has no hours left for it."""

    organisations: list[str]
    covered: list[str]
    missing: list[str]
    weeks: int
    seats: int
    hours_per_week: int | None
    euros: int | None
    score: int
    without_hours: list[WithoutHours]


class ChoiceIn(Schema):
    """The parties of the candidate that was chosen."""

    organisations: list[UUID] = Field(max_length=30)


class ChangeIn(Schema):
    """Whom to leave out or add, and why."""

    leave_out: list[UUID] = Field([], max_length=30)
    add: list[UUID] = Field([], max_length=30)
    reason: Reason


class MoveIn(Schema):
    """Where the community goes, which conditions are met, and the reason where one is not."""

    target: Code
    met: list[Code] = Field([], max_length=30)
    evidence: Reason = ""
    override_reason: Reason = ""


@router.get("/queue/", response=answers(Listed[ChallengeOut]), summary="What waits for brokers")
def queue(request: HttpRequest, part: Query[Part], hub: Code = "") -> dict[str, object]:
    """Longest waiting first; ``hub`` as in noord."""
    require(visitor(request), "view_queue")
    return part_of(queue_of(hub).prefetch_related("skills"), part, challenge_out)


@router.post("/challenges/{uuid:challenge_id}/accept/", response=answers(ChallengeOut), summary="Take it up")
def accept(request: HttpRequest, challenge_id: UUID) -> dict[str, object]:
    """Take a challenge from the queue."""
    one = challenge_with(challenge_id)
    accept_challenge(actor=visitor(request), challenge=one, now=timezone.now())
    return challenge_out(one)


@router.post("/challenges/{uuid:challenge_id}/decline/", response=answers(ChallengeOut), summary="Decline it")
def decline(request: HttpRequest, challenge_id: UUID, given: ReasonIn) -> dict[str, object]:
    """With a reason that the owner reads."""
    one = challenge_with(challenge_id)
    decline_challenge(actor=visitor(request), challenge=one, reason=given.reason, now=timezone.now())
    return challenge_out(one)


@router.post(
    "/challenges/{uuid:challenge_id}/requeue/", response=answers(ChallengeOut), summary="Put it back"
)
def requeue(request: HttpRequest, challenge_id: UUID) -> dict[str, object]:
    """Undo a yes or a no."""
    one = challenge_with(challenge_id)
    requeue_challenge(actor=visitor(request), challenge=one, now=timezone.now())
    return challenge_out(one)


@router.get(
    "/challenges/{uuid:challenge_id}/candidates/",
    response=answers(list[CandidateOut]),
    summary="Communities that are possible",
)
def candidates(request: HttpRequest, challenge_id: UUID) -> list[dict[str, object]]:
    """Up to three that differ; organisations and offers are composed, never people."""
    one = challenge_with(challenge_id)
    require(visitor(request), "propose_community", one)
    if not one.skill_uris or not one.corop:
        return []
    found = [each.community for each in compared(one, today=timezone.localdate()).candidates]
    ids = {member.offer for each in found for member in each.members}
    offers = {str(offer.pk): offer for offer in Offer.objects.filter(pk__in=ids)}
    plain = ("missing", "weeks", "seats", "hours_per_week", "euros", "score", "organisations")
    return [
        {
            **{name: getattr(each, name) for name in plain},
            "covered": [covered.skill for covered in each.covered],
            "without_hours": [
                {"organisation": none.organisation, "until": none.until}
                for none in members_without_hours(each, offers, challenge=one.pk).values()
            ],
        }
        for each in found
    ]


@router.post(
    "/challenges/{uuid:challenge_id}/proposals/", response=answers(ProposalOut, 201), summary="Propose"
)
def propose(request: HttpRequest, challenge_id: UUID, given: ChoiceIn) -> tuple[int, dict[str, object]]:
    """Make a candidate the proposal: it is composed again, so that it fits what is free now."""
    proposal = choose_candidate(
        actor=visitor(request),
        challenge=challenge_with(challenge_id),
        parties=map(str, given.organisations),
        now=timezone.localtime(),
    )
    return 201, proposal_out(proposal)


@router.get("/proposals/{uuid:proposal_id}/", response=answers(ProposalOut), summary="One proposal")
def proposal(request: HttpRequest, proposal_id: UUID) -> dict[str, object]:
    """With its parties and their answers, for brokers of the region."""
    one = proposal_with(proposal_id)
    require(visitor(request), "propose_community", one)
    return proposal_out(one)


@router.post("/proposals/{uuid:proposal_id}/change/", response=answers(ProposalOut, 201), summary="Change it")
def change(request: HttpRequest, proposal_id: UUID, given: ChangeIn) -> tuple[int, dict[str, object]]:
    """Compose again without some parties or with others; the reason stays with the new proposal."""
    new = change_proposal(
        actor=visitor(request),
        proposal=proposal_with(proposal_id),
        leave_out=[str(party) for party in given.leave_out],
        add=[str(party) for party in given.add],
        reason=given.reason,
        now=timezone.now(),
    )
    return 201, proposal_out(new)


@router.post(
    "/proposals/{uuid:proposal_id}/invite/", response=answers(ProposalOut), summary="Invite its parties"
)
def invite(request: HttpRequest, proposal_id: UUID) -> dict[str, object]:
    """Each party gets a mail with its own link; the calendars are reserved."""
    one = proposal_with(proposal_id)
    invite_parties(actor=visitor(request), proposal=one, now=timezone.now())
    return proposal_out(one)


@router.post("/communities/{uuid:community_id}/move/", response=answers(CommunityOut), summary="Move it on")
def move(request: HttpRequest, community_id: UUID, given: MoveIn) -> dict[str, object]:
    """To another state of its life cycle: its gate is met, or a reason is written down."""
    one = community_with(community_id)
    moved = move_phase(actor=visitor(request), community=one, now=timezone.now(), **given.dict())
    return community_out(moved, known=True)
