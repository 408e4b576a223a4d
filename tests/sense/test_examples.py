"""Examples: read from the register's layout or a table, with the words that show each skill."""

import gzip
import json

import pytest
from django.test import Client

from kring.parties.rules import SYSTEM
from kring.sense.actions.import_examples import import_examples
from kring.sense.models import Example
from kring.sense.queries.examples import examples_for

SKILL = "urn:kring:ai-skill:predictive-maintenance"
REGISTER = {
    "source_url": "https://algoritmes.overheid.nl",
    "algoritmes": [
        {
            "id": "111",
            "title": "Storingen aan bruggen",
            "doel": "Voorspellend onderhoud aan bruggen. Vragen aan Jan de Vries, jan@gemeente.invalid.",
            "organisatie": "Gemeente Groningen",
            "status": "in_gebruik",
            "geregistreerd": "2025-04-07",
            "url": "https://algoritmes.overheid.nl/nl/algoritme/111",
        },
        {"id": "112", "title": "", "doel": "zonder titel"},
    ],
}


def load(path, **options):
    return import_examples(paths=[path], actor=SYSTEM, **options)


@pytest.fixture
def register(sense, tmp_path):
    path = tmp_path / "register.json.gz"
    path.write_bytes(gzip.compress(json.dumps(REGISTER).encode()))
    return path


def test_the_register_becomes_examples_that_can_be_cited(register):
    receipt = load(register)
    assert (receipt.read, receipt.kept, receipt.rejected) == (2, 1, 1)
    one = Example.objects.get()
    assert (one.source, one.source_id, one.licence, one.year) == ("algoritmeregister", "111", "CC0", 2025)
    assert (one.corop, one.area) == ("NL115", "public")
    assert one.skills == [SKILL] and one.evidence[0].lower() == "voorspellend onderhoud"
    assert "Vries" not in one.summary and "@" not in one.summary
    assert examples_for([SKILL]) == [one]


def test_loading_again_brings_up_to_date_and_keeps_the_address(register):
    load(register)
    before = Example.objects.get().pk
    changed = json.loads(json.dumps(REGISTER))
    changed["algoritmes"][0]["status"] = "buiten_gebruik"
    register.write_bytes(gzip.compress(json.dumps(changed).encode()))
    receipt = load(register)
    assert (receipt.kept, receipt.duplicate) == (0, 1)
    assert (Example.objects.get().pk, Example.objects.get().status) == (before, "buiten_gebruik")


def test_own_examples_come_from_a_table(sense, tmp_path):
    path = tmp_path / "verhalen.csv"
    path.write_text(
        "titel;tekst;partij;licentie\nPompen;Voorspellend onderhoud;Waterbedrijf;CC BY 4.0\n", "utf-8"
    )
    load(path)
    one = Example.objects.get()
    assert (one.source, one.organisation, one.licence) == ("verhalen", "Waterbedrijf", "CC BY 4.0")


def test_pages_of_examples(register, broker):
    client = Client(HTTP_ACCEPT_LANGUAGE="en")
    client.cookies["django_language"] = "en"
    empty = client.get("/examples/").content.decode()
    assert "kring sense" not in empty and 'href="/challenges/new/"' in empty
    client.force_login(broker)
    assert "kring sense examples" in client.get("/examples/").content.decode()
    client.logout()
    client.cookies["django_language"] = "en"
    load(register)
    one = Example.objects.get()
    assert one.title in client.get("/examples/?q=bruggen").content.decode()
    assert one.title not in client.get("/examples/?q=paarden").content.decode()
    page = client.get(f"/examples/{one.pk}/").content.decode()
    assert "CC0" in page and "oorspellend onderhoud" in page and "predictive maintenance" in page.lower()
    assert client.get("/examples/00000000-0000-4000-8000-000000000000/").status_code == 404
