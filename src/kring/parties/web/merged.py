"""The address of an organisation that was taken up in another enters; the same page of that other leaves."""

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from kring.parties.queries import standing_merge_of

PartyView = Callable[..., HttpResponse]


def follows_merge(view: PartyView) -> PartyView:
    """Lead to the page of the organisation that took this one up; what was sent here is not applied there."""

    @wraps(view)
    def followed(request: HttpRequest, party_id: object) -> HttpResponse:
        merged = standing_merge_of(party_id)
        if merged is None:
            return view(request, party_id)
        if request.method == "POST":
            said = _(
                "Nothing was saved: this organisation is one with another now. Look here, and do it again."
            )
            messages.warning(request, said)
        found = request.resolver_match
        return redirect(found.view_name if found else "party", merged.kept_id)

    return followed
