"""A request enters; who acts leaves, read once per request."""

from django.conf import settings
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
    """Return the address the request came from, for counting attempts only; it is kept as a hash.

    Behind a proxy it is the last hop that the proxy wrote down: what stands before it anybody can make up.
    """
    if settings.KRING_BEHIND_HTTPS:
        last = str(request.META.get("HTTP_X_FORWARDED_FOR", "")).rpartition(",")[2].strip()
        if last:
            return last
    return str(request.META.get("REMOTE_ADDR", ""))


_MAILS = "own_mails"
_MOST_MAILS = 30


def remember_mail(request: HttpRequest, key: str) -> None:
    """Keep that this visitor caused the mail with this key: the outbox of the demo shows it to them."""
    kept = [one for one in own_mails(request) if one != key]
    request.session[_MAILS] = [*kept, key][-_MOST_MAILS:]


def own_mails(request: HttpRequest) -> list[str]:
    """Return the keys of mails that this visitor's own doing led to."""
    return list(request.session.get(_MAILS, []))
