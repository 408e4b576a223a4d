"""Journey 1 to the letter: by keyboard alone, on a phone and on a desk, in both languages, also offline."""

import json
import os
import re
import time

import pytest

from tests.journeys.serving import wait_for

pytestmark = [pytest.mark.browser, pytest.mark.full]

QUESTION = {
    "nl": "Onze monteurs plannen hun werk met de hand. Wij willen storingen aan machines voorspellen.",
    "en": "Our mechanics plan their work by hand. We want to predict when machines break down.",
}
FIELDS, TAPS, SECONDS_TO_STEPS, MINUTES = 6, 8, 3.0, 5
MOST_TABS = 80
LINE = "[data-autosave-status]"


class ByKeyboard:
    """Somebody without a mouse: counts what is pressed to go on, and the fields that are filled in."""

    def __init__(self, visitor):
        self.visitor, self.page = visitor, visitor.page
        self.fields = self.presses = 0

    def tab_to(self, what):
        for _ in range(MOST_TABS):
            self.page.keyboard.press("Tab")
            if self.page.evaluate("what => document.activeElement.matches(what)", what):
                return
        raise AssertionError(f"{what} is not reached with the Tab key on {self.visitor.path()}")

    def type(self, what, words):
        self.tab_to(what)
        self.page.keyboard.type(words)
        self.fields += 1

    def choose(self, name, downs):
        """Into the group with Tab, to the answer with the arrow keys: one field and one press."""
        self.tab_to(f'input[name="{name}"]')
        self.page.keyboard.press("Space")
        for _ in range(downs):
            self.page.keyboard.press("ArrowDown")
        assert self.page.locator(f'input[name="{name}"]:checked').count() == 1
        self.fields += 1
        self.presses += 1

    def go_on(self, what, leads_to):
        self.tab_to(what)
        self.presses += 1
        with self.page.expect_navigation(url=re.compile(leads_to)):
            self.page.keyboard.press("Enter")
        self.visitor.check()


@pytest.mark.parametrize(
    ("width", "language"),
    [(390, "nl"), (390, "en"), (1280, "nl"), (1280, "en")],
)
def test_an_owner_posts_a_challenge_by_keyboard_alone(demo, visit, width, language):
    began = time.monotonic()
    owner = visit(demo, width=width, language=language)
    keys = ByKeyboard(owner)
    owner.open("/challenges/new/")
    keys.type("textarea[name=text]", QUESTION[language])
    keys.go_on("main form button", "/place/")
    keys.type("input[name=place]", "9711 AA")
    keys.go_on("main form button", "/time/")
    keys.choose("hours_per_week", 1)
    keys.choose("has_data", 0)
    keys.tab_to("main form button")
    keys.presses += 1
    asked = time.monotonic()
    with owner.page.expect_navigation(url=re.compile("/next-steps/")):
        owner.page.keyboard.press("Enter")
    assert time.monotonic() - asked < SECONDS_TO_STEPS * others_at_work()
    owner.check()
    see_what_is_known_before_sign_in(owner)
    keys.go_on("article.ds-card a.ds-button", "/send/")
    mail = f"eigenaar-{width}-{language}@bedrijf.invalid"
    keys.type("input[name=email]", mail)
    keys.type("input[name=organisation_name]", "Monteursbedrijf De Proef")
    keys.go_on("main form button", "/sent/")
    assert owner.page.evaluate("Object.keys(localStorage).length") == 0
    owner.open(demo.link(mail, "/challenges/confirm/"))
    keys.go_on("main form button", "/challenges/[0-9a-f-]{36}/$")
    assert demo.facts(owner.id_in_path())[:2] == ["challenge_posted", "challenge_confirmed"]
    assert keys.fields == FIELDS
    assert keys.presses == TAPS
    assert time.monotonic() - began < MINUTES * 60


def others_at_work():
    """The limit is for a machine that does this alone: how many programmes wait for each core of this one."""
    return max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))


def see_what_is_known_before_sign_in(owner):
    """Three explained steps, others who ask the same, and the gap with its source or that none is sure."""
    assert owner.page.locator("article.ds-card .k-label").count() == 3
    assert owner.page.locator("section[aria-labelledby=similar] li a[href^='/challenges/']").count() >= 1
    gap = owner.page.locator("section[aria-labelledby=gap]")
    assert gap.locator("a[href^='/figures/']").count() == 1 or "zeker" in gap.inner_text()


def says(owner, state):
    """Wait until the line says so, and return its words."""
    owner.page.wait_for_selector(f'{LINE}[data-state="{state}"]')
    words = owner.page.locator(LINE).inner_text()
    assert words
    assert owner.page.locator(LINE).get_attribute("role") == "status"
    return words


def text_of(demo, draft):
    rows = demo.rows(
        "SELECT text, corop, hours_per_week FROM connect_challenge WHERE id = ?", draft.replace("-", "")
    )
    return rows[0] if rows else None


@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_draft_survives_a_lost_connection_and_a_reload_in_the_middle(demo, visit, language):
    owner = visit(demo, language=language)
    owner.open("/challenges/new/")
    box = owner.page.locator("textarea[name=text]")
    box.press_sequentially(QUESTION[language])
    says(owner, "server")
    draft = saved_id(owner)
    assert text_of(demo, draft)[0] == QUESTION[language]

    owner.context.set_offline(True)
    box.press_sequentially(" 06")
    words = says(owner, "unsent")
    assert owner.page.locator("label[for=id_text]").inner_text() in words
    owner.check()
    owner.page.locator("main form button").click()
    says(owner, "stuck")
    assert owner.path() == "/challenges/new/"

    owner.context.set_offline(False)
    says(owner, "back")
    assert text_of(demo, draft)[0].endswith(" 06")
    owner.page.reload()
    assert owner.page.input_value("textarea[name=text]").endswith(" 06")
    says(owner, "restored")
    owner.tap("main form button")
    assert draft in owner.path(), "the form goes on with the saved draft"

    owner.context.set_offline(True)
    owner.page.locator("input[name=place]").press_sequentially("Assen")
    says(owner, "unsent")
    owner.context.set_offline(False)
    says(owner, "back")
    assert text_of(demo, draft)[1] == "NL131"
    owner.tap("main form button")
    owner.choose("hours_per_week", "8")
    says(owner, "server")
    owner.page.reload()
    assert owner.page.locator("input[name=hours_per_week]:checked").get_attribute("value") == "8"
    assert demo.rows(
        "SELECT COUNT(*) FROM connect_challenge WHERE text LIKE ?", f"{QUESTION[language]} 06%"
    ) == [(1,)]


def saved_id(owner):
    kept = json.loads(owner.page.evaluate("localStorage.getItem('kring-autosave:challenge')"))
    return re.search(r"[0-9a-f-]{36}", kept["draft"]["save"]).group()


def test_a_question_goes_on_when_its_sender_signs_in_in_another_window(demo, visit):
    owner = visit(demo)
    owner.open("/challenges/new/")
    box = owner.page.locator("textarea[name=text]")
    box.press_sequentially(QUESTION["nl"])
    says(owner, "server")
    draft = saved_id(owner)
    first, owner.page = owner.page, owner.context.new_page()
    owner.become("lecturer")
    owner.page = first
    box.press_sequentially(" Graag voor de zomer.")
    wait_for(lambda: text_of(demo, draft)[0].endswith(" zomer."), "what was typed after signing in")
    says(owner, "server")
    owner.tap("main form button")
    assert owner.path() == f"/challenges/draft/{draft}/place/"


def test_a_page_that_was_closed_without_connection_sends_what_waited_when_it_opens_again(demo, visit):
    owner = visit(demo)
    owner.open("/challenges/new/")
    owner.page.locator("textarea[name=text]").press_sequentially(QUESTION["nl"])
    says(owner, "server")
    draft = saved_id(owner)
    owner.context.set_offline(True)
    owner.page.locator("textarea[name=text]").press_sequentially(" Snel.")
    says(owner, "unsent")
    owner.page.close()
    owner.context.set_offline(False)
    owner.page = owner.context.new_page()
    owner.open("/")
    wait_for(lambda: text_of(demo, draft)[0].endswith(" Snel."), "the words that waited")


def test_a_draft_is_cleared_from_a_device_that_others_use_too(demo, visit):
    owner = visit(demo)
    owner.open("/challenges/new/")
    assert owner.page.locator("[data-autosave-tools]").is_hidden()
    owner.page.locator("textarea[name=text]").press_sequentially("Wij")
    owner.page.locator("[data-autosave-tools] a").click()
    assert owner.page.input_value("textarea[name=text]") == ""
    assert owner.page.evaluate("Object.keys(localStorage).length") == 0

    owner.page.locator("textarea[name=text]").press_sequentially(QUESTION["nl"])
    says(owner, "server")
    draft = saved_id(owner)
    owner.tap("[data-autosave-tools] a")
    owner.tap("main form button")
    assert owner.page.evaluate("Object.keys(localStorage).length") == 0
    assert text_of(demo, draft) is None
    assert owner.page.input_value("textarea[name=text]") == ""


def test_what_is_kept_here_goes_by_itself_after_a_week(demo, visit):
    owner = visit(demo)
    owner.open("/challenges/new/")
    record = {"values": {"text": ["Oud"]}, "unsent": ["text"]}
    for days, stays in ((6, True), (8, False)):
        owner.page.evaluate(
            "([record, days]) => localStorage.setItem('kring-autosave:old',"
            " JSON.stringify({...record, at: Date.now() - days * 86400000}))",
            [record, days],
        )
        owner.page.reload()
        assert (owner.page.evaluate("localStorage.getItem('kring-autosave:old')") is not None) is stays


def test_somebody_who_made_something_finds_a_first_user(demo, visit):
    maker = visit(demo)
    maker.open("/")
    maker.tap('main a[href$="?kind=result"]')
    maker.fill(
        "textarea[name=text]",
        "Wij maakten een model met machine learning dat storingen voorspelt. Wie wil het proberen?",
    )
    maker.tap("main form button")
    maker.fill("input[name=place]", "Assen")
    maker.tap("main form button")
    maker.choose("hours_per_week", "4")
    maker.choose("has_data", "yes")
    maker.tap("main form button")
    labels = maker.page.locator("article.ds-card .k-label").all_inner_texts()
    assert "EERSTE GEBRUIKER" in [label.upper() for label in labels]


def test_without_scripts_the_form_works_as_well(demo, chromium):
    context = chromium.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto(f"{demo.address}/challenges/new/")
    page.fill("textarea[name=text]", QUESTION["nl"])
    page.click("main form button")
    page.fill("input[name=place]", "Assen")
    page.click("main form button")
    page.check('input[name=hours_per_week][value="4"]')
    page.check('input[name=has_data][value="no"]')
    page.click("main form button")
    assert page.locator("article.ds-card").count() >= 1
    page.go_back()
    page.click("[data-autosave-tools] a")
    page.click("main form button")
    assert page.url.partition("?")[0].endswith("/challenges/new/")
    context.close()
