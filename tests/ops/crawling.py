"""Every address of the product: URL patterns enter, paths with real and with forged ids leave."""

import re
import uuid
from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver

from kring.connect.models import Challenge, Community, Conversation, Offer, Proposal
from kring.notices.models import Mail
from kring.parties.models import Organisation
from kring.sense.models import Example

FORGED = {"uuid": uuid.UUID(int=7), "int": 999_999, "str": "forged:token", "slug": "forged", "path": "a/b"}
REAL = {
    "challenge_id": Challenge,
    "draft_id": Challenge,
    "proposal_id": Proposal,
    "community_id": Community,
    "organisation_id": Organisation,
    "party_id": Organisation,
    "example_id": Example,
    "offer_id": Offer,
    "call_id": Conversation,
    "mail_id": Mail,
}


def patterns(resolver: URLResolver | None = None, before: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every pattern with the whole route that leads to it."""
    for each in (resolver or get_resolver()).url_patterns:
        route = before + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from patterns(each, route)
        else:
            yield route, each


def _kind(pattern: URLPattern, name: str) -> str:
    converter = type(pattern.pattern.converters[name]).__name__.lower()
    return converter.removesuffix("converter").replace("string", "str").replace("uuidstr", "uuid")


def paths(*, real: bool) -> list[str]:
    """One path per pattern: with an object that exists where there is one, or with forged ids."""
    found = []
    for route, pattern in patterns():
        path = "/" + route
        for name in pattern.pattern.converters:
            kind = _kind(pattern, name)
            value: object = FORGED[kind]
            if real and name in REAL:
                value = REAL[name].objects.order_by("pk").values_list("pk", flat=True).first() or value
            path = re.sub(rf"<(?:\w+:)?{name}>", str(value), path)
        found.append(path)
    return sorted(set(found))
