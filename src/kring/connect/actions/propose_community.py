"""A challenge and one composed candidate enter; a proposal that waits for a human's decision leaves."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from kring.connect.models import Challenge, Offer, Proposal, ProposalPart, Reservation
from kring.connect.queries.next_in_line import ranked
from kring.core.problems import Problem, UnableTo
from kring.engines.matching.results import Community as Candidate
from kring.engines.matching.weeks import monday_of, week_of
from kring.ledger.actions.record_fact import record_fact
from kring.parties.permissions import require
from kring.parties.rules import Actor, side_of


def propose_community(
    *,
    actor: Actor,
    challenge: Challenge,
    candidate: Candidate,
    gap_to_best: float | None,
    now: datetime,
    replaces: Proposal | None = None,
    reason: str = "",
    reason_code: str = "",
) -> Proposal:
    """Write a candidate down as a proposal; an earlier one of this challenge is replaced, with the reason.

    ``reason`` is a person's words, ``reason_code`` is why Kring itself composed again.
    """
    require(actor, "propose_community", challenge)
    with transaction.atomic():
        # The row is the lock: of two brokers at once, the second replaces the first one's proposal.
        asked = challenge
        challenge = Challenge.objects.select_for_update().get(pk=asked.pk)
        if challenge.state not in {"accepted", "proposed"}:
            raise UnableTo(
                Problem("not_taken", "Nobody takes care of this challenge yet.", "Accept it first.")
            )
        if challenge.proposals.filter(state="inviting").exists():
            raise UnableTo(
                Problem(
                    "inviting",
                    "Invitations for this challenge are on their way.",
                    "Wait for the answers, or decline the challenge with a reason.",
                )
            )
        challenge.proposals.filter(state="open").update(state="replaced")
        proposal = Proposal.objects.create(
            challenge=challenge,
            starts=monday_of(candidate.start_week),
            weeks=candidate.weeks,
            hours_per_week=challenge.hours_per_week
            if candidate.hours_per_week is None
            else candidate.hours_per_week,
            euros=candidate.euros,
            euros_at_least=candidate.euros_at_least,
            skills_covered=[covered.skill for covered in candidate.covered],
            skills_missing=list(candidate.missing),
            reasons=[{"code": r.code, "params": plain_params(r.params)} for r in candidate.reasons],
            score=candidate.score,
            gap_to_best=gap_to_best,
            decided_by_id=actor.person_id if actor.person_id != "system" else None,
            decision_reason=reason.strip()[:1000],
            reason_code=reason_code,
            replaces=replaces,
        )
        _parts(proposal, challenge, candidate)
        _keep_line(proposal, now)
        Challenge.objects.filter(pk=challenge.pk).update(state="proposed")
        record_fact(
            "community_proposed",
            object_kind="challenge",
            object_id=challenge.pk,
            actor=actor.person_id,
            role="broker",
            region=challenge.corop,
            area=challenge.area,
            skills=proposal.skills_covered,
            details={"proposal": str(proposal.pk), "parties": len(candidate.organisations)},
        )
    asked.refresh_from_db()
    return proposal


def plain_params(params: object) -> dict[str, object]:
    """Return what fills a reason's sentence, as JSON can keep it."""
    return {
        key: sorted(value) if isinstance(value, (set, frozenset, tuple)) else value
        for key, value in dict(params).items()  # type: ignore[call-overload]
    }


def _parts(proposal: Proposal, challenge: Challenge, candidate: Candidate) -> None:
    offers = Offer.objects.in_bulk([member.offer for member in candidate.members])
    by_id = {str(pk): offer for pk, offer in offers.items()}
    missing = [member.offer for member in candidate.members if member.offer not in by_id]
    if missing:
        raise UnableTo(Problem("offer_gone", "An offer is no longer there.", "Look at the candidates again."))
    ProposalPart.objects.create(
        proposal=proposal,
        organisation=challenge.organisation,
        side=side_of(challenge.organisation_kind),
        role="owner",
    )
    for member in candidate.members:
        offer = by_id[member.offer]
        ProposalPart.objects.create(
            proposal=proposal,
            organisation=offer.organisation,
            offer=offer,
            side=member.side or offer.side,
            units=member.units,
            brings=sorted({*offer.skills_brought} & {*proposal.skills_covered}),
        )
        Reservation.objects.create(
            offer=offer,
            proposal=proposal,
            units=member.units,
            starts=monday_of(member.week),
            weeks=member.weeks,
        )


def _keep_line(proposal: Proposal, now: datetime) -> None:
    """Keep who could take each party's place, so that the broker sees it before anybody is invited."""
    parts = list(proposal.parts.exclude(offer=None))
    line = ranked(proposal, parts, today=timezone.localdate(now))
    for part in parts:
        part.next_in_line = [one.member.offer for one in line[part.pk]]
    ProposalPart.objects.bulk_update(parts, ["next_in_line"])


def still_fits(proposal: Proposal) -> list[str]:
    """Return the ids of offers whose calendar was filled by others since the proposal was made."""
    from kring.connect.queries.engine_inputs import used_units

    rows = list(proposal.reservations.select_related("offer"))
    used = used_units(
        [row.offer for row in rows], except_proposal=proposal.pk, challenge=proposal.challenge_id
    )
    return [
        str(row.offer_id)
        for row in rows
        if any(
            used[str(row.offer_id)].get(week, 0) + row.units > row.offer.units_per_week
            for week in range(week_of(row.starts), week_of(row.starts) + row.weeks)
        )
    ]
