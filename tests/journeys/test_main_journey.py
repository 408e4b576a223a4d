"""A firm posts a challenge on a phone, a broker forms a community, everybody says yes: on one demo."""

import re

import pytest

from tests.journeys.serving import wait_for

pytestmark = pytest.mark.browser

QUESTION = (
    "Wij willen dat de planning van onze monteurs minder met de hand gaat. "
    "En wij willen storingen aan machines voorspellen."
)
MAIL = "eigenaar@monteursbedrijf.invalid"


def card_titles(visitor):
    return visitor.page.locator("article.ds-card h2").all_inner_texts()


def post_a_challenge(owner, mail=MAIL):
    """Steps 1 to 6: returns the challenge's id once its owner has confirmed it."""
    owner.open("/")
    owner.fill("textarea[name=text]", QUESTION)
    owner.tap("main form button")
    owner.fill("input[name=place]", "9711 AA")
    owner.tap("main form button")
    if "/area/" in owner.path():
        owner.choose("area", "industry")
        owner.tap("main form button")
    owner.choose("hours_per_week", "4")
    owner.choose("has_data", "some")
    owner.tap("main form button")
    see_three_steps(owner)
    owner.tap("article.ds-card a.ds-button")
    owner.fill("input[name=email]", mail)
    owner.fill("input[name=organisation_name]", "Monteursbedrijf De Proef")
    owner.tap("main form button")
    owner.open(owner.served.link(mail, "/challenges/confirm/"))
    owner.tap("main form button")
    return owner.id_in_path()


def see_three_steps(owner):
    """Three explained steps of different kinds, and the skills that were recognised in the text."""
    labels = owner.page.locator("article.ds-card .k-label").all_inner_texts()
    assert len(labels) == len(set(labels)) == 3
    for number in range(3):
        card = owner.page.locator("article.ds-card").nth(number)
        assert card.locator(".k-card-meta li").count() >= 1
        assert card.locator(".k-card-body li").count() >= 1
    assert owner.page.locator("mark.k-skill").count() >= 1
    assert owner.page.locator('a[href^="tel:"]').count() >= 1


def test_a_firm_posts_a_challenge_on_a_phone(demo, visit):
    owner = visit(demo)
    challenge = post_a_challenge(owner)
    assert owner.fields <= 6, f"{owner.fields} fields"
    assert owner.taps <= 8, f"{owner.taps} taps"
    verbs = demo.facts(challenge)
    assert verbs[:2] == ["challenge_posted", "challenge_confirmed"]


def test_removing_a_recognised_skill_changes_the_steps(demo, visit):
    owner = visit(demo)
    draft_to_the_steps(owner)
    before = owner.text()
    titles = card_titles(owner)
    owner.page.locator("#recognised details > summary").click()
    while owner.page.locator("#recognised button[name=remove]").count():
        owner.tap("#recognised button[name=remove]")
    assert card_titles(owner) != titles
    owner.tap("#recognised button[name=restore]")
    assert owner.text() != before
    owner.page.reload()
    assert owner.page.locator("#recognised").count() == 1


def draft_to_the_steps(owner, text=QUESTION):
    owner.open("/challenges/new/")
    owner.fill("textarea[name=text]", text)
    owner.tap("main form button")
    owner.fill("input[name=place]", "Groningen")
    owner.tap("main form button")
    if "/area/" in owner.path():
        owner.choose("area", "industry")
        owner.tap("main form button")
    owner.choose("hours_per_week", "4")
    owner.choose("has_data", "some")
    owner.tap("main form button")


def test_a_reload_keeps_the_draft(demo, visit):
    owner = visit(demo)
    owner.open("/challenges/new/")
    owner.page.locator("textarea[name=text]").press_sequentially("Onze planning kost veel tijd")
    owner.page.reload()
    assert owner.page.input_value("textarea[name=text]") == "Onze planning kost veel tijd"
    assert owner.page.locator("[data-autosave-status]").inner_text() != ""


def test_without_a_connection_it_says_what_is_not_sent_and_sends_it_afterwards(demo, visit):
    owner = visit(demo)
    owner.open("/challenges/new/")
    owner.context.set_offline(True)
    owner.page.locator("textarea[name=text]").press_sequentially("Onze planning kost veel tijd.")
    line = owner.page.locator("[data-autosave-status]")
    owner.page.wait_for_selector('[data-autosave-status][data-state="unsent"]')
    assert "Uw vraag" in line.inner_text()
    owner.context.set_offline(False)
    owner.page.wait_for_selector('[data-autosave-status][data-state="back"]')
    assert demo.rows("SELECT state FROM connect_challenge WHERE text = 'Onze planning kost veel tijd.'") == [
        ("draft",)
    ]


def form_a_proposal(broker, challenge):
    """From the queue to invitations on their way; returns the proposal's id."""
    broker.become("broker", "noord")
    broker.open("/queue/")
    broker.tap(f'a[href="/challenges/{challenge}/"]')
    broker.tap('form[action$="/accept/"] button')
    assert broker.page.locator("article.ds-card").count() == 3
    broker.tap('form[action$="/propose/"] button')
    change_with_a_reason(broker)
    broker.tap('form[action$="/invite/"] button')
    return broker.id_in_path()


def test_a_broker_forms_a_community(demo, visit):
    owner = visit(demo)
    challenge = post_a_challenge(owner, "werkplaats@monteurs.invalid")
    broker = visit(demo)
    proposal = form_a_proposal(broker, challenge)
    assert broker.taps <= 6, f"{broker.taps} clicks"
    community = everybody_says_yes(demo, visit, proposal)
    see_the_community(broker, community)
    verbs = demo.facts(challenge)
    for verb in ("challenge_accepted", "community_proposed", "parties_invited", "invitation_accepted"):
        assert verb in verbs
    assert demo.facts(community) == ["community_formed"]


def change_with_a_reason(broker):
    parties = broker.page.locator("input[name=leave_out]").count()
    assert parties >= 2
    broker.fill("textarea[name=reason]", "Deze partij heeft nu geen tijd.")
    before = broker.path()
    for number in range(parties):
        broker.page.locator("input[name=leave_out]").nth(number).check()
        broker.tap('form[action$="/change/"] button')
        if broker.path() != before and "/proposals/" in broker.path():
            break
        broker.taps -= 1  # this party cannot be missed: a person would have chosen another one
        broker.page.locator("input[name=leave_out]").nth(number).uncheck()
    broker.taps += 1  # the tick itself
    assert "Deze partij heeft nu geen tijd." in broker.text()


def everybody_says_yes(demo, visit, proposal):
    """Every party opens its own mail link, without an account; returns the community's id."""
    rows = demo.rows(
        "SELECT email FROM connect_invitation WHERE REPLACE(proposal_id, '-', '') = ?",
        proposal.replace("-", ""),
    )
    assert len(rows) >= 3
    mails = [email for (email,) in rows]
    party = visit(demo)
    for email in dict.fromkeys(mails):
        for link in invitation_links(demo, email, mails.count(email), proposal):
            party.open(link)
            party.tap("button[name=answer][value=yes]")
    party.tap('main a[href^="/communities/"]')
    return party.id_in_path()


def invitation_links(demo, email, how_many, proposal):
    def links():
        rows = demo.rows(
            """SELECT m.body FROM notices_mail m JOIN connect_invitation i
            ON m."key" = 'invitation:' || substr(i.id, 1, 8) || '-' || substr(i.id, 9, 4) || '-'
                || substr(i.id, 13, 4) || '-' || substr(i.id, 17, 4) || '-' || substr(i.id, 21)
            WHERE i.email = ? AND i.proposal_id = ?""",
            email, proposal.replace("-", ""),
        )  # fmt: skip
        found = [re.search(r"http\S*/invitations/\S+", body).group() for (body,) in rows]
        return found if len(found) >= how_many else []

    return wait_for(links, f"the invitation of {email}")


def see_the_community(broker, community):
    broker.open(f"/communities/{community}/")
    closed = broker.page.locator("main svg.k-ring").first
    assert closed.count() == 1
    assert broker.page.locator(".k-ring-legend li[data-open]").count() == 0
    assert broker.page.locator(".k-kicker").first.inner_text() != ""
