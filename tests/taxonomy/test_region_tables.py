"""The project's own region tables: every postcode and municipality has its COROP area; texts name places."""

import csv
import doctest
from collections import Counter
from pathlib import Path

import pytest

from kring.core import places
from kring.core.places import Place, corop_of_postcode, place
from kring.core.regions import province_of, regions
from kring.core.tables import rows

COROPS = {code for code, region in regions().items() if region.level == "corop"}
MUNICIPALITIES = rows("municipalities")


def test_every_two_digit_postcode_has_a_corop_area():
    table = rows("postcodes")
    assert [row["postcode2"] for row in table] == [str(number) for number in range(10, 100)]
    assert {row["corop"] for row in table} <= COROPS
    assert {row["certainty"] for row in table} == {"certain", "approximate"}


def test_every_municipality_lies_in_an_area_and_its_province():
    assert len(MUNICIPALITIES) == 342
    assert len({row["name"] for row in MUNICIPALITIES}) == 342
    assert {row["corop"] for row in MUNICIPALITIES} == COROPS
    for row in MUNICIPALITIES:
        assert row["province"] == province_of(row["corop"]), row["name"]


def test_a_name_may_be_shared_but_never_twice_in_one_row():
    for row in MUNICIPALITIES:
        names = [row["name"], *filter(None, row["aliases"].split(" | "))]
        assert max(Counter(names).values()) == 1, row["name"]
        assert all(name == name.strip() for name in names)


def test_every_municipality_is_found_by_its_own_name():
    for row in MUNICIPALITIES:
        for text in (row["name"], row["name"].upper(), f"{row['name']}, Nederland"):
            assert place(text) == Place(row["name"], row["corop"], row["province"]), text


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Groningen, Nederland", "Groningen"),
        ("9712 AB Groningen", "Groningen"),
        ("Damsterdiep 12a, 9711 SL Groningen, NL", "Groningen"),
        ("The Hague", "'s-Gravenhage"),
        ("’s-Gravenhage", "'s-Gravenhage"),
        ("DEN BOSCH", "'s-Hertogenbosch"),
        ("s-Hertogenbosch", "'s-Hertogenbosch"),
        ("Sudwest Fryslan", "Súdwest-Fryslân"),
        ("Emmeloord", "Noordoostpolder"),
        ("Hoofddorp, Noord-Holland, Nederland", "Haarlemmermeer"),
        ("Drachten (Friesland)", "Smallingerland"),
        ("Delfzijl", "Eemsdelta"),
        ("Alphen a/d Rijn, ZH", "Alphen aan den Rijn"),
        ("St. Willebrord", "Rucphen"),
        ("Rijswijk ZH", "Rijswijk"),
        ("Regio Eindhoven", "Eindhoven"),
        ("Rotterdam Centrum", "Rotterdam"),
        ("Haren, Groningen", "Groningen"),
        ("Utrecht, Utrecht, Netherlands", "Utrecht"),
        ("Bergen, Limburg", "Bergen (L.)"),
        ("Bergen NH", "Bergen (NH.)"),
        ("1861 AB Bergen", "Bergen (NH.)"),
        ("Beuningen", "Beuningen"),
        ("7588 RG Beuningen", "Losser"),
        ("Hengelo", "Hengelo"),
        ("Hengelo, Gelderland", "Bronckhorst"),
        ("7255 AB Hengelo", "Bronckhorst"),
        ("Amersfoort - Hoogland", "Amersfoort"),
        ("Leeuwarden; Ljouwert", "Leeuwarden"),
    ],
)
def test_texts_that_name_one_place(text, name):
    found = place(text)
    assert found is not None and found.name == name
    assert found.certainty == "certain"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "Nederland",
        "remote",
        "Noord-Holland",
        "Amsterdam / Rotterdam",
        "Utrecht of Zwolle",
        "Bergen",
        "Bergen, Norway",
        "Katwijk NB",
        "Rotterdam, Utrecht",
        "Gent",
        "9000 Gent",
        "2000 Antwerpen, België",
        "Valkenburg",
        "Atlantis",
        "0123 AB",
        "(((,,,",
    ],
)
def test_texts_that_name_no_place_or_several_are_left_open(text):
    assert place(text) is None


def test_a_postcode_alone_gives_its_area_and_says_how_sure():
    assert place("3511 AB") == Place("Utrecht", "NL350", "NL35", "certain")
    assert place("9712 AB Nergenshuizen") == Place("Overig Groningen", "NL115", "NL11", "approximate")
    assert place("1012") == Place("Groot-Amsterdam", "NL32B", "NL32", "certain")


def test_names_of_areas_are_places_too():
    assert place("Twente") == Place("Twente", "NL213", "NL21")
    assert place("Zuid-Limburg") == Place("Zuid-Limburg", "NL423", "NL42")
    assert place("Arnhem/Nijmegen") == Place("Arnhem/Nijmegen", "NL226", "NL22")


@pytest.mark.parametrize("text", ["9712 AB", "9712ab", "9712", " 9712 AB "])
def test_spellings_of_a_postcode(text):
    assert corop_of_postcode(text) == ("NL115", "approximate")


@pytest.mark.parametrize("text", ["", "97", "0712 AB", "9712 ABC", "97123", "AB 9712", "9712 A"])
def test_what_is_no_postcode(text):
    assert corop_of_postcode(text) is None


@pytest.mark.shared_data
def test_the_table_agrees_with_the_official_one(shared_data: Path):
    with (shared_data / "geo" / "woonplaats_gemeente_corop.csv").open(encoding="utf-8") as file:
        official = list(csv.DictReader(file))
    areas = {region.name_nl: code for code, region in regions().items() if region.level == "corop"}
    areas |= {"Zeeuwsch-Vlaanderen": "NL341", "Agglomeratie 's-Gravenhage": "NL361"}
    expected = {row["Gemeente"]: areas[row["COROP-gebied"]] for row in official}
    found = {name: place(name) for name in expected}
    assert {name: one and one.corop for name, one in found.items()} == expected

    # A town, where Kring knows the name at all, lies in one of the areas that have a town of that name.
    # Two small towns share their name with a far larger place, which the bare name means.
    towns: dict[str, set[str]] = {}
    for row in official:
        towns.setdefault(row["Woonplaats"], set()).add(areas[row["COROP-gebied"]])
    known = {town: one for town in towns if (one := place(town))}
    assert len(known) >= 700
    elsewhere = {town for town, one in known.items() if one.corop not in towns[town]}
    assert elsewhere == {"Beuningen", "Haren"}


def test_the_examples_in_the_module_hold():
    result = doctest.testmod(places)
    assert result.failed == 0
    assert result.attempted >= 8
