"""Hours asked of a small firm count against what it can spend; beyond that nobody invites it."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from django.test import Client
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as some

from kring.connect.actions.answer_invitation import answer_invitation
from kring.connect.actions.invite_parties import invite_parties
from kring.connect.actions.set_hour_budget import set_hour_budget
from kring.connect.models import Challenge, Community, CommunityMember, HourBudget, Invitation, Proposal
from kring.connect.queries.candidates import compared
from kring.connect.queries.hours import claims_on, parts_without_hours
from kring.connect.rules import (
    QUARTERS_LOOKED_AHEAD,
    Claim,
    asked_in,
    fits_from,
    hours_in,
    last_day_of,
    too_much_in,
)
from kring.connect.web.candidate_views import candidate_views
from kring.core.periods import Quarter
from kring.core.problems import NotAllowed, UnableTo
from kring.ledger.models import Fact
from kring.parties.actions.merge_parties import merge_parties
from kring.parties.models import Organisation
from tests.cast import NOW
from tests.connect.conftest import propose, tokens

DAYS = some.dates(date(2026, 1, 1), date(2028, 12, 31))
CLAIMS = some.builds(
    lambda starts, weeks, hours, euros: Claim(
        "invitation",
        "",
        starts,
        last_day_of(starts, weeks),
        None if hours is None else Fraction(hours),
        euros,
    ),
    DAYS,
    some.integers(1, 60),
    some.none() | some.integers(0, 40),
    some.none() | some.integers(0, 5000),
)


def quarters(claim: Claim) -> list[Quarter]:
    first, last = Quarter.of(claim.starts), Quarter.of(claim.ends)
    return [first.shifted(n) for n in range(last.index - first.index + 1)]


@given(CLAIMS)
def test_no_hour_is_lost_or_counted_twice_between_quarters(claim: Claim) -> None:
    weeks = Fraction((claim.ends - claim.starts).days + 1, 7)
    assert sum(hours_in(claim, one) for one in quarters(claim)) == weeks * (claim.hours_per_week or 0)
    before, after = Quarter.of(claim.starts).shifted(-1), Quarter.of(claim.ends).shifted(1)
    assert hours_in(claim, before) == hours_in(claim, after) == 0


@given(some.lists(CLAIMS, max_size=6), CLAIMS, some.integers(0, 400), some.none() | some.integers(0, 9000))
def test_what_is_not_too_much_stays_within_the_budget(claims, new, hours, euros) -> None:
    over = too_much_in(claims, new, hours=hours, euros=euros)
    for one in quarters(new):
        asked, spent = asked_in([*claims, new], one)
        mine, costs = asked_in([new], one)
        within = asked <= hours or mine == 0
        affordable = euros is None or spent <= euros or costs == 0
        none_left = new.hours_per_week is None and asked_in(claims, one)[0] >= hours
        assert (one in over) == (not (within and affordable) or none_left)


@given(some.lists(CLAIMS, max_size=5), CLAIMS, CLAIMS, some.integers(0, 400))
def test_one_request_more_never_makes_room(claims, more, new, hours) -> None:
    assert set(too_much_in(claims, new, hours=hours)) <= set(too_much_in([*claims, more], new, hours=hours))


@given(some.lists(CLAIMS, max_size=5), CLAIMS, some.integers(0, 400))
def test_the_day_that_is_named_is_the_first_on_which_it_fits(claims, new, hours) -> None:
    day = fits_from(claims, new, hours=hours)
    later = [Quarter.of(new.starts).shifted(n).first_day for n in range(1, QUARTERS_LOOKED_AHEAD + 1)]
    tried = [new.starts, *later]
    fits = [one for one in tried if not too_much_in(claims, new.moved_to(one), hours=hours)]
    assert day == (fits[0] if fits else None)


def test_what_goes_on_without_an_end_counts_in_every_quarter() -> None:
    endless = Claim("community", "", date(2026, 10, 1), None, Fraction(7))
    assert hours_in(endless, Quarter(2026, 4)) == 92
    assert hours_in(endless, Quarter(2029, 1)) == 90
    assert fits_from([endless], endless, hours=100) is None


def test_only_its_own_people_say_how_much_and_each_change_is_a_fact(cast) -> None:
    for name in ("noor", "joris", "pim", "tess", "ada"):
        with pytest.raises(NotAllowed):
            set_hour_budget(actor=cast.actor(name), organisation=cast.bakery, hours=60, euros=None, now=NOW)
    saar = cast.actor("saar")
    for hours, euros in ((60, None), (60, None), (80, 500), (None, None), (None, None)):
        set_hour_budget(actor=saar, organisation=cast.bakery, hours=hours, euros=euros, now=NOW)
    told = [fact.details for fact in Fact.objects.filter(verb="hour_budget_set").order_by("pk")]
    assert told == [
        {"hours": 60, "euros": None}, {"hours": 80, "euros": 500}, {"hours": None, "euros": None},
    ]  # fmt: skip
    assert not HourBudget.objects.exists()


@pytest.mark.parametrize(("hours", "euros"), [(-1, None), (5001, None), (10, -1), (10, 1_000_001)])
def test_numbers_that_cannot_be_are_refused(cast, hours, euros) -> None:
    with pytest.raises(UnableTo):
        set_hour_budget(actor=cast.actor("saar"), organisation=cast.bakery, hours=hours, euros=euros, now=NOW)


def budget(party: Organisation, hours: int, euros: int | None = None) -> None:
    HourBudget.objects.create(organisation=party, hours=hours, euros=euros)


def test_invitations_communities_and_own_challenges_all_count(cast, invited) -> None:
    kinds = {
        key: [one.kind for one in claims] for key, claims in claims_on([cast.bakery.pk, cast.lab.pk]).items()
    }
    assert kinds == {str(cast.bakery.pk): ["invitation"], str(cast.lab.pk): ["invitation"]}
    Invitation.objects.update(state="accepted")
    community = Community.objects.create(
        title="Samen", state="active", proposal=invited, starts=date(2026, 12, 1), ends=date(2027, 2, 1)
    )
    CommunityMember.objects.create(community=community, organisation=cast.bakery, side="practice")
    invited.state = "agreed"
    invited.save()
    Challenge.objects.filter(pk=invited.challenge_id).update(state="in_community")
    [claim] = claims_on([cast.bakery.pk])[str(cast.bakery.pk)]
    assert (claim.kind, claim.hours_per_week, claim.ends) == ("community", 4, date(2027, 2, 1))
    Community.objects.update(state="closed")
    assert claims_on([cast.bakery.pk])[str(cast.bakery.pk)] == []


def test_an_open_challenge_of_its_own_counts_and_not_against_itself(cast, queued) -> None:
    [claim] = claims_on([cast.bakery.pk])[str(cast.bakery.pk)]
    assert (claim.kind, claim.hours_per_week) == ("challenge", 4)
    assert claims_on([cast.bakery.pk], but=queued.pk)[str(cast.bakery.pk)] == []


def test_a_party_without_hours_is_shown_and_not_invited(cast, proposal) -> None:
    budget(cast.lab, 3)
    with translation.override("nl"):
        [candidate] = candidate_views(compared(proposal.challenge, today=NOW.date(), n=1), language="nl")
    said = {party.name: party.no_hours for party in candidate.parties}
    assert said["Fieldlab Noorderlicht"].startswith(("Geen uren meer tot", "Heeft per kwartaal minder"))
    assert said["Hanze Vakschool"] == ""
    with pytest.raises(UnableTo) as refused:
        invite_parties(actor=cast.actor("noor"), proposal=proposal, now=NOW)
    assert [one.code for one in refused.value.problems] == ["no_hours_left"]
    assert not Invitation.objects.exists()
    client = Client()
    client.force_login(cast.noor)
    for answer in (
        client.get(f"/proposals/{proposal.pk}/"),
        client.post(f"/proposals/{proposal.pk}/invite/"),
    ):
        assert "minder uren dan dit vraagt" in answer.content.decode()
    HourBudget.objects.update(hours=5_000)
    assert len(invite_parties(actor=cast.actor("noor"), proposal=proposal, now=NOW)) == 3


def test_the_day_of_room_is_told_when_another_request_is_in_the_way(cast, proposal) -> None:
    part = proposal.parts.get(organisation=cast.lab)
    asked = float(part.offer.hours_per_week or proposal.hours_per_week)
    budget(cast.lab, int(asked * 14))
    assert not parts_without_hours(proposal)
    community = Community.objects.create(
        title="Al bezig", state="active", hours_per_week=asked, starts=NOW.date(),
        ends=NOW.date() + timedelta(weeks=30),
    )  # fmt: skip
    CommunityMember.objects.create(community=community, organisation=cast.lab, side="research")
    found = parts_without_hours(proposal)[str(cast.lab.pk)]
    assert found.until is not None and found.until > community.ends - timedelta(days=92)
    with pytest.raises(UnableTo, match="has no hours left until"):
        invite_parties(actor=cast.actor("noor"), proposal=proposal, now=NOW)


def test_euros_count_for_who_brings_the_challenge(cast, proposal) -> None:
    proposal.euros = 900
    proposal.save()
    budget(cast.bakery, 5_000, euros=800)
    assert set(parts_without_hours(proposal)) == {str(cast.bakery.pk)}
    HourBudget.objects.update(euros=900)
    assert not parts_without_hours(proposal)


def test_its_page_shows_what_counts_to_its_own_people_and_the_brokers_of_its_region(cast, invited) -> None:
    budget(cast.bakery, 10)
    path = f"/parties/{cast.bakery.pk}/hours/"
    for who, status in (("saar", 200), ("noor", 200), ("marijn", 403), ("joris", 403), ("tess", 403)):
        client = Client()
        client.force_login(getattr(cast, who))
        answer = client.get(path)
        assert answer.status_code == status, who
        page = answer.content.decode()
        assert ("van 10 uren" in page) is (status == 200)
        assert ('name="hours"' in page) is (who == "saar")
    saar = Client()
    saar.force_login(cast.saar)
    assert "van 10 uren" in saar.get(f"/parties/{cast.bakery.pk}/").content.decode()
    assert saar.post(path, {"hours": "veel"}).status_code == 400
    assert saar.post(path, {"hours": "120", "euros": ""}).status_code == 302
    assert HourBudget.objects.get().hours == 120
    assert "Zei hoeveel uren" in client_of(cast.noor).get(f"/parties/{cast.bakery.pk}/").content.decode()


def client_of(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def test_the_budget_goes_along_when_two_records_become_one(cast) -> None:
    other = Organisation.objects.create(name="De Korst", kind="company", place="Assen", corop="NL131")
    budget(other, 40)
    merge_parties(actor=cast.actor("noor"), kept_id=cast.bakery.pk, lost_id=other.pk, take={}, now=NOW)
    assert HourBudget.objects.get().organisation == cast.bakery


def test_a_second_broker_counts_what_the_first_one_asked(cast, invited) -> None:
    """The invitations of one challenge count for the proposal of another."""
    second = Challenge.objects.get(pk=invited.challenge_id)
    second.pk = None
    second.state = "accepted"
    second._state.adding = True
    second.save()
    for row in invited.challenge.skills.all():
        row.pk, row.challenge = None, second
        row.save()
    later = propose(cast, second)
    assert str(cast.lab.pk) in {str(part.organisation_id) for part in later.parts.all()}
    later.starts = invited.starts
    later.save()
    lab = invited.parts.get(organisation=cast.lab)
    asked = Fraction(str(lab.offer.hours_per_week or invited.hours_per_week))
    budget(cast.lab, int(asked * 14))
    assert str(cast.lab.pk) in parts_without_hours(later)
    Invitation.objects.filter(part=lab).update(state="declined")
    assert not parts_without_hours(later)


def test_a_yes_asks_not_a_day_more_than_the_invitation_did(cast, invited) -> None:
    """Also where the last day is the last of a quarter."""
    Proposal.objects.update(starts=date(2027, 1, 4), weeks=4)
    [before] = claims_on([cast.lab.pk])[str(cast.lab.pk)]
    for token in tokens(invited):
        answer_invitation(token=token, accept=True, now=NOW)
    [after] = claims_on([cast.lab.pk])[str(cast.lab.pk)]
    assert (before.kind, after.kind) == ("invitation", "community")
    assert (after.starts, after.ends) == (before.starts, before.ends) == (date(2027, 1, 4), date(2027, 1, 31))
    assert after.hours_per_week == before.hours_per_week
