"""What the endpoints of connect answer: rows of the database enter, what a caller may read leaves."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from ninja import Schema

from kring.connect.models import Challenge, Community, Offer, Proposal
from kring.connect.queries.shown_name import shown_name, shown_offer, shown_owner, shown_part
from kring.connect.queries.teaching import Fit
from kring.connect.steps import StepView
from kring.engines.matching.weeks import monday_of


class ChallengeOut(Schema):
    """A challenge: its words hold no names, mail addresses or phone numbers."""

    id: UUID
    title: str
    text: str
    state: str
    initiative: str
    owner: str
    region: str
    area: str
    topic: str
    skills: list[str]
    hours_per_week: int | None
    has_data: str
    confirmed_at: datetime | None


class OfferOut(Schema):
    """What a party can bring, and when."""

    id: UUID
    kind: str
    title: str
    organisation: str
    side: str
    region: str
    area: str
    skills_brought: list[str]
    skills_learned: list[str]
    starts: date | None
    ends: date | None
    units_per_week: int
    hours_per_week: Decimal | None
    euros: int | None


class FitOut(Schema):
    """A challenge that a course fits: shared skills, the weeks in which both can, and the places held."""

    challenge: ChallengeOut
    shared: list[str]
    starts: date
    weeks: int
    places_held: int


class MemberOut(Schema):
    """A party of a community."""

    name: str
    side: str
    role: str
    brings: list[str]


class CommunityOut(Schema):
    """A community with its phase and parties."""

    id: UUID
    title: str
    question: str
    state: str
    phase: str
    region: str
    area: str
    skills: list[str]
    starts: date | None
    ends: date | None
    hours_per_week: Decimal | None
    open_places: int
    members: list[MemberOut]


class StepOut(Schema):
    """One next step, explained."""

    kind: str
    reference: str
    title: str
    facts: list[str]
    reasons: list[str]
    missing: list[str]


class PartOut(Schema):
    """A party of a proposal, and what it answered."""

    name: str
    side: str
    role: str
    offer: str
    invitation: str


class ProposalOut(Schema):
    """A proposal that waits for people's yes, change or no."""

    id: UUID
    challenge: UUID
    state: str
    starts: date | None
    weeks: int
    hours_per_week: Decimal | None
    euros: int | None
    skills_covered: list[str]
    skills_missing: list[str]
    gap_to_best: float | None
    decision_reason: str
    parts: list[PartOut]


def challenge_out(one: Challenge, *, known: bool = False) -> dict[str, object]:
    """``known``: the reader may know the owner by name in any case."""
    plain = (
        "id",
        "title",
        "text",
        "state",
        "initiative",
        "area",
        "topic",
        "hours_per_week",
        "has_data",
        "confirmed_at",
    )
    return {
        **{name: getattr(one, name) for name in plain},
        "owner": shown_owner(one, accepted=known),
        "region": one.corop,
        "skills": one.skill_uris,
    }


def offer_out(one: Offer) -> dict[str, object]:
    """The words of a party that is not named are not shown either."""
    plain = {name: getattr(one, name) for name in OfferOut.model_fields if hasattr(one, name)}
    return {
        **plain,
        "title": shown_offer(one),
        "organisation": shown_name(one.organisation),
        "region": one.corop,
    }


def fit_out(one: Fit) -> dict[str, object]:
    """The same as in the lecturer's list."""
    return {
        "challenge": challenge_out(one.challenge),
        "shared": list(one.shared),
        "starts": monday_of(one.weeks.start),
        "weeks": len(one.weeks),
        "places_held": one.held.units if one.held else 0,
    }


def community_out(one: Community, *, known: bool) -> dict[str, object]:
    """``known``: the reader is one of its parties or sees all: then everybody has a name."""
    plain = {
        name: getattr(one, name)
        for name in CommunityOut.model_fields
        if name != "members" and hasattr(one, name)
    }
    members = [
        {
            "name": shown_name(m.organisation, accepted=known),
            "side": m.side,
            "role": m.role,
            "brings": m.brings,
        }
        for m in one.members.all()
    ]
    return {**plain, "region": one.corop, "members": members}


def step_out(view: StepView) -> dict[str, object]:
    """The same words as on the page."""
    return {
        "kind": view.kind,
        "reference": view.reference,
        "title": view.title,
        "facts": view.meta,
        "reasons": view.reasons,
        "missing": view.missing,
    }


def proposal_out(one: Proposal) -> dict[str, object]:
    """Parties are named when they agreed to be shown, or once they accepted."""
    skip = ("challenge", "parts")
    plain = {name: getattr(one, name) for name in ProposalOut.model_fields if name not in skip}
    rows = one.parts.select_related(
        "organisation", "offer__organisation", "invitation", "proposal__challenge__organisation"
    )
    parts = [
        {
            "name": shown_part(part),
            "side": part.side,
            "role": part.role,
            "offer": shown_offer(part.offer) if part.offer else "",
            "invitation": part.invitation.state if getattr(part, "invitation", None) else "",
        }
        for part in rows
    ]
    return {**plain, "challenge": one.challenge_id, "parts": parts}
