"""The columns beside a text keep firms, towns and addresses of pages: no people, mail or phone numbers."""

import json

import pyarrow.parquet as pq
import pytest

from kring.parties.rules import SYSTEM
from kring.sense.actions.import_courses import import_courses
from kring.sense.actions.import_examples import import_examples
from kring.sense.actions.import_vacancies import import_vacancies
from kring.sense.models import Example
from kring.sense.rules import own_id, web_address, without_contacts
from tests.sense.conftest import TODAY
from tests.sense.small_market import vacancy

SECRETS = ("sanne", "0612345678", "06-12345678", "50 123 45 67", "jan@", "jan%40", "javascript", "token", "#")


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("Pompenbouw Noord", "Pompenbouw Noord"),
        ("Bakkerij Jan de Vries", "Bakkerij Jan de Vries"),
        ("Pompenbouw Noord (06-12345678)", "Pompenbouw Noord"),
        ("Pompen BV - jan.de.vries [at] pompen [dot] nl", "Pompen BV"),
        ("Contactpersoon: Jan de Vries, Pompen BV", "Pompen BV"),
        ("Zorggroep West, t.a.v. mevr. S. de Boer", "Zorggroep West"),
        ("Emmen tel. 0591-123456", "Emmen"),
        ("Groningen, bel Jan de Vries 0612345678", "Groningen"),
        ("jan@bedrijf.invalid", None),
        ("'s-Hertogenbosch", "'s-Hertogenbosch"),
        ("Call Center NL", "Call Center NL"),
    ],
)
def test_a_firm_or_town_stays_and_who_to_ask_goes(given, kept):
    assert without_contacts(given) == kept


def test_an_id_with_an_address_is_kept_as_its_hash():
    assert own_id("VAC-2026-001234") == "VAC-2026-001234"
    hashed = own_id("jan@bedrijf.invalid")
    assert len(hashed) == 16 and hashed == own_id("jan@bedrijf.invalid") != own_id("an@bedrijf.invalid")
    assert own_id("0612345678") != "0612345678"


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("https://werk.invalid/v/17?mail=jan%40b.invalid#top", "https://werk.invalid/v/17"),
        ("HTTP://jan:geheim@werk.invalid/a", "http://werk.invalid/a"),
        ("https://werk.invalid/vacature/1234567890", "https://werk.invalid/vacature/1234567890"),
        ("https://werk.invalid/jan%40b.invalid", None),
        ("https://werk.invalid/bel-0612345678", None),
        ("javascript:alert(1)", None),
        ("mailto:jan@b.invalid", None),
        ("//werk.invalid/a", None),
        ("https://[werk", None),
        ('https://werk.invalid/"onclick', None),
    ],
)
def test_only_a_page_stays_of_a_web_address(given, kept):
    assert web_address(given) == kept


def everything_kept(folder) -> str:
    rows = [row for path in (folder / "lake").rglob("*.parquet") for row in pq.read_table(path).to_pylist()]
    return json.dumps(rows, default=str).lower()


def test_nothing_of_a_person_reaches_the_lake_by_a_column(sense, tmp_path):
    bad = {
        "identifier": "jan@bedrijf.invalid",
        "hiringOrganization": {"name": "Pompenbouw Noord, contactpersoon Sanne Bakker 06-12345678"},
        "jobLocation": {"address": {"addressLocality": "Groningen, bel 0612345678"}},
    }
    urls = (
        "javascript:alert(1)",
        "https://werk.invalid/v?token=jan@b.invalid#x",
        "https://w.invalid/jan%40b",
    )
    rows = [vacancy(n, **bad | {"identifier": f"jan@{n}.invalid"}, url=url) for n, url in enumerate(urls)]
    ads = tmp_path / "ads.json"
    ads.write_text(json.dumps(rows), "utf-8")
    import_vacancies(paths=[ads], actor=SYSTEM, today=TODAY)
    courses = tmp_path / "cursussen.csv"
    courses.write_text(
        "code;titel;omschrijving;aanbieder;plaats;url\n"
        "0612345678;Cursus;Leren werken met data;School, +31 50 123 45 67;Assen;javascript:alert(1)\n",
        "utf-8",
    )
    import_courses(paths=[courses], actor=SYSTEM, today=TODAY)
    kept = everything_kept(sense)
    assert [secret for secret in SECRETS if secret in kept] == []
    assert "pompenbouw noord" in kept and "https://werk.invalid/v" in kept and "school" in kept


def test_an_example_keeps_no_contact_either(sense, tmp_path):
    path = tmp_path / "register.csv"
    path.write_text(
        "id,title,description,organisation,url\n"
        "jan@x.invalid,Pompen voorspellen,Voorspelt storingen met machine learning,"
        "Waterschap West (06-12345678),https://x.invalid/a?token=1\n",
        "utf-8",
    )
    import_examples(paths=[path], actor=SYSTEM)
    one = Example.objects.get()
    assert (one.organisation, one.url) == ("Waterschap West", "https://x.invalid/a")
    assert "@" not in one.source_id
