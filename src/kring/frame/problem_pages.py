"""Middleware: an UnableTo that no view caught enters; a page with what is wrong and what to do leaves."""

from collections.abc import Callable, Sequence

from django.db.utils import OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext

from kring.core.problems import NotAllowed, NotFound, Problem, UnableTo

_DISK_FULL = Problem("disk_full", "The disk is full; nothing was kept.", "Make room and load it again.")


def in_words(problem: Problem) -> str:
    """Return the problem and its remedy in the reader's language."""
    parts = [gettext(text) for text in (problem.message, problem.remedy) if text]
    params = {
        key: gettext(value) if isinstance(value, str) and value else value
        for key, value in problem.params.items()
    }
    return " ".join(part.format(**params) for part in parts)


def sentences(problems: Sequence[Problem]) -> list[str]:
    """Return all problems in the reader's language, each with its place in front."""
    return [f"{p.place}: {in_words(p)}" if p.place else in_words(p) for p in problems]


class ProblemPages:
    """Turns refusals into pages: 403, 404, 429 or 400."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Answer a refusal; anything else is a fault and goes on to the 500 page."""
        if isinstance(error, OperationalError) and "full" in str(error):
            error = UnableTo(_DISK_FULL)
        if not isinstance(error, UnableTo):
            return None
        status = 400
        if any(problem.code == "disk_full" for problem in error.problems):
            status = 507
        elif isinstance(error, NotAllowed):
            status = 403
        elif isinstance(error, NotFound):
            status = 404
        elif any(problem.code == "too_many" for problem in error.problems):
            status = 429
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
