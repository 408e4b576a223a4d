"""A role and its place enter, as a fact holds them; words in the reader's language leave."""

from collections.abc import Mapping

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from kring.parties.models import Hub
from kring.parties.queries import organisation_with

# A role without a place, and before one.
ROLE_NAMES = {
    "member": _("Member"),
    "lecturer": _("Lecturer"),
    "facilitator": _("Facilitator"),
    "broker": _("Broker"),
    "programme": _("Programme officer"),
    "auditor": _("Auditor"),
    "admin": _("Administrator"),
}


def task_words(details: Mapping[str, object]) -> str:
    """Return "Lecturer, Hanze Vakschool"."""
    name = str(ROLE_NAMES.get(str(details.get("role", "")), details.get("role", "")))
    hub = Hub.objects.filter(pk=details.get("hub") or "").first()
    organisation = organisation_with(str(details.get("organisation") or ""))
    place = organisation.name if organisation else hub.name((get_language() or "nl")[:2]) if hub else ""
    return f"{name}, {place}" if place else name
