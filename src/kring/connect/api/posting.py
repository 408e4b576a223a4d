"""Endpoints to post a challenge: words enter, a draft with skills and next steps leaves, then a mail link."""

from typing import Annotated, Literal
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Router, Schema
from pydantic import StringConstraints

from kring.connect.actions.change_draft import change_draft
from kring.connect.actions.correct_skills import correct_skills
from kring.connect.actions.describe_challenge import describe_challenge
from kring.connect.actions.post_challenge import post_challenge
from kring.connect.api.shapes import ChallengeOut, StepOut, challenge_out, step_out
from kring.connect.steps import step_views
from kring.connect.visitor import own_draft, remember_draft
from kring.core.places import corop_of_postcode, place
from kring.core.problems import Problem, UnableTo
from kring.core.terms import areas
from kring.frame.api import Given, OneOf, Words, answers, reader_language
from kring.parties.rules import SIDE_OF_KIND
from kring.parties.visitor import machine_of, remember_mail, visitor

router = Router()
Question = Annotated[str, StringConstraints(max_length=8_000, pattern=r"^[^\x00]*$")]


NO_PLACE = Problem(
    "no_place", "We do not know where you are.", "Fill in your postcode or place.", field="place"
)


class DraftIn(Schema):
    """A question in one's own words, and what is known around it."""

    text: Question
    place: Words = Field("", description="postcode or place")
    area: Annotated[str, OneOf(areas())] = ""
    hours_per_week: int | None = Field(None, ge=1, le=60)
    has_data: Literal["", "yes", "some", "no", "unknown"] = ""
    initiative: Literal["question", "result"] = Field(
        "question", description="a question, or a result or tool that looks for a first user"
    )


class SkillChange(Given):
    """One skill to take away, add or put back."""

    remove: str = Field("", max_length=200, pattern=r"^[^\x00]*$")
    add: str = Field("", max_length=200, pattern=r"^[^\x00]*$")
    restore: str = Field("", max_length=200, pattern=r"^[^\x00]*$")
    words: str = Field(
        "", max_length=80, pattern=r"^[^\x00]*$", description="words of the text that name the added skill"
    )


class SendIn(Schema):
    """To whom the link goes, who asks, and which next step was chosen."""

    email: str = Field(max_length=254, pattern=r"^[^\x00]*$")
    organisation_name: Words = ""
    organisation_kind: Annotated[str, OneOf(SIDE_OF_KIND)] = ""
    name_may_be_shown: bool = False
    chosen_step: Literal["join", "reuse", "take", "form", "none", ""] = ""
    chosen_reference: str = Field("", max_length=80, pattern=r"^[^\x00]*$")


def _answers(given: DraftIn) -> dict[str, object]:
    """Return what is known of the draft."""
    found: dict[str, object] = {"area": given.area} if given.area else {}
    if given.place:
        named, by_code = place(given.place), corop_of_postcode(given.place)
        corop = named.corop if named else by_code[0] if by_code else ""
        if not corop:
            raise UnableTo(NO_PLACE)
        found["place"] = named.name if named else ""
        found["postcode"], found["corop"] = given.place.upper()[:10] if by_code else "", corop
    found |= {"hours_per_week": given.hours_per_week} if given.hours_per_week else {}
    return found | ({"has_data": given.has_data} if given.has_data else {})


@router.post("/drafts/", response=answers(ChallengeOut, 201), summary="Begin a challenge")
def describe(request: HttpRequest, given: DraftIn) -> tuple[int, dict[str, object]]:
    """A draft that only this caller sees, with the skills recognised in it; names leave the text first."""
    known = _answers(given)
    draft = describe_challenge(
        actor=visitor(request),
        text=given.text,
        language=reader_language(),
        initiative=given.initiative,
        machine=machine_of(request),
        now=timezone.now(),
    )
    if known:
        change_draft(actor=visitor(request), challenge=draft, **known)
    remember_draft(request, draft)
    return 201, challenge_out(draft, known=True)


@router.post(
    "/drafts/{uuid:draft_id}/skills/", response=answers(ChallengeOut), summary="Correct the skills of a draft"
)
def correct(request: HttpRequest, draft_id: UUID, given: SkillChange) -> dict[str, object]:
    """What is taken away is kept as feedback for the recognition."""
    draft = own_draft(request, draft_id)
    correct_skills(
        actor=visitor(request),
        challenge=draft,
        remove=given.remove,
        add=given.add,
        restore=given.restore,
        words=given.words,
        machine=machine_of(request),
        now=timezone.now(),
    )
    return challenge_out(own_draft(request, draft_id), known=True)


@router.get(
    "/drafts/{uuid:draft_id}/next-steps/", response=answers(list[StepOut]), summary="Up to three next steps"
)
def next_steps(request: HttpRequest, draft_id: UUID) -> list[dict[str, object]]:
    """Of different kinds, each explained and dated; the place must be known."""
    draft = own_draft(request, draft_id)
    if not draft.corop:
        raise UnableTo(NO_PLACE)
    return [
        step_out(one) for one in step_views(draft, today=timezone.localdate(), language=reader_language())
    ]


@router.post("/drafts/{uuid:draft_id}/send/", response=answers(ChallengeOut), summary="Send a draft")
def send(request: HttpRequest, draft_id: UUID, given: SendIn) -> dict[str, object]:
    """Others see it after the link in the mail was opened."""
    draft = own_draft(request, draft_id)
    post_challenge(
        actor=visitor(request),
        challenge=draft,
        machine=machine_of(request),
        now=timezone.now(),
        **given.dict(),
    )
    remember_mail(request, f"confirm:{draft.pk}")
    return challenge_out(draft, known=True)
