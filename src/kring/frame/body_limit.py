"""Middleware: a request with far too much in it enters; it is refused before anything of it is read."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from kring.frame.views import too_much

# The largest file that somebody may load is 200 MB; what is around it is small.
MOST_BYTES = 201_000_000
# Visitors load no files: what they write fits in this many times over.
MOST_BYTES_OF_VISITORS = 3_000_000


class BodyLimit:
    """Django would first write what is sent to the disk: anybody could fill it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        said = str(request.META.get("CONTENT_LENGTH") or "0")
        length = int(said) if said.isdecimal() else 0
        if length > MOST_BYTES_OF_VISITORS:
            known = bool(getattr(getattr(request, "user", None), "is_authenticated", False))
            if length > MOST_BYTES or not known:
                return too_much(request)
        return self.get_response(request)
