"""A link signs in once, for an hour, and tells nobody who has an account."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from kring.core.problems import NotAllowed, UnableTo
from kring.files.actions.sign_link import sign_link
from kring.ledger.models import Fact
from kring.parties.actions.answer_role import answer_role
from kring.parties.actions.invite_person import invite_person
from kring.parties.actions.limit_attempts import TooMany
from kring.parties.actions.request_sign_in import request_sign_in
from kring.parties.actions.sign_in import peek_sign_in, sign_in
from kring.parties.models import Membership, Person, RoleInvitation, SignInLink
from kring.parties.queries import actor_of

pytestmark = pytest.mark.django_db


def ask(email="saar@cast.invalid", now=None, machine="m", next_path="") -> SignInLink:
    return request_sign_in(
        email=email, machine=machine, language="nl", next_path=next_path, now=now or timezone.now()
    )


def token_of(link) -> str:
    return sign_link("sign-in", link.pk)


def test_the_link_signs_in_once(cast) -> None:
    token = token_of(ask())
    person, _ = sign_in(token=token, now=timezone.now())
    assert person == cast.saar
    with pytest.raises(NotAllowed, match="used before"):
        sign_in(token=token, now=timezone.now())


def test_looking_at_the_link_does_not_use_it_up(cast) -> None:
    token = token_of(ask())
    peek_sign_in(token=token, now=timezone.now())
    peek_sign_in(token=token, now=timezone.now())
    assert sign_in(token=token, now=timezone.now())[0] == cast.saar


def test_the_link_expires(cast) -> None:
    token = token_of(ask())
    with pytest.raises(NotAllowed, match="expired"):
        sign_in(token=token, now=timezone.now() + timedelta(hours=1, seconds=1))


@pytest.mark.parametrize("spoil", [lambda t: t[:-1], lambda t: t + "x", lambda t: "x" + t[1:], lambda t: ""])
def test_a_forged_link_does_not_work(cast, spoil) -> None:
    with pytest.raises(NotAllowed):
        sign_in(token=spoil(token_of(ask())), now=timezone.now())


def test_a_link_for_another_purpose_does_not_work(cast) -> None:
    with pytest.raises(NotAllowed):
        sign_in(token=sign_link("challenge", ask().pk), now=timezone.now())


def test_a_closed_account_stays_closed_and_the_link_is_not_lost(cast) -> None:
    Person.objects.filter(pk=cast.saar.pk).update(is_active=False)
    link = ask()
    with pytest.raises(NotAllowed, match="closed"):
        sign_in(token=token_of(link), now=timezone.now())
    link.refresh_from_db()
    assert link.used_at is None


def test_an_unknown_address_becomes_a_member_on_the_first_visit(cast) -> None:
    person, _ = sign_in(token=token_of(ask("Nieuw@Cast.invalid")), now=timezone.now())
    assert person.email == "nieuw@cast.invalid"
    assert [one.role for one in person.memberships.all()] == ["member"]
    assert not person.has_usable_password()


def test_known_and_unknown_addresses_get_the_same_answer(cast, client: Client) -> None:
    answers = [
        client.post(reverse("sign-in"), {"email": email}, follow=True)
        for email in ("saar@cast.invalid", "niemand@cast.invalid")
    ]
    assert answers[0].redirect_chain == answers[1].redirect_chain
    pages = [re.sub(rb'name="csrfmiddlewaretoken" value="\w+"', b"", answer.content) for answer in answers]
    assert pages[0] == pages[1]


def test_asking_too_often_is_refused_per_address_and_per_machine(cast) -> None:
    now = timezone.now()
    for _ in range(5):
        ask(now=now)
    with pytest.raises(TooMany, match="too often"):
        ask(now=now)
    for number in range(25):
        ask(f"a{number}@cast.invalid", now=now)
    with pytest.raises(TooMany):
        ask("b@cast.invalid", now=now)
    ask("b@cast.invalid", now=now, machine="other")
    ask(now=now + timedelta(hours=1))


def test_too_often_is_page_429(cast, client: Client) -> None:
    statuses = [client.post(reverse("sign-in"), {"email": "saar@cast.invalid"}).status_code for _ in range(6)]
    assert statuses == [302] * 5 + [429]


@pytest.mark.parametrize(
    "path", ["//evil.invalid/", "https://evil.invalid/", "/\\evil.invalid", "javascript:alert(1)", ""]
)
def test_no_link_leads_to_another_site(cast, client: Client, path) -> None:
    link = ask(next_path=path)
    answer = client.post(reverse("sign-in-link", args=[token_of(link)]))
    assert answer.status_code == 302
    assert answer["Location"] == "/"


def test_the_visitor_goes_on_where_the_visit_began(cast, client: Client) -> None:
    client.post(reverse("sign-in"), {"email": "saar@cast.invalid", "next": "/queue/"})
    answer = client.post(reverse("sign-in-link", args=[token_of(SignInLink.objects.latest("created_at"))]))
    assert answer["Location"] == "/queue/"
    assert client.get("/parties/").context["visitor"].person_id == str(cast.saar.pk)


def test_opening_the_link_shows_a_button_and_signing_out_works(cast, client: Client) -> None:
    url = reverse("sign-in-link", args=[token_of(ask())])
    assert client.get(url).status_code == 200
    assert "_auth_user_id" not in client.session
    client.post(url)
    assert "_auth_user_id" in client.session
    client.post(reverse("sign-out"))
    assert "_auth_user_id" not in client.session
    assert client.get(url).status_code == 403


def test_the_request_is_a_fact_without_the_address(cast) -> None:
    ask()
    fact = Fact.objects.get(verb="sign_in_requested")
    assert "saar" not in str([fact.details, fact.object_id, fact.reason, fact.actor])


def test_an_invited_broker_gets_role_hub_and_link(cast) -> None:
    link = invite_person(
        actor=cast.actor("pim"), email="nieuw@hub.invalid", role="broker", hub="oost", now=timezone.now()
    )
    person, path = sign_in(token=token_of(link), now=timezone.now())
    asked = RoleInvitation.objects.get()
    assert path == f"/account/asked/{asked.pk}/"
    assert not person.memberships.filter(role="broker").exists()
    answer_role(actor=actor_of(person), asked_id=asked.pk, accept=True, now=timezone.now())
    assert set(person.memberships.values_list("role", "hub_id")) == {("member", None), ("broker", "oost")}


@pytest.mark.parametrize(
    ("who", "role", "hub"),
    [("saar", "broker", "oost"), ("noor", "broker", "oost"), ("pim", "admin", ""), ("tess", "auditor", "")],
)
def test_not_everybody_invites_everybody(cast, who, role, hub) -> None:
    with pytest.raises(NotAllowed):
        invite_person(actor=cast.actor(who), email="x@y.invalid", role=role, hub=hub, now=timezone.now())
    assert not Person.objects.filter(email="x@y.invalid").exists()


@pytest.mark.parametrize(
    ("email", "role", "hub"),
    [("no address", "auditor", ""), ("a@b.invalid", "king", ""), ("a@b.invalid", "broker", "moon"),
     ("a@b.invalid", "broker", "")],
)  # fmt: skip
def test_a_wrong_invitation_is_refused(cast, email, role, hub) -> None:
    with pytest.raises(UnableTo):
        invite_person(actor=cast.actor("ada"), email=email, role=role, hub=hub, now=timezone.now())
    assert not Membership.objects.filter(person__email="a@b.invalid").exists()


@pytest.mark.parametrize(
    "path", ["/" + "x" * 200, "/a\0b", "//elsewhere.example", "https://elsewhere.example"]
)
def test_a_path_that_cannot_be_kept_is_left_out(cast, path) -> None:
    assert ask(next_path=path).next_path == ""
