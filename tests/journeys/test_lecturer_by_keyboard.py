"""A lecturer adopts a challenge by keyboard alone: course, week, how it fits, hold places, copy the link."""

import re
import time

import pytest

from tests.journeys.keyboard import KeyboardVisitor

pytestmark = [pytest.mark.browser, pytest.mark.full]

CLICKS, SECONDS = 5, 180
SCREENS = [(390, "nl"), (390, "en"), (1280, "nl"), (1280, "en")]


@pytest.fixture
def lecturer(demo, chromium, request):
    """The lecturer of the demo country at one screen, who steps in as every visitor does."""
    width, language = request.param
    visitor = KeyboardVisitor(chromium, demo, width=width, language=language)
    visitor.context.grant_permissions(["clipboard-read", "clipboard-write"])
    visitor.become("lecturer")
    yield visitor
    visitor.close()


def held(served, adoption: str) -> tuple[int, bool]:
    rows = served.rows(
        "SELECT units, released_at IS NOT NULL FROM connect_adoption WHERE id = ?", adoption.replace("-", "")
    )
    return rows[0][0], bool(rows[0][1])


def free_in(visitor) -> list[str]:
    return visitor.page.locator('nav[aria-labelledby="which-week"] li').all_inner_texts()


def adopt(lecturer) -> str:
    """The five clicks; returns the link that was copied."""
    lecturer.open("/teaching/")
    courses = lecturer.page.locator('nav[aria-labelledby="which-course"] a')
    assert courses.count() >= 3
    began = time.monotonic()
    lecturer.press('nav[aria-labelledby="which-course"] a', nth=1)
    lecturer.press('nav[aria-labelledby="which-week"] a', nth=1)
    assert re.search(r"course=[0-9a-f-]{36}&week=\d{4}-W\d\d$", lecturer.path())
    lecturer.press('section[aria-labelledby="fitting"] li:not(:has(strong)) a[href^="/teaching/"]')
    see_how_it_fits(lecturer)
    lecturer.press('form[action*="/reserve/"] button')
    assert lecturer.page.locator("#held").count() == 1
    lecturer.press_here("button[data-copy]")
    lecturer.page.wait_for_function("document.querySelector('[data-copy-status]').textContent !== ''")
    assert lecturer.taps == CLICKS, f"{lecturer.taps} clicks"
    assert time.monotonic() - began < SECONDS
    return str(lecturer.page.evaluate("navigator.clipboard.readText()"))


def see_how_it_fits(lecturer) -> None:
    """Each outcome says whether it fits; one that does quotes its own words, and those of the challenge."""
    fit = lecturer.page.locator('section[aria-labelledby="fit"]')
    outcomes = fit.locator("li:has(.ds-tag)")
    fitting = fit.locator('li:has(.ds-tag[data-color="success"])')
    assert outcomes.count() > fitting.count() >= 1
    outcome = fitting.first.locator(".k-row-label").inner_text()
    asked = lecturer.page.locator(".k-quote").first.inner_text()
    quoted = re.findall(r"“([^”]+)”", fitting.first.locator(".k-row-detail").first.inner_text())
    assert quoted and quoted[0] in outcome
    assert all(words in asked for words in quoted[1:])


@pytest.mark.parametrize("lecturer", SCREENS, indirect=True, ids=str)
def test_a_lecturer_adopts_a_challenge_in_five_clicks(demo, visit, lecturer):
    link = adopt(lecturer)
    assert lecturer.served.address in link and "/adopted/" in link
    see_the_link(demo, visit, link, lecturer.width)
    adoption = lecturer.page.locator('main form[action$="/release/"]').first.get_attribute("action")
    one = adoption.split("/")[2]
    units, released = held(demo, one)
    assert units >= 1 and not released
    lecturer.press(".k-undo button")
    assert held(demo, one) == (units, True)
    visitor = visit(demo, width=lecturer.width)
    visitor.page.goto(link)
    assert visitor.page.locator('main a[href^="/teaching/"]').count() == 0
    assert "Minor" not in visitor.text() and "Docentstage" not in visitor.text()


def see_the_link(demo, visit, link, width) -> None:
    """Whoever has the link sees what was adopted, without an account and without names of people."""
    student = visit(demo, width=width)
    student.open(link)
    words = student.text()
    people = demo.rows("SELECT name, email FROM parties_person WHERE is_demo")
    assert not [
        name for name, mail in people if mail in words or f" {name} " in student.page.inner_text("main")
    ]
    assert student.page.locator('section[aria-labelledby="fit"] li').count() >= 2


@pytest.mark.parametrize("lecturer", [(390, "nl"), (1280, "en")], indirect=True, ids=str)
def test_wrong_input_no_rights_and_nothing_that_fits(demo, visit, lecturer):
    lecturer.open("/teaching/")
    lecturer.press('section[aria-labelledby="fitting"] li:not(:has(strong)) a[href^="/teaching/"]')
    preview = lecturer.path()
    lecturer.write('form[action*="/reserve/"] input[name=units]', "999")
    lecturer.press('form[action*="/reserve/"] button')
    assert lecturer.page.locator(".ds-error-summary").count() == 1
    assert lecturer.page.locator("#id_units[aria-invalid=true]").count() == 1
    stranger = visit(demo, width=lecturer.width)
    stranger.open(preview, status=403)
    stranger.open("/teaching/", status=403)
    lecturer.open("/teaching/?week=2020-W01")
    assert lecturer.page.locator('section[aria-labelledby="fitting"]').count() == 1
