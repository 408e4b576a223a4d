"""What connect shows on an organisation's page: its offers, and for brokers the calls that were noted."""

from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy

from kring.connect.models import Offer
from kring.connect.queries.conversations import conversations_for
from kring.connect.queries.lists import offered_on
from kring.connect.queries.offering import offers_of
from kring.connect.queries.shown_name import OFFER_KINDS
from kring.connect.rules import is_over, next_start
from kring.connect.web.hours import hours_part
from kring.connect.web.words import word
from kring.parties.models import Organisation
from kring.parties.visitor import visitor, visitor_may
from kring.parties.web.parts import register_filter, register_part
from kring.taxonomy.queries.concepts import names

SHOWN = 3
MOST_OFFERS = 30


def _language() -> str:
    return (get_language() or "nl")[:2]


def calls(request: HttpRequest, party: Organisation) -> str:
    """Return the last calls with this party, and the way to note one; "" for who may not note calls."""
    if not visitor_may(request, "log_conversation"):
        return ""
    rows = list(conversations_for(visitor(request)).filter(organisation=party)[:SHOWN])
    words = names({uri for one in rows for uri in one.skills}, _language())
    shown = [{"call": one, "skills": ", ".join(words[uri] for uri in one.skills[:4])} for one in rows]
    return render_to_string("connect/party_calls.html", {"party": party, "rows": shown}, request)


def offers(request: HttpRequest, party: Organisation) -> str:
    """Return what this party offers, and for its own people the way to publish more."""
    publishing = visitor_may(request, "publish_offer", party)
    rows = list(offers_of(party, everything=publishing)[:MOST_OFFERS])
    words = names({uri for one in rows for uri in one.skill_uris}, _language())
    shown = [
        {
            "offer": one,
            "kind": word(OFFER_KINDS, one.kind),
            "over": is_over(one.ends, timezone.localdate()),
            "starts": next_start(one.starts, one.repeats, timezone.localdate()),
            "skills": ", ".join(words[uri] for uri in one.skill_uris[:4]),
        }
        for one in rows
    ]
    context = {"party": party, "rows": shown, "publishing": publishing}
    return render_to_string("connect/party_offers.html", context, request) if shown or publishing else ""


def with_open_offer(rows: QuerySet[Organisation]) -> QuerySet[Organisation]:
    """Return only organisations that offer something now."""
    open_now = Offer.objects.filter(offered_on(timezone.localdate()))
    return rows.filter(pk__in=open_now.values("organisation_id"))


def register_parts() -> None:
    """Register every part; the app does this at start-up."""
    register_filter("offering", gettext_lazy("With an open offer"), with_open_offer)
    register_part("offers", 10, offers)
    register_part("hours", 20, hours_part)
    register_part("calls", 40, calls)
