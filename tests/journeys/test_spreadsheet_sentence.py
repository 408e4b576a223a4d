"""A broker loads parties, vacancies and courses, and mails a caller three explained, dated next steps."""

import re
from datetime import date

import pytest

from tests.journeys.fictional_files import courses_file, parties_file, vacancies_file
from tests.journeys.serving import wait_for

pytestmark = pytest.mark.browser

CALLER = "beller@werkplaats.invalid"
DAY = r"\d{1,2} (januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november|december)"


def test_from_three_files_to_three_dated_next_steps_by_mail(empty, visit, tmp_path):
    kring, said = empty
    link = wait_for(
        lambda: re.search(r"http\S*/sign-in/\S+", (kring.folder.parent / "data.log").read_text()),
        "the first administrator's link",
    )
    broker = visit(kring, width=1280)
    broker.open(link.group())
    broker.tap("main form button")
    today = date.today()
    load_parties(broker, parties_file(tmp_path, today))
    load_documents(broker, "vacancies", vacancies_file(tmp_path, today))
    load_documents(broker, "courses", courses_file(tmp_path, today))
    offers, goals = "SELECT count(*) FROM connect_offer", "SELECT count(*) FROM connect_statedgoal"
    wait_for(lambda: kring.rows(offers)[0][0] == 50, "fifty offers", 60)
    wait_for(lambda: kring.rows(goals)[0][0] >= 24, "the goals of the firms", 60)
    see_three_dated_steps(broker)
    broker.fill('form[action$="/forward/"] input[name=to]', CALLER)
    broker.tap('form[action$="/forward/"] button')
    mail = kring.mail(CALLER)
    for number in (1, 2, 3):
        step = re.search(rf"^{number}\. .+\n(.+)$", mail, re.MULTILINE)
        assert step is not None, mail
        assert re.search(DAY, step.group(1)), mail
    assert mail.count("   - ") >= 3, mail


def load_parties(broker, file):
    broker.open("/parties/import/")
    broker.page.set_input_files("input[type=file]", file)
    broker.tap("main form button")
    broker.tap("main form button")
    broker.tap('form[action$="/load/"] button')
    assert broker.served.rows("SELECT count(*) FROM parties_organisation") == [(50,)]


def load_documents(broker, kind, file):
    broker.open("/import/")
    broker.page.locator(f'input[name=kind][value="{kind}"]').check()
    broker.page.set_input_files("input[type=file]", file)
    broker.tap("main form[enctype] button")
    state = "SELECT state FROM sense_importrequest WHERE kind = ? ORDER BY rowid DESC"
    wait_for(lambda: broker.served.rows(state, kind)[0][0] in {"done", "failed"}, f"the {kind}", 90)
    assert broker.served.rows(state, kind)[0][0] == "done"
    broker.page.wait_for_selector('main .k-actions a[href="/import/"]')  # the page looks again by itself
    broker.check()


def see_three_dated_steps(broker):
    broker.open("/challenges/new/")
    broker.fill(
        "textarea[name=text]", "Onze machines vallen stil. Wij willen storingen en onderhoud voorspellen."
    )
    broker.tap("main form button")
    broker.fill("input[name=place]", "9711 AA")
    broker.tap("main form button")
    if "/area/" in broker.path():
        broker.choose("area", "industry")
        broker.tap("main form button")
    broker.choose("hours_per_week", "8")
    broker.choose("has_data", "yes")
    broker.tap("main form button")
    cards = broker.page.locator("article.ds-card")
    assert cards.count() == 3, broker.text()
    for number in range(3):
        assert re.search(DAY, cards.nth(number).locator(".k-card-meta").inner_text())
        assert cards.nth(number).locator(".k-card-body li").count() >= 1
