"""The radar and what its figures open: the engine's numbers, stable links, a helpful empty state."""

import io
import json
import re

import pytest
from django.test import Client
from openpyxl import load_workbook

from kring.ledger.models import Fact
from kring.parties.rules import SYSTEM
from kring.sense.actions.compute_gaps import compute_gaps
from kring.sense.actions.import_vacancies import import_vacancies
from kring.sense.queries.documents import documents
from kring.sense.queries.gaps import largest
from kring.sense.web import words
from tests.sense.conftest import TODAY
from tests.sense.small_market import write_vacancies

SKILL = "urn:kring:ai-skill:predictive-maintenance"


@pytest.fixture
def client():
    visitor = Client()
    visitor.cookies["django_language"] = "en"
    return visitor


def text_of(answer):
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def test_the_empty_radar_says_what_fills_it(sense, client, broker):
    page = text_of(client.get("/radar/"))
    assert "kring sense" not in page and "/sign-in/" in page
    client.force_login(broker)
    page = text_of(client.get("/radar/"))
    assert 'href="/import/"' in page and "kring sense vacancies" in page


def test_the_page_shows_the_engines_figures(market, client):
    for region in ("NL", "hub:noord", "NL13", "NL131"):
        page = text_of(client.get(f"/radar/{region}/"))
        for standing in largest(market, region=region):
            assert words.shares(standing.figure) in page
            assert words.value_words(standing.reading, standing.figure).replace(">", "&gt;") in page
    assert text_of(client.get("/radar/")).count("<h1") == 1


def test_the_headline_is_made_from_the_data(market, client):
    page = text_of(client.get("/radar/hub:noord/"))
    title = re.search(r"<h1>(.*?)</h1>", page)[1]
    assert title.startswith("In the region North demand for predictive maintenance is")
    client.cookies["django_language"] = "nl"
    title = re.search(r"<h1>(.*?)</h1>", text_of(client.get("/radar/hub:noord/")))[1]
    assert title.startswith("In de regio Noord is de vraag naar ") and title.endswith(" als het aanbod.")


def test_every_picture_has_a_table_and_links(market, client):
    page = text_of(client.get("/radar/hub:noord/"))
    pictures = len(re.findall(r'<svg class="k-map"', page)) + len(re.findall(r'class="k-chart"', page))
    assert pictures == 3
    assert page.count("Show as a table") == pictures + 1
    assert 'href="/radar/NL13/"' in page and 'href="/radar/NL131/"' in page
    identifiers = re.findall(r'\sid="([^"]+)"', page)
    assert len(identifiers) == len(set(identifiers))
    assert not re.search(r"\sstyle\s*=|<style|\son[a-z]+\s*=", page)


def test_filters_stand_in_the_address(market, client):
    page = text_of(client.get(f"/radar/NL11/?area=industry&skill={SKILL}"))
    assert '<option value="industry" selected>' in page and "area=industry" in page
    moved = client.get("/radar/?region=hub:oost&area=industry")
    assert (moved.status_code, moved["Location"]) == (302, "/radar/hub:oost/?area=industry")
    assert text_of(client.get("/radar/NL/?area=nonsense&level=x&skill=y"))
    assert client.get("/radar/XX/").status_code == 404


def figure_address(release, **cell):
    query = "&".join(f"{name}={value}" for name, value in {"skill": SKILL, "region": "NL", **cell}.items())
    return f"/figures/{release.pk}/?{query}"


def test_a_figure_opens_its_documents_with_marked_words(market, client):
    page = text_of(client.get(figure_address(market)))
    assert 'class="k-skill">voorspellend onderhoud<' in page
    assert re.search(r"\d+ advertisements name this skill", page)
    courses = text_of(client.get(figure_address(market, show="courses")))
    assert "Cursus " in courses and "School" in courses
    assert client.get(figure_address(market, skill="urn:x")).status_code == 404
    assert client.get("/figures/nothing/?skill=x").status_code == 404


def test_employers_are_for_who_may_see_them(market, client, broker):
    seeing = Client()
    seeing.force_login(broker)
    key = documents("vacancy", uris=[SKILL])[0].key
    for address in (figure_address(market), f"/documents/vacancy/{key}/"):
        page = text_of(client.get(address))
        assert "Pompenbouw" not in page
        assert "[employer]" in page
        assert "Pompenbouw" in text_of(seeing.get(address))
    assert client.get("/documents/vacancy/0123456789abcdef/").status_code == 404


def test_a_figure_can_be_downloaded_with_its_region(market, client):
    page = text_of(client.get(figure_address(market, region="NL13", area="all")))
    found = re.findall(r'href="(/radar/NL13/download/[^"]+\.csv[^"]*)" download', page)
    assert len(found) == 1
    rows = b"".join(client.get(found[0].replace("&amp;", "&")).streaming_content).decode()
    assert SKILL in rows


def test_the_same_link_gives_the_same_figure_later(market, client, tmp_path):
    address = figure_address(market, window=market.last_window)
    value = re.compile(r'class="k-row-value">([^<]+)<')
    count = re.compile(r"(\d+) advertisements")
    before = text_of(client.get(address))
    more = write_vacancies(tmp_path / "more", 330, "later.jsonl")
    import_vacancies(paths=[more], actor=SYSTEM, today=TODAY)
    newer = compute_gaps(actor=SYSTEM)
    after = text_of(client.get(address))
    assert newer.pk != market.pk
    for pattern in (value, count):
        assert pattern.search(before)[1] == pattern.search(after)[1]
    newest = text_of(client.get(figure_address(newer)))
    assert count.search(newest)[1] != count.search(after)[1]


def test_downloads_hold_the_frozen_figures(market, client):
    address = f"/radar/NL13/download/{market.pk}"
    rows = b"".join(client.get(f"{address}.csv").streaming_content).decode().splitlines()
    held = json.loads(client.get(f"{address}.json").content)
    book = load_workbook(io.BytesIO(client.get(f"{address}.xlsx").content), read_only=True)
    assert book.sheetnames == ["figures", "dictionary", "about"]
    assert len(rows) - 1 == len(held["figures"]) == len(list(book["figures"].rows)) - 1 > 0
    meanings = {row[0].value: row[1].value for row in book["dictionary"].rows}
    assert all(meanings[name] for name in rows[0].split(","))
    assert client.get(f"{address}.exe").status_code == 404


def test_a_community_takes_a_white_spot_away_and_a_challenge_counts(market, client):
    def spots():
        return int(re.search(r'href="#white-spots">(\d+)<', text_of(client.get("/radar/NL13/")))[1])

    before = spots()
    assert before > 0
    Fact.objects.create(
        verb="community_formed", object_kind="community", object_id="c1", region="NL131", skills=[SKILL]
    )
    assert spots() < before
    when = {"at": "2026-08-01T10:00:00Z", "object_kind": "challenge", "region": "NL131", "skills": [SKILL]}
    for number in (1, 2):
        Fact.objects.create(verb="challenge_confirmed", object_id=f"v{number}", **when)
    page = text_of(client.get("/radar/NL13/"))
    assert "2 of 2" in page and "2 challenges wait" in page


def test_figures_are_explained_with_the_newest_release(market, client):
    page = text_of(client.get("/help/figures/"))
    assert market.pk in page and "log2" in page
