"""Whatever is sent to any endpoint: the answer is one that its description promises, and never a fault.

Schemathesis makes the requests from the served description: valid ones, and ones that break it.
"""

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from django.db import transaction
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import positive_data_acceptance

from kring.connect.models import Challenge, Community, Proposal
from kring.demo.actions.load_demo import load_demo
from kring.parties.actions.make_token import make_token
from kring.parties.models import Organisation, Person
from kring.parties.queries import actor_of

pytestmark = [pytest.mark.full, pytest.mark.django_db]
EXAMPLES = 25
ROLES = ("visitor", "broker", "broker-by-token", "programme", "admin")
REAL = {
    "challenge_id": Challenge,
    "draft_id": Challenge,
    "community_id": Community,
    "proposal_id": Proposal,
    "party_id": Organisation,
}


@pytest.fixture(scope="module")
def country(django_db_setup: object, django_db_blocker: Any) -> Iterator[None]:
    with django_db_blocker.unblock(), transaction.atomic():
        load_demo(seed=1, scale=0.01)
        yield
        transaction.set_rollback(True)


def headers_of(role: str) -> dict[str, str]:
    """A browser that is signed in, and says that its requests are its own."""
    if role == "visitor":
        return {"Accept-Encoding": "identity"}
    role, _, by_token = role.partition("-")
    person = Person.objects.filter(memberships__role=role).order_by("pk").first()
    if person is None:
        person = Person.objects.create_user(f"{role}@kring.invalid")
        person.memberships.create(role=role)
    if by_token:
        _token, secret = make_token(
            actor=actor_of(person), name="Schemathesis", may_write=True, days=30, now=timezone.now()
        )
        return {**headers_of("visitor"), "Authorization": f"Bearer {secret}"}
    client = Client()
    client.force_login(person)
    client.get("/help/contact/")
    cookies = "; ".join(f"{name}={one.value}" for name, one in client.cookies.items())
    return {**headers_of("visitor"), "Cookie": cookies, "X-CSRFToken": client.cookies["csrftoken"].value}


# A rule of the domain may refuse what has the right shape: a question of three letters, a place nobody knows.
EXCLUDED = [positive_data_acceptance]


def with_real_ids(case: Any, turn: int) -> None:
    """Every other request names something that exists: a forged id alone never gets past the first line."""
    for name in case.path_parameters or {}:
        if turn % 2 and name in REAL:
            found = REAL[name].objects.order_by("pk").values_list("pk", flat=True)[:5]
            if found:
                case.path_parameters[name] = str(found[turn // 2 % len(found)])


@pytest.mark.parametrize("role", ROLES)
def test_every_answer_is_as_described(country: None, role: str) -> None:
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())
    headers, asked = headers_of(role), 0
    operations = [found.ok() for found in schema.get_all_operations()]
    assert len(operations) > 20
    for operation in operations:
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
            asked += _ask(operation, mode, headers)
    assert asked > len(operations) * EXAMPLES


def _ask(operation: Any, mode: GenerationMode, headers: dict[str, str]) -> int:
    turns = 0
    strategy = operation.as_strategy(generation_mode=mode)

    @settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
    @given(case=strategy)
    def ask(case: Any) -> None:
        nonlocal turns
        turns += 1
        with_real_ids(case, turns)
        with transaction.atomic():
            case.call_and_validate(headers=headers, excluded_checks=EXCLUDED)
            transaction.set_rollback(True)

    try:
        ask()
    except Unsatisfiable:
        # What takes nothing cannot be given anything wrong.
        assert mode is GenerationMode.NEGATIVE
    return turns
