"""Middleware: a request with NUL characters enters; the same request without them leaves."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse

from kring.frame.problem_documents import API_PATH

_NUL = "%00"


class CleanQuery:
    """No word has a NUL in it, and PostgreSQL breaks on one: it goes before any view reads it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        query = str(request.META.get("QUERY_STRING", ""))
        # Again and again: what is left of "%0%000" would be one more.
        while _NUL in query or "\0" in query:
            query = query.replace(_NUL, "").replace("\0", "")
            request.META["QUERY_STRING"] = query
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: object, args: object, kwargs: dict[str, Any]) -> None:
        """Clean the fields of a form as well."""
        # An endpoint reads its body itself, and a body is read once.
        if request.method != "POST" or request.path.startswith(API_PATH):
            return
        if any("\0" in value for values in dict(request.POST.lists()).values() for value in values):
            cleaned = request.POST.copy()
            for name, values in request.POST.lists():
                cleaned.setlist(name, [value.replace("\0", "") for value in values])
            request.POST = cleaned
