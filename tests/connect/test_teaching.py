"""A lecturer's courses: which challenges fit, outcome by outcome and week by week; places held and shared."""

import re
from datetime import date, timedelta

import pytest

from kring.connect.actions.decide_challenge import decline_challenge
from kring.connect.actions.hold_places import hold_again, hold_places
from kring.connect.actions.invite_parties import invite_parties
from kring.connect.actions.publish_offer import Said, publish_offer
from kring.connect.actions.release_places import release_places
from kring.connect.actions.share_adoption import renew_link, share_token, stop_link
from kring.connect.models import Adoption, Challenge, Offer, Reservation
from kring.connect.queries.engine_inputs import used_units
from kring.connect.queries.offering import training_capacity
from kring.connect.queries.teaching import (
    challenge_weeks,
    challenges_for,
    course_weeks,
    places_free,
    preview_of,
    week_code,
)
from kring.core.problems import NotAllowed, UnableTo
from kring.engines.matching.weeks import monday_of, week_of
from kring.ledger.models import Fact
from tests.cast import NOW, Cast
from tests.connect.conftest import propose

TODAY = NOW.date()
OUTCOMES = (
    "Na afloop kun je machine learning toepassen.\n"
    "Je kunt de vraag voorspellen met gegevens.\n"
    "Je schrijft een leesbaar verslag."
)


@pytest.fixture
def course(cast) -> Offer:
    """Ten places for ten weeks, from the middle of January."""
    said = Said(
        kind="course", title="Minor slimmer plannen", outcomes=OUTCOMES, starts=date(2027, 1, 11), weeks=10,
        units=10,
    )  # fmt: skip
    return publish_offer(
        actor=cast.actor("joris"), organisation=cast.school, said=said, language="nl", now=NOW
    )


def hold(cast: Cast, course: Offer, challenge: Challenge, units: int = 4, **more) -> Adoption:
    return hold_places(
        actor=cast.actor("joris"), offer=course, challenge=challenge, units=units, now=NOW, **more
    )


def test_outcomes_fit_with_the_words_of_both_texts(course, queued) -> None:
    found = preview_of(course, queued)
    assert [bool(one.hits) for one in found.outcomes] == [True, True, False]
    hits = {hit.taught_as: hit.asked_as for one in found.outcomes for hit in one.hits}
    assert hits["machine learning"] == "machine learning"
    for taught, asked in hits.items():
        assert taught in OUTCOMES and asked in queued.text and asked
    assert found.covered == 2
    assert set(found.shared) | set(found.not_taught) == set(queued.skill_uris)


def test_what_the_school_took_out_or_added_by_hand_counts_so(course, queued) -> None:
    first = preview_of(course, queued).outcomes[0].hits[0].uri
    course.skills_learned = [uri for uri in course.skills_learned if uri != first]
    assert first in preview_of(course, queued).not_taught
    course.outcomes, course.skills_learned = "", [first]
    assert [hit.uri for hit in preview_of(course, queued).listed] == [first]


def test_weeks_are_those_in_which_both_can(cast, course, accepted) -> None:
    weeks = challenges_for(course, today=TODAY)[0].weeks
    assert (monday_of(weeks.start), len(weeks)) == (date(2027, 1, 11), 10)
    proposal = propose(cast, accepted)
    proposal.starts, proposal.weeks = date(2027, 2, 1), 4
    proposal.save()
    weeks = challenges_for(course, today=TODAY)[0].weeks
    assert (monday_of(weeks.start), len(weeks)) == (date(2027, 2, 1), 4)
    assert challenges_for(course, today=TODAY, week=week_of(date(2027, 2, 8)))
    assert not challenges_for(course, today=TODAY, week=week_of(date(2027, 1, 11)))


@pytest.mark.parametrize(
    ("changes", "first", "count"),
    [
        ({"starts": date(2026, 9, 1), "weeks": 20}, date(2026, 11, 30), 7),
        ({"starts": date(2026, 9, 1), "weeks": 4}, None, 0),
        ({"starts": date(2026, 9, 1), "weeks": 10, "repeats": "semester"}, date(2027, 3, 1), 10),
        ({"starts": None, "weeks": None, "ends": None}, date(2026, 11, 30), 20),
        ({"starts": date(2027, 1, 11), "weeks": None, "ends": date(2027, 2, 7)}, date(2027, 1, 11), 4),
    ],
)
def test_the_next_run_of_a_course(course, changes, first, count) -> None:
    for name, value in changes.items():
        setattr(course, name, value)
    weeks = course_weeks(course, TODAY)
    assert len(weeks) == count
    assert first is None or monday_of(weeks.start) == first


def test_held_places_leave_the_capacity_of_all_but_this_challenge(cast, course, queued) -> None:
    adoption = hold(cast, course, queued, 4)
    week = week_of(adoption.starts)
    assert used_units([course])[str(course.pk)][week] == 4
    assert used_units([course], challenge=queued.pk)[str(course.pk)].get(week, 0) == 0
    assert training_capacity().total.held == 4
    release_places(actor=cast.actor("joris"), adoption=adoption, now=NOW)
    assert used_units([course])[str(course.pk)].get(week, 0) == 0
    assert training_capacity().total.held == 0
    verbs = [fact.verb for fact in Fact.objects.filter(object_id=str(queued.pk)).order_by("pk")]
    assert verbs[-2:] == ["places_held", "places_released"]


def test_what_a_proposal_uses_of_the_held_places_counts_once(cast, course, accepted) -> None:
    adoption = hold(cast, course, accepted, 6)
    proposal = propose(cast, accepted)
    Reservation.objects.create(
        offer=course, proposal=proposal, units=4, starts=adoption.starts, weeks=adoption.weeks
    )
    invite_parties(actor=cast.actor("noor"), proposal=proposal, now=NOW)
    week = week_of(adoption.starts)
    assert used_units([course])[str(course.pk)][week] == 6
    assert used_units([course], challenge=accepted.pk)[str(course.pk)][week] == 4


@pytest.mark.parametrize("units", [0, -1, 11, 10_000])
def test_never_more_than_there_are(cast, course, queued, units) -> None:
    with pytest.raises(UnableTo, match="places free"):
        hold(cast, course, queued, units)
    assert not Adoption.objects.exists()


def test_two_challenges_share_the_places_and_a_released_one_comes_back_only_if_free(
    cast, course, queued
) -> None:
    other = Challenge.objects.create(text=queued.text, title="Ander", state="queued", corop="NL131",
                                     confirmed_at=NOW)  # fmt: skip
    first = hold(cast, course, queued, 6)
    with pytest.raises(UnableTo, match="There are 4 places free"):
        hold(cast, course, other, 5)
    release_places(actor=cast.actor("joris"), adoption=first, now=NOW)
    hold(cast, course, other, 5)
    with pytest.raises(UnableTo, match="There are 5 places free"):
        hold_again(actor=cast.actor("joris"), adoption=first, now=NOW)
    assert places_free(course, course_weeks(course, TODAY), queued) == 5


def test_a_course_adopts_a_challenge_once(cast, course, queued) -> None:
    hold(cast, course, queued)
    with pytest.raises(UnableTo, match="already"):
        hold(cast, course, queued)
    assert Adoption.objects.count() == 1


@pytest.mark.parametrize(
    "spoil",
    [
        lambda course, one: Offer.objects.update(open=False),
        lambda course, one: Offer.objects.filter(pk=course.pk).update(kind="tool"),
        lambda course, one: Challenge.objects.update(state="declined"),
        lambda course, one: Challenge.objects.update(state="in_community"),
        lambda course, one: Offer.objects.filter(pk=course.pk).update(starts=date(2026, 9, 1), weeks=2),
    ],
)
def test_what_is_closed_over_or_taken_up_is_not_adopted(cast, course, queued, spoil) -> None:
    spoil(course, queued)
    with pytest.raises(UnableTo):
        hold(cast, course, queued)


@pytest.mark.parametrize("who", ["saar", "lena", "noor", "pim", "ada", "tess"])
def test_only_people_of_the_school_hold_release_and_share(cast, course, queued, who) -> None:
    adoption = hold(cast, course, queued)
    actor = cast.actor(who)
    for act in (
        lambda: hold_places(actor=actor, offer=course, challenge=queued, units=1, now=NOW),
        lambda: release_places(actor=actor, adoption=adoption, now=NOW),
        lambda: hold_again(actor=actor, adoption=adoption, now=NOW),
        lambda: renew_link(actor=actor, adoption=adoption),
        lambda: stop_link(actor=actor, adoption=adoption),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_a_declined_challenge_gives_its_places_back(cast, course, queued) -> None:
    adoption = hold(cast, course, queued)
    decline_challenge(
        actor=cast.actor("noor"), challenge=queued, reason="Dit is geen vraag over AI.", now=NOW
    )
    adoption.refresh_from_db()
    assert adoption.released_at == NOW


def link_of(adoption: Adoption) -> str:
    return f"/adopted/{share_token(adoption)}/"


def test_whoever_has_the_link_sees_it_and_nothing_of_people(cast, course, queued, client) -> None:
    adoption = hold(cast, course, queued)
    page = client.get(link_of(adoption))
    words = page.content.decode()
    assert page.status_code == 200
    assert "Minor slimmer plannen" in words and "Hanze Vakschool" in words
    assert 'content="noindex"' in words
    for person in (cast.joris, cast.saar):
        assert person.email not in words and str(person.pk) not in words
    assert "info@korst.invalid" not in words
    assert cast.joris.name not in link_of(adoption)


def test_who_is_not_shown_is_not_named_behind_the_link(cast, course, queued, client) -> None:
    adoption = hold(cast, course, queued)
    type(cast.school).objects.update(consent_to_be_shown=False)
    words = client.get(link_of(adoption)).content.decode()
    assert "Hanze Vakschool" not in words and "Bakkerij De Korst" not in words
    assert "Minor slimmer plannen" not in words


def test_a_stopped_replaced_or_forged_link_is_dead_and_a_new_one_works(cast, course, queued, client) -> None:
    adoption = hold(cast, course, queued)
    first = link_of(adoption)
    stop_link(actor=cast.actor("joris"), adoption=adoption)
    assert client.get(first).status_code == 403 and share_token(adoption) == ""
    renew_link(actor=cast.actor("joris"), adoption=adoption)
    second = link_of(adoption)
    assert client.get(first).status_code == 403 and client.get(second).status_code == 200
    renew_link(actor=cast.actor("joris"), adoption=adoption)
    assert client.get(second).status_code == 403
    assert client.get(second[:-3] + "xx/").status_code == 403
    release_places(actor=cast.actor("joris"), adoption=adoption, now=NOW)
    assert client.get(link_of(adoption)).status_code == 403


def test_from_course_and_week_to_the_link_on_pages(cast, course, queued, client) -> None:
    client.force_login(cast.joris)
    home = client.get("/").content.decode()
    assert 'href="/teaching/"' in home
    week = week_code(challenges_for(course, today=date.today())[0].weeks.start)
    listed = client.get(f"/teaching/?course={course.pk}&week={week}").content.decode()
    path = f"/teaching/{course.pk}/{queued.pk}/"
    assert f'href="{path}?week={week}"' in listed
    shown = client.get(f"{path}?week={week}").content.decode()
    assert "2 van de 3 leeruitkomsten passen" in shown
    assert client.post(f"{path}reserve/?week={week}", {"units": "99"}).status_code == 400
    done = client.post(f"{path}reserve/?week={week}", {"units": "3"}, follow=True).content.decode()
    adoption = Adoption.objects.get()
    assert adoption.units == 3 and f"/adoptions/{adoption.pk}/release/" in done
    shared = re.search(r'id="share-link" readonly value="http[^"]*?(/adopted/[^"]+)"', done)
    assert shared and client.get(shared[1]).status_code == 200
    client.post(f"/adoptions/{adoption.pk}/release/")
    client.post(f"/adoptions/{adoption.pk}/hold/")
    client.post(f"/adoptions/{adoption.pk}/link/stop/")
    assert "Er werkt nu geen link." in client.get(path).content.decode()
    assert client.post(f"/adoptions/{adoption.pk}/link/", follow=True).status_code == 200


def test_the_broker_reads_of_it_in_queue_challenge_and_candidates(cast, course, accepted, client) -> None:
    hold(cast, course, accepted)
    client.force_login(cast.noor)
    said = "Hanze Vakschool houdt 4 plaatsen vast, 11 januari tot en met 21 maart"
    for address in ("/queue/", f"/challenges/{accepted.pk}/", f"/challenges/{accepted.pk}/candidates/"):
        assert said in client.get(address).content.decode(), address
    assert "4 van de 10 plaatsen" in client.get(f"/offers/{course.pk}/").content.decode()


@pytest.mark.parametrize(
    "query",
    ["course=x&week=y", "week=2026-W54", "week=0000-W01", "week=99999999999-W01", "course=%00"],
)
def test_a_mistyped_address_shows_the_first_course(cast, course, queued, client, query) -> None:
    client.force_login(cast.joris)
    assert client.get(f"/teaching/?{query}").status_code == 200
    path = f"/teaching/{course.pk}/{queued.pk}/?{query}"
    assert client.get(path).status_code == 200


@pytest.mark.parametrize("units", ["", "x", "-1", "1e9", "\x00", "<script>"])
def test_a_wrong_number_is_said_beside_its_field(cast, course, queued, client, units) -> None:
    client.force_login(cast.joris)
    answer = client.post(f"/teaching/{course.pk}/{queued.pk}/reserve/", {"units": units})
    assert answer.status_code == 400 and not Adoption.objects.exists()
    assert "ds-validation-message" in answer.content.decode()


def test_without_a_course_the_page_says_what_to_do(cast, client) -> None:
    Offer.objects.all().delete()
    client.force_login(cast.joris)
    page = client.get("/teaching/").content.decode()
    assert f"/parties/{cast.school.pk}/offers/new/" in page


def test_a_challenge_that_nobody_may_know_of_has_no_preview(cast, course, queued, client) -> None:
    Challenge.objects.update(state="unconfirmed")
    client.force_login(cast.joris)
    assert client.get(f"/teaching/{course.pk}/{queued.pk}/").status_code == 404


def test_a_challenge_without_proposal_can_start_when_all_have_answered(queued) -> None:
    weeks = challenge_weeks(queued, TODAY)
    assert monday_of(weeks.start) > TODAY + timedelta(days=21)


def test_a_program_reads_the_same_list(cast, course, queued, client) -> None:
    address = f"/api/v1/offers/{course.pk}/challenges/"
    assert client.get(address).status_code in (401, 403)
    client.force_login(cast.saar)
    assert client.get(address).status_code == 403
    client.force_login(cast.joris)
    hold(cast, course, queued, 3)
    rows = client.get(address).json()
    assert [(one["challenge"]["id"], one["places_held"]) for one in rows] == [(str(queued.pk), 3)]
    assert rows[0]["starts"] == "2027-01-11" and rows[0]["weeks"] == 10
    assert set(rows[0]["shared"]) <= set(queued.skill_uris)
    assert client.get(f"{address}?week=2026-W01").json() == []
