"""An invitation that nobody answered enters; that of the next in line leaves, or None when nobody is left."""

from datetime import datetime, timedelta

from django.utils import timezone

from kring.connect import rules
from kring.connect.models import Invitation, Offer, Proposal, ProposalPart, Reservation
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
    first = next((offer for offer in line if offer in fitting), None)
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
