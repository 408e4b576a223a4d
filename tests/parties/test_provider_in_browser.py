"""Through one's own organisation in Chromium: there and back under the strict policy."""

import pytest
from django.core.cache import cache

from kring.files.actions.sign_link import sign_link
from kring.parties.models import ProviderAccount, SignInLink
from tests.cast import make_cast
from tests.journeys.walking import AXE
from tests.parties.phone import Phone
from tests.parties.small_provider import CLIENT, SECRET, small_provider

pytestmark = [
    pytest.mark.browser,
    pytest.mark.needs_npm,
    pytest.mark.skipif(not AXE.is_file(), reason="axe-core is not installed (npm ci in frontend/)"),
]


@pytest.fixture
def provider(settings):
    cache.clear()
    with small_provider() as running:
        settings.KRING_OIDC_PROVIDERS = ((running.address, CLIENT, SECRET, "Hogeschool Fictief"),)
        yield running
    cache.clear()


@pytest.mark.parametrize(("language", "width"), [("nl", 390), ("en", 1280)])
def test_there_and_back_with_an_address_to_prove(
    chromium, live_server, transactional_db, provider, language, width
) -> None:
    cast = make_cast()
    phone = Phone(chromium, live_server, language, width)
    phone.open("/sign-in/?next=/parties/")
    phone.page.locator('a[href^="/sign-in/provider/"]').click()
    phone.page.wait_for_url(f"{live_server.url}/sign-in/provider/address/")
    phone.open("/sign-in/provider/address/")
    phone.page.fill("#id_email", cast.saar.email)
    phone.page.keyboard.press("Enter")
    phone.page.wait_for_url(f"{live_server.url}/sign-in/sent/")
    token = sign_link("sign-in", SignInLink.objects.get(email=cast.saar.email).pk)
    phone.open(f"/sign-in/{token}/")
    phone.page.locator("main form button").click()
    phone.page.wait_for_url(f"{live_server.url}/parties/")
    assert ProviderAccount.objects.get().person == cast.saar
    phone.open("/account/")
    assert "Hogeschool Fictief" in phone.page.inner_text("main")
    phone.context.close()
    assert phone.complaints == []


def test_a_first_visit_is_welcomed(chromium, live_server, transactional_db, provider) -> None:
    provider.claims |= {"email": "nieuw@fictief.invalid", "email_verified": True}
    phone = Phone(chromium, live_server)
    phone.open("/sign-in/")
    phone.page.locator('a[href^="/sign-in/provider/"]').click()
    phone.page.wait_for_url(f"{live_server.url}/sign-in/provider/welcome/")
    phone.open("/sign-in/provider/welcome/")
    assert "niet waar u werkt" in phone.page.inner_text("main")
    phone.context.close()
    assert phone.complaints == []
