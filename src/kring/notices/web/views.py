"""The outbox: requests in, mails that were not sent out, with links that work."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from kring.core.problems import NotFound, Problem
from kring.notices.queries import mails_leave, outbox
from kring.parties.permissions import require
from kring.parties.visitor import own_mails, visitor

PER_PAGE = 20


@never_cache
@require_GET
def outbox_page(request: HttpRequest) -> HttpResponse:
    """List the mails that were not sent."""
    actor = visitor(request)
    require(actor, "view_outbox")
    words = request.GET.get("q", "")[:80]
    rows = outbox(everything="admin" in actor.roles, words=words, own=own_mails(request))
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return render(
        request, "notices/outbox.html", {"page": page, "words": words, "mails_leave": mails_leave()}
    )


@never_cache
@require_GET
def mail(request: HttpRequest, mail_id: int) -> HttpResponse:
    """Show one mail."""
    actor = visitor(request)
    require(actor, "view_outbox")
    one = outbox(everything="admin" in actor.roles, own=own_mails(request)).filter(pk=mail_id).first()
    if one is None:
        raise NotFound(Problem("no_mail", "There is no such mail.", "Look in the outbox."))
    return render(request, "notices/mail.html", {"mail": one})
