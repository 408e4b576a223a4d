"""The whole matrix: every address × every role × what is one's own and what is not, against the one table."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from kring.parties.permissions import PERMISSIONS, may
from kring.parties.queries import actor_of
from kring.parties.rules import ANYBODY, Actor
from tests.cast import Cast
from tests.ops.crawling import patterns
from tests.permissions.routes import BODIES, QUERIES, TABLE
from tests.permissions.worlds import World, our_world, their_world

ROLES = {
    "visitor": "", "owner": "saar", "lecturer": "joris", "broker": "noor", "programme": "pim",
    "auditor": "tess", "admin": "ada",
}  # fmt: skip
# Conditions that are no row of the table, since nobody is asked: the object itself says who may know of it.
OWN_RULES = ("all", "browser", "browser-only", "seen-party", "seen-offer", "seen-import")


@dataclass(frozen=True)
class Line:
    """One address with its rule.

    ``absent``: whoever may gets "not found" too, so only 403 is a refusal. ``closed``: an empty call proves
    nothing of who calls, so that it is refused to all.
    """

    methods: tuple[str, ...]
    route: str
    rule: str
    thing: str
    absent: bool
    closed: bool


def lines() -> Iterator[Line]:
    for text in TABLE.strip().splitlines():
        methods = tuple(re.findall(r"\b(?:GET|POST|PATCH)\b", text[:10]))
        route, rule, *rest = text[10:].split()
        thing = rest[0] if rest and not rest[0].startswith(("?", "!", "-")) else ""
        yield Line(
            methods,
            "" if route == "/" else route,
            rule,
            thing,
            any(w.startswith("?") for w in rest),
            any(w.startswith("!") for w in rest),
        )


def plain(route: str) -> str:
    """A route without the kinds of its parts: <uuid:party_id> is <party_id>."""
    named = re.sub(r"\(\?P<(\w+)>[^)]*\)", r"<\1>", route.strip("^$"))
    return re.sub(r"<\w+:(\w+)>", r"<\1>", named).replace("\\.", ".").replace("\\", "")


def test_every_address_has_a_line_and_every_line_an_address() -> None:
    known = {line.route for line in lines()}
    served = {plain(route) for route, pattern in patterns() if pattern.name != "api-root"}
    assert served - known == set(), "give each new address its line in routes.py"
    assert known - served == set(), "lines without an address"
    assert {line.rule for line in lines()} - set(PERMISSIONS) - set(OWN_RULES) == set()


def test_every_method_of_an_address_is_in_its_line() -> None:
    methods: dict[str, set[str]] = {}
    for line in lines():
        methods.setdefault(line.route, set()).update(line.methods)
    client = Client(raise_request_exception=False)
    wrong = []
    for route, said in methods.items():
        path = "/" + re.sub(r"<\w*_?id>", "00000000-0000-0000-0000-000000000007", route)
        path = re.sub(r"<\w+>", "x", path)
        answer = client.generic("TRACE", path)
        allowed = set(answer.get("Allow", "").replace(",", " ").split()) - {"HEAD", "OPTIONS"}
        if allowed and allowed != said:
            wrong.append(f"{route}: {sorted(allowed)}, the line says {sorted(said)}")
    assert not wrong, "\n".join(wrong)


def expected(line: Line, actor: Actor, world: World) -> bool:
    thing = world.things.get(line.thing)
    if line.rule == "all":
        return True
    if line.rule == "browser-only":
        return False
    if line.closed:
        return False
    if line.rule == "seen-import":
        own = thing.created_by == actor.person_id or actor.roles & {"admin", "programme"}
        return may(actor, "import_parties") and bool(own)
    if line.rule == "browser":
        return actor.person_id == str(thing.owner_id)
    if line.rule == "seen-party":
        seen = may(actor, "view_hidden_party") or may(actor, "edit_party", thing)
        return thing.consent_to_be_shown or seen
    if line.rule == "seen-offer":
        seen = may(actor, "view_hidden_party") or may(actor, "change_offer", thing)
        return thing.organisation.consent_to_be_shown or seen
    return may(actor, line.rule, thing)


def sent(client: Client, line: Line, method: str, world: World) -> Any:
    """Ask the address, take back whatever that changed, and return the answer."""
    ids = {**world.ids, "token": world.ids.get(line.thing, "")}
    path = "/" + re.sub(r"<(\w+)>", lambda found: str(ids[found[1]]), line.route)
    query = QUERIES.get(line.route, "")
    with transaction.atomic():
        if line.route.startswith("api/"):
            body = json.dumps(BODIES.get(line.route, {}))
            answer = client.generic(
                method, f"{path}?{query}", body if method != "GET" else "", content_type="application/json"
            )
        else:
            answer = client.generic(method, path, "", content_type="application/x-www-form-urlencoded")
        transaction.set_rollback(True)
    return answer


def asked(client: Client, line: Line, method: str, world: World) -> int:
    """Return the status of the answer."""
    answer = sent(client, line, method, world)
    if answer.status_code == 302 and answer["Location"].startswith("/sign-in/?"):
        return 403  # whoever is not signed in is asked to
    return int(answer.status_code)


@pytest.mark.full
@pytest.mark.needs_npm
@pytest.mark.parametrize("role", ROLES)
def test_who_may_is_let_in_and_who_may_not_is_refused(cast: Cast, role: str, record_property) -> None:
    person = getattr(cast, ROLES[role]) if ROLES[role] else None
    worlds = our_world(cast), their_world(cast)
    actor = actor_of(person) if person else ANYBODY
    wrong, checks = [], 0
    for line in lines():
        for method in line.methods:
            for world in worlds if line.thing else worlds[:1]:
                client = Client(raise_request_exception=False)
                if person:
                    client.force_login(person)
                status = asked(client, line, method, world)
                checks += 1
                refused = status == 403 if line.absent else status in (403, 404)
                if status >= 500 or refused == expected(line, actor, world):
                    wrong.append(f"{method} {line.route} of {world.name}: {status} by rule {line.rule}")
    record_property("checks", checks)
    assert checks > 250
    assert not wrong, f"{len(wrong)} of {checks} as {role}:\n" + "\n".join(wrong)
