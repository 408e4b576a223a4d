"""Middleware: an UnableTo that no view caught enters; a page with what is wrong and what to do leaves."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from kring.core.problems import UnableTo
from kring.frame.problem_documents import API_PATH, for_programs
from kring.frame.problem_words import refusal_in, sentences, status_of

NOT_THIS_WAY = 405


class ProblemPages:
    """Turns refusals into pages: 403, 404, 429 or 400."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = self.get_response(request)
        if request.path.startswith(API_PATH):
            return for_programs(answer)
        return _not_this_way(request, answer) if answer.status_code == NOT_THIS_WAY else answer

    def process_exception(self, request: HttpRequest, raised: Exception) -> HttpResponse | None:
        """Answer a refusal; anything else is a fault and goes on to the 500 page."""
        error = refusal_in(raised)
        return None if error is None else refusal_page(request, error)


def refusal_page(request: HttpRequest, error: UnableTo) -> HttpResponse:
    """Return a refusal as a page, with its way on."""
    status = status_of(error)
    signed_in = bool(getattr(getattr(request, "user", None), "is_authenticated", False))
    return render(
        request,
        "frame/problem.html",
        {
            "problems": sentences(error.problems),
            "status": status,
            "offer_sign_in": status == 403 and not signed_in,
        },
        status=status,
    )


def _not_this_way(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    """Say it in words: somebody who opens the address of a form would see an empty page."""
    page = render(request, "405.html", status=NOT_THIS_WAY)
    page["Allow"] = answer.get("Allow", "")
    return page
