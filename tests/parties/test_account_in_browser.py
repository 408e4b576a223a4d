"""One's own pages in Chromium: axe on each, two widths and languages, by keyboard, and without scripts."""

import pytest

from kring.parties.models import Consent, PersonSkill, SignedIn
from kring.taxonomy.actions.import_kring_vocabulary import import_kring_vocabulary
from tests.cast import make_cast
from tests.journeys.walking import AXE
from tests.parties.phone import Phone

pytestmark = [
    pytest.mark.browser,
    pytest.mark.needs_npm,
    pytest.mark.skipif(not AXE.is_file(), reason="axe-core is not installed (npm ci in frontend/)"),
]
ML = "urn:kring:ai-skill:predictive-maintenance"


@pytest.fixture
def cast(transactional_db):
    import_kring_vocabulary(by="system")
    return make_cast()


@pytest.fixture
def phone(chromium, live_server, transactional_db, request):
    made = Phone(chromium, live_server, *getattr(request, "param", ()))
    yield made
    made.context.close()
    assert made.complaints == []


@pytest.mark.parametrize("phone", [("nl", 390), ("en", 1280)], indirect=True)
def test_axe_finds_nothing_on_ones_own_pages(phone, cast, client) -> None:
    PersonSkill.objects.create(person=cast.noor, uri=ML, level="user", goal="expert", source="own")
    for person in (cast.noor, cast.saar):
        Consent.objects.create(person=person, purpose="brokers")
    phone.sign_in_as(client, cast.noor)
    role = cast.noor.memberships.get(role="broker")
    for path in (
        "/account/", "/account/details/", "/account/skills/", "/account/skills/?q=onderhoud",
        f"/account/skills/one/?skill={ML}", "/account/consents/", "/account/invite/", "/account/erase/",
        f"/account/roles/{role.pk}/", f"/people/{cast.noor.pk}/", "/people/", f"/people/{cast.saar.pk}/",
    ):  # fmt: skip
        phone.open(path)


def test_a_skill_is_found_while_typing_and_noted_by_keyboard(phone, cast, client) -> None:
    phone.sign_in_as(client, cast.saar)
    phone.open("/account/skills/")
    phone.page.locator("#skill_q").focus()
    phone.page.keyboard.type("onderhoud")
    found = phone.page.locator('#found a[href*="predictive-maintenance"]')
    found.wait_for()
    assert "q=" not in phone.page.url
    found.focus()
    phone.page.keyboard.press("Enter")
    phone.page.locator('input[name="level"]').first.wait_for()
    phone.page.locator('input[name="level"]').first.focus()
    phone.page.keyboard.press("ArrowDown")
    phone.page.keyboard.press("ArrowDown")
    phone.page.keyboard.press("Enter")
    phone.page.wait_for_url(f"{phone.server.url}/account/skills/")
    assert PersonSkill.objects.get(person=cast.saar).level == "user"


def test_the_same_search_works_without_scripts(chromium, live_server, cast, client) -> None:
    client.force_login(cast.saar)
    context = chromium.new_context(java_script_enabled=False, locale="nl")
    cookie = client.cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
    page = context.new_page()
    page.goto(f"{live_server.url}/account/skills/")
    page.fill("#skill_q", "onderhoud")
    page.press("#skill_q", "Enter")
    page.wait_for_url("**q=onderhoud")
    assert page.locator('#found a[href*="predictive-maintenance"]').count() == 1
    page.goto(f"{live_server.url}/account/consents/")
    page.locator('button[value="yes"]').first.click()
    page.wait_for_load_state()
    assert Consent.objects.filter(person=cast.saar, purpose="brokers", withdrawn_at=None).exists()
    page.goto(f"{live_server.url}/account/")
    assert not page.locator("form[data-passkey]").first.is_visible()
    context.close()


def test_a_device_is_signed_out_from_another(phone, cast, client, chromium, live_server) -> None:
    phone.sign_in_as(client, cast.saar)
    other = Phone(chromium, live_server)
    second = type(client)()
    other.sign_in_as(second, cast.saar)
    other.open("/account/")
    phone.open("/account/")
    assert SignedIn.objects.filter(person=cast.saar).count() == 2
    button = phone.page.locator('form[action="/account/sessions/end-others/"] button')
    button.focus()
    phone.page.keyboard.press("Enter")
    phone.page.locator(".k-messages").wait_for()
    assert other.page.goto(f"{live_server.url}/account/").status == 403
    other.context.close()
