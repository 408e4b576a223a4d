"""A broker decides with a reason; two at once do not undo each other; calendars never overlap."""

import re
from datetime import timedelta

import pytest

from kring.connect.actions.answer_invitation import answer_invitation, invitation_of_token
from kring.connect.actions.change_proposal import change_proposal
from kring.connect.actions.confirm_challenge import confirm_challenge
from kring.connect.actions.decide_challenge import accept_challenge, decline_challenge, requeue_challenge
from kring.connect.actions.expire_invitations import expire_invitations
from kring.connect.actions.forward_next_steps import forward_next_steps
from kring.connect.actions.invite_parties import invite_parties
from kring.connect.models import Challenge, Community, Offer, Proposal, Reservation
from kring.connect.queries.candidates import compared, composed
from kring.core.problems import NotAllowed, NotFound, UnableTo
from kring.files.actions.sign_link import sign_link
from kring.ledger.models import Fact
from kring.notices.models import Mail
from kring.parties.models import Organisation
from tests.cast import NOW
from tests.connect.conftest import draft, post, propose, token_for, tokens

REASON = "Deze partij heeft net een andere groep."


def fresh(thing):
    return type(thing).objects.get(pk=thing.pk)


def second_challenge() -> Challenge:
    challenge = draft()
    post(challenge, email="ander@korst.invalid")
    return confirm_challenge(token=token_for(challenge), now=NOW)


def test_an_old_invitation_can_be_read_for_a_month_after_its_end(cast, invited) -> None:
    token = tokens(invited)[0]
    end = invitation_of_token(token, now=NOW).expires_at
    assert invitation_of_token(token, now=end + timedelta(days=30))
    with pytest.raises(NotAllowed, match="expired"):
        invitation_of_token(token, now=end + timedelta(days=31))


@pytest.mark.parametrize("who", ["saar", "tess", "pim", "marijn"])
def test_only_a_broker_of_the_region_decides(cast, queued, who) -> None:
    for decide in (
        lambda: accept_challenge(actor=cast.actor(who), challenge=queued, now=NOW),
        lambda: decline_challenge(actor=cast.actor(who), challenge=queued, reason=REASON, now=NOW),
    ):
        with pytest.raises(NotAllowed):
            decide()
    assert fresh(queued).state == "queued"


def test_two_brokers_at_once_on_one_challenge(cast, queued) -> None:
    mine, yours = fresh(queued), fresh(queued)
    accept_challenge(actor=cast.actor("noor"), challenge=mine, now=NOW)
    with pytest.raises(UnableTo, match="just now"):
        decline_challenge(actor=cast.actor("ada"), challenge=yours, reason=REASON, now=NOW)
    assert fresh(queued).broker == cast.noor
    assert not Fact.objects.filter(verb="challenge_declined").exists()


def test_declining_needs_a_reason_that_the_owner_reads(cast, queued, jobs) -> None:
    with pytest.raises(UnableTo, match="no reason"):
        decline_challenge(actor=cast.actor("noor"), challenge=queued, reason="nee", now=NOW)
    decline_challenge(actor=cast.actor("noor"), challenge=queued, reason=REASON, now=NOW)
    jobs()
    assert REASON in Mail.objects.get(key__startswith="declined:").body


def test_a_decision_can_be_undone_before_the_mail_leaves(cast, queued, jobs) -> None:
    decline_challenge(actor=cast.actor("noor"), challenge=queued, reason=REASON, now=NOW)
    requeue_challenge(actor=cast.actor("noor"), challenge=queued, now=NOW)
    jobs()
    assert fresh(queued).state == "queued"
    assert not Mail.objects.filter(key__startswith="declined:").exists()


def test_nothing_is_proposed_for_a_challenge_that_nobody_took(cast, queued) -> None:
    with pytest.raises(UnableTo, match="Accept it first"):
        propose(cast, queued)


def test_a_change_needs_a_reason_and_leaves_out_whom_it_says(cast, proposal) -> None:
    with pytest.raises(UnableTo, match="no reason"):
        change_proposal(
            actor=cast.actor("noor"), proposal=proposal, leave_out=[], add=[], reason="ja", now=NOW
        )
    with pytest.raises(UnableTo, match="No community is possible"):
        change_proposal(
            actor=cast.actor("noor"), proposal=proposal, leave_out=[str(cast.lab.pk)], add=[], reason=REASON,
            now=NOW,
        )  # fmt: skip
    assert fresh(proposal).state == "open"


def test_a_party_that_is_left_out_is_replaced_by_another(cast, proposal) -> None:
    other = Organisation.objects.create(
        name="Lab Zuiderlicht", kind="innovation-lab", place="Assen", corop="NL131",
        contact_email="z@lab.invalid",
        offers="Een lab voor machine learning en vraagvoorspelling.", consent_to_be_shown=True,
        available_from=cast.lab.available_from, available_until=cast.lab.available_until, hours_per_week=8,
    )  # fmt: skip
    from kring.connect.actions.publish_stated_offer import publish_stated_offer

    publish_stated_offer(organisation=other)
    out = [str(part.organisation_id) for part in proposal.parts.filter(side="research")]
    changed = change_proposal(
        actor=cast.actor("noor"), proposal=proposal, leave_out=out, add=[], reason=REASON, now=NOW
    )
    parties = {str(part.organisation_id) for part in changed.parts.all()}
    assert not parties & set(out)
    assert parties & {str(other.pk), str(cast.lab.pk)}


def test_one_no_gives_the_challenge_back_and_frees_the_calendars(cast, invited) -> None:
    answer_invitation(token=tokens(invited)[0], accept=True, now=NOW)
    invitation, community = answer_invitation(token=tokens(invited)[1], accept=False, reason=REASON, now=NOW)
    assert (invitation.state, invitation.answer_reason, community) == ("declined", REASON, None)
    assert fresh(invited).state == "declined"
    assert fresh(invited.challenge).state == "accepted"
    assert composed(fresh(invited.challenge), today=NOW.date()).community is not None
    with pytest.raises(NotAllowed, match="no longer"):
        answer_invitation(token=tokens(invited)[2], accept=True, now=NOW)
    assert not Community.objects.exists()


def test_who_answers_again_reads_that_the_first_answer_stands(cast, invited, client) -> None:
    """Two tabs, or a link that went to two people of one organisation."""
    first, second, _third = (f"/invitations/{token}/" for token in tokens(invited))
    for path, said, other in ((first, "yes", "no"), (second, "no", "yes")):
        for answer, stands in ((said, False), (said, False), (other, True)):
            page = client.post(path, {"answer": answer})
            assert (page.status_code, page.context["stands"]) == (200, stands)
    states = list(invited.invitations.order_by("pk").values_list("state", flat=True))
    assert states == ["accepted", "declined", "sent"]


def test_what_is_no_answer_is_no_no(cast, invited, client) -> None:
    [path, *_others] = (f"/invitations/{token}/" for token in tokens(invited))
    for sent in ({}, {"answer": "maybe"}, {"reason": "Geen tijd"}):
        assert client.post(path, sent).status_code == 400
    assert set(invited.invitations.values_list("state", flat=True)) == {"sent"}


def test_an_expired_invitation_goes_back_to_the_broker_once(cast, invited) -> None:
    later = NOW + timedelta(days=14)
    with pytest.raises(NotAllowed, match="no longer"):
        answer_invitation(token=tokens(invited)[0], accept=True, now=later)
    assert expire_invitations(now=NOW) == 0
    # Nobody answered: every invitation is closed, and nobody is left to ask for the owner's place.
    assert expire_invitations(now=later) == invited.invitations.count() == 3
    assert expire_invitations(now=later) == 0
    assert fresh(invited).state == "expired"
    assert fresh(invited.challenge).state == "accepted"
    assert Fact.objects.filter(verb="invitation_expired").count() == 3
    assert invited.invitations.filter(state="expired").count() == 3


def test_expiring_does_not_touch_a_proposal_that_came_after(cast, invited) -> None:
    answer_invitation(token=tokens(invited)[0], accept=False, now=NOW)
    challenge = fresh(invited.challenge)
    propose(cast, challenge)
    expire_invitations(now=NOW + timedelta(days=30))
    assert fresh(challenge).state == "proposed"


@pytest.mark.parametrize("spoil", [lambda t: t[:-1], lambda t: "", lambda t: t.replace(":", "")])
def test_a_forged_invitation_is_refused(cast, invited, spoil) -> None:
    with pytest.raises(NotAllowed):
        answer_invitation(token=spoil(tokens(invited)[0]), accept=True, now=NOW)


def test_a_link_for_another_purpose_answers_no_invitation(cast, invited) -> None:
    with pytest.raises(NotAllowed):
        answer_invitation(token=sign_link("challenge", invited.invitations.first().pk), accept=True, now=NOW)
    with pytest.raises(NotFound):
        answer_invitation(token=sign_link("invitation", invited.pk), accept=True, now=NOW)


def test_while_invitations_are_out_nobody_proposes_something_else(cast, invited) -> None:
    with pytest.raises(UnableTo, match="on their way"):
        found = composed(fresh(invited.challenge), today=NOW.date())
        from kring.connect.actions.propose_community import propose_community

        propose_community(
            actor=cast.actor("noor"), challenge=fresh(invited.challenge),
            candidate=found.community or _any_candidate(invited), gap_to_best=0.0, now=NOW,
        )  # fmt: skip
    assert Proposal.objects.filter(state="inviting").count() == 1


def _any_candidate(proposal: Proposal):
    """The candidate again, as if nothing were reserved: what a page that stood open would send."""
    proposal.reservations.all().delete()
    return composed(fresh(proposal.challenge), today=NOW.date()).community


def test_parties_are_invited_once(cast, invited) -> None:
    with pytest.raises(UnableTo, match="decided already"):
        invite_parties(actor=cast.actor("noor"), proposal=invited, now=NOW)
    assert invited.invitations.count() == invited.parts.count()


def test_a_declined_challenge_asks_nobody_on(cast, invited) -> None:
    decline_challenge(actor=cast.actor("noor"), challenge=fresh(invited.challenge), reason=REASON, now=NOW)
    assert fresh(invited).state == "declined"
    with pytest.raises(NotAllowed):
        answer_invitation(token=tokens(invited)[0], accept=True, now=NOW)


def test_nobody_is_invited_without_an_address(cast, proposal) -> None:
    Organisation.objects.filter(pk=cast.lab.pk).update(contact_email="")
    with pytest.raises(UnableTo, match="Fieldlab Noorderlicht"):
        invite_parties(actor=cast.actor("noor"), proposal=proposal, now=NOW)
    assert fresh(proposal).state == "open"


def test_no_proposal_overlaps_a_full_period(cast, proposal) -> None:
    """Two brokers hold a proposal with the same lab slot; the first to invite has it."""
    other = second_challenge()
    accept_challenge(actor=cast.actor("noor"), challenge=other, now=NOW)
    theirs = propose(cast, other)
    Reservation.objects.update(units=1)
    Offer.objects.update(units_per_week=1)
    invite_parties(actor=cast.actor("noor"), proposal=proposal, now=NOW)
    with pytest.raises(UnableTo, match="full in this period"):
        invite_parties(actor=cast.actor("noor"), proposal=theirs, now=NOW)
    assert fresh(theirs).state == "open"


def test_a_reserved_slot_is_not_offered_again(cast, invited) -> None:
    """Every week of the lab is taken: the engine says so, and composes nothing with it."""
    lab = Offer.objects.get(organisation=cast.lab)
    lab.reservations.update(starts=NOW.date(), weeks=90, units=lab.units_per_week)
    other = second_challenge()
    found = compared(other, today=NOW.date())
    parties = {m.organisation for one in found.candidates for m in one.community.members}
    assert str(cast.lab.pk) not in parties


def test_forwarding_mails_what_the_broker_saw(cast, proposal, jobs) -> None:
    step = {
        "label": "Meedoen",
        "title": "Slim onderhoud",
        "meta": ["4 uur per week"],
        "reasons": ["Zelfde vraag"],
    }
    forward_next_steps(
        actor=cast.actor("noor"), challenge=proposal.challenge, to="Saar@Cast.invalid", steps=[step],
        proposal=proposal, message="Zoals net besproken.", language="nl",
    )  # fmt: skip
    jobs()
    mail = Mail.objects.get(to="saar@cast.invalid")
    for said in ("Zoals net besproken.", "Meedoen: Slim onderhoud", "Zelfde vraag", "Fieldlab Noorderlicht"):
        assert said in mail.body


def test_a_party_that_does_not_want_to_be_shown_is_not_named_in_mails(cast, proposal, jobs) -> None:
    Organisation.objects.filter(pk=cast.lab.pk).update(consent_to_be_shown=False)
    forward_next_steps(
        actor=cast.actor("noor"), challenge=proposal.challenge, to="x@y.invalid", steps=[], proposal=proposal
    )
    jobs()
    assert "Noorderlicht" not in Mail.objects.get(to="x@y.invalid").body


def test_who_gets_next_steps_by_mail_goes_on_with_the_question(cast, jobs, client, rf) -> None:
    """The broker typed it while the owner was on the phone; the owner chooses a step in the own browser."""
    question = draft()
    step = {"label": "Leer", "title": "Cursus", "meta": ["start 1 juni"], "reasons": [], "href": "/offers/"}
    forward_next_steps(actor=cast.actor("noor"), challenge=question, to="x@y.invalid", steps=[step])
    jobs()
    body = Mail.objects.get(to="x@y.invalid").body
    links = re.findall(r"https?://[^/\s]+(/\S*)", body)
    assert links[0] == "/offers/"
    page = f"/challenges/draft/{question.pk}/next-steps/"
    assert client.get(page).status_code == 404
    answer = client.get(links[1])
    assert (answer.status_code, answer["Location"]) == (302, page)
    assert client.get(page).status_code == 200
    assert client.get(links[1][:-3] + "/").status_code == 403
    post(question)
    confirm_challenge(token=token_for(question), now=NOW)
    assert client.get(links[1])["Location"] == f"/challenges/{question.pk}/"


def test_forwarding_needs_an_address_and_something_to_send(cast, accepted) -> None:
    for wrong in ({"to": "geen adres", "steps": [{}]}, {"to": "a@b.invalid", "steps": []}):
        with pytest.raises(UnableTo):
            forward_next_steps(actor=cast.actor("noor"), challenge=accepted, **wrong)
