"""Pages that explain: how proposals and figures are made, privacy, accessibility, permissions, contact."""

from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from importlib import import_module

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from kring.connect.actions.tidy_drafts import UNCONFIRMED, UNTOUCHED_DRAFT
from kring.core.regions import hubs, regions, whole_provinces
from kring.files.actions.tidy_uploads import UPLOAD_LASTS
from kring.parties.models import Hub
from kring.parties.permissions import PERMISSIONS
from kring.parties.rules import KEPT, TOKEN_CALLS, TOKEN_CALLS_WITHIN


@require_GET
def proposals(request: HttpRequest) -> HttpResponse:
    """How next steps and communities are proposed, and that people are never ranked."""
    return render(request, "site/help/proposals.html")


@require_GET
def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept, why and how long."""
    kept = (
        (_("A question you began and did not send"), UNTOUCHED_DRAFT),
        (_("A question whose link was not opened"), UNCONFIRMED),
        (_("A link to sign in, after it expired"), KEPT["sign_in_link"]),
        (_("A device that is signed in, after its last use"), KEPT["session"]),
        (_("An account that nobody uses; you get a mail first"), KEPT["unused_account"]),
        (_("A token of a program, after it ended"), KEPT["token"]),
        (_("What you agreed to, after you withdrew it"), KEPT["withdrawn_consent"]),
        (_("The text of a mail, after it was sent"), KEPT["mail_body"]),
        (_("A file that was uploaded"), UPLOAD_LASTS),
        (_("What a broker noted of a call"), KEPT["conversation_note"]),
        (_("The words of a scan"), KEPT["scan_text"]),
        (_("What a list of organisations replaced, so that it can be undone"), KEPT["values_before_import"]),
    )
    rows = [(what, _period(lasts)) for what, lasts in kept]
    return render(request, "site/help/privacy.html", {"kept": rows})


def _period(lasts: timedelta) -> str:
    """Return how long in words: whole years as years, else days."""
    if lasts.days and lasts.days % 365 == 0:
        years = lasts.days // 365
        return ngettext("%(n)d year", "%(n)d years", years) % {"n": years}
    return ngettext("%(n)d day", "%(n)d days", lasts.days) % {"n": lasts.days}


@require_GET
def accessibility(request: HttpRequest) -> HttpResponse:
    """What works for whom, and how to tell what does not."""
    return render(request, "site/help/accessibility.html")


@require_GET
def permissions(request: HttpRequest) -> HttpResponse:
    """The whole permission table, made from the code that enforces it."""
    rows = [(_(row.label), _((row.who.__doc__ or "").split("\n")[0])) for row in PERMISSIONS.values()]
    return render(request, "site/help/permissions.html", {"rows": rows})


@dataclass(frozen=True)
class Endpoint:
    """One line of the description of the API."""

    method: str
    path: str
    summary: str
    asks: str


@lru_cache(maxsize=1)
def _endpoints() -> dict[str, list[Endpoint]]:
    """Return all endpoints by domain, from the description that programs read as well."""
    # The API gathers all domains, this one's pages among the routes beside it: it is there when asked.
    described = import_module("config.api").api.get_openapi_schema(path_prefix="/api/v1/")
    found: dict[str, list[Endpoint]] = {}
    for path, operations in described["paths"].items():
        for method, operation in operations.items():
            asked = [one["name"] for one in operation.get("parameters", []) if one["in"] == "query"]
            found.setdefault(operation["tags"][0], []).append(
                Endpoint(method.upper(), path, operation["summary"], ", ".join(asked))
            )
    return found


@require_GET
def for_programs(request: HttpRequest) -> HttpResponse:
    """What programs can ask, from the description that they read."""
    return render(
        request,
        "site/help/api.html",
        {
            "domains": _endpoints(),
            "calls": TOKEN_CALLS,
            "minutes": int(TOKEN_CALLS_WITHIN.total_seconds() // 60),
        },
    )


@require_GET
def contact(request: HttpRequest) -> HttpResponse:
    """The hubs with their regions and numbers; regions without a hub are said to be without."""
    language = (get_language() or "nl")[:2]
    known = {hub.code: hub for hub in Hub.objects.all()}
    rows = [
        {
            "name": hub.name(language),
            "code": code,
            "regions": [regions()[area].name(language) for area in whole_provinces(hub.areas)],
            "phone": known[code].phone if code in known else "",
            "email": known[code].email if code in known else "",
        }
        for code, hub in hubs().items()
    ]
    served = {area for hub in hubs().values() for area in hub.areas}
    unserved = [one.code for one in regions().values() if one.level == "corop" and one.code not in served]
    without = [regions()[code].name(language) for code in whole_provinces(unserved)]
    return render(request, "site/help/contact.html", {"rows": rows, "without": without})
