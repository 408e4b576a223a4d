"""Subsidies that may fit stand after the next steps, with what is known of who asks and no more."""

from datetime import date

import pytest
from django.test import Client

from kring.connect.models import Challenge
from kring.connect.web.subsidy_words import facts_of, subsidy_views
from tests.cast import QUESTION
from tests.connect.conftest import draft

TODAY = date(2026, 11, 25)


def views(one: Challenge, *, day: date = TODAY, costs: int | None = None, language: str = "nl") -> dict:
    found = subsidy_views(one, steps=["take", "form"], costs=costs, day=day, language=language)
    return {each.name: each for each in found}


def test_a_draft_tells_where_and_what_for_and_not_who(cast) -> None:
    assert facts_of(draft(), ["take"]) == {
        "kind": None, "size_class": None, "province": "NL13", "area": "agrifood",
        "cost": {"training", "open"},
    }  # fmt: skip
    assert facts_of(draft(), [])["cost"] == {"open"}


def test_a_known_party_tells_its_kind_and_size_and_the_chosen_step_what_it_costs(cast, queued) -> None:
    assert facts_of(queued, ["take"]) == {
        "kind": "company", "size_class": "small", "province": "NL13", "area": "agrifood",
        "cost": {"development", "placement", "training"},
    }  # fmt: skip


def test_each_condition_has_its_answer_and_clause(cast, queued) -> None:
    slim = views(queued)["SLIM voor een mkb-onderneming"]
    assert slim.outcome == "unknown"
    assert ("U hebt minder dan 250 werknemers.", "ja", "artikel 1") in slim.conditions
    assert ("Er is een aanvraagtijdvak open.", "niet bekend", "hoofdstuk 2") in slim.conditions
    cast.bakery.size_class = "large"
    queued.organisation = cast.bakery
    assert views(queued)["SLIM voor een mkb-onderneming"].said == "past niet"


@pytest.mark.parametrize(("costs", "answer"), [(None, "niet bekend"), (8_333, "nee"), (8_334, "ja")])
def test_the_smallest_sum_counts_where_the_costs_are_known(cast, queued, costs, answer) -> None:
    slim = views(queued, costs=costs)["SLIM voor een mkb-onderneming"]
    assert slim.conditions[-1][1] == answer


def test_what_is_over_says_so_with_the_day(cast, queued) -> None:
    over = views(queued)["Digitaliseringsvoucher Drenthe 2022"]
    assert (over.outcome, over.said) == ("not_valid", "niet geldig op 25 november 2026")
    assert views(queued, day=date(2022, 12, 31))["Digitaliseringsvoucher Drenthe 2022"].outcome != "not_valid"


def test_it_stands_on_the_page_of_next_steps_and_for_the_broker_of_the_challenge(
    cast, client, queued
) -> None:
    client.post("/challenges/new/", {"text": QUESTION})
    one = Challenge.objects.get(state="draft")
    Challenge.objects.filter(pk=one.pk).update(corop="NL131", area="agrifood", hours_per_week=4)
    broker = Client()
    broker.force_login(cast.noor)
    for page in (
        client.get(f"/challenges/draft/{one.pk}/next-steps/").content.decode(),
        broker.get(f"/challenges/{queued.pk}/").content.decode(),
    ):
        assert "Subsidies die misschien passen" in page and "https://wetten.overheid.nl/" in page
    assert "Subsidies die misschien" not in Client().get(f"/challenges/{queued.pk}/").content.decode()
