"""A result that looks for a first user is posted like a question; the two find each other."""

import pytest
from django.test import Client

from kring.connect.actions.change_draft import change_draft
from kring.connect.actions.confirm_challenge import confirm_challenge
from kring.connect.actions.correct_skills import correct_skills
from kring.connect.actions.describe_challenge import describe_challenge
from kring.connect.models import Challenge
from kring.connect.queries.candidates import steps_for
from kring.connect.queries.chosen_step import chosen_step
from kring.connect.queries.similar import similar_challenges
from kring.connect.steps import step_views
from kring.connect.web.around import around
from kring.parties.rules import ANYBODY
from tests.cast import NOW
from tests.connect.conftest import draft, post, token_for

RESULT = "Wij maakten een model met machine learning dat de vraag voorspelt. Welk bedrijf wil het proberen?"


def result_draft() -> Challenge:
    one = describe_challenge(actor=ANYBODY, text=RESULT, language="nl", initiative="result")
    change_draft(actor=ANYBODY, challenge=one, place="Emmen", corop="NL132", hours_per_week=4)
    return one


@pytest.fixture
def looking(cast) -> Challenge:
    one = result_draft()
    post(one, email="lab@ver.invalid")
    return confirm_challenge(token=token_for(one), now=NOW)


def test_a_result_is_asked_for_in_its_own_words_and_its_kind_stays(cast, client) -> None:
    page = client.get("/challenges/new/?kind=result").content.decode()
    assert "Wat hebt u gemaakt" in page and 'value="result"' in page
    client.post("/challenges/new/", {"text": RESULT, "initiative": "result"})
    one = Challenge.objects.get()
    assert (one.initiative, one.organisation_kind) == ("result", "research-group")
    assert "eerste gebruiker" in client.get(f"/challenges/draft/{one.pk}/time/").content.decode()
    client.post(f"/challenges/draft/{one.pk}/question/", {"text": RESULT, "initiative": "question"})
    assert Challenge.objects.get().initiative == "result"


@pytest.mark.parametrize("kind", ["", "crown", "<b>"])
def test_another_kind_is_a_question(cast, client, kind) -> None:
    client.post("/challenges/new/", {"text": RESULT, "initiative": kind})
    assert Challenge.objects.get().initiative == "question"


def test_a_result_finds_the_question_and_nobody_elses_tool(cast, queued) -> None:
    steps = steps_for(result_draft(), today=NOW.date())
    by_kind = {step.kind: step.candidate.id for step in steps.result.shown}
    assert by_kind["reuse"] == f"group:{queued.pk}"
    assert not steps.offers and not steps.examples
    labels = [view.label for view in step_views(result_draft(), today=NOW.date(), language="nl")]
    assert "Eerste gebruiker" in labels


def test_a_question_finds_the_result_as_something_to_reuse(cast, looking) -> None:
    titles = [view.title for view in step_views(draft(), today=NOW.date(), language="nl")]
    assert f"Zoekt een eerste gebruiker: {looking.title}" in titles


def test_two_results_do_not_join(cast, looking) -> None:
    assert not steps_for(result_draft(), today=NOW.date()).groups


def test_what_was_chosen_reads_as_what_it_is(cast, queued) -> None:
    one = result_draft()
    one.chosen_step, one.chosen_reference = "reuse", f"group:{queued.pk}"
    found = chosen_step(one)
    assert found is not None
    assert (found.said, found.title) == ("ziet een eerste gebruiker", f"Zij vragen hierom: {queued.title}")
    assert found.path == f"/challenges/{queued.pk}/"


def test_everybody_sees_that_it_looks_for_a_user(cast, looking) -> None:
    assert "Zoekt een eerste gebruiker" in Client().get("/challenges/").content.decode()
    assert "eerste gebruiker zoekt" in Client().get(f"/challenges/{looking.pk}/").content.decode()


def test_similar_challenges_come_by_what_they_share_and_only_when_visible(cast, queued) -> None:
    mine = draft()
    hidden = draft()
    less = draft()
    for uri in less.skill_uris[1:]:
        correct_skills(actor=ANYBODY, challenge=less, remove=uri)
    post(less, email="b@b.invalid")
    less = confirm_challenge(token=token_for(less), now=NOW)
    found = similar_challenges(mine)
    assert [one.challenge for one in found] == [queued, less]
    assert hidden not in [one.challenge for one in found]
    assert set(found[0].shared) == set(mine.skill_uris)
    assert [one.challenge for one in similar_challenges(mine, leave_out={str(queued.pk)})] == [less]
    assert [one.challenge for one in similar_challenges(mine, most=1)] == [queued]


def test_without_skills_nothing_is_similar(cast, queued) -> None:
    mine = draft()
    for uri in mine.skill_uris:
        correct_skills(actor=ANYBODY, challenge=mine, remove=uri)
    assert similar_challenges(Challenge.objects.get(pk=mine.pk)) == []


def test_before_posting_the_page_shows_the_gap_or_says_that_none_is_sure(
    cast, client, queued, monkeypatch
) -> None:
    from kring.connect.web import around as page

    assert around(draft(), views=[], language="nl")["gap"] is None
    skill = draft().skill_uris[0]
    cell = {"skill": skill, "region": "NL13", "area": "all", "level": "all"}
    cited = {
        "release": "r1", "window": "2026Q3", "skill": skill, "stands_at": cell, "gap": 2.0, "low": 1.0,
        "high": 3.0, "demand_share": 0.1, "supply_share": 0.02, "vacancies": 2397, "courses": 774,
    }  # fmt: skip
    monkeypatch.setattr(page, "cited_gap", lambda *_, **__: cited)
    gap = around(draft(), views=[], language="nl")["gap"]
    assert (gap.times, gap.low, gap.high, gap.quarter) == (
        "vier\u00a0keer",
        "2,0",
        "8,0",
        "derde kwartaal 2026",
    )
    assert gap.region == "In Drenthe" and "r1" in gap.href
    monkeypatch.setattr(page, "cited_gap", lambda *_, **__: {**cited, "supply_share": 0})
    assert around(draft(), views=[], language="nl")["gap"].times == "minstens twee\u00a0keer"
