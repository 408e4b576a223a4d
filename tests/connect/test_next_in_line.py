"""A silent party: the next in line is asked once a round, the others keep their answers."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.utils import translation

from kring.connect.actions.answer_invitation import answer_invitation
from kring.connect.actions.expire_invitations import expire_invitations
from kring.connect.actions.invite_parties import invite_parties
from kring.connect.actions.publish_stated_offer import publish_stated_offer
from kring.connect.actions.withdraw_next_party import withdraw_next_party
from kring.connect.models import Challenge, Community, HourBudget, Invitation, Offer, Proposal
from kring.connect.queries.engine_inputs import used_units
from kring.connect.queries.mails import invitation_body
from kring.core.problems import NotAllowed, UnableTo
from kring.engines.matching.weeks import week_of
from kring.files.actions.sign_link import sign_link
from kring.ledger.models import Fact
from kring.notices.models import Mail
from kring.parties.models import Organisation
from tests.cast import NOW, Cast, days
from tests.connect.conftest import propose

FIRST_ROUND = NOW + days(14)
SECOND_ROUND = FIRST_ROUND + days(7)


def another_lab(cast: Cast, name: str, place: str = "Assen", corop: str = "NL131", **fields) -> Organisation:
    given = {"consent_to_be_shown": True, "contact_email": f"{name.split()[-1].lower()}@lab.invalid"} | fields
    lab = Organisation.objects.create(
        name=name, kind="innovation-lab", place=place, corop=corop, hours_per_week=8,
        offers="Een lab voor machine learning, vraagvoorspelling en data-analyse.",
        available_from=cast.lab.available_from, available_until=cast.lab.available_until, **given,
    )  # fmt: skip
    publish_stated_offer(organisation=lab)
    return lab


@pytest.fixture
def labs(cast) -> list[Organisation]:
    return [another_lab(cast, "Lab Zuiderlicht"), another_lab(cast, "Lab Avondrood", "Emmen", "NL132")]


@pytest.fixture
def silent(cast, labs, accepted) -> Proposal:
    """A proposal to which everybody said yes, but for its lab."""
    proposal = propose(cast, accepted)
    invite_parties(actor=cast.actor("noor"), proposal=proposal, now=NOW)
    for one in proposal.invitations.exclude(part__side="research"):
        answer_invitation(token=sign_link("invitation", one.pk), accept=True, now=NOW)
    return Proposal.objects.get(pk=proposal.pk)


def lab_invitations(proposal: Proposal) -> list[Invitation]:
    rows = proposal.invitations.filter(part__side="research").order_by("sent_at", "pk")
    return list(rows.select_related("part__organisation"))


def test_the_broker_sees_the_line_before_anybody_is_asked(cast, labs, accepted, client) -> None:
    proposal = propose(cast, accepted)
    part = proposal.parts.get(side="research")
    others = {str(one.pk) for one in Offer.objects.filter(side="research").exclude(pk=part.offer_id)}
    assert set(part.next_in_line) == others and len(others) == 2
    client.force_login(cast.noor)
    page = client.get(f"/proposals/{proposal.pk}/").content.decode()
    assert "Volgende in de rij:" in page
    assert "14 dagen" in page and "7 dagen" in page


def test_the_next_is_asked_and_the_others_keep_their_answers(cast, silent, jobs) -> None:
    jobs()
    line = silent.parts.get(side="research").next_in_line
    assert expire_invitations(now=FIRST_ROUND) == 1
    old, new = lab_invitations(silent)
    assert (old.state, new.state) == ("expired", "sent")
    assert str(new.part.offer_id) == line[0]
    assert new.part.stands_in_for == old.part and old.part.out_at == FIRST_ROUND
    assert new.expires_at == FIRST_ROUND + days(7)
    silent.refresh_from_db()
    assert silent.state == "inviting"
    assert silent.invitations.filter(state="accepted").count() == 2
    assert Challenge.objects.get(pk=silent.challenge_id).state == "proposed"
    jobs()
    assert not Proposal.objects.filter(replaces=silent).exists()
    assert Mail.objects.filter(to=new.email, key=f"invitation:{new.pk}").count() == 1
    answer_invitation(token=sign_link("invitation", new.pk), accept=True, now=FIRST_ROUND)
    community = Community.objects.get()
    members = {one.organisation for one in community.members.all()}
    assert new.part.organisation in members and old.part.organisation not in members


def test_why_and_until_when_is_kept_and_told_without_a_name_in_the_ledger(cast, silent, jobs, client) -> None:
    expire_invitations(now=FIRST_ROUND)
    jobs()
    old, new = lab_invitations(silent)
    fact = Fact.objects.get(verb="next_party_invited")
    assert fact.details == {
        "proposal": str(silent.pk), "invitation": str(new.pk), "instead_of": str(old.pk),
        "before": "2026-12-07",
    }  # fmt: skip
    assert Fact.objects.get(verb="invitation_expired").details["next"] == str(new.pk)
    told = Mail.objects.get(key=f"next:{new.pk}:{cast.noor.email}").body
    assert f"{old.part.organisation.name} antwoordde niet voor 7 december." in told
    assert new.part.organisation.name in told and "14 december" in told
    changed = Mail.objects.filter(key__startswith="changed:")
    assert {one.to for one in changed} == {"info@korst.invalid", "info@vakschool.invalid"}
    assert all("Uw ja blijft staan" in one.body for one in changed)
    client.force_login(cast.noor)
    for address in (f"/proposals/{silent.pk}/", "/queue/", f"/challenges/{silent.challenge_id}/"):
        page = client.get(address).content.decode()
        assert f"{old.part.organisation.name} antwoordde niet voor 7 december" in page, address
        assert "14 december" in page, address
    client.logout()
    public = client.get(f"/challenges/{silent.challenge_id}/").content.decode()
    assert "antwoordde niet voor 7 december: de volgende partij is gevraagd" in public
    assert old.part.organisation.name not in public


def test_the_calendar_of_the_silent_one_is_free_and_that_of_the_next_is_not(silent) -> None:
    old = lab_invitations(silent)[0].part.offer
    expire_invitations(now=FIRST_ROUND)
    new = lab_invitations(silent)[1].part.offer
    used = used_units([old, new])
    week = week_of(silent.starts)
    assert used[str(old.pk)].get(week, 0) == 0 and used[str(new.pk)][week] == 1


def test_once_a_round_and_no_further_than_the_line(cast, silent, jobs) -> None:
    assert [expire_invitations(now=FIRST_ROUND) for _ in range(3)] == [1, 0, 0]
    assert len(lab_invitations(silent)) == 2
    # The start is at hand by the second round: there is no time for a third party.
    assert expire_invitations(now=SECOND_ROUND) == 1
    rows = lab_invitations(silent)
    assert [one.state for one in rows] == ["expired", "expired"]
    silent.refresh_from_db()
    assert silent.state == "expired"
    assert Challenge.objects.get(pk=silent.challenge_id).state == "accepted"
    jobs()
    assert Mail.objects.filter(key__startswith=f"missing:{silent.pk}:").count() == 1


def test_further_down_the_line_when_there_is_time(cast, silent) -> None:
    later = silent.starts + timedelta(weeks=6)
    Proposal.objects.filter(pk=silent.pk).update(starts=later)
    silent.reservations.update(starts=later)
    for number, now in enumerate((FIRST_ROUND, SECOND_ROUND), start=2):
        expire_invitations(now=now)
        assert len(lab_invitations(silent)) == number
    last = lab_invitations(silent)[-1]
    assert last.part.next_in_line == []
    expire_invitations(now=SECOND_ROUND + days(7))
    assert Proposal.objects.get(pk=silent.pk).state == "expired"
    assert len({one.part.organisation_id for one in lab_invitations(silent)}) == 3


def test_who_is_full_closed_or_without_address_is_passed_over(cast, silent) -> None:
    first, second = silent.parts.get(side="research").next_in_line
    Offer.objects.filter(pk=first).update(open=False)
    expire_invitations(now=FIRST_ROUND)
    assert str(lab_invitations(silent)[1].part.offer_id) == second
    full = Offer.objects.get(pk=second)
    assert used_units([full])[str(full.pk)][week_of(silent.starts)] == full.units_per_week


@pytest.mark.parametrize("spoil", ["units", "address"])
def test_when_nobody_in_line_can_the_broker_reads_it_in_the_queue(cast, silent, jobs, client, spoil) -> None:
    line = silent.parts.get(side="research").next_in_line
    if spoil == "units":
        Offer.objects.filter(pk__in=line).update(units_per_week=0)
    else:
        Organisation.objects.filter(offer_list__pk__in=line).update(contact_email="")
    expire_invitations(now=FIRST_ROUND)
    assert Proposal.objects.get(pk=silent.pk).state == "expired"
    assert not Fact.objects.filter(verb="next_party_invited").exists()
    client.force_login(cast.noor)
    page = client.get("/queue/").content.decode()
    assert "Niemand is meer te vragen. Vergelijk drie kandidaten" in page
    assert "antwoordde niet voor 7 december" in page


def test_a_silent_owner_has_no_next(cast, labs, accepted) -> None:
    proposal = propose(cast, accepted)
    invite_parties(actor=cast.actor("noor"), proposal=proposal, now=NOW)
    proposal.invitations.exclude(part__role="owner").update(state="accepted")
    assert expire_invitations(now=FIRST_ROUND) == 1
    assert Proposal.objects.get(pk=proposal.pk).state == "expired"


def test_when_one_place_of_two_has_nobody_left_nobody_is_asked(cast, labs, accepted) -> None:
    proposal = propose(cast, accepted)
    invite_parties(actor=cast.actor("noor"), proposal=proposal, now=NOW)
    proposal.invitations.filter(part__role="owner").update(state="accepted")
    assert expire_invitations(now=FIRST_ROUND) == 2
    assert Proposal.objects.get(pk=proposal.pk).state == "expired"
    assert proposal.invitations.count() == 3 and not proposal.parts.exclude(out_at=None).exists()
    assert {one.details.get("next") for one in Fact.objects.filter(verb="invitation_expired")} == {None}


def test_who_said_no_to_this_challenge_before_is_not_asked_again(cast, labs, accepted) -> None:
    earlier = propose(cast, accepted)
    refusing = earlier.parts.get(side="research").next_in_line[0]
    part = earlier.parts.create(
        organisation=Offer.objects.get(pk=refusing).organisation, offer_id=refusing, side="research"
    )
    Invitation.objects.create(
        proposal=earlier, part=part, email="x@lab.invalid", state="declined", expires_at=NOW
    )
    proposal = propose(cast, accepted)
    assert refusing not in proposal.parts.get(side="research").next_in_line


def test_an_expired_invitation_can_no_longer_be_answered(silent) -> None:
    old = lab_invitations(silent)[0]
    expire_invitations(now=FIRST_ROUND)
    with pytest.raises(NotAllowed, match="no longer"):
        answer_invitation(token=sign_link("invitation", old.pk), accept=True, now=NOW)


def test_the_broker_takes_it_back_before_the_answer(cast, silent, jobs, client) -> None:
    expire_invitations(now=FIRST_ROUND)
    jobs()
    new = lab_invitations(silent)[1]
    client.force_login(cast.noor)
    assert f"/invitations/{new.pk}/withdraw/" in client.get(f"/proposals/{silent.pk}/").content.decode()
    client.post(f"/invitations/{new.pk}/withdraw/")
    new.refresh_from_db()
    silent.refresh_from_db()
    assert (new.state, silent.state) == ("withdrawn", "expired")
    assert Challenge.objects.get(pk=silent.challenge_id).state == "accepted"
    jobs()
    assert Mail.objects.filter(key=f"withdrawn:{new.pk}", to=new.email).count() == 1
    with pytest.raises(NotAllowed):
        answer_invitation(token=sign_link("invitation", new.pk), accept=True, now=FIRST_ROUND)
    with pytest.raises(UnableTo):
        withdraw_next_party(actor=cast.actor("noor"), invitation=new, now=FIRST_ROUND)


def test_only_what_kring_did_itself_is_taken_back_and_only_by_its_broker(cast, silent) -> None:
    first = lab_invitations(silent)[0]
    with pytest.raises(UnableTo):
        withdraw_next_party(actor=cast.actor("noor"), invitation=first, now=NOW)
    expire_invitations(now=FIRST_ROUND)
    new = lab_invitations(silent)[1]
    for who in ("saar", "marijn", "pim"):
        with pytest.raises(NotAllowed):
            withdraw_next_party(actor=cast.actor(who), invitation=new, now=FIRST_ROUND)


def test_a_party_that_is_not_shown_is_named_by_kind_and_region(cast, accepted, jobs, client) -> None:
    another_lab(cast, "Lab Verborgen", consent_to_be_shown=False)
    proposal = propose(cast, accepted)
    invite_parties(actor=cast.actor("noor"), proposal=proposal, now=NOW)
    proposal.invitations.exclude(part__side="research").update(state="accepted")
    expire_invitations(now=FIRST_ROUND)
    jobs()
    client.force_login(cast.noor)
    for address in (f"/proposals/{proposal.pk}/", "/queue/", f"/challenges/{proposal.challenge_id}/"):
        page = client.get(address).content.decode()
        assert "Lab Verborgen" not in page
    assert not Mail.objects.filter(key__startswith="next:", body__contains="Lab Verborgen").exists()
    assert not Mail.objects.filter(key__startswith="changed:", body__contains="Lab Verborgen").exists()


def test_a_proposal_leaves_time_for_all_answers(cast, proposal) -> None:
    assert proposal.starts > (NOW + days(21)).date()


def test_who_has_no_hours_left_is_passed_over(cast, silent) -> None:
    line = silent.parts.get(side="research").next_in_line
    assert len(line) == 2
    first, second = (Offer.objects.get(pk=offer).organisation for offer in line)
    HourBudget.objects.create(organisation=first, hours=1)
    expire_invitations(now=FIRST_ROUND)
    assert lab_invitations(silent)[-1].part.organisation == second


def test_mail_page_and_queue_name_the_same_day_also_just_after_midnight(cast, invited) -> None:
    """Half past midnight in the Netherlands is the day before elsewhere; summer time makes it two hours."""
    ends = datetime(2027, 3, 28, 22, 30, tzinfo=UTC)
    invited.invitations.update(expires_at=ends)
    one = invited.invitations.select_related("part__organisation", "proposal__challenge").first()
    with translation.override("nl"):
        assert "voor 29 maart" in invitation_body(one, "https://kring.invalid/x")
    client = Client()
    client.force_login(cast.noor)
    client.cookies["django_language"] = "nl"
    for path in ("/queue/", f"/proposals/{invited.pk}/"):
        page = client.get(path).content.decode()
        assert "29 maart" in page and "28 maart" not in page, path
