"""A request enters; where browsers think they are leaves, as WebAuthn names it."""

import ipaddress

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
