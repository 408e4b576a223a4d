"""Whatever anybody sends to any address, the answer is never a fault."""

import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kring.connect.models import Challenge, Offer, Proposal
from kring.demo.actions.load_demo import load_demo
from kring.files.actions.sign_link import sign_link
from kring.parties.models import Membership, Organisation
from tests.ops.crawling import paths, patterns

pytestmark = [
    pytest.mark.full,
    pytest.mark.needs_npm,
]
ROLES = ["visitor", "owner", "broker", "admin"]
NAMES = [
    "add", "agreed", "answer", "area", "candidate", "choose", "chosen", "code", "corop", "correct", "email",
    "evidence", "file", "find", "format", "goal", "has_data", "hours_per_week", "hub", "id", "kind",
    "language", "level", "message", "name", "next", "offer", "organisation", "organisation_name", "page",
    "parts", "phase", "place", "purpose", "q", "query", "reason", "reference", "region", "remove",
    "restore", "role", "skill", "skills", "sort", "source", "start", "state", "target", "task", "text",
    "theme", "to", "topic", "window",
]  # fmt: skip
WORDS = st.one_of(
    st.sampled_from(
        ["", "0", "-1", "1e309", "NaN", "NL111", "NL", "every", "hub:noord", "energy", "form", "2026-02-30",
         "9" * 30, "2026Q9", "urn:kring:ai-skill:mlops", "https://evil.invalid/", "//evil.invalid",
         "../../etc/passwd", "\u0000", "a@b", "x@kring.invalid", "<script>", "{param}", "%s", "' OR 1=1 --",
         "é" * 300, "\ud7ff\U0001f600", str(uuid.UUID(int=3)), "[]", '{"a":1}', "None", "true", "csv",
         "a" * 5_000]
    ),
    st.text(max_size=40),
    st.integers().map(str),
)  # fmt: skip
FIELDS = st.dictionaries(st.sampled_from(NAMES), st.one_of(WORDS, st.lists(WORDS, max_size=3)), max_size=8)


@pytest.fixture(scope="module")
def clients(django_db_setup: object, django_db_blocker) -> Iterator[dict[str, Client]]:
    """A small country and one signed-in browser per role."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_demo(seed=1, scale=0.01)
        made = {"visitor": Client(raise_request_exception=False)}
        for role in ROLES[1:]:
            person = get_user_model().objects.create_user(f"{role}@kring.invalid", language="nl")
            if role != "owner":
                Membership.objects.create(person=person, role=role, **_hub(role))
            made[role] = Client(raise_request_exception=False)
            made[role].force_login(person)
            Challenge.objects.create(text="Pompen voorspellen.", title="Pompen", owner=person, corop="NL111")
        yield made
        transaction.set_rollback(True)


def _hub(role: str) -> dict[str, str]:
    return {"hub_id": "noord"} if role == "broker" else {}


def every_path() -> list[str]:
    """Real ones, forged ones, and links with a good signature for whatever object."""
    found = {*paths(real=True), *paths(real=False)}
    for route, pattern in patterns():
        if "token" in pattern.pattern.converters:
            for purpose in ("challenge", "invitation", "sign-in"):
                found.add("/" + route.replace("<str:token>", sign_link(purpose, uuid.UUID(int=5))))
    for model in (Challenge, Proposal, Organisation, Offer):
        wanted = model.objects.order_by("pk").values_list("pk", flat=True)[:3]
        for route, pattern in patterns():
            if list(pattern.pattern.converters) and "uuid" in route:
                name = next(iter(pattern.pattern.converters))
                found |= {"/" + route.replace(f"<uuid:{name}>", str(key)) for key in wanted}
    return sorted(found)


def cause_of(answer: Any) -> str:
    found = getattr(answer, "exc_info", None)
    return repr(found[1])[:300] if found else ""


@pytest.mark.django_db
@pytest.mark.parametrize("role", ROLES)
def test_nothing_that_is_sent_is_a_fault(clients: dict[str, Client], role: str) -> None:
    client = clients[role]
    addresses = [path for path in every_path() if path != "/sign-out/"]
    faults: set[str] = set()

    @settings(max_examples=700, deadline=None, suppress_health_check=list(HealthCheck))
    @given(
        path=st.sampled_from(addresses),
        method=st.sampled_from(["get", "get", "post", "post", "post", "head", "put", "delete", "options"]),
        asked=FIELDS,
        sent=FIELDS,
        headers=st.sampled_from([{}, {"HTTP_HX_REQUEST": "true"}, {"HTTP_ACCEPT_LANGUAGE": "en,xx;q=2"}]),
    )
    def send(path: str, method: str, asked: dict, sent: dict, headers: dict) -> None:
        with transaction.atomic():
            call = getattr(client, method)
            if method in {"get", "head"}:
                answer = call(path, asked, **headers)
            elif method == "post":
                answer = call(path, sent, QUERY_STRING="", **headers)
            else:
                answer = call(path, "x=1", content_type="application/x-www-form-urlencoded", **headers)
            transaction.set_rollback(True)
        if answer.status_code >= 500:
            cause = getattr(answer, "exc_info", None)
            faults.add(
                f"{method} {path} {asked or sent}: {answer.status_code} {cause and repr(cause[1])[:300]}"
            )

    send()
    assert not faults, "\n".join(sorted(faults)[:20])


@pytest.mark.django_db
def test_bodies_that_are_no_forms_are_refused(clients: dict[str, Client]) -> None:
    client = clients["broker"]
    for path in every_path():
        if path == "/sign-out/":
            continue
        for kind, body in (
            ("application/json", b"{\xff"),
            ("multipart/form-data; boundary=x", b"--x\r\nbroken"),
            ("application/x-www-form-urlencoded", b"%ff=%00&" * 50),
            ("text/plain; charset=no-such", b"\xff\xfe"),
        ):
            with transaction.atomic():
                answer = client.generic("POST", path, body, content_type=kind)
                transaction.set_rollback(True)
            assert answer.status_code < 500, (path, kind, cause_of(answer))
