"""A proposal enters; an invitation for each of its parties leaves, and the calendars are reserved."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from kring.connect import rules
from kring.connect.actions.propose_community import still_fits
from kring.connect.models import Challenge, HourBudget, Invitation, Offer, Proposal, ProposalPart
from kring.connect.queries.hours import NoHours, parts_without_hours
from kring.connect.queries.shown_name import shown_part
from kring.core.problems import Problem, UnableTo
from kring.ledger.actions.record_fact import record_fact
from kring.parties.permissions import require
from kring.parties.rules import Actor


def invite_parties(*, actor: Actor, proposal: Proposal, now: datetime) -> list[Invitation]:
    """Invite all parties at once; refused when an offer was taken by others meanwhile."""
    require(actor, "invite_parties", proposal)
    parts = list(proposal.parts.select_related("organisation").order_by("pk"))
    without = [shown_part(p) for p in parts if p.organisation and not _address(p)]
    if without:
        raise UnableTo(
            Problem(
                "no_address",
                "There is no mail address of {names}.",
                "Add it on the party's page, or change the proposal.",
                params={"names": ", ".join(without)},
            )
        )
    with transaction.atomic():
        # First the challenge, as everywhere: one set of invitations at a time.
        challenge = Challenge.objects.select_for_update().get(pk=proposal.challenge_id)
        if challenge.state != "proposed" or challenge.proposals.filter(state="inviting").exists():
            raise UnableTo(Problem("not_open", "This proposal was decided already.", "Look at it again."))
        # The offers are the lock: two proposals at once must not both get the last place.
        ids = sorted(proposal.reservations.values_list("offer_id", flat=True))
        list(Offer.objects.select_for_update().filter(pk__in=ids).order_by("pk"))
        if still_fits(proposal):
            raise UnableTo(
                Problem("full_period", "An offer is full in this period by now.", "Compose a new proposal.")
            )
        _refuse_without_hours(proposal, parts)
        taken = Proposal.objects.filter(pk=proposal.pk, state="open").update(state="inviting")
        if not taken:
            raise UnableTo(Problem("not_open", "This proposal was decided already.", "Look at it again."))
        expires = now + timedelta(days=rules.invitation_term(timezone.localdate(now)).days)
        invitations = [
            Invitation.objects.create(
                proposal=proposal, part=part, email=_address(part), sent_at=now, expires_at=expires
            )
            for part in parts
        ]
        record_fact(
            "parties_invited",
            object_kind="challenge",
            object_id=proposal.challenge_id,
            actor=actor.person_id,
            role="broker",
            region=proposal.challenge.corop,
            details={"proposal": str(proposal.pk), "invitations": len(invitations)},
        )
    proposal.refresh_from_db()
    return invitations


def _refuse_without_hours(proposal: Proposal, parts: list[ProposalPart]) -> None:
    """Who set a budget is not asked for more. The budgets are the lock: two requests at once count both."""
    parties = [part.organisation_id for part in parts if part.organisation_id]
    list(HourBudget.objects.select_for_update().filter(organisation__in=parties).order_by("pk"))
    full = parts_without_hours(proposal)
    problems = [
        no_hours_problem(shown_part(part), full[str(part.organisation_id)])
        for part in parts
        if str(part.organisation_id) in full
    ]
    if problems:
        raise UnableTo(*problems)


def no_hours_problem(name: str, found: NoHours) -> Problem:
    """Return in words that a party has no hours left, and until when."""
    if found.until is None:
        return Problem(
            "no_hours_left",
            "{name} has fewer hours in a quarter than this asks.",
            "Leave this party out, or ask fewer hours.",
            params={"name": name},
        )
    return Problem(
        "no_hours_left",
        "{name} has no hours left until {day}.",
        "Leave this party out, or begin later.",
        params={"name": name, "day": found.until},
    )


def _address(part: object) -> str:
    if part.role == "owner":  # type: ignore[attr-defined]
        return str(part.proposal.challenge.contact_email)  # type: ignore[attr-defined]
    return str(part.organisation.contact_email) if part.organisation else ""  # type: ignore[attr-defined]
