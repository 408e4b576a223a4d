"""Four questions for small firms: what they mean, the way to a challenge, and a signal of its own."""

from datetime import date, timedelta

import pytest
from django.test import Client

from kring.connect.actions.answer_scan import MOST_PER_HOUR, answer_scan
from kring.connect.actions.empty_old_words import empty_old_words
from kring.connect.models import Challenge, Scan
from kring.ledger.models import Fact
from kring.parties.actions.limit_attempts import TooMany
from kring.parties.rules import ANYBODY, KEPT
from kring.sense.queries.signals import conversations_of, scans_of
from tests.cast import NOW, QUESTION

ANSWERS = {"text": QUESTION, "users": "floor", "knows": "nothing", "hours_per_week": "4"}
SINCE, UNTIL = date(2026, 1, 1), date(2027, 12, 31)


def answer(**changed: object) -> Scan:
    given = {"actor": ANYBODY, "text": QUESTION, "users": "floor", "knows": "nothing", "hours_per_week": 4,
             "corop": "NL131", "language": "nl", "machine": "m", "now": NOW}  # fmt: skip
    return answer_scan(**{**given, **changed})


def visitor(language: str = "en") -> Client:
    client = Client()
    client.cookies["django_language"] = language
    return client


def test_a_scan_counts_by_itself_and_not_as_a_call(cast) -> None:
    one = answer()
    told = scans_of("NL13", since=SINCE, until=UNTIL)
    assert (told.times, set(told.by_skill)) == (1, set(one.skills))
    assert conversations_of("NL13", since=SINCE, until=UNTIL).times == 0
    fact = Fact.objects.get(verb="scan_answered")
    assert fact.details == {"users": "floor", "knows": "nothing", "hours": 4}


def test_names_and_numbers_leave_before_it_is_kept(cast) -> None:
    one = answer(text="Onze planner Jan de Vries (06-12345678) wil met machine learning plannen.")
    assert "Vries" not in one.text and "12345678" not in one.text


def test_a_machine_fills_in_only_so_many(cast) -> None:
    for _ in range(MOST_PER_HOUR):
        answer()
    with pytest.raises(TooMany):
        answer()
    assert answer(now=NOW + timedelta(hours=2))


@pytest.mark.parametrize("language", ["nl", "en"])
def test_from_four_answers_to_next_steps_without_asking_twice(cast, language) -> None:
    page = visitor(language)
    sent = page.post("/scan/", {**ANSWERS, "place": "9401 AB"})
    one = Scan.objects.get()
    assert sent["Location"] == f"/scan/{one.pk}/"
    shown = page.get(sent["Location"]).content.decode()
    assert {"nl": "Begin klein", "en": "Begin small"}[language] in shown
    went = page.post(f"/scan/{one.pk}/challenge/")
    draft = Challenge.objects.get()
    assert (draft.text, draft.corop, draft.hours_per_week) == (one.text, "NL131", 4)
    assert draft.skill_uris == one.skills
    assert went["Location"].endswith("/next-steps/")
    assert page.get(went["Location"]).status_code == 200


def test_without_a_place_it_counts_in_the_country_and_the_place_is_asked_later(cast) -> None:
    page = visitor()
    page.post("/scan/", ANSWERS)
    assert scans_of("NL", since=SINCE, until=UNTIL).times == 1
    one = Scan.objects.get()
    draft_path = page.post(f"/scan/{one.pk}/challenge/")["Location"]
    assert draft_path.endswith("/place/")
    after = page.post(draft_path, {"place": "Assen"})["Location"]
    assert after.endswith("/next-steps/")


def test_nobody_else_reads_the_answers(cast) -> None:
    page = visitor()
    page.post("/scan/", ANSWERS)
    one = Scan.objects.get()
    for path in (f"/scan/{one.pk}/", f"/scan/{'0' * 8}-0000-0000-0000-000000000007/"):
        assert visitor().get(path).status_code == 404
    assert visitor().post(f"/scan/{one.pk}/challenge/").status_code == 404
    assert not Challenge.objects.exists()


@pytest.mark.parametrize(
    "bad",
    [
        {"text": ""}, {"text": "kort"}, {"text": "x" * 5_000}, {"users": "cat"}, {"users": ""},
        {"knows": "expert"}, {"hours_per_week": "99"}, {"hours_per_week": ""}, {"place": "Xyzstad"},
        {"corop": "NL999"},
    ],
)  # fmt: skip
def test_wrong_input_is_answered_on_the_page(cast, bad) -> None:
    answered = visitor().post("/scan/", {**ANSWERS, **bad})
    assert answered.status_code == 400
    assert not Scan.objects.exists()


def test_the_words_go_after_their_period(cast) -> None:
    old = answer(now=NOW - KEPT["scan_text"] - timedelta(days=1))
    assert empty_old_words(now=NOW) == 1
    old.refresh_from_db()
    assert (old.text, bool(old.skills)) == ("", True)
