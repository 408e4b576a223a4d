"""Signing in through one's own organisation: to the provider, back from it, and what is missing then."""

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kring.core.problems import NotFound, Problem, UnableTo
from kring.frame.undo import say_done
from kring.parties.actions.limit_attempts import limit_attempts
from kring.parties.actions.request_sign_in import request_sign_in
from kring.parties.actions.sign_in_with_provider import join_provider, leave_provider, sign_in_with_provider
from kring.parties.formats.openid_connect import ProviderAway, ProviderLies, Said, ask, hear
from kring.parties.permissions import require
from kring.parties.queries import organisations_at
from kring.parties.queries.providers import Provider, provider_name, provider_of, providers
from kring.parties.rules import ANYBODY
from kring.parties.visitor import local_path, machine_of, remember_mail, visitor
from kring.parties.web.account_words import affiliation_words
from kring.parties.web.forms import SignInForm
from kring.parties.web.sessions import enter

_ASKED, _WAITING, _HEARD = "provider_asked", "provider_waiting", "provider_heard"
_MOST_ASKED = 5
_LASTS = timedelta(minutes=10)
_WAITING_LASTS = timedelta(hours=1)
_AWAY = Problem(
    "provider_away", "Your organisation does not answer now.", "Try again later, or ask for a link."
)
_WRONG = Problem("provider_wrong", "Signing in did not work.", "Begin again, or ask for a link by mail.")


_NONE = Problem("no_provider", "There is no organisation to sign in with.", "Ask for a link by mail.")


def _chosen(request: HttpRequest) -> Provider:
    """Return the provider that the visitor chose by its place in the list; the first one without a choice."""
    known, place = providers(), request.GET.get("at", "1")
    if not place.isdecimal() or not 1 <= int(place[:3]) <= len(known):
        raise NotFound(_NONE)
    return known[int(place) - 1]


def _some() -> None:
    """NotFound where signing in through an organisation was not set up at all."""
    if not providers():
        raise NotFound(_NONE)


def _with(issuer: object) -> Provider:
    """Return the provider with this issuer; NotFound when none is configured, or this one no longer."""
    found = provider_of(str(issuer))
    if found is None:
        raise NotFound(_NONE)
    return found


def _come_back(request: HttpRequest) -> str:
    return request.build_absolute_uri(reverse("provider-back"))


def _seconds() -> int:
    return int(timezone.now().timestamp())


@never_cache
@require_GET
def start(request: HttpRequest) -> HttpResponse:
    """Send the visitor to the provider. It changes nothing but what this browser waits for."""
    require(ANYBODY, "sign_in_with_provider")
    one = _chosen(request)
    limit_attempts(
        "provider-machine", machine_of(request), most=60, within=timedelta(hours=1), now=timezone.now()
    )
    try:
        question = ask(one, come_back=_come_back(request))
    except ProviderAway as error:
        raise UnableTo(_AWAY) from error
    asked: dict[str, Any] = request.session.get(_ASKED, {})
    asked[question.state] = {
        "issuer": one.issuer, "nonce": question.nonce, "verifier": question.verifier, "at": _seconds(),
        "next": local_path(request, request.GET.get("next", ""))[:200],
    }  # fmt: skip
    # Two tabs may each be on their way; of more, the oldest are forgotten.
    request.session[_ASKED] = dict(list(asked.items())[-_MOST_ASKED:])
    return redirect(question.url)


def _asked(request: HttpRequest) -> dict[str, Any]:
    """Return what this browser asked with this state, once."""
    asked: dict[str, Any] = request.session.get(_ASKED, {})
    found = asked.pop(request.GET.get("state", ""), None)
    request.session[_ASKED] = asked
    if found is None or _seconds() - found["at"] > _LASTS.total_seconds():
        raise UnableTo(_WRONG)
    return found  # type: ignore[no-any-return]


@never_cache
@require_GET
def back(request: HttpRequest) -> HttpResponse:
    """The visitor comes back: sign in, join the account, or ask for an address first."""
    _some()
    asked = _asked(request)
    # The state says whom this browser asked: no other provider answers in its place.
    one = _with(asked["issuer"])
    if request.GET.get("iss", one.issuer) != one.issuer or not request.GET.get("code"):
        raise UnableTo(_WRONG)
    try:
        said = hear(
            one,
            come_back=_come_back(request),
            code=request.GET["code"],
            nonce=asked["nonce"],
            verifier=asked["verifier"],
        )
    except ProviderAway as error:
        raise UnableTo(_AWAY) from error
    except ProviderLies as error:
        raise UnableTo(_WRONG) from error
    if visitor(request).signed_in:
        join_provider(actor=visitor(request), said=said, now=timezone.now())
        say_done(request, _("From now on you can sign in through {name}.").format(name=one.name))
        return redirect("account")
    entered = sign_in_with_provider(said=said, now=timezone.now())
    if entered is not None:
        person, is_first = entered
        enter(request, person, means="provider")
        return _welcomed(request, said, asked["next"]) if is_first else redirect(asked["next"])
    request.session[_WAITING] = {"said": _kept(said), "at": _seconds(), "next": asked["next"]}
    return redirect("provider-address")


def _kept(said: Said) -> dict[str, Any]:
    return {**vars(said), "affiliations": list(said.affiliations)}


def _waiting(request: HttpRequest) -> dict[str, Any]:
    """Return what waits for an address in this browser; UnableTo when nothing does any more."""
    found: dict[str, Any] = request.session.get(_WAITING) or {}
    if not found or _seconds() - found["at"] > _WAITING_LASTS.total_seconds():
        raise UnableTo(_WRONG)
    return found


def _welcomed(request: HttpRequest, said: Said, next_path: str) -> HttpResponse:
    request.session[_HEARD] = {
        "issuer": said.issuer, "home": said.home, "affiliations": list(said.affiliations), "next": next_path,
    }  # fmt: skip
    return redirect("provider-welcome")


@never_cache
@require_http_methods(["GET", "POST"])
def address(request: HttpRequest) -> HttpResponse:
    """Ask for an address where the provider named none that is verified; the mail link proves it."""
    _some()
    waiting = _waiting(request)
    one = _with(waiting["said"]["issuer"])
    form = SignInForm(request.POST or None, initial={"email": waiting["said"]["email"]})
    if request.method == "POST" and form.is_valid():
        link = request_sign_in(
            email=form.cleaned_data["email"],
            machine=machine_of(request),
            language=(get_language() or "nl")[:2],
            next_path=waiting["next"],
            now=timezone.now(),
        )
        request.session[_WAITING] = {**waiting, "link": str(link.pk)}
        remember_mail(request, f"sign-in:{link.pk}")
        return redirect("sign-in-sent")
    context = {"form": form, "provider": one, "claimed": bool(waiting["said"]["email"])}
    return render(request, "parties/provider_address.html", context, status=400 if form.errors else 200)


def join_what_waits(request: HttpRequest, *, link_id: str) -> None:
    """Join the account elsewhere once the mail link was opened in the very browser that waits for it."""
    waiting: dict[str, Any] = request.session.pop(_WAITING, None) or {}
    if waiting.get("link") != link_id or _seconds() - waiting["at"] > _WAITING_LASTS.total_seconds():
        return
    said = Said(**{**waiting["said"], "affiliations": tuple(waiting["said"]["affiliations"])})
    join_provider(actor=visitor(request), said=said, now=timezone.now())
    say_done(
        request, _("From now on you can sign in through {name}.").format(name=provider_name(said.issuer))
    )


@never_cache
@require_GET
def welcome(request: HttpRequest) -> HttpResponse:
    """Show once what the provider said of somebody's work, or that it said nothing, and the way on."""
    require(visitor(request), "use_account")
    heard: dict[str, Any] = request.session.get(_HEARD) or {}
    _some()
    if not heard:
        return redirect("account")
    one = _with(heard["issuer"])
    context = {
        "provider": one,
        "home": heard["home"],
        "affiliations": affiliation_words(heard["affiliations"]),
        "organisations": organisations_at(heard["home"]),
        "next": local_path(request, heard["next"]),
    }
    return render(request, "parties/provider_welcome.html", context)


@require_POST
def leave(request: HttpRequest, account_id: object) -> HttpResponse:
    """Part an account elsewhere from one's own."""
    leave_provider(actor=visitor(request), account_id=account_id)
    say_done(request, _("That account is no longer joined to yours."))
    return redirect("account")
