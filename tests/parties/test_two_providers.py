"""Two real providers at once: each has its button, no one answers for the other, a person may have both."""

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from kring.ledger.models import Fact
from kring.notices.jobs import mail_new_provider
from kring.notices.models import Mail
from kring.parties.models import Person, ProviderAccount
from tests.parties.small_provider import CLIENT, SECRET, small_provider
from tests.parties.test_provider import MAIL, come_in, fetched, local, open_link, who

pytestmark = pytest.mark.django_db
NAMES = ("Hogeschool Fictief", "Bedrijf Verzonnen")


@pytest.fixture
def two(settings):
    cache.clear()
    with small_provider() as one, small_provider() as other:
        settings.KRING_OIDC_PROVIDERS = tuple(
            (running.address, CLIENT, SECRET, name) for running, name in zip((one, other), NAMES, strict=True)
        )
        yield one, other
    cache.clear()


def begin(client: Client, place: object) -> str:
    answer = client.get(reverse("provider-sign-in"), {"at": place})
    assert answer.status_code == 302, answer.content.decode()
    return answer["Location"]


def come_in_at(client: Client, place: int):
    return client.get(local(fetched(begin(client, place))))


def test_each_has_its_button_and_leads_to_itself(two, client) -> None:
    page = client.get(reverse("sign-in"), headers={"accept-language": "en"}).content.decode()
    for place, (running, name) in enumerate(zip(two, NAMES, strict=True), start=1):
        assert f"Sign in through {name}" in page and f"?at={place}&amp;next=" in page
        assert begin(client, place).startswith(f"{running.address}/authorize")
    assert client.get(reverse("provider-sign-in"))["Location"].startswith(two[0].address)


@pytest.mark.parametrize("place", ["0", "3", "-1", "x", "", "1e9", "9" * 40])
def test_a_provider_that_is_not_there_gets_a_clear_page(two, client, place) -> None:
    answer = client.get(reverse("provider-sign-in"), {"at": place})
    assert answer.status_code == 404 and "<h1" in answer.content.decode()


def test_claims_at_userinfo_only_sign_in_at_both_as_one_person(two, cast, client) -> None:
    one, other = two
    one.userinfo = {
        "sub": "s-1",
        "email": MAIL,
        "email_verified": True,
        "schac_home_organization": "f.invalid",
    }
    other.claims, other.userinfo = {"sub": "b-7"}, {"sub": "b-7", "email": MAIL, "email_verified": True}
    welcome = come_in_at(client, 1)
    assert NAMES[0] in client.get(welcome["Location"]).content.decode()
    elsewhere = Client()
    page = elsewhere.get(come_in_at(elsewhere, 2)["Location"], headers={"accept-language": "en"})
    assert f"{NAMES[1]} did not tell where you work or study" in page.content.decode()
    assert who(client) == who(elsewhere) == str(cast.saar.pk)
    account = client.get(reverse("account"), headers={"accept-language": "en"})
    assert [one.name for one in account.context["provider_accounts"]] == list(NAMES)
    assert account.context["providers_left"] == []
    for fact in Fact.objects.filter(verb="provider_joined"):
        mail_new_provider(fact)
    bodies = [mail.body for mail in Mail.objects.filter(key__startswith="provider-joined:").order_by("pk")]
    assert [name in body for name, body in zip(NAMES, bodies, strict=True)] == [True, True]


def test_the_same_number_at_two_providers_is_two_people(two, client) -> None:
    one, other = two
    for running, address in ((one, "a@fictief.invalid"), (other, "b@verzonnen.invalid")):
        running.claims = {"sub": "7", "email": address, "email_verified": True}
        running.userinfo = {"sub": "7"}
    strangers = Client(), Client()
    come_in_at(strangers[0], 1), come_in_at(strangers[1], 2)
    people = [Person.objects.get(pk=who(each)).email for each in strangers]
    assert people == ["a@fictief.invalid", "b@verzonnen.invalid"]
    come_in_at(client, 2)
    assert who(client) == who(strangers[1])


def test_no_provider_answers_in_the_place_of_another(two, cast, client) -> None:
    one, other = two
    other.claims |= {"email": MAIL, "email_verified": True}
    to_one, to_other = begin(client, 1), begin(client, 2)
    state = next(part for part in to_one.split("&") if part.startswith("state="))
    back = local(fetched(to_other))
    path, _, query = back.partition("?")
    mixed = path + "?" + "&".join(state if p.startswith("state=") else p for p in query.split("&"))
    assert client.get(mixed).status_code == 400
    assert not who(client) and not ProviderAccount.objects.exists()


def test_missing_mail_at_the_second_is_proven_by_mail_and_named_after_it(two, cast, client) -> None:
    answer = come_in_at(client, 2)
    assert answer["Location"] == reverse("provider-address")
    assert NAMES[1] in client.get(answer["Location"]).content.decode()
    client.post(answer["Location"], {"email": MAIL})
    open_link(client, MAIL)
    assert who(client) == str(cast.saar.pk)
    assert ProviderAccount.objects.get().issuer == two[1].address
    page = client.get(reverse("account"), headers={"accept-language": "en"}).content.decode()
    assert f"Sign in through {NAMES[0]} too" in page and f"Sign in through {NAMES[1]} too" not in page


def test_a_provider_that_is_no_longer_configured_leaves_its_address_on_the_page(two, cast, client, settings):
    two[1].claims |= {"email": MAIL, "email_verified": True}
    come_in_at(client, 2)
    settings.KRING_OIDC_PROVIDERS = settings.KRING_OIDC_PROVIDERS[:1]
    page = client.get(reverse("account"))
    assert page.context["provider_accounts"][0].name == two[1].address
    assert come_in(Client()).status_code in (302, 400)
