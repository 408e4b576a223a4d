"""A passkey signs in whoever holds it, here and once per question, and nobody else."""

import json
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from kring.ledger.jobs import enqueue_followers
from kring.ledger.models import Fact
from kring.notices.jobs import mail_new_passkey
from kring.notices.models import Mail
from kring.parties.models import Passkey, Person, SignedIn
from tests.parties.authenticator import PRESENT, Authenticator

pytestmark = pytest.mark.django_db


def asked(client: Client, name: str) -> dict:
    answer = client.post(reverse(name))
    assert answer.status_code == 200, answer.content
    return answer.json()


def with_passkey(person: Person) -> tuple[Client, Authenticator]:
    """Somebody who is signed in and just added a passkey."""
    client, device = Client(), Authenticator()
    client.force_login(person)
    made = device.make(asked(client, "passkey-options"))
    assert client.post(reverse("add-passkey"), {"answer": made}).status_code == 302
    return client, device


def sign_in(device: Authenticator, client: Client | None = None):
    client = client or Client()
    answer = client.post(
        reverse("passkey-sign-in"), {"answer": device.use(asked(client, "passkey-sign-in-options"))}
    )
    return client, answer


def refused(answer, client: Client) -> None:
    assert answer.status_code == 403, answer.content
    assert "_auth_user_id" not in client.session


def test_a_passkey_is_made_and_signs_in_without_a_name(cast) -> None:
    _, device = with_passkey(cast.saar)
    client, answer = sign_in(device)
    assert answer["Location"] == "/"
    assert client.session["_auth_user_id"] == str(cast.saar.pk)
    assert SignedIn.objects.get(pk=client.session["signed_in"]).means == "passkey"
    passkey = Passkey.objects.get()
    assert passkey.sign_count == 1
    assert passkey.last_used_at is not None


def test_the_questions_name_nobody_and_ask_for_a_verified_user(cast, client) -> None:
    with_passkey(cast.saar)
    options = asked(client, "passkey-sign-in-options")
    assert options["allowCredentials"] == []
    assert options["userVerification"] == "required"
    assert "saar" not in json.dumps(options)


def test_a_passkey_is_not_made_twice_on_one_device(cast) -> None:
    client, device = with_passkey(cast.saar)
    options = asked(client, "passkey-options")
    assert [one["id"] for one in options["excludeCredentials"]] == [Passkey.objects.get().credential_id]
    again = client.post(reverse("add-passkey"), {"answer": device.make(options)})
    assert again.status_code == 403
    assert Passkey.objects.count() == 1


def test_nobody_takes_over_the_passkey_of_another(cast) -> None:
    _, device = with_passkey(cast.saar)
    thief = Client()
    thief.force_login(cast.joris)
    taken = thief.post(reverse("add-passkey"), {"answer": device.make(asked(thief, "passkey-options"))})
    assert taken.status_code == 403
    assert Passkey.objects.get().person == cast.saar


@pytest.mark.parametrize(
    "spoil",
    [
        {"origin": "https://kring.evil.invalid"},
        {"origin": "http://testserver.evil.invalid"},
        {"origin": "https://testserver"},
        {"rp_id": "evil.invalid"},
        {"flags": PRESENT},
        {"flags": 0},
        {"handle": b"somebody else"},
    ],
)
def test_a_wrong_answer_signs_nobody_in(cast, spoil) -> None:
    _, device = with_passkey(cast.saar)
    vars(device).update(spoil)
    client, answer = sign_in(device)
    refused(answer, client)
    assert Passkey.objects.get().sign_count == 0


@pytest.mark.parametrize(
    "spoil", [{"origin": "https://evil.invalid"}, {"rp_id": "evil.invalid"}, {"flags": PRESENT}]
)
def test_a_passkey_that_was_made_elsewhere_or_by_nobody_is_refused(cast, client, spoil) -> None:
    client.force_login(cast.saar)
    device = Authenticator(**spoil)
    made = device.make(asked(client, "passkey-options"))
    assert client.post(reverse("add-passkey"), {"answer": made}).status_code == 403
    assert not Passkey.objects.exists()


def test_an_answer_works_once(cast) -> None:
    _, device = with_passkey(cast.saar)
    client = Client()
    used = device.use(asked(client, "passkey-sign-in-options"))
    assert client.post(reverse("passkey-sign-in"), {"answer": used}).status_code == 302
    client.post(reverse("sign-out"))
    refused(client.post(reverse("passkey-sign-in"), {"answer": used}), client)
    asked(client, "passkey-sign-in-options")
    refused(client.post(reverse("passkey-sign-in"), {"answer": used}), client)


def test_an_answer_to_the_question_of_another_browser_does_not_work(cast) -> None:
    _, device = with_passkey(cast.saar)
    victim, thief = Client(), Client()
    used = device.use(asked(victim, "passkey-sign-in-options"))
    asked(thief, "passkey-sign-in-options")
    refused(thief.post(reverse("passkey-sign-in"), {"answer": used}), thief)


def test_a_question_for_another_purpose_or_an_old_one_does_not_work(cast) -> None:
    client, device = with_passkey(cast.saar)
    used = device.use(asked(client, "passkey-options"))
    assert client.post(reverse("passkey-sign-in"), {"answer": used}).status_code == 403
    client = Client()
    used = device.use(asked(client, "passkey-sign-in-options"))
    session = client.session
    session["passkey_challenge"] = {
        **session["passkey_challenge"],
        "at": int(timezone.now().timestamp()) - 301,
    }
    session.save()
    refused(client.post(reverse("passkey-sign-in"), {"answer": used}), client)


def test_a_counter_that_does_not_go_up_is_a_copy(cast) -> None:
    _, device = with_passkey(cast.saar)
    device.counter = 7
    assert sign_in(device)[1].status_code == 302
    for counter in (7, 3, -1):  # the device itself adds one
        device.counter = counter
        client, answer = sign_in(device)
        refused(answer, client)
    assert Passkey.objects.get().sign_count == 8


def test_a_signature_of_another_key_does_not_work(cast) -> None:
    _, device = with_passkey(cast.saar)
    device.key = Authenticator().key
    client, answer = sign_in(device)
    refused(answer, client)


def test_an_unknown_passkey_and_a_wrong_one_get_the_same_page(cast) -> None:
    _, device = with_passkey(cast.saar)
    stranger = Authenticator(handle=cast.saar.pk.bytes)
    device.origin = "https://evil.invalid"
    pages = [sign_in(one)[1] for one in (stranger, device)]
    assert [page.status_code for page in pages] == [403, 403]
    said = [page.content.decode().partition("<main")[2].partition("</main")[0] for page in pages]
    assert said[0] == said[1]


def test_a_closed_account_and_a_removed_passkey_stay_out(cast) -> None:
    owner, device = with_passkey(cast.saar)
    Person.objects.filter(pk=cast.saar.pk).update(is_active=False)
    client, answer = sign_in(device)
    refused(answer, client)
    Person.objects.filter(pk=cast.saar.pk).update(is_active=True)
    assert owner.post(reverse("remove-passkey", args=[Passkey.objects.get().pk])).status_code == 302
    client, answer = sign_in(device)
    refused(answer, client)


@pytest.mark.parametrize(
    "answer",
    ["", "{", "[]", "null", '"x"', '{"id": 3}', '{"id": "a"}', '{"id": "\\u0000"}', "[" * 5_000, "x" * 30_000,
     '{"id":"YQ","rawId":"YQ","type":"public-key","response":{}}',
     '{"id":"YQ","rawId":"YQ","type":"public-key","response":[]}',
     '{"id":"YQ","rawId":"YQ","type":"public-key","response":{"clientDataJSON":"!!","authenticatorData":"é",'
     '"signature":1,"attestationObject":"AA"}}'],
)  # fmt: skip
def test_nothing_that_is_sent_is_a_fault(cast, answer) -> None:
    client, _ = with_passkey(cast.saar)
    asked(client, "passkey-options")
    assert client.post(reverse("add-passkey"), {"answer": answer}).status_code == 403
    stranger = Client()
    Passkey.objects.update(credential_id="YQ")
    asked(stranger, "passkey-sign-in-options")
    refused(stranger.post(reverse("passkey-sign-in"), {"answer": answer}), stranger)


def test_trying_too_often_is_refused(cast, client) -> None:
    for _ in range(60):
        client.post(reverse("passkey-sign-in"), {"answer": "x"})
    assert client.post(reverse("passkey-sign-in"), {"answer": "x"}).status_code == 429


@pytest.mark.parametrize("name", ["joris", "ada"])
def test_nobody_changes_the_passkey_of_another(cast, name) -> None:
    with_passkey(cast.saar)
    other = Client()
    other.force_login(getattr(cast, name))
    passkey = Passkey.objects.get()
    for path in ("passkey", "remove-passkey"):
        assert other.post(reverse(path, args=[passkey.pk]), {"name": "mine"}).status_code == 404
    assert Passkey.objects.filter(pk=passkey.pk, name=passkey.name).exists()


@pytest.mark.parametrize(
    ("name", "status"), [("Mijn telefoon", 302), ("<b>x</b>", 302), ("", 400), ("x" * 61, 400)]
)
def test_a_passkey_gets_a_name(cast, name, status) -> None:
    client, _ = with_passkey(cast.saar)
    url = reverse("passkey", args=[Passkey.objects.get().pk])
    assert client.post(url, {"name": name}).status_code == status
    assert (Passkey.objects.get().name == name) is (status == 302)
    assert "<b>" not in client.get(reverse("account")).content.decode()


def test_not_signed_in_makes_no_passkey(cast, client) -> None:
    assert client.post(reverse("passkey-options")).status_code == 403
    assert client.post(reverse("add-passkey"), {"answer": "{}"}).status_code == 403


@pytest.mark.parametrize(
    ("host", "works"), [("127.0.0.1:8000", False), ("[::1]:8000", False), ("localhost:8000", True)]
)
def test_an_address_of_numbers_says_that_passkeys_do_not_work(cast, client, settings, host, works) -> None:
    settings.ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
    answer = client.post(reverse("passkey-sign-in-options"), headers={"host": host})
    assert answer.status_code == (200 if works else 400)
    page = client.get(reverse("sign-in"), headers={"host": host}).content.decode()
    assert ("data-passkey" in page) is works


def test_the_owner_is_told_by_mail_and_facts_hold_no_key(cast) -> None:
    with_passkey(cast.saar)
    fact = Fact.objects.get(verb="passkey_added")
    assert enqueue_followers() >= 1
    mail_new_passkey(fact)
    mail_new_passkey(fact)
    assert reverse("account") in Mail.objects.get(to=cast.saar.email).body
    assert fact.details == {}


def test_a_passkey_lasts_longer_than_a_link(cast) -> None:
    _, device = with_passkey(cast.saar)
    Passkey.objects.update(created_at=timezone.now() - timedelta(days=400))
    assert sign_in(device)[1].status_code == 302


@pytest.mark.parametrize(
    ("host", "base", "leads_to"),
    [
        ("127.0.0.1:8000", "http://127.0.0.1:8000", "http://localhost:8000/account/"),
        ("[::1]:8000", "http://127.0.0.1:8000", "http://localhost:8000/account/"),
        ("10.0.0.7:8000", "https://kring.example", "https://kring.example/account/"),
        ("10.0.0.7:8000", "http://10.0.0.7:8000", ""),
        ("10.0.0.7:8000", "http://localhost:8000", ""),
        ("localhost:8000", "http://127.0.0.1:8000", ""),
    ],
)
def test_an_address_of_numbers_leads_to_one_with_a_name(cast, settings, host, base, leads_to) -> None:
    settings.ALLOWED_HOSTS, settings.KRING_BASE_URL = ["localhost", "127.0.0.1", "[::1]", "10.0.0.7"], base
    client = Client(headers={"host": host})
    client.force_login(cast.saar)
    page = client.get(reverse("account"))
    assert page.context["named_address"] == leads_to
    assert (f'href="{leads_to}"' in page.content.decode()) == bool(leads_to)
