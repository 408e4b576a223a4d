"""The hours that an organisation can spend: what is asked of it in each quarter, and how many it has."""

from dataclasses import dataclass

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from kring.connect.actions.set_hour_budget import MOST_EUROS, MOST_HOURS, set_hour_budget
from kring.connect.models import Challenge, Community, HourBudget
from kring.connect.queries.hours import claims_on
from kring.connect.rules import Claim, asked_in, hours_in
from kring.core.periods import Quarter
from kring.core.problems import NotFound, Problem
from kring.frame.undo import say_done
from kring.parties.models import Organisation
from kring.parties.permissions import require
from kring.parties.visitor import visitor, visitor_may
from kring.parties.web.merged import follows_merge
from kring.sense.web.words import quarter as quarter_words

QUARTERS_SHOWN = 4
KINDS = {
    "invitation": gettext_lazy("invitation"),
    "community": gettext_lazy("community"),
    "challenge": gettext_lazy("own challenge"),
}


class HoursForm(forms.Form):
    """Two numbers; without the first one there is no limit."""

    hours = forms.IntegerField(
        label=gettext_lazy("How many hours can you spend in a quarter?"),
        help_text=gettext_lazy("All people of your organisation together. Leave open for no limit."),
        required=False,
        min_value=0,
        max_value=MOST_HOURS,
    )
    euros = forms.IntegerField(
        label=gettext_lazy("How many euros can you spend in a quarter?"),
        help_text=gettext_lazy("Counts where the costs of a proposal are known."),
        required=False,
        min_value=0,
        max_value=MOST_EUROS,
    )


@dataclass(frozen=True)
class Line:
    """One thing that asks hours in a quarter; ``hours`` is None where nobody told."""

    kind: str
    title: str
    path: str
    hours: float | None


@dataclass(frozen=True)
class QuarterView:
    """A quarter: what is asked, what is left, and what counts."""

    name: str
    asked: float
    left: float | None
    over: bool
    euros: int
    lines: list[Line]


def _titles(claims: list[Claim]) -> dict[str, tuple[str, str]]:
    ids = [one.reference for one in claims]
    found = {
        str(one.pk): (one.title, reverse("challenge", args=[one.pk]))
        for one in Challenge.objects.filter(pk__in=ids)
    }
    return found | {
        str(one.pk): (one.title, reverse("community", args=[one.pk]))
        for one in Community.objects.filter(pk__in=ids)
    }


def _quarter(one: Quarter, claims: list[Claim], budget: HourBudget | None) -> QuarterView:
    titles = _titles(claims)
    asked, euros = asked_in(claims, one)
    touching = [
        claim
        for claim in claims
        if claim.starts <= one.last_day and (claim.ends or one.last_day) >= one.first_day
    ]
    return QuarterView(
        name=quarter_words(str(one)),
        asked=float(asked),
        left=float(budget.hours - asked) if budget else None,
        over=budget is not None and asked > budget.hours,
        euros=euros,
        lines=[
            Line(
                str(KINDS[claim.kind]),
                *titles.get(claim.reference, ("", "")),
                None if claim.hours_per_week is None else float(hours_in(claim, one)),
            )
            for claim in touching
        ],
    )


def quarters_of(party: Organisation, budget: HourBudget | None, *, shown: int) -> list[QuarterView]:
    """Return this quarter and the next ones, each with what is asked of the party."""
    claims = claims_on([party.pk])[str(party.pk)]
    first = Quarter.of(timezone.localdate())
    return [_quarter(first.shifted(n), claims, budget) for n in range(shown)]


@require_http_methods(["GET", "POST"])
@follows_merge
def hours(request: HttpRequest, party_id: object) -> HttpResponse:
    """What is asked of an organisation, and for its own people what it can spend."""
    party = Organisation.objects.filter(pk=party_id).first()  # type: ignore[misc]
    if party is None:
        raise NotFound(Problem("no_party", "There is no such organisation.", "Look in the list."))
    actor = visitor(request)
    require(actor, "set_hour_budget" if request.method == "POST" else "view_hour_budget", party)
    budget = HourBudget.objects.filter(organisation=party).first()
    known = {"hours": budget.hours, "euros": budget.euros} if budget else {}
    form = HoursForm(request.POST if request.method == "POST" else None, initial=known)
    if request.method == "POST" and form.is_valid():
        set_hour_budget(actor=actor, organisation=party, now=timezone.now(), **form.cleaned_data)
        say_done(request, _("Kring counts with this from now on."))
        return redirect("party-hours", party.pk)
    context = {
        "party": party,
        "budget": budget,
        "quarters": quarters_of(party, budget, shown=QUARTERS_SHOWN),
        "form": form if visitor_may(request, "set_hour_budget", party) else None,
    }
    return render(request, "connect/hours.html", context, status=400 if form.errors else 200)


def hours_part(request: HttpRequest, party: Organisation) -> str:
    """Return the hours of this quarter for the page of the organisation; "" for who may not see them."""
    if not visitor_may(request, "view_hour_budget", party):
        return ""
    budget = HourBudget.objects.filter(organisation=party).first()
    setting = visitor_may(request, "set_hour_budget", party)
    if budget is None and not setting:
        return ""
    [now] = quarters_of(party, budget, shown=1)
    context = {"party": party, "budget": budget, "quarter": now}
    return render_to_string("connect/party_hours.html", context, request)
