"""Pages of signing in and out and of the demo roles: requests in, pages out."""

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kring.parties.actions.request_sign_in import request_sign_in
from kring.parties.actions.sign_in import peek_sign_in, sign_in
from kring.parties.actions.step_into_demo_role import step_into_demo_role
from kring.parties.queries.providers import providers
from kring.parties.visitor import local_path, machine_of, own_mails, remember_mail
from kring.parties.web.forms import SignInForm
from kring.parties.web.provider import join_what_waits
from kring.parties.web.relying import passkeys_work
from kring.parties.web.sessions import enter


@require_http_methods(["GET", "POST"])
def ask_link(request: HttpRequest) -> HttpResponse:
    """Ask for a sign-in link."""
    form = SignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        link = request_sign_in(
            email=form.cleaned_data["email"],
            machine=machine_of(request),
            language=(get_language() or "nl")[:2],
            next_path=request.POST.get("next", ""),
            now=timezone.now(),
        )
        remember_mail(request, f"sign-in:{link.pk}")
        return redirect("sign-in-sent")
    status = 400 if form.errors else 200
    context = {
        "form": form,
        "passkeys_work": passkeys_work(request),
        "providers": providers(),
        "next": request.GET.get("next", request.POST.get("next", "")),
    }
    return render(request, "parties/sign_in.html", context, status=status)


@require_GET
def link_sent(request: HttpRequest) -> HttpResponse:
    """Say that the mail is on its way, the same for known and unknown addresses."""
    return render(request, "parties/sign_in_sent.html")


@require_http_methods(["GET", "POST"])
def use_link(request: HttpRequest, token: str) -> HttpResponse:
    """Sign in with a link: opening it asks, the button does it (mail programs open links by themselves)."""
    if request.method == "GET":
        peek_sign_in(token=token, now=timezone.now())
        return render(request, "parties/sign_in_confirm.html", {"token": token})
    link_id = str(peek_sign_in(token=token, now=timezone.now()).pk)
    person, next_path = sign_in(token=token, now=timezone.now())
    enter(request, person, means="link")
    join_what_waits(request, link_id=link_id)
    return redirect(local_path(request, next_path))


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Sign out."""
    logout(request)
    messages.success(request, _("You are signed out."))
    return redirect("/")


@require_POST
def demo_role(request: HttpRequest) -> HttpResponse:
    """Step into an invented role of the demo country."""
    person = step_into_demo_role(person_id=request.POST.get("role", ""))
    mails = own_mails(request)
    enter(request, person, means="demo")
    # Another role, the same visitor: the session of the role before is gone, the own mails stay in sight.
    for key in mails:
        remember_mail(request, key)
    return redirect(local_path(request, request.POST.get("next", "/")))
