"""The menu: which entries exist, in which order, and who sees them."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kring.frame.navigation import NavItem, register
from kring.parties.visitor import visitor, visitor_may


def _may(action: str) -> object:
    def permitted(request: HttpRequest) -> bool:
        return visitor_may(request, action)

    return permitted


def _signed_in(request: HttpRequest) -> bool:
    return visitor(request).signed_in


def _not_signed_in(request: HttpRequest) -> bool:
    return not visitor(request).signed_in


def fill_menu() -> None:
    """Register every entry; an entry whose page is not installed is not shown."""
    for item in (
        NavItem(_("Radar"), "radar", 10),
        NavItem(_("Challenges"), "challenges", 20),
        NavItem(pgettext_lazy("menu", "Communities"), "communities", 30),
        NavItem(_("Offers"), "offers", 40),
        NavItem(_("Organisations"), "parties", 50),
        NavItem(_("Queue"), "queue", 5, _may("view_queue")),  # type: ignore[arg-type]
        NavItem(_("My courses"), "teaching", 6, _may("view_courses")),  # type: ignore[arg-type]
        NavItem(_("Call"), "log-call", 5, _may("log_conversation"), place="tools"),  # type: ignore[arg-type]
        NavItem(_("Add data"), "load-data", 60, _may("import_vacancies")),  # type: ignore[arg-type]
        NavItem(_("Search"), "search", 10, place="tools"),
        NavItem(_("People in your region"), "people", 65, _may("list_people"), place="footer"),  # type: ignore[arg-type]
        NavItem(_("Hubs"), "hubs", 68, _may("edit_hubs"), place="footer"),  # type: ignore[arg-type]
        NavItem(_("Outbox"), "outbox", 70, _may("view_outbox"), place="footer"),  # type: ignore[arg-type]
        NavItem(_("Sign in"), "sign-in", 90, _not_signed_in, place="account"),
        NavItem(_("Your account"), "account", 92, _signed_in, place="account"),
        NavItem(_("Sign out"), "sign-out", 95, _signed_in, place="account", post=True),
        NavItem(_("How proposals are made"), "help-proposals", 10, place="footer"),
        NavItem(_("How figures are made"), "help-figures", 20, place="footer"),
        NavItem(_("Privacy"), "help-privacy", 30, place="footer"),
        NavItem(_("Accessibility"), "help-accessibility", 40, place="footer"),
        NavItem(_("Who may do what"), "help-permissions", 50, place="footer"),
        NavItem(_("For programs"), "help-api", 55, place="footer"),
        NavItem(_("Contact your hub"), "help-contact", 60, place="footer"),
    ):
        register(item)
