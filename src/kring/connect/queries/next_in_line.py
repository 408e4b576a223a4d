"""A proposal enters; for each of its parties, who could take its place leaves, best first."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from kring.connect import rules
from kring.connect.models import Invitation, Offer, Proposal, ProposalPart
from kring.connect.queries.candidates import policy
from kring.connect.queries.engine_inputs import engine_challenge, engine_offers, offers_for
from kring.engines.matching import Pair, make_problem
from kring.engines.matching.stand_ins import Place, StandIn, stand_ins
from kring.engines.matching.weeks import week_of

OUT_STATES = ("declined", "expired")


def parties_out(challenge_id: object) -> list[str]:
    """Whoever said no, or did not answer, to any proposal on this challenge is not asked again by itself."""
    rows = Invitation.objects.filter(
        proposal__challenge=challenge_id, state__in=OUT_STATES, part__organisation__isnull=False
    )
    return sorted({str(party) for party in rows.values_list("part__organisation_id", flat=True)})


def next_in_line(
    proposal: Proposal, part: ProposalPart, *, today: date, only: Sequence[str] | None = None
) -> tuple[StandIn, ...]:
    """Return who could take a party's place in the same weeks, with what is free of their offers now.

    ``only``: none but these offers, as ids.
    """
    found = ranked(proposal, [part], today=today, only=only)
    return found[part.pk]


def ranked(
    proposal: Proposal, parts: Sequence[ProposalPart], *, today: date, only: Sequence[str] | None = None
) -> dict[int, tuple[StandIn, ...]]:
    """Return who could take the place of each of these parts."""
    challenge, places = proposal.challenge, _places(proposal)
    if proposal.starts is None or not places or not challenge.skill_uris or not challenge.corop:
        return {part.pk: () for part in parts}
    start = week_of(proposal.starts)
    one = replace(
        engine_challenge(challenge, today=today), first_week=start, last_week=start, weeks=proposal.weeks
    )
    own = {place.offer for place in places}
    rows = {str(offer.pk): offer for offer in _who_can_be_asked(proposal, only)}
    for offer in Offer.objects.filter(pk__in=own).select_related("organisation"):
        rows[str(offer.pk)] = offer
    problem = make_problem(
        challenges=[one],
        offers=engine_offers(rows.values(), today=today, except_proposal=proposal.pk, challenge=challenge),
        policy=policy(),
        bans=[
            Pair(one.id, organisation=party)
            for party in sorted({str(row.organisation_id) for row in rows.values()})
            if party in set(parties_out(challenge.pk)) - _organisations(proposal)
        ],
    )
    return {
        part.pk: stand_ins(
            problem=problem,
            challenge=problem.challenges[0],
            start=start,
            places=places,
            out=str(part.offer_id),
            most=rules.MOST_IN_LINE,
        )
        if part.offer_id and str(part.offer_id) in own
        else ()
        for part in parts
    }


def _organisations(proposal: Proposal) -> set[str]:
    return {str(party) for party in proposal.taking_part.values_list("organisation_id", flat=True) if party}


def _places(proposal: Proposal) -> list[Place]:
    taking_part = set(proposal.taking_part.exclude(offer=None).values_list("offer_id", flat=True))
    return [
        Place(str(row.offer_id), row.units, week_of(row.starts))
        for row in proposal.reservations.order_by("pk")
        if row.offer_id in taking_part
    ]


def _who_can_be_asked(proposal: Proposal, only: Sequence[str] | None) -> list[Offer]:
    """Only parties with an address can be invited."""
    if only is None:
        return [offer for offer in offers_for(proposal.challenge) if offer.organisation.contact_email]
    rows = Offer.objects.filter(pk__in=only, open=True).exclude(organisation__contact_email="")
    return list(rows.select_related("organisation").order_by("pk"))
