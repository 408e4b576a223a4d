"""Context processor: who looks, whether this is the demo country, and the roles one may step into."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from kring.parties.actions.step_into_demo_role import demo_people
from kring.parties.queries import is_demo_country
from kring.parties.web.visitor import visitor


def _demo_roles(request: HttpRequest) -> dict[str, Any]:
    people = demo_people()
    if not people:
        return {}
    current = next((p.name for p in people if str(p.pk) == visitor(request).person_id), "")
    return {
        "action": reverse("step-into-demo-role"),
        "choices": [(str(person.pk), person.name) for person in people],
        "current": current,
    }


def parties(request: HttpRequest) -> dict[str, Any]:
    """Give every page the visitor and the demo country's notice and roles."""
    return {
        "visitor": SimpleLazyObject(lambda: visitor(request)),
        "demo_country": SimpleLazyObject(is_demo_country),
        "demo_roles": SimpleLazyObject(lambda: _demo_roles(request)),
    }
