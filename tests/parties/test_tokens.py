"""A program acts for its person with a token: shown once, kept as a hash, limited, ended, gone with them."""

from datetime import timedelta
from itertools import count

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from config.api import api
from kring.core.problems import UnableTo
from kring.ledger.jobs import enqueue_followers
from kring.ledger.models import Fact
from kring.notices.models import Mail
from kring.parties.actions import use_token as using
from kring.parties.actions.erase_person import erase_person
from kring.parties.actions.forget_old_requests import forget_old_requests
from kring.parties.actions.make_token import make_token
from kring.parties.models import Membership, Person, Token
from kring.parties.rules import KEPT, MOST_TOKENS
from tests.cast import Cast
from tests.connect.conftest import cast
from tests.permissions.test_matrix import ROLES, Line, lines, sent
from tests.permissions.worlds import World, our_world, their_world

__all__ = ["cast"]
ME, DRAFTS = "/api/v1/me/", "/api/v1/drafts/"
QUESTION = {"text": "Wij willen met machine learning storingen aan pompen voorspellen."}


def token_of(cast: Cast, who: str, *, may_write: bool = True, days: int = 30) -> str:
    return make_token(actor=cast.actor(who), name="Site", may_write=may_write, days=days, now=timezone.now())[
        1
    ]


def program(secret: str, scheme: str = "Bearer") -> Client:
    return Client(headers={"authorization": f"{scheme} {secret}"}, enforce_csrf_checks=True)


def test_a_program_is_its_person_and_changes_what_the_person_may(cast: Cast) -> None:
    client = program(token_of(cast, "noor"))
    assert client.get(ME).json()["roles"] == ["broker", "member"]
    made = client.post(DRAFTS, QUESTION, "application/json")
    assert made.status_code in (200, 201)
    assert "_auth_user_id" not in client.session
    Membership.objects.filter(person=cast.noor, role="broker").delete()
    assert client.get(ME).json()["roles"] == ["member"], "as it is now, not as it was"
    Person.objects.filter(pk=cast.noor.pk).update(is_active=False)
    assert client.get(ME).status_code == 401


def test_a_token_to_read_reads_only(cast: Cast) -> None:
    client = program(token_of(cast, "noor", may_write=False))
    assert client.get("/api/v1/queue/").status_code == 200
    assert client.post("/api/v1/skills/extract/", {"texts": []}, "application/json").status_code == 200
    answer = client.post(DRAFTS, QUESTION, "application/json")
    assert answer.status_code == 403 and answer.json()["problems"][0]["code"] == "token_reads"
    path = f"/api/v1/organisations/{cast.bakery.pk}/"
    assert client.patch(path, {"goals": "x"}, "application/json").status_code == 403


@pytest.mark.parametrize("body", ['"text"', "[]", "7", "null", '{"goals": 7}'])
def test_what_is_no_object_changes_nothing(cast: Cast, body: str) -> None:
    client = program(token_of(cast, "noor"))
    path = f"/api/v1/organisations/{cast.bakery.pk}/"
    assert client.patch(path, body, "application/json").status_code == 422
    assert client.patch(path, '{"goals": "Minder brood weg."}', "application/json").json() == {
        "fields": ["goals"]
    }


@pytest.mark.parametrize("spoil", [lambda t: t[:-1], lambda t: t.upper(), lambda t: "", lambda t: "x" * 900])
def test_a_wrong_token_opens_nothing_not_even_what_everybody_sees(cast: Cast, spoil) -> None:
    answer = program(spoil(token_of(cast, "noor"))).get(ME)
    assert answer.status_code == 401 and answer.headers["WWW-Authenticate"] == "Bearer"
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert program(token_of(cast, "noor"), "Basic").get(ME).status_code == 401


def test_a_token_opens_no_page_and_no_session_helps_a_wrong_one(cast: Cast) -> None:
    assert program(token_of(cast, "noor")).get(reverse("account")).status_code in (302, 403)
    client = program("kring_wrong")
    client.force_login(cast.noor)
    assert client.get("/api/v1/queue/").status_code == 401


def test_a_token_ends_by_the_clock_and_is_forgotten_later(cast: Cast) -> None:
    secret, now = token_of(cast, "noor"), timezone.now()
    token = Token.objects.get()
    Token.objects.update(expires_at=now)
    assert program(secret).get(ME).status_code == 401
    forget_old_requests(now=now + KEPT["token"] - timedelta(hours=1))
    assert Token.objects.filter(pk=token.pk).exists()
    forget_old_requests(now=now + KEPT["token"] + timedelta(hours=1))
    assert not Token.objects.exists()


def test_nothing_kept_tells_the_token_and_the_person_is_told_that_it_was_made(cast: Cast) -> None:
    secret = token_of(cast, "saar")
    kept = [str(row) for model in (Token, Fact) for row in model.objects.values()]
    while enqueue_followers():
        pass
    mail = Mail.objects.get(key__startswith="token-made:")
    assert mail.to == cast.saar.email and "/account/" in mail.body
    assert not any(secret in each or secret[6:30] in each for each in [*kept, mail.body])
    assert Fact.objects.get(verb="token_made").details["may_write"] is True


def test_how_often_one_may_ask_and_guess(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(using, "TOKEN_CALLS", 3)
    monkeypatch.setattr(using, "WRONG_TOKENS", 2)
    client = program(token_of(cast, "noor"))
    assert [client.get(ME).status_code for _ in range(4)] == [200, 200, 200, 429]
    assert program(token_of(cast, "saar")).get(ME).status_code == 200
    assert [program("kring_guess").get(ME).status_code for _ in range(3)] == [401, 401, 429]


def test_one_has_some_tokens_not_any_number_and_only_known_periods(cast: Cast) -> None:
    for _ in range(MOST_TOKENS):
        token_of(cast, "noor")
    with pytest.raises(UnableTo, match="many tokens"):
        token_of(cast, "noor")
    with pytest.raises(UnableTo, match="end"):
        token_of(cast, "saar", days=10_000)


@pytest.mark.needs_npm
def test_it_is_made_on_the_account_page_shown_once_and_ended_there(cast: Cast) -> None:
    client = Client()
    client.force_login(cast.saar)
    assert client.post(reverse("new-token"), {"name": "", "scope": "all", "days": "9"}).status_code == 400
    page = client.post(reverse("new-token"), {"name": "<b>Site</b>", "scope": "write", "days": "90"})
    secret = page.context["secret"]
    assert page.content.decode().count(secret) == 1 and "no-store" in page.headers["Cache-Control"]
    account = client.get(reverse("account")).content.decode()
    assert secret not in account and "&lt;b&gt;Site" in account
    assert program(secret).get(ME).json()["signed_in"]
    assert Token.objects.get().last_used_at is not None
    token = Token.objects.get()
    other = Client()
    other.force_login(cast.noor)
    assert other.post(reverse("end-token", args=[token.pk])).status_code == 404
    assert client.post(reverse("end-token", args=[token.pk])).status_code == 302
    assert program(secret).get(ME).status_code == 401
    assert Fact.objects.filter(verb="token_ended", actor=str(cast.saar.pk)).count() == 1


def test_a_token_goes_with_its_person(cast: Cast) -> None:
    secret = token_of(cast, "saar")
    erase_person(actor=cast.actor("saar"), now=timezone.now())
    assert program(secret).get(ME).status_code == 401 and not Token.objects.exists()


def test_the_description_tells_of_tokens(db) -> None:
    described = api.get_openapi_schema(path_prefix="/api/v1/")
    assert described["components"]["securitySchemes"]["token"]["scheme"] == "bearer"
    assert {} in described["security"] and {"token": []} in described["security"]
    for operations in described["paths"].values():
        for operation in operations.values():
            assert "application/problem+json" in operation["responses"][401]["content"]


def compared(person: Person, secret: str, line: Line, method: str, world: World) -> tuple[int, int]:
    session = Client(raise_request_exception=False)
    session.force_login(person)
    by_token = program(secret)
    by_token.raise_request_exception = False
    return sent(session, line, method, world).status_code, sent(by_token, line, method, world).status_code


@pytest.mark.full
@pytest.mark.needs_npm
@pytest.mark.parametrize("role", [role for role, who in ROLES.items() if who])
def test_a_token_may_exactly_what_its_person_may(cast: Cast, role: str) -> None:
    who, asked = ROLES[role], count()
    worlds = our_world(cast), their_world(cast)
    secret = token_of(cast, who)
    wrong = []
    for line in lines():
        if not line.route.startswith("api/"):
            continue
        for method in line.methods:
            for world in worlds if line.thing else worlds[:1]:
                next(asked)
                session, token = compared(getattr(cast, who), secret, line, method, world)
                if session != token:
                    wrong.append(f"{method} {line.route} of {world.name}: {session}, by token {token}")
    assert next(asked) >= 50 and not wrong, "\n".join(wrong)
