"""The journeys on a desk, in English, in the dark, by keyboard; and everything that can go wrong in them."""

import re

import pytest

from kring.engines.skills import Text, extract, likely
from kring.engines.skills.gold import gold_sentences
from tests.engines.skills.gold import own_vocabulary
from tests.journeys import test_main_journey as main_journey
from tests.journeys.serving import wait_for

pytestmark = [pytest.mark.browser, pytest.mark.full]

MOST_TABS = 80


@pytest.mark.parametrize(("width", "language"), [(1280, "en"), (1280, "nl"), (390, "en")])
def test_from_question_to_community(demo, visit, width, language):
    owner = visit(demo, width=width, language=language)
    challenge = main_journey.post_a_challenge(owner, f"firm{width}{language}@proef.invalid")
    broker = visit(demo, width=width, language=language)
    proposal = main_journey.form_a_proposal(broker, challenge)
    community = main_journey.everybody_says_yes(demo, visit, proposal)
    main_journey.see_the_community(broker, community)


@pytest.mark.parametrize("width", [390, 1280])
def test_every_page_in_the_dark(demo, visit, width):
    broker = visit(demo, width=width)
    broker.page.emulate_media(color_scheme="dark")
    broker.become("broker", "noord")
    for path in ("/", "/queue/", "/challenges/", "/communities/", "/offers/", "/search/?q=onderhoud",
                 "/help/proposals/", "/help/contact/"):  # fmt: skip
        broker.open(path)


LINKS = "header a, header summary, main a[href], main button, main summary, footer a"
SMALL = """links => [...document.querySelectorAll(links)]
    .filter(one => one.offsetWidth > 1 && !one.closest("svg") && one.getBoundingClientRect().height < 43.5)
    .map(one => `${one.getBoundingClientRect().height} ${one.textContent.trim()}`)"""


def test_a_finger_hits_every_link_and_a_broker_has_one_line_of_menu(demo, visit):
    phone = visit(demo)
    phone.become("broker", "noord")
    for path in ("/", "/queue/", "/challenges/", "/communities/", "/offers/", "/parties/", "/account/",
                 "/examples/", "/radar/", "/help/contact/", "/who/?q=chatbots"):  # fmt: skip
        phone.open(path)
        assert phone.page.evaluate(SMALL, LINKS) == [], path
    desk = visit(demo, width=1280)
    desk.become("broker", "noord")
    assert desk.page.evaluate("document.querySelector('.k-header').offsetHeight") <= 66
    assert desk.page.locator(".k-menu > summary").is_hidden()


@pytest.mark.parametrize("role", ["member", "lecturer", "facilitator", "programme", "auditor", "broker"])
def test_every_role_has_a_first_screen(demo, visit, role):
    visitor = visit(demo, language="en")
    visitor.become(role)
    visitor.check()
    assert visitor.path() == "/"
    assert visitor.page.locator("main a.ds-button, main button.ds-button").count() <= 4
    for path in ("/challenges/", "/communities/", "/offers/"):
        visitor.open(path)


def tab_to(visitor, what):
    """Go on with Tab until the focus is there; the focus must be visible."""
    for _ in range(MOST_TABS):
        visitor.page.keyboard.press("Tab")
        if visitor.page.evaluate("what => document.activeElement.matches(what)", what):
            seen = visitor.page.evaluate(
                "() => { const style = getComputedStyle(document.activeElement);"
                " return style.outlineStyle !== 'none' || style.boxShadow !== 'none' }"
            )
            assert seen, f"the focus on {what} cannot be seen"
            return
    raise AssertionError(f"{what} cannot be reached with Tab")


def press(visitor, key):
    with visitor.page.expect_navigation():
        visitor.page.keyboard.press(key)
    visitor.check()


def test_a_challenge_by_keyboard_only(demo, visit):
    owner = visit(demo, width=1280)
    owner.open("/challenges/new/")
    tab_to(owner, "textarea[name=text]")
    owner.page.keyboard.type(main_journey.QUESTION)
    tab_to(owner, "main form button")
    press(owner, "Enter")
    tab_to(owner, "input[name=place]")
    owner.page.keyboard.type("9711 AA")
    press(owner, "Enter")
    if "/area/" in owner.path():
        tab_to(owner, "input[name=area]")
        owner.page.keyboard.press("Space")
        tab_to(owner, "main form button")
        press(owner, "Enter")
    tab_to(owner, "input[name=hours_per_week]")
    owner.page.keyboard.press("Space")
    owner.page.keyboard.press("ArrowDown")
    tab_to(owner, "input[name=has_data]")
    owner.page.keyboard.press("Space")
    tab_to(owner, "main form button")
    press(owner, "Enter")
    main_journey.see_three_steps(owner)
    tab_to(owner, "#recognised summary")
    owner.page.keyboard.press("Enter")
    tab_to(owner, "#recognised button[name=remove]")
    press(owner, "Enter")
    tab_to(owner, "article.ds-card a.ds-button")
    press(owner, "Enter")
    tab_to(owner, "input[name=email]")
    owner.page.keyboard.type("toetsenbord@proef.invalid")
    press(owner, "Enter")
    assert "/sent/" in owner.path()


def unsure(language):
    """A frozen sentence in which the engine recognises nothing, yet takes a skill for likely."""
    vocabulary = own_vocabulary()
    for one in gold_sentences():
        text = [Text("", one.text, language)]
        if one.language != language or not likely(text, vocabulary, cues=True)[0]:
            continue
        if not extract(text, vocabulary, mode="full", cues=True)[0]:
            return one.text
    raise AssertionError(f"the engine is sure of every sentence in {language}")


@pytest.mark.parametrize(("width", "language"), [(390, "nl"), (1280, "en")])
def test_a_likely_skill_is_one_tap_away(demo, visit, width, language):
    owner = visit(demo, width=width, language=language)
    main_journey.draft_to_the_steps(owner, unsure(language))
    assert owner.page.locator("mark.k-skill").count() == 0
    offered = owner.page.locator(".k-likely button")
    names = offered.all_inner_texts()
    assert 1 <= len(names) <= 3
    assert all(one.bounding_box()["height"] >= 44 for one in offered.all())
    assert owner.page.locator(".k-likely .k-hint").count() == len(names)
    owner.tap(".k-likely button")
    assert names[0].lower() in owner.page.locator("#recognised > .k-hint").inner_text().lower()
    assert names[0] not in offered.all_inner_texts()
    owner.page.locator("#recognised details > summary").click()
    owner.tap("#recognised button[name=remove]")
    assert names[0] not in offered.all_inner_texts()


def says_what_is_wrong(visitor, control):
    """The summary has the focus, its link leads to the control, and the message stands beside it."""
    assert visitor.page.evaluate("document.activeElement.matches('.ds-error-summary')")
    field = visitor.page.locator(control).first
    described = field.get_attribute("aria-describedby") or ""
    near = visitor.page.locator(".ds-validation-message").first
    assert near.inner_text() != ""
    assert (near.get_attribute("id") or "") in described or field.get_attribute("type") == "radio"
    visitor.page.locator(".ds-error-summary a").first.click()
    assert visitor.page.evaluate("control => document.activeElement.matches(control)", control)


def test_wrong_input_is_told_beside_its_field(demo, visit):
    owner = visit(demo)
    owner.open("/challenges/new/")
    owner.tap("main form button")
    says_what_is_wrong(owner, "textarea[name=text]")
    owner.fill("textarea[name=text]", "kort")
    owner.tap("main form button")
    says_what_is_wrong(owner, "textarea[name=text]")
    assert owner.page.input_value("textarea[name=text]") == "kort"
    owner.fill("textarea[name=text]", main_journey.QUESTION)
    owner.tap("main form button")
    owner.fill("input[name=place]", "Nergenshuizen")
    owner.tap("main form button")
    says_what_is_wrong(owner, "input[name=place]")
    owner.page.select_option("select[name=corop]", index=1)
    owner.tap("main form button")
    if "/area/" in owner.path():
        owner.tap("main form button")
        says_what_is_wrong(owner, "input[name=area]")
        owner.choose("area", "industry")
        owner.tap("main form button")
    owner.tap("main form button")
    says_what_is_wrong(owner, "input[name=hours_per_week]")
    owner.choose("hours_per_week", "4")
    owner.choose("has_data", "no")
    owner.tap("main form button")
    owner.tap("article.ds-card a.ds-button")
    owner.fill("input[name=email]", "geen adres")
    owner.tap("main form button")
    says_what_is_wrong(owner, "input[name=email]")


def test_wrong_input_of_a_broker(demo, visit):
    challenge = main_journey.post_a_challenge(visit(demo), "fout@proef.invalid")
    broker = visit(demo)
    broker.become("broker", "noord")
    broker.open(f"/challenges/{challenge}/decline/")
    broker.tap("main form button")
    says_what_is_wrong(broker, "textarea[name=reason]")
    broker.open(f"/challenges/{challenge}/")
    broker.fill('form[action$="/forward/"] input[name=to]', "geen adres")
    broker.tap('form[action$="/forward/"] button')
    says_what_is_wrong(broker, "input[name=to]")
    broker.tap('form[action$="/accept/"] button')
    broker.tap('form[action$="/propose/"] button')
    broker.page.locator("input[name=leave_out]").first.check()
    broker.tap('form[action$="/change/"] button')
    says_what_is_wrong(broker, "textarea[name=reason]")
    assert broker.page.locator("input[name=leave_out]").first.is_checked()


def test_no_rights_and_no_such_page(demo, visit):
    stranger = visit(demo)
    stranger.open("/queue/", status=403)
    assert stranger.page.locator('a[href^="/sign-in/"]').count() >= 1
    stranger.open("/there-is-no-such-page/", status=404)
    stranger.open("/challenges/00000000-0000-4000-8000-000000000000/", status=404)
    stranger.open("/invitations/not-a-token/", status=403)
    challenge = main_journey.post_a_challenge(visit(demo), "elders@proef.invalid")
    elsewhere = visit(demo)
    elsewhere.become("broker", "zuid-holland")
    elsewhere.open(f"/challenges/{challenge}/")
    assert elsewhere.page.locator('form[action$="/accept/"]').count() == 0
    elsewhere.open(f"/challenges/{challenge}/candidates/", status=403)


def test_empty_pages_say_what_fills_them(empty, visit):
    kring, _ = empty
    visitor = visit(kring)
    for path in ("/", "/challenges/", "/communities/", "/offers/", "/radar/", "/parties/"):
        visitor.open(path)
        assert visitor.page.locator(".k-empty, [data-empty]").count() >= 1, path


def test_undo_puts_a_challenge_back(demo, visit):
    challenge = main_journey.post_a_challenge(visit(demo), "terug@proef.invalid")
    broker = visit(demo)
    broker.become("broker", "noord")
    broker.open(f"/challenges/{challenge}/")
    broker.tap('form[action$="/accept/"] button')
    broker.tap(".k-undo button")
    assert broker.page.locator('form[action$="/accept/"]').count() == 1
    assert demo.facts(challenge)[-1] == "challenge_requeued"


def test_a_decline_reaches_its_owner_with_the_reason(demo, visit):
    mail = "nietnu@proef.invalid"
    challenge = main_journey.post_a_challenge(visit(demo), mail)
    broker = visit(demo)
    broker.become("broker", "noord")
    broker.open(f"/challenges/{challenge}/decline/")
    reason = "Uw vraag gaat over een machine zonder gegevens."
    broker.fill("textarea[name=reason]", reason)
    broker.tap("main form button")
    assert reason in wait_for(lambda: reason in demo.mail(mail) and demo.mail(mail), "the reason by mail")
    visit(demo).open(f"/challenges/{challenge}/", status=404)


def test_none_fits_is_an_answer_too(demo, visit):
    owner = visit(demo)
    main_journey.draft_to_the_steps(owner)
    owner.tap('form[action*="/send/"] button')
    mail = "nietspast@proef.invalid"
    owner.fill("input[name=email]", mail)
    owner.tap("main form button")
    owner.open(demo.link(mail, "/challenges/confirm/"))
    owner.tap("main form button")
    chosen = demo.rows(
        "SELECT chosen_step FROM connect_challenge WHERE id = ?", owner.id_in_path().replace("-", "")
    )
    assert chosen == [("none",)]
    broker = visit(demo)
    broker.become("broker", "noord")
    broker.open("/queue/")
    assert broker.page.locator(f'a[href*="{owner.id_in_path()}"]').count() == 1


def test_an_invitation_declined_goes_back_to_the_broker(demo, visit):
    challenge = main_journey.post_a_challenge(visit(demo), "nee@proef.invalid")
    broker = visit(demo)
    proposal = main_journey.form_a_proposal(broker, challenge)
    link = main_journey.invitation_links(demo, "nee@proef.invalid", 1, proposal)[0]
    party = visit(demo)
    party.open(link)
    party.page.locator("details > summary").last.click()
    party.fill("textarea[name=reason]", "Wij hebben geen tijd.")
    party.tap("button[name=answer][value=no]")
    party.open(link)
    assert party.page.locator("button[name=answer]").count() == 0
    broker.open(f"/proposals/{proposal}/")
    assert "Wij hebben geen tijd." in broker.text()
    assert broker.page.locator(f'a[href="/challenges/{challenge}/candidates/"]').count() >= 1


def test_a_lost_connection_says_what_is_not_sent(demo, visit):
    owner = visit(demo)
    owner.open("/challenges/new/")
    owner.page.locator("textarea[name=text]").press_sequentially(main_journey.QUESTION[:40])
    owner.context.set_offline(True)
    owner.page.locator("main form button").click()
    status = owner.page.locator("[data-autosave-status]")
    owner.page.wait_for_selector('[data-autosave-status][data-state="stuck"]')
    assert re.search(r"verbinding", status.inner_text())
    assert owner.page.input_value("textarea[name=text]") == main_journey.QUESTION[:40]
    owner.context.set_offline(False)
    owner.tap("main form button")
    assert "/place/" in owner.path()
