"""Pages of one's own data as a whole: take them along, or have them erased."""

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from kring.parties.actions.erase_person import erase_person
from kring.parties.actions.export_person import export_person
from kring.parties.queries.personal_data import alone_at, contact_of, parts
from kring.parties.visitor import visitor
from kring.parties.web.account import own_person
from kring.parties.web.data_words import LABELS, codes_in
from kring.parties.web.directory import language


@never_cache
@require_POST
def export(request: HttpRequest) -> HttpResponse:
    """Everything that Kring holds of oneself, as one zip."""
    held = export_person(
        actor=visitor(request),
        title=_("What Kring knows about you"),
        language=language(),
        labels=LABELS,
        codes=codes_in(language()),
        now=timezone.now(),
    )
    answer = HttpResponse(held, content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="kring-{_("my-data")}.zip"'
    return answer


@never_cache
@require_http_methods(["GET", "POST"])
def erase(request: HttpRequest) -> HttpResponse:
    """Say what goes and what stays, and why; the button erases."""
    if request.method == "POST" and request.POST.get("confirm") == "yes":
        erase_person(actor=visitor(request), now=timezone.now())
        logout(request)
        return render(request, "parties/account/erased.html")
    person = own_person(request)
    context = {
        "person": person,
        "stays": [str(part.stays) for part in parts() if part.stays],
        "contacts": contact_of(person),
        "alone": alone_at(person),
    }
    return render(request, "parties/account/erase.html", context)
