"""Passkeys on pages: the questions to the browser as JSON, its answers as forms."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from kring.frame.undo import say_done
from kring.parties.actions.add_passkey import add_passkey
from kring.parties.actions.change_passkey import name_passkey, own_passkey, remove_passkey
from kring.parties.actions.sign_in_with_passkey import sign_in_with_passkey
from kring.parties.formats.web_authn import ask_to_make, ask_to_sign_in
from kring.parties.models import Passkey
from kring.parties.visitor import local_path, machine_of, visitor
from kring.parties.web.account import own_person
from kring.parties.web.account_forms import PasskeyForm
from kring.parties.web.account_words import device_of_request
from kring.parties.web.relying import passkeys_work, place_of
from kring.parties.web.sessions import enter

_CHALLENGE = "passkey_challenge"
_LASTS_SECONDS = 300


def _remember(request: HttpRequest, purpose: str, challenge: str) -> None:
    request.session[_CHALLENGE] = {
        "purpose": purpose, "challenge": challenge, "at": int(timezone.now().timestamp()),
    }  # fmt: skip


def _challenge(request: HttpRequest, purpose: str) -> str:
    """Return the challenge that this browser was asked, once; "" when there is none for this purpose."""
    kept: dict[str, Any] = request.session.pop(_CHALLENGE, None) or {}
    fresh = int(timezone.now().timestamp()) - int(kept.get("at", 0)) <= _LASTS_SECONDS
    return str(kept["challenge"]) if kept.get("purpose") == purpose and fresh else ""


@never_cache
@require_POST
def new_options(request: HttpRequest) -> HttpResponse:
    """The question for a new passkey."""
    person = own_person(request)
    if not passkeys_work(request):
        return JsonResponse({}, status=400)
    known = list(Passkey.objects.filter(person=person).values_list("credential_id", flat=True))
    options, challenge = ask_to_make(
        place=place_of(request), handle=person.pk.bytes, name=person.email, known=known
    )
    _remember(request, "new", challenge)
    return JsonResponse(options)


@require_POST
def add(request: HttpRequest) -> HttpResponse:
    """Keep the passkey that the browser made."""
    actor = visitor(request)
    add_passkey(
        actor=actor,
        answer=request.POST.get("answer", ""),
        challenge=_challenge(request, "new"),
        place=place_of(request),
        name=device_of_request(request),
        now=timezone.now(),
    )
    say_done(request, _("From now on you can sign in with this passkey."))
    return redirect("account")


@never_cache
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, passkey_id: object) -> HttpResponse:
    """Give a passkey another name, or remove it."""
    passkey = own_passkey(visitor(request), passkey_id)
    form = PasskeyForm(request.POST or None, initial={"name": passkey.name})
    if request.method == "POST" and form.is_valid():
        name_passkey(actor=visitor(request), passkey_id=passkey_id, name=form.cleaned_data["name"])
        say_done(request, _("The passkey has its new name."))
        return redirect("account")
    status = 400 if form.errors else 200
    context = {"form": form, "passkey": passkey}
    return render(request, "parties/account/passkey.html", context, status=status)


@require_POST
def remove(request: HttpRequest, passkey_id: object) -> HttpResponse:
    """Forget a passkey."""
    remove_passkey(actor=visitor(request), passkey_id=passkey_id)
    say_done(request, _("The passkey is removed. You can remove it from your device too."))
    return redirect("account")


@never_cache
@require_POST
def sign_in_options(request: HttpRequest) -> HttpResponse:
    """The question for a passkey, the same for everybody."""
    if not passkeys_work(request):
        return JsonResponse({}, status=400)
    options, challenge = ask_to_sign_in(place=place_of(request))
    _remember(request, "sign-in", challenge)
    return JsonResponse(options)


@require_POST
def sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in with the passkey that the browser showed."""
    person = sign_in_with_passkey(
        answer=request.POST.get("answer", ""),
        challenge=_challenge(request, "sign-in"),
        place=place_of(request),
        machine=machine_of(request),
        now=timezone.now(),
    )
    enter(request, person, means="passkey")
    return redirect(local_path(request, request.POST.get("next", "")))
