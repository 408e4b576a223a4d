"""Codes on the page with one's own data enter; words leave."""

from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kring.core.devices import device_of
from kring.parties.models import Membership, RoleInvitation, SignedIn
from kring.parties.queries.profiles import Look
from kring.parties.queries.task_words import ROLE_NAMES

BROWSERS = {
    "edge": "Edge", "opera": "Opera", "samsung": "Samsung Internet", "firefox": "Firefox",
    "chrome": "Chrome", "safari": "Safari",
}  # fmt: skip
SYSTEMS = {
    "android": "Android", "iphone": "iPhone", "ipad": "iPad", "windows": "Windows", "mac": "Mac",
    "chromeos": "ChromeOS", "linux": "Linux",
}  # fmt: skip
MEANS = {
    "link": _("with a mail link"),
    "passkey": _("with a passkey"),
    "provider": _("through your organisation"),
    "demo": _("as a role of the example country"),
}
AFFILIATIONS = {
    "student": _("student"),
    "employee": _("employee"),
    "faculty": _("teacher"),
    "staff": _("staff"),
    "member": _("member"),
    "affiliate": _("guest"),
    "pre-student": _("future student"),
    "alum": _("former student"),
}


def device_words(row: SignedIn) -> str:
    """Return "Firefox on Windows"; plain words where the browser did not say."""
    return _device(row.browser, row.system)


def device_of_request(request: HttpRequest) -> str:
    """Return the words for the device that this request comes from."""
    return _device(*device_of(str(request.META.get("HTTP_USER_AGENT", ""))))


def _device(browser_code: str, system_code: str) -> str:
    browser, system = BROWSERS.get(browser_code, ""), SYSTEMS.get(system_code, "")
    if browser and system:
        return gettext("{browser} on {system}").format(browser=browser, system=system)
    return browser or system or gettext("Unknown device")


def means_word(code: str) -> str:
    """Return how somebody signed in."""
    return str(MEANS.get(code, code))


SOURCES = {
    "own": _("you said so yourself"),
    "challenge": _("from your own challenge"),
    "evidence": _("confirmed by somebody else"),
}


def source_word(code: str) -> str:
    """Return where a skill in a profile came from."""
    return str(SOURCES.get(code, code))


def looks_in_words(looks: list[Look]) -> list[dict[str, object]]:
    """Return who looked when, with their role; somebody whose account is gone has no name any more."""
    return [
        {
            "at": look.at,
            "who": look.name or gettext("Somebody whose name is no longer known"),
            "role": str(ROLE_NAMES.get(look.role, look.role)),
        }
        for look in looks
    ]


def affiliation_words(codes: list[str]) -> str:
    """Return "student, member"; a code that is not known is left out."""
    return ", ".join(str(AFFILIATIONS[code]) for code in codes if code in AFFILIATIONS)


def role_sentence(row: Membership | RoleInvitation) -> str:
    """Return "Lecturer, Hanze Vakschool"."""
    name, place = str(ROLE_NAMES.get(row.role, row.role)), row.organisation or row.hub
    return f"{name}, {place}" if place else name
