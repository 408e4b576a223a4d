"""An invitation that nobody answered enters; that of the next in line leaves, or None when nobody is left."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.utils import timezone

from kring.connect import rules
from kring.connect.models import HourBudget, Invitation, Offer, Proposal, ProposalPart, Reservation
from kring.connect.queries.hours import claim_of_offer, without_hours
from kring.connect.queries.next_in_line import next_in_line
from kring.engines.matching.stand_ins import StandIn
from kring.engines.matching.weeks import monday_of
from kring.ledger.actions.record_fact import record_fact


def ask_next_party(*, expired: Invitation, proposal: Proposal, now: datetime) -> Invitation | None:
    """Invite the first in line who still fits: free places in the same weeks, hours left, not out before.

    The line is the one that the broker saw when the parties were invited. Call it inside the transaction
    that holds the proposal. None when nobody is left, or when the start is too near for another answer.
    """
    part = expired.part
    today = timezone.localdate(now)
    expires = now + timedelta(days=rules.invitation_term(today).days_for_next)
    if part.role == "owner" or proposal.starts is None or timezone.localdate(expires) >= proposal.starts:
        return None
    line = [str(offer) for offer in part.next_in_line]
    # The offers are the lock, as for every invitation: the last place is given once.
    list(Offer.objects.select_for_update().filter(pk__in=line).order_by("pk"))
    fitting = {one.member.offer: one for one in next_in_line(proposal, part, today=today, only=line)}
    full = _without_hours(proposal, fitting)
    first = next((offer for offer in line if offer in fitting and offer not in full), None)
    if first is None:
        return None
    new = _take_place(proposal, part, fitting[first], line, now)
    invitation = Invitation.objects.create(
        proposal=proposal, part=new, email=new.organisation.contact_email, sent_at=now, expires_at=expires
    )
    record_fact(
        "next_party_invited",
        object_kind="challenge",
        object_id=proposal.challenge_id,
        region=proposal.challenge.corop,
        details={
            "proposal": str(proposal.pk),
            "invitation": str(invitation.pk),
            "instead_of": str(expired.pk),
            "before": timezone.localdate(expired.expires_at).isoformat(),
        },
    )
    return invitation


def _without_hours(proposal: Proposal, fitting: Mapping[str, StandIn]) -> set[str]:
    """Return the offers of parties that have too few hours for it: they are passed over."""
    rows = {str(one.pk): one for one in Offer.objects.filter(pk__in=fitting)}
    parties = {one.organisation_id for one in rows.values()}
    # The budgets are the lock, as for every invitation: two requests at once count both.
    list(HourBudget.objects.select_for_update().filter(organisation__in=parties).order_by("pk"))
    asked = [
        (
            rows[key].organisation_id,
            claim_of_offer(
                rows[key],
                starts=monday_of(one.member.week),
                weeks=one.member.weeks,
                hours_per_week=one.community.hours_per_week,
            ),
        )
        for key, one in fitting.items()
    ]
    full = without_hours(asked, challenge=proposal.challenge_id)
    return {key for key, one in rows.items() if str(one.organisation_id) in full}


def _take_place(
    proposal: Proposal, part: ProposalPart, one: StandIn, line: list[str], now: datetime
) -> ProposalPart:
    member, community = one.member, one.community
    offer = Offer.objects.select_related("organisation").get(pk=member.offer)
    new = ProposalPart.objects.create(
        proposal=proposal,
        organisation=offer.organisation,
        offer=offer,
        side=member.side or offer.side,
        units=member.units,
        brings=sorted({*offer.skills_brought} & {covered.skill for covered in community.covered}),
        stands_in_for=part,
        next_in_line=[other for other in line if other != member.offer],
    )
    ProposalPart.objects.filter(pk=part.pk).update(out_at=now)
    proposal.reservations.filter(offer=part.offer).delete()
    Reservation.objects.create(
        offer=offer,
        proposal=proposal,
        units=member.units,
        starts=monday_of(member.week),
        weeks=member.weeks,
    )
    hours = community.hours_per_week
    Proposal.objects.filter(pk=proposal.pk).update(
        hours_per_week=proposal.challenge.hours_per_week if hours is None else hours,
        euros=community.euros,
        euros_at_least=community.euros_at_least,
        skills_covered=[covered.skill for covered in community.covered],
        skills_missing=list(community.missing),
        score=community.score,
        # How far it lies from the best was told of the community as it was.
        gap_to_best=None,
    )
    return new
