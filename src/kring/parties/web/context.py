"""Context processor: who looks, whether this is the demo country, and the roles one may step into."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from kring.parties.actions.step_into_demo_role import demo_people
from kring.parties.models import Membership, Person
from kring.parties.queries import is_demo_country, shows_mails
from kring.parties.visitor import visitor
from kring.parties.web.words import ROLES


def _demo_roles(request: HttpRequest) -> dict[str, Any]:
    people = demo_people()
    if not people:
        return {}
    places = _places(people)
    labels = {str(person.pk): f"{person.name}{places.get(person.pk, '')}" for person in people}
    return {
        "action": reverse("step-into-demo-role"),
        "choices": list(labels.items()),
        "current": labels.get(visitor(request).person_id, ""),
    }


def _places(people: list[Person]) -> dict[object, str]:
    """Return what each of the people does and where: a name alone says nothing about the role."""
    rows = Membership.objects.filter(person__in=people).select_related("organisation", "hub")
    found: dict[object, str] = {}
    for row in rows.order_by("-pk"):
        place = row.organisation or row.hub
        if place is not None:
            found[row.person_id] = f", {ROLES.get(row.role, row.role)} {place}"
    return found


def parties(request: HttpRequest) -> dict[str, Any]:
    """Give every page the visitor and the demo country's notice and roles."""
    return {
        "visitor": SimpleLazyObject(lambda: visitor(request)),
        "demo_country": SimpleLazyObject(is_demo_country),
        "mails_are_shown": SimpleLazyObject(shows_mails),
        "demo_roles": SimpleLazyObject(lambda: _demo_roles(request)),
    }
