"""The directory: filters, sort and map agree, downloads hold what is shown, hidden parties stay hidden."""

import csv
import io
import json

import pytest
from django.test import Client
from openpyxl import load_workbook

from kring.connect.models import Offer
from kring.parties.models import Organisation
from tests.connect.test_conversations import signed_in


def names(client: Client, **query: str) -> list[str]:
    page = client.get("/parties/", query)
    assert page.status_code == 200
    return [row["party"].name for row in page.context["rows"]]


def test_side_and_open_offers_narrow_the_list(cast) -> None:
    page = Client()
    assert len(names(page)) == 3
    assert names(page, side="education") == ["Hanze Vakschool"]
    assert names(page, offering="yes") == ["Fieldlab Noorderlicht", "Hanze Vakschool"]
    assert names(page, offering="yes", side="practice") == []
    Offer.objects.filter(organisation=cast.lab).update(open=False)
    assert names(page, offering="yes") == ["Hanze Vakschool"]


def test_the_map_has_the_same_filters_but_for_the_region(cast) -> None:
    page = Client().get("/parties/", {"region": "NL131", "side": "practice"})
    assert [row["count"] for row in page.context["map"]["rows"]] == [1]
    html = Client().get("/parties/", {"region": "NL131", "q": "", "kind": ""}).content.decode()
    for code in ("NL115", "NL131", "NL132"):
        assert f"region={code}" in html
    assert names(Client(), region="NL132") == ["Fieldlab Noorderlicht"]


def test_the_map_gives_no_hidden_party_away(cast) -> None:
    Organisation.objects.filter(pk=cast.lab.pk).update(consent_to_be_shown=False)
    assert "region=NL132" not in Client().get("/parties/").content.decode()
    assert "region=NL132" in signed_in(cast, "noor").get("/parties/").content.decode()


def test_sorted_by_region_both_ways(cast) -> None:
    by_region = ["Hanze Vakschool", "Bakkerij De Korst", "Fieldlab Noorderlicht"]
    assert names(Client(), sort="region") == by_region
    assert names(Client(), sort="-region") == by_region[::-1]


@pytest.mark.parametrize(
    "query",
    [{"side": "dark"}, {"offering": "maybe"}, {"sort": "goals"}, {"region": "NL999"}, {"kind": "castle"},
     {"q": "\x00"}, {"page": "99"}],
)  # fmt: skip
def test_an_unknown_filter_is_no_filter(cast, query) -> None:
    assert len(names(Client(), **query)) == 3


def test_the_downloads_hold_what_is_shown(cast) -> None:
    page = signed_in(cast, "noor")
    query = {"side": "education", "offering": "yes"}
    data = json.loads(b"".join(page.get("/parties/download.json", query).streaming_content))
    assert [(row["name"], row["corop"], row["side"], row["hubs"]) for row in data] == [
        ("Hanze Vakschool", "NL115", "education", ["noord"])
    ]
    assert data[0]["available_from"] == "2026-09-01" and data[0]["hours_per_week"] == 8.0
    text = b"".join(page.get("/parties/download.csv", query).streaming_content).decode("utf-8-sig")
    assert [row[0] for row in csv.reader(io.StringIO(text), delimiter=";")][1:] == ["Hanze Vakschool"]
    book = load_workbook(io.BytesIO(page.get("/parties/download.xlsx", query).content))
    assert [row[0].value for row in book.worksheets[0].iter_rows(min_row=2)] == ["Hanze Vakschool"]
    nothing = b"".join(page.get("/parties/download.json", {"q": "zzz"}).streaming_content)
    assert json.loads(nothing) == []


@pytest.mark.parametrize("who", ["", "saar", "joris"])
def test_contacts_are_not_downloaded_by_just_anybody(cast, who) -> None:
    page = signed_in(cast, who) if who else Client()
    assert page.get("/parties/download.json").status_code == 403
