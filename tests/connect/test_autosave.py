"""What is typed is saved field by field, whole answers only; a draft can be cleared; nobody else reads it."""

import uuid

import pytest
from django.test import Client

from kring.connect.actions.discard_draft import discard_draft
from kring.connect.models import Challenge
from kring.connect.web import autosave
from kring.core.problems import UnableTo
from kring.ledger.models import Fact
from kring.parties.rules import ANYBODY
from tests.cast import QUESTION
from tests.connect.conftest import draft, post


def begun(client: Client, text: str = QUESTION) -> tuple[Challenge, dict[str, object]]:
    answer = client.post("/challenges/draft/save/", {"text": text, "initiative": "question"})
    assert answer.status_code == 200
    return Challenge.objects.get(), answer.json()


def save(client: Client, one: Challenge, **typed: object) -> dict[str, object]:
    answer = client.post(f"/challenges/draft/{one.pk}/save/", typed)
    assert answer.status_code == 200, answer.content[:300]
    one.refresh_from_db()
    return answer.json()


def test_the_first_words_that_are_enough_make_one_draft_and_say_where_it_goes_on(cast, client) -> None:
    short = client.post("/challenges/draft/save/", {"text": "Wij"})
    assert short.json() == {"saved": [], "waits": ["text"], "draft": None}
    assert not Challenge.objects.exists()
    one, said = begun(client)
    assert said["saved"] == ["text"]
    assert said["draft"]["form"] == f"/challenges/draft/{one.pk}/question/"
    save(client, one, text=f"{QUESTION} Dat willen we snel.")
    assert Challenge.objects.get().text.endswith("snel.")
    assert client.post(said["draft"]["form"], {"text": QUESTION}).status_code == 302
    assert Challenge.objects.count() == 1


def test_names_and_numbers_leave_before_a_word_is_kept(cast, client) -> None:
    one, _ = begun(client, f"{QUESTION} Bel Sanne de Vries op 06-12345678.")
    assert "Sanne" not in one.text and "12345678" not in one.text


def test_each_field_is_saved_when_it_is_whole_and_waits_without_a_word_when_not(cast, client) -> None:
    one, _ = begun(client)
    assert save(client, one, place="94")["waits"] == ["place"]
    assert one.corop == ""
    assert "place" in save(client, one, place="9401 AB", corop="")["saved"]
    assert (one.corop, one.postcode) == ("NL131", "9401 AB")
    assert save(client, one, hours_per_week="4")["saved"] == ["hours_per_week"]
    assert one.hours_per_week == 4 and one.has_data == ""
    assert save(client, one, hours_per_week="99", has_data="some") == {
        "saved": ["has_data"], "waits": ["hours_per_week"], "draft": None,
    }  # fmt: skip
    assert (one.hours_per_week, one.has_data) == (4, "some")
    save(client, one, organisation_name="Bakkerij De Korst", organisation_kind="", name_may_be_shown="on")
    assert (one.organisation_name, one.name_may_be_shown) == ("Bakkerij De Korst", True)
    assert one.organisation_kind == "company"
    save(client, one, organisation_name="Bakkerij De Korst")
    assert one.name_may_be_shown is False


def test_the_address_is_not_kept_before_it_is_sent(cast, client) -> None:
    one, _ = begun(client)
    assert save(client, one, email="info@korst.invalid")["waits"] == ["email"]
    assert one.contact_email == ""


@pytest.mark.parametrize(
    "typed",
    [
        {"text": "\x00" * 40},
        {"text": "x" * 5000},
        {"place": "<script>"},
        {"area": "moon"},
        {"hours_per_week": "-4"},
        {"has_data": "maybe"},
        {"organisation_kind": "crown", "organisation_name": "y" * 300},
        {"state": "queued", "owner": "1"},
    ],
)
def test_nothing_that_a_browser_can_send_gets_further_than_the_form(cast, client, typed) -> None:
    one, _ = begun(client)
    before = Challenge.objects.values().get()
    save(client, one, **typed)
    after = Challenge.objects.values().get()
    assert {key: value for key, value in after.items() if before[key] != value}.keys() <= {"touched_at"}


def test_nobody_else_saves_in_or_clears_a_draft(cast, client) -> None:
    one, _ = begun(client)
    for stranger in (Client(), client):
        path = f"/challenges/draft/{one.pk if stranger is not client else uuid.uuid4()}"
        assert stranger.post(f"{path}/save/", {"text": QUESTION}).status_code == 404
        assert stranger.post(f"{path}/discard/").status_code == 404
    assert Challenge.objects.get().text == one.text


def test_saving_writes_no_facts_and_is_limited(cast, client, monkeypatch) -> None:
    one, _ = begun(client)
    save(client, one, place="Assen")
    assert not Fact.objects.filter(object_id=str(one.pk)).exists()
    monkeypatch.setattr(autosave, "MOST_TEXTS_PER_HOUR", 2)
    save(client, one, text=QUESTION)
    refused = client.post(f"/challenges/draft/{one.pk}/save/", {"text": QUESTION})
    assert refused.status_code >= 400
    assert save(client, one, place="Emmen")["saved"] == ["place", "corop"]


def test_clearing_asks_first_and_leaves_nothing(cast, client) -> None:
    one, _ = begun(client)
    path = f"/challenges/draft/{one.pk}/discard/"
    assert one.title in client.get(path).content.decode()
    assert Challenge.objects.exists()
    gone = client.post(path)
    assert not Challenge.objects.exists()
    page = client.get(gone["Location"]).content.decode()
    assert f"challenge-{one.pk}*" in page and "Het concept is gewist" in page
    assert client.get(path).status_code == 404


def test_what_was_sent_is_not_cleared(cast) -> None:
    one = draft()
    post(one)
    with pytest.raises(UnableTo, match="sent already"):
        discard_draft(actor=ANYBODY, challenge=one)
    assert Challenge.objects.filter(pk=one.pk).exists()


def test_an_earlier_draft_is_found_again_on_the_first_page_and_only_there(cast, client) -> None:
    one, _ = begun(client)
    save(client, one, place="Assen")
    for path in ("/challenges/new/", "/"):
        page = client.get(path).content.decode()
        assert f'href="/challenges/draft/{one.pk}/time/"' in page
    assert str(one.pk) not in Client().get("/challenges/new/").content.decode()


def test_whoever_names_no_trade_still_gets_to_the_next_steps(cast, client) -> None:
    one, _ = begun(client, "Wij willen met machine learning voorspellen hoe druk het wordt.")
    assert one.area == ""
    assert client.post(f"/challenges/draft/{one.pk}/place/", {"place": "Assen"})["Location"].endswith(
        "/time/"
    )
    answers = {"hours_per_week": "4", "has_data": "no"}
    steps = client.post(f"/challenges/draft/{one.pk}/time/", answers)["Location"]
    assert f"/challenges/draft/{one.pk}/area/" in client.get(steps).content.decode()
