"""Offers by form: which challenges need them is shown at once; changed, closed, counted; capacity."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from kring.connect.actions.change_offer import change_offer, close_offer, correct_offer, reopen_offer
from kring.connect.actions.count_places import count_places
from kring.connect.actions.publish_offer import Said, publish_offer
from kring.connect.models import Offer, PlacesCount
from kring.connect.queries.engine_inputs import engine_offers
from kring.connect.queries.offering import challenges_that_need, training_capacity
from kring.connect.rules import next_start
from kring.core.problems import NotAllowed, UnableTo
from kring.engines.matching.weeks import week_of
from kring.ledger.models import Fact
from kring.parties.models import Organisation
from tests.cast import NOW
from tests.connect.test_conversations import signed_in

ML = "urn:kring:ai-skill:machine-learning"
FORECAST = "urn:kring:ai-skill:demand-forecasting"
SAID = Said(
    kind="student_places",
    title="Tien studenten die met machine learning werken",
    outcomes="De vraag voorspellen\nEen model uitleggen",
    starts=date(2026, 9, 1),
    weeks=20,
    repeats="semester",
    units=10,
)
FORM = {"kind": "student_places", "title": SAID.title, "units": "10", "starts": "2027-02-01", "weeks": "20",
        "repeats": "semester", "outcomes": SAID.outcomes}  # fmt: skip


def publish(cast, who: str = "joris", party: str = "school", **changed: object) -> Offer:
    return publish_offer(
        actor=cast.actor(who), organisation=getattr(cast, party), said=replace(SAID, **changed),
        language="nl", now=NOW,
    )  # fmt: skip


def test_an_offer_is_open_at_once_with_what_people_learn(cast) -> None:
    one = publish(cast)
    assert (one.open, one.side, one.corop, one.ends) == (True, "education", "NL115", None)
    assert {ML, FORECAST} <= set(one.skills_learned) and one.skills_brought == []
    assert (one.group_min, one.group_max, one.units_per_week) == (4, 10, 10)
    fact = Fact.objects.get(verb="offer_published", object_id=str(one.pk))
    assert (fact.actor, fact.region, fact.skills) == (str(cast.joris.pk), "NL115", one.skill_uris)
    assert fact.details == {"organisation": str(cast.school.pk), "kind": "student_places"}


def test_a_tool_brings_its_skills_and_names_leave_its_words(cast) -> None:
    one = publish(
        cast, "lena", "lab", kind="tool", units=1, outcomes="",
        title="Een model voor vraagvoorspelling", description="Vraag naar Sanne de Vries, 06-12345678.",
    )  # fmt: skip
    assert one.skills_brought and one.skills_learned == []
    assert "Sanne" not in one.description and "12345678" not in one.description


def test_it_shows_at_once_which_open_challenges_need_it(cast, queued) -> None:
    one = publish(cast)
    need = challenges_that_need(one)
    assert [row.challenge for row in need] == [queued]
    assert set(need[0].shared) <= set(one.skill_uris) and need[0].near
    queued.state = "declined"
    queued.save()
    assert challenges_that_need(one) == []


def test_a_removed_skill_is_no_need(cast, queued) -> None:
    one = publish(cast)
    queued.skills.update(removed=True)
    assert challenges_that_need(one) == []


def test_what_repeats_begins_again(cast) -> None:
    one = publish(cast)
    today = NOW.date()
    begins = next_start(one.starts, one.repeats, today)
    assert begins == date(2027, 3, 2)
    engine = next(row for row in engine_offers([one], today=today) if row.id == str(one.pk))
    assert engine.first_week == week_of(begins)
    once = publish(cast, repeats="")
    assert once.ends == date(2027, 1, 18) and next_start(once.starts, "", today) == date(2026, 9, 1)


def test_new_words_bring_new_skills_and_corrections_stay(cast) -> None:
    one = publish(cast)
    joris = cast.actor("joris")
    extra = "urn:kring:ai-skill:computer-vision"
    correct_offer(actor=joris, offer=one, remove=ML)
    correct_offer(actor=joris, offer=one, add=extra)
    fields = change_offer(
        actor=joris, offer=one, said=replace(SAID, outcomes="Chatbots bouwen", units=12), language="nl"
    )
    assert set(fields) == {"outcomes", "units_per_week", "group_max"}
    assert ML not in one.skill_uris and extra in one.skill_uris and FORECAST not in one.skill_uris
    assert any("chatbot" in uri for uri in one.skills_learned)
    assert (
        change_offer(
            actor=joris, offer=one, said=replace(SAID, outcomes="Chatbots bouwen", units=12), language="nl"
        )
        == []
    )
    verbs = list(Fact.objects.filter(object_id=str(one.pk)).order_by("id").values_list("verb", flat=True))
    assert verbs == ["offer_published", "offer_skills_corrected", "offer_skills_corrected", "offer_changed"]
    with pytest.raises(UnableTo):
        correct_offer(actor=joris, offer=one, add="my own words")


def test_closed_and_opened_again_once_each(cast) -> None:
    one, joris = publish(cast), cast.actor("joris")
    for act in (close_offer, close_offer, reopen_offer, reopen_offer, close_offer):
        act(actor=joris, offer=one)
    told = Fact.objects.filter(object_id=str(one.pk)).exclude(verb="offer_published")
    assert [fact.verb for fact in told.order_by("id")] == ["offer_closed", "offer_reopened", "offer_closed"]
    assert Client().get(f"/offers/{one.pk}/").status_code == 404
    assert signed_in(cast, "joris").get(f"/offers/{one.pk}/").status_code == 200


def test_the_offer_of_ones_own_words_is_not_changed_beside_them(cast) -> None:
    stated = Offer.objects.get(organisation=cast.school, source="stated")
    with pytest.raises(UnableTo):
        change_offer(actor=cast.actor("joris"), offer=stated, said=SAID, language="nl")


@pytest.mark.parametrize("who", ["saar", "lena", "pim", "tess"])
def test_nobody_publishes_for_another_organisation(cast, who) -> None:
    with pytest.raises(NotAllowed):
        publish(cast, who)
    one = publish(cast)
    for act in (close_offer, reopen_offer):
        with pytest.raises(NotAllowed):
            act(actor=cast.actor(who), offer=one)
    with pytest.raises(NotAllowed):
        count_places(actor=cast.actor(who), offer=one, filled=1, refused=0, now=NOW)
    page = signed_in(cast, who)
    assert page.get(f"/parties/{cast.school.pk}/offers/new/").status_code == 403
    assert page.get(f"/offers/{one.pk}/edit/").status_code == 403
    assert page.post(f"/offers/{one.pk}/places/", {"filled": 1, "refused": 1}).status_code == 403


def test_a_broker_publishes_on_behalf_of_an_organisation(cast) -> None:
    assert publish(cast, "noor").organisation == cast.school


def test_places_offered_filled_and_refused_are_a_figure(cast) -> None:
    Offer.objects.all().delete()
    one, joris = publish(cast), cast.actor("joris")
    publish(cast, "noor", "bakery", kind="staff_places", units=2)
    publish(cast, "noor", "lab", kind="lab_slot", units=50)
    assert (training_capacity().total.offered, training_capacity().total.counted) == (12, 0)
    count_places(actor=joris, offer=one, filled=3, refused=1, now=NOW)
    count_places(actor=joris, offer=one, filled=9, refused=4, now=NOW)
    found = training_capacity()
    assert (found.total.filled, found.total.refused, found.total.counted, found.total.offers) == (9, 4, 1, 2)
    assert [(row.region, row.offered) for row in found.regions] == [("NL11", 10), ("NL13", 2)]
    assert training_capacity(region="NL13").total.offered == 2
    fact = Fact.objects.filter(verb="places_counted").latest("id")
    assert fact.details | {"offered": 10, "filled": 9, "refused": 4} == fact.details
    for filled, refused in ((11, 0), (-1, 0), (1, -1)):
        with pytest.raises(UnableTo):
            count_places(actor=joris, offer=one, filled=filled, refused=refused, now=NOW)
    assert PlacesCount.objects.count() == 2


def test_a_hidden_party_counts_and_is_not_named(cast) -> None:
    publish(cast)
    Organisation.objects.filter(pk=cast.school.pk).update(consent_to_be_shown=False)
    assert training_capacity().total.offered >= 10
    public = Client().get("/offers/capacity/").content.decode()
    file = Client().get("/offers/capacity.csv").content.decode()
    assert "Hanze" not in public and "Hanze" not in file and SAID.title not in file
    assert "Hanze" in signed_in(cast, "noor").get("/offers/capacity.csv").content.decode()


@pytest.mark.parametrize("language", ["nl", "en"])
def test_published_changed_counted_and_closed_on_pages(cast, queued, language) -> None:
    page = signed_in(cast, "joris", language)
    sent = page.post(f"/parties/{cast.school.pk}/offers/new/", FORM)
    one = Offer.objects.get(source="form")
    assert sent["Location"] == f"/offers/{one.pk}/"
    shown = page.get(sent["Location"]).content.decode()
    assert SAID.title in shown
    assert queued.title in shown, (one.skill_uris, queued.skill_uris)
    assert page.post(f"/offers/{one.pk}/edit/", {**FORM, "units": "12"}).status_code == 302
    assert page.post(f"/offers/{one.pk}/places/", {"filled": "13", "refused": "0"}).status_code == 400
    assert page.post(f"/offers/{one.pk}/places/", {"filled": "11", "refused": "2"}).status_code == 302
    page.post(f"/offers/{one.pk}/skills/", {"remove": ML})
    page.post(f"/offers/{one.pk}/close/")
    one.refresh_from_db()
    assert (one.units_per_week, one.open, ML in one.skill_uris) == (12, False, False)
    party = page.get(f"/parties/{cast.school.pk}/").content.decode()
    assert (
        SAID.title in party and SAID.title not in Client().get(f"/parties/{cast.school.pk}/").content.decode()
    )
    audit = signed_in(cast, "noor", language).get(f"/offers/{one.pk}/").content.decode()
    assert "Joris, " in audit


@pytest.mark.parametrize(
    "bad",
    [
        {"kind": "castle"}, {"kind": ""}, {"title": "x"}, {"title": "x" * 201}, {"units": "0"},
        {"units": "9999999"}, {"units": "veel"}, {"starts": "31-31-2026"}, {"weeks": "0"},
        {"repeats": "daily"}, {"starts": ""}, {"euros": "-1"}, {"hours_per_week": "999"}, {"area": "moon"},
    ],
)  # fmt: skip
def test_wrong_input_is_answered_on_the_page(cast, bad) -> None:
    answered = signed_in(cast, "joris").post(f"/parties/{cast.school.pk}/offers/new/", {**FORM, **bad})
    assert answered.status_code == 400
    assert not Offer.objects.filter(source="form").exists()


def test_what_is_over_is_not_published_and_the_field_says_so(cast) -> None:
    over = {"starts": "2026-01-05", "weeks": "4", "repeats": ""}
    answer = signed_in(cast, "joris").post(f"/parties/{cast.school.pk}/offers/new/", {**FORM, **over})
    assert answer.status_code == 400 and answer.context["form"].errors["starts"]
    with pytest.raises(UnableTo, match="its last day is"):
        publish(cast, starts=date(2026, 10, 26), weeks=4, repeats="")
    assert not Offer.objects.filter(source="form").exists()
    assert publish(cast, starts=date(2026, 10, 27), weeks=4, repeats="").ends == date(2026, 11, 23)


def test_an_offer_that_ended_stands_in_no_list_and_its_page_says_so(cast, queued) -> None:
    one, client = publish(cast, starts=date(2027, 2, 1), weeks=4, repeats=""), signed_in(cast, "saar")
    lists = ("/offers/", "/api/v1/offers/", f"/search/?q={one.title.split()[0]}", f"/who/?skill={ML}")
    assert all(one.title in client.get(path).content.decode() for path in lists)
    assert queued.title in client.get(f"/offers/{one.pk}/").content.decode()
    Offer.objects.filter(pk=one.pk).update(
        starts=date(2026, 1, 5), ends=timezone.localdate() - timedelta(days=1)
    )
    assert not any(one.title in client.get(path).content.decode() for path in lists)
    page = client.get(f"/offers/{one.pk}/")
    assert page.context["over"] and page.context["needing"] == []
    assert page.status_code == 200 and queued.title not in page.content.decode()
    Offer.objects.filter(pk=one.pk).update(ends=timezone.localdate())
    assert all(one.title in client.get(path).content.decode() for path in lists), "its last day counts"
