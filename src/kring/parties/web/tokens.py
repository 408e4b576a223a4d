"""Tokens of programs on pages: a form in, the token out once, and its end."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from kring.frame.undo import say_done
from kring.parties.actions.end_token import end_token
from kring.parties.actions.make_token import make_token
from kring.parties.visitor import visitor
from kring.parties.web.account import own_person
from kring.parties.web.account_forms import TokenForm


@never_cache
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Make a token; the answer shows it, and nothing shows it again."""
    own_person(request)
    form = TokenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        token, secret = make_token(
            actor=visitor(request),
            name=form.cleaned_data["name"],
            may_write=form.cleaned_data["scope"] == "write",
            days=int(form.cleaned_data["days"]),
            now=timezone.now(),
        )
        return render(request, "parties/account/token_made.html", {"token": token, "secret": secret})
    return render(request, "parties/account/token.html", {"form": form}, status=400 if form.errors else 200)


@require_POST
def end(request: HttpRequest, token_id: object) -> HttpResponse:
    """End a token."""
    end_token(actor=visitor(request), token_id=token_id)
    say_done(request, _("That program can no longer act for you."))
    return redirect("account")
