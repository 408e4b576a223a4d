"""Which hub serves which area, as an administrator edited it: read once per request that asks for it."""

from collections.abc import Callable, Mapping

from django.http import HttpRequest, HttpResponse

from kring.core.regions import Hub as ServingHub
from kring.core.regions import ask_which_hubs, shipped_hubs
from kring.parties.models import Hub


def edited_hubs() -> Mapping[str, ServingHub]:
    """Return the hubs that come with Kring, with every name and area that was edited, and the added ones."""
    found = dict(shipped_hubs())
    for code, name_nl, name_en, areas in Hub.objects.order_by("code").values_list(
        "code", "name_nl", "name_en", "areas"
    ):
        known = found.get(code)
        shipped = known.areas if known else ()
        found[code] = ServingHub(code, name_nl, name_en, shipped if areas is None else tuple(areas))
    return found


class HubsOfThisRequest:
    """Middleware: the first question about hubs in a request asks the table, so that every process agrees."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        ask_which_hubs()
        try:
            return self.get_response(request)
        finally:
            ask_which_hubs(False)
