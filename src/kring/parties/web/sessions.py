"""Signing in leaves a session that its person can see and end; a request of an ended one is signed out."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.contrib.auth import login, logout
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from kring.parties.actions.begin_session import begin_session
from kring.parties.models import Person, SignedIn
from kring.parties.rules import KEPT

_KEY = "signed_in"
_BACKEND = "django.contrib.auth.backends.ModelBackend"
# Not every click is worth a write.
_EVERY = timedelta(minutes=5)


def enter(request: HttpRequest, person: Person, *, means: str) -> None:
    """Sign a person in on this device."""
    request.kring_means = means  # type: ignore[attr-defined]
    # Django empties the session of another person before it says that somebody signed in.
    request.kring_replaces = present_session(request)  # type: ignore[attr-defined]
    login(request, person, backend=_BACKEND)


def present_session(request: HttpRequest) -> str:
    """Return the id of the session of this request; "" where nobody is signed in."""
    return str(request.session.get(_KEY, ""))


@receiver(user_logged_in, dispatch_uid="kring.session")
def _begin(sender: object, request: HttpRequest, user: Any, **rest: object) -> None:
    if not isinstance(user, Person):
        return
    row = begin_session(
        person=user,
        means=getattr(request, "kring_means", "link"),
        user_agent=str(request.META.get("HTTP_USER_AGENT", "")),
        replaces=getattr(request, "kring_replaces", "") or present_session(request),
        now=timezone.now(),
    )
    request.session[_KEY] = str(row.pk)


@receiver(user_logged_out, dispatch_uid="kring.session")
def _end(sender: object, request: HttpRequest, user: Any, **rest: object) -> None:
    if present_session(request):
        SignedIn.objects.filter(pk=present_session(request)).delete()


class KnownSessions:
    """Signs out whoever comes with a session that was ended, and keeps when the others were last used."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.session.get("_auth_user_id"):
            self._look(request)
        return self.get_response(request)

    def _look(self, request: HttpRequest) -> None:
        now = timezone.now()
        live = SignedIn.objects.filter(pk=present_session(request) or None)
        live = live.filter(person_id=request.session["_auth_user_id"])
        last = live.values_list("last_used_at", flat=True).first()
        if last is None or last < now - KEPT["session"]:
            logout(request)
        elif last < now - _EVERY:
            live.update(last_used_at=now)
