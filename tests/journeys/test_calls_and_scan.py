"""A broker notes a call by keyboard within ten seconds; a small firm answers four questions on a phone."""

import re
import time

import pytest

pytestmark = pytest.mark.browser

NOTE = "Willen met machine learning voorspellen hoeveel klanten er komen. Bel Jan de Vries, 06-12345678."
TEN_SECONDS = 10


def party_of(served, corop: str) -> str:
    found = served.rows(
        "SELECT name || ', ' || place FROM parties_organisation WHERE corop LIKE ? ORDER BY name", corop
    )
    return str(found[0][0])


@pytest.mark.parametrize(("width", "language"), [(390, "nl"), (1280, "en")])
def test_a_call_is_noted_by_keyboard_within_ten_seconds(demo, visit, width, language):
    broker = visit(demo, width=width, language=language)
    broker.become("broker", "noord")
    broker.open("/queue/")
    broker.page.locator('main a[href="/calls/new/"]').first.focus()
    began = time.monotonic()
    keyboard = broker.page.keyboard
    keyboard.press("Enter")
    broker.page.wait_for_selector("#id_party:focus")
    party = party_of(demo, "NL13%")
    keyboard.type(party)
    keyboard.press("Tab")
    keyboard.type(NOTE)
    keyboard.press("Tab")
    step = f"Cursus sturen ({language})"
    keyboard.type(step)
    keyboard.press("Enter")
    broker.page.wait_for_url(re.compile(r"/calls/[0-9a-f-]{36}/"))
    assert time.monotonic() - began < TEN_SECONDS
    broker.check()
    shown = broker.text()
    assert "machine learning" in shown.lower() and "06-12345678" not in shown
    assert demo.facts(broker.id_in_path()) == ["conversation_logged"]
    broker.tap('button[name="remove"]')
    broker.open("/calls/")
    broker.tap(f'li:has-text("{step}") form[action$="/done/"] button')
    assert step not in broker.page.locator("main").inner_text()
    broker.tap('form[action$="/reopen/"] button')
    assert step in broker.page.locator("main").inner_text()


def test_suggestions_follow_what_is_typed(demo, visit):
    broker = visit(demo)
    broker.become("broker", "noord")
    broker.open("/calls/new/")
    party = party_of(demo, "NL4%")
    broker.page.locator("#id_party").press_sequentially(party[:6])
    broker.page.wait_for_selector(f'#party-names option[value="{party}"]', state="attached")


@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_firm_answers_four_questions_and_is_asked_nothing_twice(demo, visit, language):
    firm = visit(demo, language=language)
    firm.open("/")
    firm.tap('main a[href="/scan/"]')
    firm.tap("main form button")
    assert firm.page.locator(".ds-error-summary").count() == 1
    firm.fill("textarea[name=text]", "Wij willen met machine learning storingen aan machines voorspellen.")
    firm.choose("users", "floor")
    firm.choose("knows", "nothing")
    firm.choose("hours_per_week", "4")
    firm.fill("input[name=place]", "Assen")
    firm.tap("main form button")
    firm.tap('form[action$="/challenge/"] button')
    if firm.path().endswith("/area/"):
        firm.choose("area", "industry")
        firm.tap("main form button")
    assert firm.path().endswith("/next-steps/")
    assert firm.page.locator("article.ds-card").count() >= 1
