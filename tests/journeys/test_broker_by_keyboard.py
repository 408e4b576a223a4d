"""A broker forms a community by keyboard alone: six clicks, all accept, a silent party makes way."""

import contextlib
import os
import sqlite3
import subprocess
import time

import pytest

from tests.journeys.keyboard import KeyboardVisitor
from tests.journeys.serving import KRING, ROOT
from tests.journeys.test_main_journey import invitation_links

pytestmark = [pytest.mark.browser, pytest.mark.full]

CLICKS, SECONDS = 6, 240
REASON = "Deze partij heeft nu geen tijd."


@pytest.fixture
def broker(demo, chromium, request):
    """The broker of a hub, else of Noord, at one screen."""
    width, language, *hub = request.param
    visitor = KeyboardVisitor(chromium, demo, width=width, language=language)
    visitor.become("broker", *(hub or ["noord"]))
    yield visitor
    visitor.close()


def waiting_challenge(broker, least: int) -> tuple[str, int]:
    """The longest waiting challenge for which so many communities are possible, and how many are."""
    broker.open("/queue/")
    for link in broker.page.locator('ol.k-rows a[href^="/challenges/"]').all():
        path = link.get_attribute("href")
        if "candidates" in path:
            continue
        answer = broker.context.request.get(f"{broker.served.address}/api/v1{path}candidates/")
        if len(answer.json()) >= least:
            return path, len(answer.json())
    raise AssertionError(f"no challenge in the queue has {least} candidates")


def form_a_proposal(broker, least: int = 3) -> str:
    """From the queue to invitations on their way; returns the proposal's id."""
    challenge, candidates = waiting_challenge(broker, least)
    began = time.monotonic()
    broker.press(f'ol.k-rows a[href="{challenge}"]')
    broker.press(f'form[action="{challenge}accept/"] button')
    assert broker.page.locator("article.ds-card").count() == candidates
    broker.press('form[action$="/propose/"] button')
    change_with_a_reason(broker)
    broker.press('form[action$="/invite/"] button')
    assert broker.taps == CLICKS, f"{broker.taps} clicks"
    assert time.monotonic() - began < SECONDS
    return broker.id_in_path()


def change_with_a_reason(broker) -> None:
    before = broker.path()
    for number in range(broker.page.locator("input[name=leave_out]").count()):
        broker.tick("input[name=leave_out]", nth=number)
        broker.write("textarea[name=reason]", REASON)
        broker.press('form[action$="/change/"] button')
        if broker.path() != before and "/change/" not in broker.path():
            break
        # This party cannot be missed: a person would have chosen another one.
        broker.taps -= 2
        broker.page.locator("input[name=leave_out]").nth(number).uncheck()
    assert REASON in broker.text()


def say_yes(demo, chromium, broker, proposal, *, but: str = "") -> KeyboardVisitor:
    """Every party but one opens its own mail link and says yes."""
    mails = [mail for (mail,) in demo.rows(
        "SELECT email FROM connect_invitation WHERE proposal_id = ? AND state = 'sent'",
        proposal.replace("-", ""),
    )]  # fmt: skip
    party = KeyboardVisitor(chromium, demo, width=broker.width, language="nl")
    for mail in dict.fromkeys(mails):
        for link in invitation_links(demo, mail, mails.count(mail), proposal):
            if mail != but:
                party.open(link)
                if party.page.locator("button[name=answer][value=yes]").count():
                    party.press("button[name=answer][value=yes]")
    return party


def states(demo, proposal) -> list[str]:
    rows = demo.rows(
        "SELECT state FROM connect_invitation WHERE proposal_id = ? ORDER BY sent_at, state",
        proposal.replace("-", ""),
    )
    return [state for (state,) in rows]


@pytest.mark.parametrize(
    "broker", [(390, "nl"), (390, "en"), (1280, "nl"), (1280, "en")], indirect=True, ids=str
)
def test_a_broker_forms_a_community_in_six_clicks(demo, chromium, broker):
    proposal = form_a_proposal(broker)
    party = say_yes(demo, chromium, broker, proposal)
    party.press('main a[href^="/communities/"]')
    community = party.id_in_path()
    party.close()
    broker.open(f"/communities/{community}/")
    assert broker.page.locator(".k-ring-legend li[data-open]").count() == 0
    assert set(states(demo, proposal)) == {"accepted"}


def the_term_is_over(demo, proposal, mail) -> None:
    """Turn the clock of one invitation, and let the background work do what it does by itself."""
    with contextlib.closing(sqlite3.connect(demo.folder / "kring.sqlite3", timeout=20)) as db, db:
        db.execute(
            "UPDATE connect_invitation SET expires_at = '2026-01-01 00:00:00' "
            "WHERE proposal_id = ? AND email = ? AND state = 'sent'",
            (proposal.replace("-", ""), mail),
        )
    environment = {key: value for key, value in os.environ.items() if not key.startswith("KRING_")}
    command = [*KRING, "--data", str(demo.folder), "work", "--once"]
    subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True, timeout=90)


# Another hub: the journeys above take most of what waits in Noord.
@pytest.mark.parametrize("broker", [(390, "nl", "oost"), (1280, "en", "oost")], indirect=True, ids=str)
def test_a_silent_party_makes_way_for_the_next(demo, chromium, broker):
    # Here one needs no choice between three candidates.
    proposal = form_a_proposal(broker, least=1)
    rows = demo.rows(
        "SELECT i.email FROM connect_invitation i JOIN connect_proposalpart p ON p.id = i.part_id "
        "WHERE i.proposal_id = ? AND p.next_in_line <> '[]' ORDER BY p.id DESC",
        proposal.replace("-", ""),
    )
    assert rows, "nobody is next in line for any party"
    silent = rows[0][0]
    say_yes(demo, chromium, broker, proposal, but=silent).close()
    the_term_is_over(demo, proposal, silent)
    assert sorted(set(states(demo, proposal))) == ["accepted", "expired", "sent"]
    broker.open(f"/proposals/{proposal}/")
    asked = broker.page.locator('form[action$="/withdraw/"]')
    assert asked.count() == 1
    broker.open("/queue/")
    party = say_yes(demo, chromium, broker, proposal)
    party.press('main a[href^="/communities/"]')
    party.close()
    assert states(demo, proposal).count("expired") == 1 and "sent" not in states(demo, proposal)
