"""Organisations enter; what is asked of each leaves, and who has no hours left for one request more."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from django.db.models import Q
from django.utils import timezone

from kring.connect.models import (
    Challenge,
    CommunityMember,
    HourBudget,
    Invitation,
    Offer,
    Proposal,
    ProposalPart,
)
from kring.connect.rules import OPEN_STATES, USUAL_WEEKS, Claim, fits_from, last_day_of, too_much_in
from kring.engines.matching.results import Community as Composed
from kring.engines.matching.weeks import monday_of

# Communities in these states ask no more hours.
OVER = ("parked", "rejected", "sustained", "scaled", "handed-over", "closed")


@dataclass(frozen=True)
class NoHours:
    """A party that has too few hours for a request, and the first day on which it fits; None if on none."""

    organisation: str
    until: date | None


def exact(hours: object) -> Fraction | None:
    """Return hours without rounding; None for what nobody told."""
    return None if hours is None else Fraction(str(hours))


def claim_of_part(part: ProposalPart, proposal: Proposal, *, kind: str = "invitation") -> Claim:
    """Return what a proposal asks of one of its parties: its own offer's hours, else those of the whole."""
    challenge = proposal.challenge
    brought = part.offer.hours_per_week if part.offer else None
    own = challenge.hours_per_week if part.role == "owner" else brought
    starts = proposal.starts or timezone.localdate(proposal.created_at)
    return Claim(
        kind=kind,
        reference=str(proposal.challenge_id),
        starts=starts,
        ends=last_day_of(starts, proposal.weeks),
        hours_per_week=exact(proposal.hours_per_week if own is None else own),
        euros=proposal.euros if part.role == "owner" else None,
    )


def claim_of_offer(offer: Offer, *, starts: date, weeks: int, hours_per_week: object) -> Claim:
    """Return what a composed community would ask of the party behind an offer."""
    own = offer.hours_per_week
    return Claim(
        kind="invitation",
        reference=str(offer.pk),
        starts=starts,
        ends=last_day_of(starts, weeks),
        hours_per_week=exact(hours_per_week if own is None else own),
    )


def claims_on(organisations: Iterable[object], *, but: object = None) -> dict[str, list[Claim]]:
    """Return by organisation all that is asked of it; ``but``: the challenge that is being looked at."""
    ids = [str(one) for one in organisations]
    found: dict[str, list[Claim]] = defaultdict(list)
    for party, claim in (*_invitations(ids, but), *_communities(ids), *_challenges(ids, but)):
        found[party].append(claim)
    return {one: found[one] for one in ids}


def _invitations(ids: list[str], but: object) -> list[tuple[str, Claim]]:
    rows = Invitation.objects.filter(
        part__organisation__in=ids, state__in=("sent", "accepted"), proposal__state="inviting"
    )
    rows = rows.exclude(proposal__challenge_id=but) if but else rows
    rows = rows.select_related("part__offer", "proposal__challenge").order_by("sent_at", "pk")
    return [(str(one.part.organisation_id), claim_of_part(one.part, one.proposal)) for one in rows]


def _communities(ids: list[str]) -> list[tuple[str, Claim]]:
    rows = CommunityMember.objects.filter(organisation__in=ids).exclude(community__state__in=OVER)
    rows = rows.select_related("community__proposal__challenge").order_by("community__starts", "pk")
    parts = ProposalPart.objects.filter(
        organisation__in=ids, proposal__in=[one.community.proposal_id for one in rows]
    )
    by_proposal = {
        (one.proposal_id, one.organisation_id): one for one in parts.select_related("offer").order_by("pk")
    }
    found = []
    for one in rows:
        community = one.community
        part = by_proposal.get((community.proposal_id, one.organisation_id))
        asked = claim_of_part(part, community.proposal) if part and community.proposal else None
        starts = community.starts or timezone.localdate(community.created_at)
        claim = Claim(
            kind="community",
            reference=str(community.pk),
            starts=starts,
            ends=community.ends,
            hours_per_week=asked.hours_per_week if asked else exact(community.hours_per_week),
            euros=asked.euros if asked else None,
        )
        found.append((str(one.organisation_id), claim))
    return found


def _challenges(ids: list[str], but: object) -> list[tuple[str, Claim]]:
    """An own challenge asks hours from the day it was sent, until a proposal with invitations dates it."""
    rows = Challenge.objects.filter(
        Q(organisation__in=ids), state__in=OPEN_STATES, hours_per_week__isnull=False
    ).exclude(proposals__state="inviting")
    rows = rows.exclude(pk=but) if but else rows
    found = []
    for one in rows.order_by("confirmed_at", "pk"):
        starts = timezone.localdate(one.confirmed_at or one.created_at)
        claim = Claim(
            kind="challenge",
            reference=str(one.pk),
            starts=starts,
            ends=last_day_of(starts, USUAL_WEEKS),
            hours_per_week=exact(one.hours_per_week),
        )
        found.append((str(one.organisation_id), claim))
    return found


def without_hours(asked: Iterable[tuple[object, Claim]], *, challenge: object) -> dict[str, NoHours]:
    """Return which organisations have too few hours for what a challenge would ask of them."""
    wanted = {str(party): claim for party, claim in asked if party}
    budgets = {str(one.organisation_id): one for one in HourBudget.objects.filter(organisation__in=wanted)}
    claims = claims_on(budgets, but=challenge) if budgets else {}
    found = {}
    for party, budget in budgets.items():
        told, new = claims[party], wanted[party]
        limit = {"hours": budget.hours, "euros": budget.euros}
        if too_much_in(told, new, **limit):
            found[party] = NoHours(party, fits_from(told, new, **limit))
    return found


def members_without_hours(
    community: Composed, offers: Mapping[str, Offer], *, challenge: object
) -> dict[str, NoHours]:
    """Return which organisations of a composed community have too few hours for it; ``offers`` by id."""
    starts = monday_of(community.start_week)
    asked = [
        (
            offers[member.offer].organisation_id,
            claim_of_offer(
                offers[member.offer],
                starts=starts,
                weeks=community.weeks,
                hours_per_week=community.hours_per_week,
            ),
        )
        for member in community.members
        if member.offer in offers
    ]
    return without_hours(asked, challenge=challenge)


def parts_without_hours(proposal: Proposal) -> dict[str, NoHours]:
    """Return which parties of a proposal have too few hours for it."""
    parts = proposal.taking_part.select_related("offer", "organisation")
    asked = [(part.organisation_id, claim_of_part(part, proposal)) for part in parts]
    return without_hours(asked, challenge=proposal.challenge_id)
