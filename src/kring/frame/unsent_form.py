"""A form that was refused for its token enters; what it would send leaves in words, if our own page sent it.

Who signs in gets a new token in every window. A form that stood open elsewhere is refused then, and what
somebody typed in it must not be lost: the page that refuses it shows what the form holds and sends it again
with one press. That press must never confirm what another site made up. So, against each known attack:

- A form on another site (CSRF proper): the browser names that site in Origin, and such a form gets the
  explanation alone, with nothing of what it sent: neither a button, nor words of somebody else on our page.
- A site beside ours (a subdomain that sets a cookie over ours): its Origin is not ours either; host, port
  and scheme count. Sec-Fetch-Site, where the browser sends it, may not say otherwise.
- No origin to be seen ("null" of a frame in a sandbox or of a file; neither Origin nor Referer): no button.
  Nobody can forge these headers from a page; one can only leave them out, and that gains nothing.
- A form that somebody smuggled into a page of ours as plain HTML, the case in which Origin is ours: nothing
  happens by itself. A person reads to which page it goes, as whom, and every value in full, before the press.
- A frame over the button (clickjacking): frame-ancestors 'none' and X-Frame-Options stand on this page too.
- Another person at the same browser: the page says as whom it is sent NOW, who may have signed in meanwhile.
- Reading the new token: it stands in an answer that another site cannot read, and that no cache keeps.

What takes away or gives a role is no exception to this: the explanation always stands before the button. The
form goes to the address it came to and nowhere else; its values are escaped; files are never kept.
"""

import inspect
import sys
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from django.conf import settings
from django.forms import BaseForm, BooleanField, DateField, Field
from django.http import HttpRequest
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from kring.frame.masking import mask_secrets

TOKEN = "csrfmiddlewaretoken"  # noqa: S105  (the name of a field)


@dataclass(frozen=True)
class UnsentForm:
    """What a refused form holds: to send again as it is, and to read."""

    address: str
    shown_address: str
    back: str
    fields: tuple[tuple[str, str], ...]
    lines: tuple[tuple[str, str], ...]
    has_files: bool

    @property
    def can_go_again(self) -> bool:
        """Nothing would be left out, and there is something to read before the press."""
        return bool(self.lines) and not self.has_files


def unsent_form(request: HttpRequest) -> UnsentForm | None:
    """Return what the form holds; None when it is not certain that a page of ours sent it."""
    if not from_our_own_page(request):
        return None
    fields = tuple(
        (name, value) for name, values in request.POST.lists() if name != TOKEN for value in values
    )
    words = _labels(request, {name for name, _value in fields})
    return UnsentForm(
        address=request.get_full_path(),
        shown_address=mask_secrets(request.path),
        back=_page_before(request),
        fields=fields,
        lines=tuple(_line(name, value, words.get(name)) for name, value in fields if value.strip()),
        has_files=bool(request.FILES),
    )


def from_our_own_page(request: HttpRequest) -> bool:
    """Tell whether the browser says that a page of this very site sent the form."""
    if request.headers.get("Sec-Fetch-Site", "same-origin") in ("cross-site", "same-site"):
        return False
    origin = request.headers.get("Origin")
    if origin is None:
        came_from = urlsplit(request.headers.get("Referer", ""))
        origin = f"{came_from.scheme}://{came_from.netloc}"
    return origin in {f"{request.scheme}://{request.get_host()}", *settings.CSRF_TRUSTED_ORIGINS}


def _page_before(request: HttpRequest) -> str:
    """Return the address within this site of the page with the form, "" when the browser does not tell."""
    came_from = urlsplit(request.headers.get("Referer", ""))
    if came_from.netloc != request.get_host() or not came_from.path or came_from.path.startswith("//"):
        return ""
    return f"{came_from.path}?{came_from.query}" if came_from.query else came_from.path


def _labels(request: HttpRequest, names: Collection[str]) -> dict[str, Field]:
    """Return the fields of the form that the page's own view reads: they know their words."""
    view = inspect.unwrap(request.resolver_match.func) if request.resolver_match else None
    known = vars(sys.modules[view.__module__]).values() if view else ()
    forms = [one for one in known if isinstance(one, type) and issubclass(one, BaseForm)]
    fields = [dict(getattr(one, "base_fields", {})) for one in forms]
    return max(fields, key=lambda one: len(one.keys() & names), default={})


def _day(value: str) -> str:
    """Return a day as a page writes it, and what is no day as it was typed."""
    try:
        return date_format(date.fromisoformat(value), "j F Y")
    except ValueError:
        return value


def _line(name: str, value: str, field: Field | None) -> tuple[str, str]:
    label = str((field and field.label) or name.replace("_", " ").capitalize())
    if isinstance(field, BooleanField):
        return label, _("yes")
    if isinstance(field, DateField):
        return label, _day(value)
    choices = getattr(field, "choices", None)
    for code, said in choices if isinstance(choices, list) else ():
        if str(code) == value:
            return label, str(said)
    return label, value
