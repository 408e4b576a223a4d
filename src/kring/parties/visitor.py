"""A request enters; who acts leaves, read once per request."""

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext
from ninja.errors import HttpError
from ninja.utils import check_csrf

from kring.core.problems import NotFound, Problem
from kring.parties.actions.use_token import UnknownToken, use_token
from kring.parties.models import Organisation, Person
from kring.parties.permissions import may, require
from kring.parties.queries import actor_of
from kring.parties.rules import Actor

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
# A question too long for an address: it changes nothing.
READS_BY_POST = "/skills/extract/"


def visitor(request: HttpRequest) -> Actor:
    """Return the actor behind this request."""
    found = getattr(request, "kring_actor", None)
    # Asked anew after somebody signed in or out within this request.
    if found is None or found.person_id != str(getattr(request.user, "pk", None) or ""):
        found = actor_of(request.user)
        request.kring_actor = found  # type: ignore[attr-defined]
    return found


def caller(request: HttpRequest) -> Actor:
    """Return who calls an endpoint: the person of the token that a program sends, else the browser's visitor.

    A call that changes something with a browser's session must be its own. Raises HttpError 403 for a
    request that another site made the browser send.
    """
    if "Authorization" in request.headers:
        request.user = _person_of_token(request)
        return visitor(request)
    if request.method not in SAFE_METHODS and settings.SESSION_COOKIE_NAME in request.COOKIES:
        refused = check_csrf(request)
        if refused is not None:
            raise HttpError(403, gettext("This request does not come from a page of Kring."))
    return visitor(request)


def _person_of_token(request: HttpRequest) -> Person:
    scheme, _, secret = request.headers["Authorization"].partition(" ")
    if scheme.lower() != "bearer" or not secret.strip():
        raise UnknownToken(
            Problem("token_wrong", "This token does not work.", "Send it as Authorization: Bearer TOKEN.")
        )
    reads = request.method in SAFE_METHODS or request.path.endswith(READS_BY_POST)
    return use_token(
        secret=secret.strip()[:200], machine=machine_of(request), changes=not reads, now=timezone.now()
    )


def visitor_may(request: HttpRequest, action: str, thing: object = None) -> bool:
    """Return whether the visitor may do the action."""
    return may(visitor(request), action, thing)


def visible_party(request: HttpRequest, party_id: object) -> Organisation:
    """Return an organisation that the visitor may see; one that is hidden is as good as absent."""
    actor = visitor(request)
    require(actor, "view_party")
    party = Organisation.objects.filter(pk=party_id).first()  # type: ignore[misc]
    hidden = party is not None and not party.consent_to_be_shown
    if party is None or (hidden and not (may(actor, "view_hidden_party") or may(actor, "edit_party", party))):
        raise NotFound(Problem("no_party", "There is no such organisation.", "Look in the list."))
    return party


def machine_of(request: HttpRequest) -> str:
    """Return the address the request came from, for counting attempts only; it is kept as a hash.

    Behind a proxy it is the last hop that the proxy wrote down: what stands before it anybody can make up.
    """
    if settings.KRING_BEHIND_HTTPS:
        last = str(request.META.get("HTTP_X_FORWARDED_FOR", "")).rpartition(",")[2].strip()
        if last:
            return last
    return str(request.META.get("REMOTE_ADDR", ""))


def local_path(request: HttpRequest, path: str) -> str:
    """Return the path to go on with if it is one of this site, else that of the first screen."""
    return path if path and url_has_allowed_host_and_scheme(path, {request.get_host()}) else "/"


_MAILS = "own_mails"
_MOST_MAILS = 30


def remember_mail(request: HttpRequest, key: str) -> None:
    """Keep that this visitor caused the mail with this key: the outbox of the demo shows it to them."""
    kept = [one for one in own_mails(request) if one != key]
    request.session[_MAILS] = [*kept, key][-_MOST_MAILS:]


def own_mails(request: HttpRequest) -> list[str]:
    """Return the keys of mails that this visitor's own doing led to."""
    return list(request.session.get(_MAILS, []))
