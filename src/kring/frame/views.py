"""The frame's own pages: theme choice, web manifest, favicon and error pages."""

import sys
from http.client import responses

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET, require_POST

from kring.core.problems import UnableTo
from kring.frame.problem_documents import API_PATH, refusal, status_document
from kring.frame.problem_pages import refusal_page
from kring.frame.problem_words import refusal_in, sentences, status_of
from kring.frame.theme import remember_theme
from kring.frame.unsent_form import unsent_form


@require_POST
def set_theme(request: HttpRequest) -> HttpResponse:
    """Remember light, dark or system, and go back to the page the visitor came from."""
    response = HttpResponseRedirect(_local_address(request, request.POST.get("next", "/")))
    remember_theme(response, request.POST.get("theme", ""), secure=request.is_secure())
    return response


def _local_address(request: HttpRequest, url: str) -> str:
    allowed = url_has_allowed_host_and_scheme(url, {request.get_host()}, require_https=request.is_secure())
    return url if allowed else "/"


@require_GET
@cache_control(max_age=86400)
def manifest(request: HttpRequest) -> JsonResponse:
    """Describe Kring as an app that can be put on a phone's home screen."""
    icon = {"src": static("frame/favicon.svg"), "sizes": "any", "type": "image/svg+xml"}
    return JsonResponse(
        {
            "name": "Kring",
            "short_name": "Kring",
            "description": _("The open platform for learning communities around AI"),
            "start_url": "/",
            "display": "browser",
            "background_color": "#fbfaf7",
            "theme_color": "#0f5b5a",
            "icons": [icon],
        },
        content_type="application/manifest+json",
    )


@require_GET
@cache_control(max_age=86400)
def favicon(request: HttpRequest) -> HttpResponse:
    """Send the classic address to the mark."""
    return redirect(static("frame/favicon.svg"))


def _error(request: HttpRequest, status: int) -> HttpResponse:
    return render(request, f"{status}.html", status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Handler for 400, for what is more than a form may hold, and for a session that found no room."""
    refused = refusal_in(exception)
    if refused:
        return _refused(request, refused)
    too_large = isinstance(exception, (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent))
    return too_much(request) if too_large else _unread(request, 400)


def too_much(request: HttpRequest) -> HttpResponse:
    """Say that more was sent than may be sent at once."""
    return _unread(request, 413)


def _unread(request: HttpRequest, status: int) -> HttpResponse:
    if request.path.startswith(API_PATH):
        return status_document(status, responses[status])
    try:
        return _error(request, status)
    except Exception:  # a host that is not ours is refused before anybody knows who asks
        return _plain(status, "Kring kan dit verzoek niet lezen. / Kring cannot read this request.")


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Handler for 403; also for a form whose security token was missing."""
    return _error(request, 403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """CSRF_FAILURE_VIEW: the token is of before a sign-in, cookies are off, or another site sent the form."""
    answer = render(request, "403_csrf.html", {"unsent": unsent_form(request)}, status=403)
    answer["Cache-Control"] = "no-store"
    return answer


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Handler for 404."""
    return _error(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Handler for what no view caught; plain words when even the page cannot be made."""
    refused = refusal_in(sys.exc_info()[1])
    if refused:
        return _refused(request, refused)
    try:
        return _error(request, 500)
    except Exception:  # whatever broke the first page may break this one too
        return _plain(500, "Kring: er ging iets mis. / Something went wrong.")


def _refused(request: HttpRequest, error: UnableTo) -> HttpResponse:
    """A refusal outside a view: the disk is full when a session is read or saved."""
    if request.path.startswith(API_PATH):
        return refusal(error)
    try:
        return refusal_page(request, error)
    except Exception:  # the page asks the database who reads it
        return _plain(status_of(error), "\n".join(sentences(error.problems)))


def _plain(status: int, said: str) -> HttpResponse:
    return HttpResponse(said, status=status, content_type="text/plain; charset=utf-8")
