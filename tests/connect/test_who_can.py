"""Who here can do X: by offer, community and goal, each with its reason; hidden parties stay hidden."""

from datetime import date

import pytest
from django.test import Client

from kring.connect.models import Community, CommunityMember, Offer
from kring.connect.queries.who_can import by_area, in_region, near, offered_by, who_can
from kring.connect.web import finding
from kring.parties.models import Organisation
from tests.cast import NOW
from tests.connect.test_conversations import signed_in

ML = "urn:kring:ai-skill:machine-learning"
FORECAST = "urn:kring:ai-skill:demand-forecasting"
TODAY = NOW.date()


def found(uri: str = ML, **options: object) -> dict[str, list[str]]:
    return {one.party.name: [why.code for why in one.why] for one in who_can(uri, today=TODAY, **options)}


def offer(party: Organisation, **fields: object) -> Offer:
    given = {"kind": "tool", "title": "Een model", "side": party.side, "corop": party.corop,
             "skills_brought": [ML]}  # fmt: skip
    return Offer.objects.create(organisation=party, **{**given, **fields})


def test_each_party_stands_there_with_its_reasons(cast) -> None:
    cast.bakery.goals = "Wij willen leren hoe machine learning ons helpt bij het inkopen van meel."
    cast.bakery.save()
    community = Community.objects.create(title="Brood voorspellen", state="active", corop="NL131")
    CommunityMember.objects.create(community=community, organisation=cast.lab, side="research", brings=[ML])
    assert found() == {
        "Fieldlab Noorderlicht": ["brings", "community"],
        "Hanze Vakschool": ["teaches"],
        "Bakkerij De Korst": ["goal"],
    }
    goal = next(one for one in who_can(ML, today=TODAY) if one.party == cast.bakery).why[0]
    assert "machine learning" in goal.words


def test_a_word_inside_another_word_is_no_goal(cast) -> None:
    cast.bakery.goals = "Iets met automachine learnings en data."
    cast.bakery.save()
    assert "Bakkerij De Korst" not in found()


def test_what_is_closed_or_over_does_not_count(cast) -> None:
    Offer.objects.update(open=False)
    assert found() == {}
    offer(cast.bakery, ends=date(2026, 1, 1))
    assert found() == {}
    offer(cast.bakery, ends=TODAY)
    assert found() == {"Bakkerij De Korst": ["brings"]}


def test_a_skill_whose_address_begins_the_same_is_another_skill(cast) -> None:
    Offer.objects.all().delete()
    offer(cast.bakery, skills_brought=[ML + "-operations"])
    assert found() == {}


def test_a_party_that_did_not_agree_is_for_brokers_only(cast) -> None:
    Organisation.objects.filter(pk=cast.lab.pk).update(consent_to_be_shown=False)
    assert "Fieldlab Noorderlicht" not in found()
    assert "Fieldlab Noorderlicht" in found(everyone=True)
    public = Client().get("/who/", {"q": "machine learning"}).content.decode()
    assert "Noorderlicht" not in public and "Hanze" in public
    assert "Noorderlicht" in signed_in(cast, "noor").get("/who/", {"q": "machine learning"}).content.decode()


def test_region_and_side_narrow_it_and_the_map_keeps_the_rest(cast) -> None:
    everywhere = who_can(ML, today=TODAY)
    assert [one.party.name for one in in_region(everywhere, "NL13")] == ["Fieldlab Noorderlicht"]
    assert len(in_region(everywhere, "hub:noord")) == 2
    assert by_area(everywhere) == {"NL132": 1, "NL115": 1}
    assert found(side="education") == {"Hanze Vakschool": ["teaches"]}
    page = Client().get("/who/", {"q": "machine learning", "region": "NL131"}).content.decode()
    assert "region=NL115" in page and "region=NL132" in page


@pytest.mark.parametrize("typed", ["machin lerning", "Machine Learning", "machinelearning"])
def test_a_typing_error_does_no_harm(cast, typed) -> None:
    assert "Hanze Vakschool" in Client().get("/who/", {"q": typed}).content.decode()


def test_of_what_may_be_meant_what_somebody_offers_comes_first(cast, monkeypatch) -> None:
    unoffered = "urn:kring:ai-skill:conversation-design"
    monkeypatch.setattr(
        finding, "skills_for", lambda *_, **__: [(unoffered, "conversation design"), (ML, "x")]
    )
    first = finding.names([unoffered, ML], "nl")
    page = Client().get("/who/", {"q": "praten"}).content.decode()
    assert f"organisaties: {first[ML]}</h2>" in page and "conversation-design" in page
    exactly = Client().get("/who/", {"q": "conversation design"}).content.decode()
    assert f">{first[unoffered].capitalize()}</h2>" in exactly


def test_another_meaning_is_offered_with_its_count(cast) -> None:
    offered = offered_by(today=TODAY)
    assert offered[ML] == 2 and offered[FORECAST] >= 1
    assert all(other != ML and other in offered for other in near(ML, offered, most=6))
    page = Client().get("/who/", {"q": "vraag voorspellen", "skill": ML}).content.decode()
    assert "skill=urn%3Akring%3Aai-skill%3Ademand-forecasting" in page


@pytest.mark.parametrize(
    "query",
    [{"q": "\x00"}, {"q": "x" * 500}, {"q": "<script>"}, {"skill": "nothing"}, {"region": "NL999"},
     {"side": "dark"}, {"page": "-1", "q": "machine learning"}, {}],
)  # fmt: skip
def test_whatever_a_browser_sends_is_answered(cast, query) -> None:
    answer = Client().get("/who/", query)
    assert answer.status_code == 200 and b"<script>" not in answer.content.replace(b"<script src", b"")
