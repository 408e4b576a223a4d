"""A request enters; who acts leaves, read once per request."""

from django.http import HttpRequest

from kring.parties.permissions import may
from kring.parties.queries import actor_of
from kring.parties.rules import Actor


def visitor(request: HttpRequest) -> Actor:
    """Return the actor behind this request."""
    found = getattr(request, "kring_actor", None)
    if found is None:
        found = actor_of(request.user)
        request.kring_actor = found  # type: ignore[attr-defined]
    return found


def visitor_may(request: HttpRequest, action: str, thing: object = None) -> bool:
    """Return whether the visitor may do the action."""
    return may(visitor(request), action, thing)


def machine_of(request: HttpRequest) -> str:
    """Return the address the request came from, for counting attempts only; it is kept as a hash."""
    return str(request.META.get("REMOTE_ADDR", ""))
