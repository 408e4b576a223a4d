"""Who names no AI skill chooses what comes closest, and gets next steps all the same."""

import pytest
from django.test import Client

from kring.connect.models import Challenge
from kring.core.wishes import wishes
from kring.taxonomy.queries.concepts import topic_by_skill

PLAIN = "Ik heb een kapsalon en er komen te vaak mensen niet opdagen."


def test_every_wish_asks_for_a_skill_that_kring_knows_and_none_twice(cast) -> None:
    uris = [one.uri for one in wishes()]
    assert len(set(uris)) == len(uris) >= 5
    assert set(uris) <= topic_by_skill().keys()
    assert all(one.said("nl") and one.said("en") and one.said("nl") != one.said("en") for one in wishes())


@pytest.fixture
def asked(cast, client) -> str:
    client.post("/challenges/new/", {"text": PLAIN})
    path = f"/challenges/draft/{client.session['drafts'][-1]}"
    client.post(f"{path}/place/", {"place": "Assen"})
    client.post(f"{path}/time/", {"hours_per_week": "4", "has_data": "no"})
    return path


def test_one_choice_leads_to_next_steps(asked, client: Client) -> None:
    page = client.get(f"{asked}/next-steps/")
    assert page.context["views"] == [] and len(page.context["wishes"]) == len(wishes())
    sent = {"wish": "1", "add": wishes()[0].uri}
    answer = client.post(f"{asked}/correct/", sent, follow=True)
    assert answer.redirect_chain == [(f"{asked}/next-steps/", 302)]
    assert answer.context["views"] and answer.context["wishes"] == []
    assert Challenge.objects.get().skill_uris == [wishes()[0].uri]


def test_a_question_with_a_skill_is_not_asked(cast, client: Client) -> None:
    client.post("/challenges/new/", {"text": "Wij willen met machine learning voorspellen wat wij verkopen."})
    path = f"/challenges/draft/{client.session['drafts'][-1]}"
    client.post(f"{path}/place/", {"place": "Assen"})
    assert client.get(f"{path}/next-steps/").context["wishes"] == []
    assert 'name="wish"' not in client.get(f"{path}/next-steps/").content.decode()
