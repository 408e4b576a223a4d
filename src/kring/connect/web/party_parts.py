"""What connect shows on an organisation's page: for brokers the calls that were noted."""

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.translation import get_language

from kring.connect.queries.conversations import conversations_for
from kring.parties.models import Organisation
from kring.parties.visitor import visitor, visitor_may
from kring.parties.web.parts import register_part
from kring.taxonomy.queries.concepts import names

SHOWN = 3


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


def register_parts() -> None:
    """Register every part; the app does this at start-up."""
    register_part("calls", 40, calls)
