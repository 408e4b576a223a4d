"""Pages of who has which role: people of one's own organisation or hub, and the way to take a role away."""

from dataclasses import dataclass

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from kring.frame.undo import say_done
from kring.parties.actions.end_role import end_role, role_of_another
from kring.parties.models import Membership, Organisation, Person
from kring.parties.permissions import may, require
from kring.parties.queries import organisation_with
from kring.parties.rules import Actor
from kring.parties.visitor import visitor
from kring.parties.web.account_words import role_sentence
from kring.parties.web.people import tasks_to_give

PER_PAGE = 50


@dataclass(frozen=True)
class RoleRow:
    """One role of somebody: who, which, and whether it can be taken away here."""

    row: Membership
    who: str
    words: str
    may_end: bool


def called(person: Person) -> str:
    """Return the name of a person; the address where they gave no name."""
    return person.name or person.email


def _roles(actor: Actor, organisation: Organisation | None) -> QuerySet[Membership]:
    """Return the roles that the actor may give too: here, else in all one's own places."""
    among = Q(pk__in=[])
    for task in tasks_to_give(actor, organisation):
        at = Q(organisation=task.organisation) if task.organisation else Q(organisation=None)
        among |= at & Q(role=task.role) & (Q(hub=task.hub) if task.hub else Q())
    rows = Membership.objects.filter(among, person__is_active=True)
    return rows.select_related("person", "organisation", "hub").order_by(
        "organisation__name", "hub", "role", "since", "pk"
    )


@never_cache
@require_GET
def colleagues(request: HttpRequest) -> HttpResponse:
    """Who has a role in one's own organisation or at one's own hub, or in the one that is asked for."""
    actor = visitor(request)
    require(actor, "use_account")
    organisation = organisation_with(request.GET.get("organisation", ""))
    if organisation is not None:
        require(actor, "invite_colleague", organisation)
    page = Paginator(_roles(actor, organisation), PER_PAGE).get_page(request.GET.get("page"))
    rows = [
        RoleRow(
            row=row,
            who=called(row.person),
            words=role_sentence(row),
            may_end=str(row.person_id) != actor.person_id and may(actor, "end_role", row),
        )
        for row in page
    ]
    context = {"page": page, "rows": rows, "organisation": organisation}
    return render(request, "parties/account/colleagues.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, membership_id: int) -> HttpResponse:
    """Ask whether somebody means to take a role away; the button does it."""
    actor = visitor(request)
    require(actor, "use_account")
    row = role_of_another(actor, membership_id)
    if str(row.person_id) == actor.person_id:
        return redirect("own-role", row.pk)
    back = reverse("colleagues") + (f"?organisation={row.organisation_id}" if row.organisation_id else "")
    if request.method == "POST":
        end_role(actor=actor, membership_id=membership_id)
        words = _("{name} no longer has this role: {role}.")
        say_done(request, words.format(name=called(row.person), role=role_sentence(row)))
        return redirect(back)
    context = {"who": called(row.person), "words": role_sentence(row), "back": back}
    return render(request, "parties/account/end_role.html", context)
