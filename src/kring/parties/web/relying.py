"""A request enters; where browsers think they are leaves, as WebAuthn names it."""

import ipaddress
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest

from kring.parties.formats.web_authn import Place


def place_of(request: HttpRequest) -> Place:
    """Return where this page is; Django has checked that the host is one of Kring's own."""
    host = request.get_host()
    name = host.rpartition(":")[0] if ":" in host and not host.endswith("]") else host
    try:
        ipaddress.ip_address(name.strip("[]"))
        name = ""
    except ValueError:
        pass
    return Place(f"{request.scheme}://{host}", name)


def passkeys_work(request: HttpRequest) -> bool:
    """Return whether browsers allow passkeys at this address: it needs a name, not a number."""
    return bool(place_of(request).rp_id)


def named_address(request: HttpRequest) -> str:
    """Return this page's address with a name instead of a number; "" where none is known to lead here.

    On the machine itself that is localhost; elsewhere the name that mails use, if Kring has one.
    """
    host = request.get_host()
    number, colon, port = host.rpartition(":") if not host.endswith("]") else (host, "", "")
    try:
        loopback = ipaddress.ip_address((number or host).strip("[]")).is_loopback
    except ValueError:
        return ""
    if loopback and "localhost" in settings.ALLOWED_HOSTS:
        return f"{request.scheme}://localhost{colon}{port}{request.path}"
    parts = urlsplit(settings.KRING_BASE_URL)
    try:
        ipaddress.ip_address(parts.hostname or "0.0.0.0")  # noqa: S104 (only compared with)
    except ValueError:
        is_local = parts.hostname == "localhost"
        return "" if is_local and not loopback else f"{settings.KRING_BASE_URL}{request.path}"
    return ""
