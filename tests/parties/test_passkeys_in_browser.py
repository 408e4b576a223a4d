"""Passkeys in Chromium with a virtual authenticator: made and used by keyboard, under the strict policy."""

import pytest

from kring.parties.models import Passkey, SignedIn
from tests.cast import make_cast
from tests.journeys.walking import AXE
from tests.parties.phone import Phone

pytestmark = [
    pytest.mark.browser,
    pytest.mark.needs_npm,
    pytest.mark.skipif(not AXE.is_file(), reason="axe-core is not installed (npm ci in frontend/)"),
]


@pytest.fixture
def phone(chromium, live_server, transactional_db, request):
    made = Phone(chromium, live_server, *getattr(request, "param", ()))
    yield made
    made.context.close()
    assert made.complaints == []


@pytest.fixture
def cast(transactional_db):
    return make_cast()


@pytest.mark.parametrize("phone", [("nl", 390), ("en", 1280)], indirect=True)
def test_a_passkey_is_made_and_used_by_keyboard(phone, cast, client) -> None:
    phone.sign_in_as(client, cast.saar)
    phone.open("/account/")
    phone.press("make")
    phone.page.wait_for_url("**/account/")
    phone.page.locator('a[href^="/account/passkeys/"]').wait_for()
    passkey = Passkey.objects.get()
    assert passkey.person == cast.saar
    phone.open(f"/account/passkeys/{passkey.pk}/")
    phone.forget_session()
    phone.open("/sign-in/?next=/account/")
    phone.press("use")
    phone.page.wait_for_url(f"{phone.server.url}/account/")
    assert SignedIn.objects.filter(person=cast.saar, means="passkey").count() == 1
    assert Passkey.objects.get().sign_count >= 1


def test_a_phone_without_the_right_finger_says_what_to_do(phone, cast, client) -> None:
    phone.sign_in_as(client, cast.saar)
    phone.open("/account/")
    phone.press("make")
    phone.page.locator('a[href^="/account/passkeys/"]').wait_for()
    phone.forget_session()
    phone.set(isUserVerified=False)
    phone.open("/sign-in/")
    phone.press("use")
    assert phone.failed()
    phone.set(isUserVerified=True)
    phone.press("use")
    phone.page.wait_for_url(f"{phone.server.url}/")
    assert SignedIn.objects.filter(means="passkey").exists()


def test_a_copy_of_the_passkey_with_an_older_counter_stays_out(phone, cast, client) -> None:
    phone.sign_in_as(client, cast.saar)
    phone.open("/account/")
    phone.press("make")
    phone.page.locator('a[href^="/account/passkeys/"]').wait_for()
    Passkey.objects.update(sign_count=1_000)
    phone.forget_session()
    phone.open("/sign-in/")
    phone.press("use")
    phone.page.locator("h1").wait_for()
    phone.page.wait_for_url("**/sign-in/passkey/")
    assert "werkt hier niet" in phone.page.inner_text("main")
    assert not SignedIn.objects.filter(means="passkey").exists()


def test_a_passkey_of_another_address_is_not_offered(phone, cast, client) -> None:
    """What was made at localhost does not exist for 127.0.0.1: there the page offers no passkey."""
    phone.page.goto(phone.server.url.replace("localhost", "127.0.0.1") + "/sign-in/")
    assert phone.page.locator("form[data-passkey]").count() == 0
