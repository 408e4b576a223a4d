"""The queue of a hub: what waits, for how long, why, and what to do next."""

from dataclasses import dataclass

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from kring.connect.models import Challenge, Invitation
from kring.connect.queries.chosen_step import chosen_words
from kring.connect.queries.lists import queue_of
from kring.connect.queries.mails import why_next
from kring.connect.queries.shown_name import shown_part
from kring.connect.queries.waiting import Waiting, waiting_for
from kring.connect.web.held_words import held_words
from kring.connect.web.words import STATES, word
from kring.core.regions import hubs
from kring.parties.permissions import require
from kring.parties.visitor import visitor, visitor_may
from kring.taxonomy.queries.concepts import names

PER_PAGE = 25


def _language() -> str:
    return (get_language() or "nl")[:2]


@dataclass(frozen=True)
class QueueRow:
    """One challenge in the queue: how long it waits, why, and what to do next."""

    challenge: Challenge
    days: int
    state: str
    skills: str
    chosen: str
    next_step: str
    notes: list[str]


@require_GET
def queue(request: HttpRequest) -> HttpResponse:
    """Everything that waits, by days waiting."""
    actor = visitor(request)
    require(actor, "view_queue")
    own = sorted(actor.hubs)[0] if actor.hubs else ""
    hub = request.GET.get("hub", own)
    hub = hub if hub in hubs() else ""
    page = Paginator(queue_of(hub).prefetch_related("skills"), PER_PAGE).get_page(request.GET.get("page"))
    rows = _rows(list(page))
    choices = [(code, one.name(_language())) for code, one in hubs().items()]
    context = {"rows": rows, "hub": hub, "hub_choices": choices, "page": page}
    context["oldest"] = _days(queue_of(hub).first()) if rows else 0
    context["may_log"] = visitor_may(request, "log_conversation")
    return render(request, "connect/queue.html", context)


def _days(challenge: Challenge | None) -> int:
    return (timezone.now() - challenge.confirmed_at).days if challenge and challenge.confirmed_at else 0


def _rows(waiting: list[Challenge]) -> list[QueueRow]:
    words = names({uri for challenge in waiting for uri in challenge.skill_uris}, _language())
    known = waiting_for(waiting)
    rows = []
    for challenge in waiting:
        about = known.get(challenge.pk) or Waiting()
        rows.append(
            QueueRow(
                challenge=challenge,
                days=_days(challenge),
                state=word(STATES, challenge.state),
                skills=", ".join(words[uri] for uri in challenge.skill_uris[:3]),
                chosen=chosen_words(challenge),
                next_step=_next_step(challenge, about),
                notes=[*_who_is_out(challenge, about), *(held_words(one) for one in about.held)],
            )
        )
    return rows


def queue_words(challenge: Challenge, about: Waiting) -> list[str]:
    """Return what to do next and who is out, for the page of a challenge that is being brokered."""
    if challenge.state not in ("accepted", "proposed") or about.proposal is None:
        return []
    return [*_who_is_out(challenge, about), f"{_next_step(challenge, about)}."]


def _next_step(challenge: Challenge, about: Waiting) -> str:
    if challenge.state == "queued":
        return _("Read it and take it up")
    if challenge.state == "accepted":
        out = about.proposal is not None and about.proposal.state == "expired"
        return _("Nobody is left to ask. Compare three candidates") if out else _("Compare three candidates")
    if about.proposal is None or about.proposal.state != "inviting":
        return _("Decide on the proposal")
    open_ones = [one for one in about.asked if one.state == "sent"]
    if not open_ones:
        return _("See who has answered")
    return _("{yes} of {asked} said yes. Next answer due before {day}").format(
        yes=sum(one.state == "accepted" for one in about.asked),
        asked=len(about.asked),
        day=date_format(timezone.localtime(min(one.expires_at for one in open_ones)), "j F"),
    )


def _who_is_out(challenge: Challenge, about: Waiting) -> list[str]:
    """Who did not answer, and whom Kring asked next for that reason."""
    if challenge.state == "proposed":
        return [next_words(one) for one in about.asked if one.part.stands_in_for is not None]
    if challenge.state == "accepted":
        return [why_next(one.part) for one in about.asked if one.state == "expired"]
    return []


def next_words(invitation: Invitation) -> str:
    """Return whom Kring asked next and why."""
    asked = _("Asked next: {name}.").format(name=shown_part(invitation.part))
    silent = invitation.part.stands_in_for
    return f"{asked} {why_next(silent)}" if silent is not None else asked
