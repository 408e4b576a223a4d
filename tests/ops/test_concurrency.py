"""Two at the same moment: one community, one broker, each fact followed once, one place given once."""

import threading
import uuid
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, connections
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from kring.connect.actions.answer_invitation import answer_invitation
from kring.connect.actions.confirm_challenge import confirm_challenge, confirm_token
from kring.connect.actions.decide_challenge import accept_challenge
from kring.connect.actions.expire_invitations import expire_invitations
from kring.connect.actions.hold_places import hold_places
from kring.connect.actions.invite_parties import invite_parties
from kring.connect.models import (
    Adoption,
    Challenge,
    Community,
    Invitation,
    Offer,
    Proposal,
    ProposalPart,
    Reservation,
)
from kring.core.problems import UnableTo
from kring.files.actions.sign_link import sign_link
from kring.ledger.actions.record_fact import record_fact
from kring.ledger.jobs import enqueue_followers, take_up_again
from kring.ledger.models import Fact
from kring.parties.models import Organisation, Person
from kring.parties.rules import Actor

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
    # SQLite's transactions take turns, and in memory all threads share one lock: that would prove nothing.
    pytest.mark.skipif(connection.vendor == "sqlite", reason="needs DATABASE_URL: ./test full gives one"),
]
NOW = timezone.now()
BROKER = Actor(person_id="system", roles=frozenset({"admin"}))


def together(*works: Callable[[], Any]) -> list[Any]:
    """Start all at once, each with a connection of its own; return the results or what they raised."""
    start = threading.Barrier(len(works))
    results: list[Any] = [None] * len(works)

    def run(number: int, work: Callable[[], Any]) -> None:
        start.wait()
        try:
            results[number] = work()
        except UnableTo as refusal:
            results[number] = refusal
        except Exception as error:
            results[number] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    unexpected = [r for r in results if isinstance(r, Exception) and not isinstance(r, UnableTo)]
    assert not unexpected, unexpected
    return results


def party(name: str) -> Organisation:
    return Organisation.objects.create(name=name, kind="company", contact_email=f"{name}@kring.invalid")


def challenge(state: str = "proposed", **values: Any) -> Challenge:
    given = {
        "text": "Storingen aan pompen voorspellen.",
        "title": "Pompen",
        "corop": "NL111",
        "contact_email": "sme@kring.invalid",
    }
    return Challenge.objects.create(state=state, **(given | values))


def proposal(state: str, owner: Challenge, *parties: Organisation) -> tuple[Proposal, list[Invitation]]:
    made = Proposal.objects.create(challenge=owner, state=state, starts=date(2026, 9, 7))
    invitations = []
    for each in parties:
        part = ProposalPart.objects.create(proposal=made, organisation=each, side="practice")
        if state == "inviting":
            invitations.append(
                Invitation.objects.create(
                    proposal=made, part=part, email=each.contact_email, expires_at=NOW + timedelta(days=7)
                )
            )
    return made, invitations


@pytest.mark.parametrize("turn", range(4))
def test_the_last_two_answers_form_one_community(turn: int) -> None:
    _, invitations = proposal("inviting", challenge(), party("a"), party("b"))
    tokens = [sign_link("invitation", each.pk) for each in invitations]
    together(*(lambda t=t: answer_invitation(token=t, accept=True, now=NOW) for t in tokens))
    assert Community.objects.count() == 1
    assert Community.objects.get().members.count() == 2
    assert Fact.objects.filter(verb="community_formed").count() == 1
    assert set(Invitation.objects.values_list("state", flat=True)) == {"accepted"}


def test_the_same_answer_twice_counts_once() -> None:
    _, invitations = proposal("inviting", challenge(), party("a"), party("b"))
    token = sign_link("invitation", invitations[0].pk)
    together(*[lambda: answer_invitation(token=token, accept=True, now=NOW)] * 3)
    assert Fact.objects.filter(verb="invitation_accepted").count() == 1


def test_of_two_brokers_who_accept_one_wins() -> None:
    waiting = challenge("queued")
    people = [Person.objects.create_user(f"b{n}@kring.invalid", language="nl") for n in range(2)]

    def accept(person: Person) -> None:
        actor = Actor(
            person_id=str(person.pk), roles=frozenset({"broker", "admin"}), hubs=frozenset({"noord"})
        )
        accept_challenge(actor=actor, challenge=Challenge.objects.get(pk=waiting.pk), now=NOW)

    results = together(*(lambda p=p: accept(p) for p in people))
    assert [isinstance(each, UnableTo) for each in results].count(True) == 1
    facts = Fact.objects.filter(verb="challenge_accepted")
    waiting.refresh_from_db()
    assert facts.count() == 1 and facts.get().actor == str(waiting.broker_id)


def test_a_mail_link_opened_twice_makes_one_owner_and_one_party() -> None:
    unconfirmed = challenge("unconfirmed", organisation_name="Pompenbouw Fictief", place="Groningen")
    token = confirm_token(unconfirmed)
    together(*[lambda: confirm_challenge(token=token, now=NOW)] * 4)
    assert Person.objects.filter(email="sme@kring.invalid").count() == 1
    assert Organisation.objects.filter(name="Pompenbouw Fictief").count() == 1
    assert Fact.objects.filter(verb="challenge_confirmed").count() == 1


def test_the_last_place_of_an_offer_is_given_once() -> None:
    lab = party("lab")
    offer = Offer.objects.create(
        organisation=lab, kind="lab_slot", title="Lab", side="science", units_per_week=1,
        starts=date(2026, 9, 1), ends=date(2027, 6, 30),
    )  # fmt: skip
    made = []
    for _ in range(2):
        one, _none = proposal("open", challenge(), lab)
        Reservation.objects.create(offer=offer, proposal=one, units=1, starts=date(2026, 9, 7), weeks=10)
        made.append(one)
    results = together(
        *(
            lambda p=p: invite_parties(actor=BROKER, proposal=Proposal.objects.get(pk=p.pk), now=NOW)
            for p in made
        )
    )
    assert [isinstance(each, UnableTo) for each in results].count(True) == 1, results
    assert Proposal.objects.filter(state="inviting").count() == 1


def course(places: int) -> Offer:
    return Offer.objects.create(
        organisation=party("school"), kind="course", title="Cursus", side="education",
        units_per_week=places, starts=NOW.date() + timedelta(days=40), weeks=10,
    )  # fmt: skip


@pytest.mark.parametrize("turn", range(3))
def test_of_six_lecturers_who_hold_places_at_once_none_gets_what_is_not_there(turn: int) -> None:
    made = course(10)
    actor = Actor(person_id="one", organisations=frozenset({str(made.organisation_id)}))
    waiting = [challenge("queued") for _ in range(6)]
    results = together(
        *(lambda w=w: hold_places(actor=actor, offer=made, challenge=w, units=3, now=NOW) for w in waiting)
    )
    assert [isinstance(each, UnableTo) for each in results].count(True) == 3, results
    held = Adoption.objects.filter(released_at=None).values_list("units", flat=True)
    assert sum(held) == 9 and sum(held) <= made.units_per_week


def test_of_one_challenge_held_twice_at_once_one_adoption_is_left() -> None:
    made, waiting = course(10), challenge("queued")
    actor = Actor(person_id="one", organisations=frozenset({str(made.organisation_id)}))
    results = together(
        *[lambda: hold_places(actor=actor, offer=made, challenge=waiting, units=3, now=NOW)] * 3
    )
    assert [isinstance(each, UnableTo) for each in results].count(True) == 2
    assert Adoption.objects.count() == 1


@pytest.mark.parametrize("turn", range(3))
def test_a_yes_in_the_last_second_and_the_clock_do_not_both_win(turn: int) -> None:
    made, (one, two) = proposal("inviting", challenge(), party("a"), party("b"))
    end = one.expires_at
    Invitation.objects.filter(pk=two.pk).update(state="accepted")
    token = sign_link("invitation", one.pk)
    together(
        lambda: answer_invitation(token=token, accept=True, now=end - timedelta(seconds=1)),
        lambda: expire_invitations(now=end),
        lambda: expire_invitations(now=end),
    )
    made.refresh_from_db()
    one.refresh_from_db()
    assert (made.state, one.state) in {("agreed", "accepted"), ("expired", "expired")}
    expired = Fact.objects.filter(verb="invitation_expired").count()
    assert expired == (1 if one.state == "expired" else 0)
    assert Community.objects.count() == (1 if one.state == "accepted" else 0)


def test_of_two_workers_each_fact_is_followed_once() -> None:
    from django.db import transaction

    for _ in range(60):
        with transaction.atomic():
            record_fact("challenge_posted", object_kind="challenge", object_id=uuid.uuid4())
    taken = together(*[enqueue_followers] * 3)
    assert sum(taken) == 60
    assert DBTaskResult.objects.count() == 60


def test_a_task_whose_worker_was_killed_is_taken_up_again() -> None:
    from django.db import transaction

    with transaction.atomic():
        record_fact("challenge_posted", object_kind="challenge", object_id=uuid.uuid4())
    enqueue_followers()
    DBTaskResult.objects.get().claim("gone")
    assert take_up_again(is_alive=lambda worker, started: worker != "gone", now=NOW) == 1
    assert DBTaskResult.objects.ready().count() == 1
    assert take_up_again(is_alive=lambda worker, started: True, now=NOW) == 0
    assert settings.TASKS["default"]["BACKEND"].startswith("django_tasks_db")
