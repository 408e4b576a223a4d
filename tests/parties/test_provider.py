"""Signing in through one's own organisation, against a real provider on this machine."""

import time
import urllib.error
import urllib.request
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from kring.files.actions.sign_link import sign_link
from kring.ledger.models import Fact
from kring.notices.jobs import mail_new_provider
from kring.notices.models import Mail
from kring.parties.models import Organisation, Person, ProviderAccount, SignedIn, SignInLink
from tests.parties.small_provider import CLIENT, SECRET, small_provider

pytestmark = pytest.mark.django_db
MAIL = "saar@cast.invalid"


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *arguments):
        return None


def fetched(address: str) -> str:
    """Open an address as a browser does; return where it leads."""
    opener = urllib.request.build_opener(_Stay, urllib.request.ProxyHandler({}))
    try:
        opener.open(address, timeout=5)
    except urllib.error.HTTPError as answer:
        return answer.headers["Location"]
    raise AssertionError("the provider did not send the visitor back")


@pytest.fixture
def provider(settings):
    cache.clear()
    with small_provider() as running:
        settings.KRING_OIDC_PROVIDERS = ((running.address, CLIENT, SECRET, "Hogeschool Fictief"),)
        yield running
    cache.clear()


def to_provider(client: Client, next_path: str = "") -> str:
    """Begin; return the address at Kring to which the provider sends the visitor back."""
    answer = client.get(reverse("provider-sign-in"), {"next": next_path})
    assert answer.status_code == 302, answer.content.decode()
    return fetched(answer["Location"])


def local(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.path}?{parts.query}"


def come_in(client: Client, next_path: str = ""):
    return client.get(local(to_provider(client, next_path)))


def who(client: Client) -> str:
    return client.session.get("_auth_user_id", "")


def refused(answer, client: Client, status: int = 400) -> None:
    assert answer.status_code == status, answer.content.decode()
    assert not who(client)
    assert not ProviderAccount.objects.exists()


def open_link(client: Client, email: str):
    link = SignInLink.objects.filter(email=email).latest("created_at")
    return client.post(reverse("sign-in-link", args=[sign_link("sign-in", link.pk)]))


# ---- who comes in -----------------------------------------------------------------------------------


def test_a_verified_address_signs_its_person_in(provider, cast, client) -> None:
    provider.claims |= {"email": "Saar@Cast.invalid", "email_verified": True, "name": "Saar van Fictief"}
    answer = come_in(client, "/queue/")
    assert answer["Location"] == reverse("provider-welcome")
    assert who(client) == str(cast.saar.pk)
    assert SignedIn.objects.get().means == "provider"
    cast.saar.refresh_from_db()
    assert cast.saar.name == "Saar"  # what somebody calls herself stays
    other = Client()
    assert come_in(other, "/queue/")["Location"] == "/queue/"
    assert who(other) == str(cast.saar.pk)


def test_somebody_new_becomes_a_member_and_nothing_more(provider, client) -> None:
    provider.claims |= {"email": "nieuw@fictief.invalid", "email_verified": True, "name": "Nieuw Mens",
                        "eduperson_affiliation": ["employee", "faculty"]}  # fmt: skip
    come_in(client)
    person = Person.objects.get(email="nieuw@fictief.invalid")
    assert person.name == "Nieuw Mens"
    assert list(person.memberships.values_list("role", "organisation")) == [("member", None)]


def test_claims_that_the_id_token_lacks_come_from_userinfo(provider, cast, client) -> None:
    """As SURFconext serves them."""
    provider.userinfo = {"sub": "s-1", "email": MAIL, "email_verified": True, "name": "X",
                         "schac_home_organization": "fictief.invalid",
                         "eduperson_affiliation": ["student"]}  # fmt: skip
    answer = come_in(client)
    assert who(client) == str(cast.saar.pk)
    page = client.get(answer["Location"], headers={"accept-language": "en"}).content.decode()
    assert "belong to fictief.invalid" in page
    assert "student" in page


def test_an_organisation_at_that_domain_is_shown_on_the_welcome_page(provider, cast, client) -> None:
    Organisation.objects.filter(pk=cast.school.pk).update(website="https://www.fictief.invalid/over")
    Organisation.objects.filter(pk=cast.lab.pk).update(website="https://niet-fictief.invalid")
    provider.claims |= {"email": MAIL, "email_verified": True, "schac_home_organization": "fictief.invalid"}
    page = client.get(come_in(client)["Location"]).content.decode()
    assert cast.school.name in page
    assert cast.lab.name not in page
    assert cast.saar.memberships.filter(organisation=cast.school).count() == 0


@pytest.mark.parametrize("userinfo", [None, {"sub": "s-1"}])
def test_missing_affiliation_gets_a_clear_page(provider, cast, client, userinfo) -> None:
    provider.userinfo = userinfo
    provider.claims |= {"email": MAIL, "email_verified": True}
    answer = come_in(client)
    page = client.get(answer["Location"], headers={"accept-language": "en"}).content.decode()
    assert "did not tell where you work or study" in page


# ---- an address that nobody verified -----------------------------------------------------------------


@pytest.mark.parametrize(
    "claims",
    [{}, {"email": MAIL}, {"email": MAIL, "email_verified": False}, {"email": MAIL, "email_verified": "true"},
     {"email": MAIL, "email_verified": 1}, {"email": "no address", "email_verified": True},
     {"email": ["x"], "email_verified": [True]}],
)  # fmt: skip
def test_an_address_that_is_missing_or_only_claimed_signs_nobody_in(provider, cast, client, claims) -> None:
    provider.claims |= claims
    answer = come_in(client)
    assert answer["Location"] == reverse("provider-address")
    assert not who(client)
    assert not ProviderAccount.objects.exists()
    assert client.get(answer["Location"]).status_code == 200


def test_email_verified_of_one_place_says_nothing_of_the_address_of_another(provider, cast, client) -> None:
    provider.claims |= {"email": MAIL}
    provider.userinfo = {"sub": "s-1", "email": "x@y.invalid", "email_verified": True}
    assert come_in(client)["Location"] == reverse("provider-address")


def test_the_mail_link_proves_the_address_and_joins_the_account(provider, cast, client) -> None:
    come_in(client, "/queue/")
    assert client.post(reverse("provider-address"), {"email": MAIL}).status_code == 302
    assert not ProviderAccount.objects.exists()
    assert open_link(client, MAIL)["Location"] == "/queue/"
    assert ProviderAccount.objects.get().person == cast.saar
    again = Client()
    come_in(again)
    assert who(again) == str(cast.saar.pk)


def test_a_stranger_who_types_an_address_gains_nothing_by_the_owner_s_click(provider, cast) -> None:
    """The owner opens the link in another browser: she is signed in, and nothing is joined."""
    stranger, owner = Client(), Client()
    come_in(stranger)
    stranger.post(reverse("provider-address"), {"email": MAIL})
    open_link(owner, MAIL)
    assert who(owner) == str(cast.saar.pk)
    assert not ProviderAccount.objects.exists()
    assert not who(stranger)


def test_another_link_in_that_browser_joins_nothing(provider, cast, client) -> None:
    come_in(client)
    client.post(reverse("provider-address"), {"email": "ander@cast.invalid"})
    client.post(reverse("sign-in"), {"email": MAIL})
    open_link(client, MAIL)
    assert who(client) == str(cast.saar.pk)
    assert not ProviderAccount.objects.exists()


def test_the_question_for_an_address_is_only_for_who_comes_from_the_provider(provider, client) -> None:
    assert client.get(reverse("provider-address")).status_code == 400
    assert client.post(reverse("provider-address"), {"email": MAIL}).status_code == 400
    come_in(client)
    assert client.post(reverse("provider-address"), {"email": "no address"}).status_code == 400


# ---- one's own account -------------------------------------------------------------------------------


def test_whoever_is_signed_in_joins_the_account_and_parts_it_again(provider, cast, client) -> None:
    client.force_login(cast.saar)
    assert come_in(client)["Location"] == reverse("account")
    row = ProviderAccount.objects.get(person=cast.saar)
    assert "Hogeschool Fictief" in client.get(reverse("account")).content.decode()
    for name in ("joris", "ada"):
        other = Client()
        other.force_login(getattr(cast, name))
        assert other.post(reverse("leave-provider", args=[row.pk])).status_code == 404
        assert come_in(other).status_code == 403  # it belongs to Saar
    assert client.post(reverse("leave-provider", args=[row.pk])).status_code == 302
    assert not ProviderAccount.objects.exists()
    assert {fact.verb for fact in Fact.objects.all()} >= {"provider_joined", "provider_left"}
    mail_new_provider(Fact.objects.get(verb="provider_joined"))
    assert "Hogeschool Fictief" in Mail.objects.get(to=cast.saar.email).body


def test_a_closed_account_stays_closed(provider, cast, client) -> None:
    provider.claims |= {"email": MAIL, "email_verified": True}
    come_in(client)
    Person.objects.filter(pk=cast.saar.pk).update(is_active=False)
    other = Client()
    assert come_in(other).status_code == 403
    assert not who(other)
    ProviderAccount.objects.all().delete()
    assert come_in(other).status_code == 403


def test_facts_hold_neither_subject_nor_address(provider, cast, client) -> None:
    provider.claims |= {"sub": "urn:collab:person:saar", "email": MAIL, "email_verified": True}
    provider.userinfo = None
    come_in(client)
    said = str(list(Fact.objects.values()))
    assert "collab" not in said
    assert "saar" not in said


# ---- what must be refused ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "spoil",
    [
        {"nonce": "another"}, {"nonce": None}, {"nonce": 1},
        {"iss": "https://evil.invalid"}, {"iss": None},
        {"aud": "another client"}, {"aud": ["another", "client"]}, {"aud": None},
        {"aud": [CLIENT, "another"], "azp": "another"},
        {"exp": int(time.time()) - 120}, {"exp": None}, {"exp": "later"},
        {"iat": int(time.time()) + 3_600}, {"iat": None}, {"nbf": int(time.time()) + 3_600},
        {"sub": None}, {"sub": ""}, {"sub": "x" * 256}, {"sub": 7}, {"sub": ["s-1"]}, {"sub": "s\x001"},
        {"at_hash": "AAAA"},
    ],
)  # fmt: skip
def test_a_wrong_id_token_signs_nobody_in(provider, cast, client, spoil) -> None:
    provider.claims |= {"email": MAIL, "email_verified": True}
    provider.userinfo = None
    provider.spoil = spoil
    refused(come_in(client), client)
    provider.spoil = {}
    come_in(client)
    assert who(client) == str(cast.saar.pk)  # nothing else was wrong with it


@pytest.mark.parametrize("algorithm", ["none", "HS256"])
def test_a_token_without_the_provider_s_own_signature_is_refused(provider, cast, client, algorithm) -> None:
    provider.claims |= {"email": MAIL, "email_verified": True}
    provider.algorithm = algorithm
    refused(come_in(client), client)
    provider.algorithm = "RS256"
    come_in(client)
    assert who(client) == str(cast.saar.pk)


def test_a_token_signed_with_a_key_that_is_not_published_is_refused(provider, cast, client) -> None:
    provider.claims |= {"email": MAIL, "email_verified": True}
    published = provider.published()
    provider.published = lambda: published
    provider.new_keys()
    refused(come_in(client), client)


def test_userinfo_of_somebody_else_is_refused(provider, cast, client) -> None:
    provider.claims |= {"email": MAIL, "email_verified": True}
    for found in ({"sub": "s-2", "email": MAIL, "email_verified": True}, {"email": MAIL}, [], "x"):
        provider.userinfo = found
        refused(come_in(client), client)
    provider.userinfo = {"sub": "s-1"}
    come_in(client)
    assert who(client) == str(cast.saar.pk)


def test_new_keys_of_the_provider_are_fetched(provider, cast, client) -> None:
    provider.claims |= {"email": MAIL, "email_verified": True}
    come_in(client)
    provider.new_keys()
    other = Client()
    come_in(other)
    assert who(other) == str(cast.saar.pk)
    assert provider.seen.count("/keys") == 2
    come_in(Client())
    assert provider.seen.count("/keys") == 2
    assert provider.seen.count("/.well-known/openid-configuration") == 1


def test_the_way_back_works_once_and_only_in_the_browser_that_left(provider, cast, client) -> None:
    provider.claims |= {"email": MAIL, "email_verified": True}
    address = local(to_provider(client))
    stranger = Client()
    assert stranger.get(address).status_code == 400
    assert not who(stranger)
    assert client.get(address).status_code == 302
    client.post(reverse("sign-out"))
    assert client.get(address).status_code == 400
    assert not who(client)


@pytest.mark.parametrize(
    "change",
    [{"state": "other"}, {"state": None}, {"code": "other"}, {"code": None}, {"iss": "https://evil.invalid"},
     {"code": None, "error": "access_denied"}, {"state": "\x00", "code": "\x00"}],
)  # fmt: skip
def test_a_forged_way_back_is_a_clear_page(provider, cast, client, change) -> None:
    provider.claims |= {"email": MAIL, "email_verified": True}
    address = urlsplit(to_provider(client))
    asked = {name: values[0] for name, values in parse_qs(address.query).items()} | change
    sent = {name: value for name, value in asked.items() if value is not None}
    refused(client.get(address.path, sent), client)


def test_a_code_of_another_visitor_does_not_work(provider, cast) -> None:
    """The verifier of PKCE and the nonce are in the other browser."""
    provider.claims |= {"email": MAIL, "email_verified": True}
    victim, thief = Client(), Client()
    code = parse_qs(urlsplit(to_provider(victim)).query)["code"][0]
    state = parse_qs(urlsplit(to_provider(thief)).query)["state"][0]
    refused(thief.get(reverse("provider-back"), {"code": code, "state": state}), thief)


def test_two_tabs_come_back_each_by_its_own_way(provider, cast, client) -> None:
    provider.claims |= {"email": MAIL, "email_verified": True}
    first, second = to_provider(client, "/queue/"), to_provider(client, "/parties/")
    client.get(local(first))
    assert who(client) == str(cast.saar.pk)
    assert client.get(local(second)).status_code == 302


def test_a_provider_that_is_away_or_not_itself_is_a_clear_page(provider, client) -> None:
    provider.issuer_said = "https://evil.invalid"
    assert client.get(reverse("provider-sign-in")).status_code == 400
    provider.issuer_said = ""
    provider.away = True
    answer = client.get(reverse("provider-sign-in"))
    assert answer.status_code == 400
    assert "link per mail" in answer.content.decode()


def test_without_a_provider_there_is_none(client, settings) -> None:
    settings.KRING_OIDC_PROVIDERS = ()
    assert reverse("provider-sign-in") not in client.get(reverse("sign-in")).content.decode()
    assert client.get(reverse("provider-sign-in")).status_code == 404
    assert client.get(reverse("provider-back"), {"state": "x"}).status_code == 404


def test_the_sign_in_page_names_the_provider(provider, client) -> None:
    page = client.get(reverse("sign-in")).content.decode()
    assert "Hogeschool Fictief" in page
    assert reverse("provider-sign-in") in page


def test_going_to_the_provider_too_often_is_refused(provider, client) -> None:
    for _ in range(60):
        client.get(reverse("provider-sign-in"))
    assert client.get(reverse("provider-sign-in")).status_code == 429


@pytest.mark.parametrize(
    "path", ["//evil.invalid", "https://evil.invalid/", "javascript:alert(1)", "/" + "x" * 300]
)
def test_no_way_in_leads_to_another_site(provider, cast, client, path) -> None:
    provider.claims |= {"email": MAIL, "email_verified": True}
    come_in(client, path)
    page = client.get(reverse("provider-welcome")).content.decode()
    assert "evil.invalid" not in page
    assert "javascript:" not in page
