"""What is written down can be read; the optimiser works only for who may ask it, on the reader's own day."""

from datetime import UTC, date, datetime

import pytest

from kring.connect.actions import change_proposal as changing
from kring.connect.actions import choose_candidate as choosing
from kring.connect.actions.answer_invitation import answer_invitation
from kring.connect.actions.move_phase import move_phase
from kring.connect.models import Challenge, Community
from kring.connect.queries.candidates import Result
from kring.connect.web import brokering
from kring.core.problems import UnableTo
from kring.parties.models import Membership, Person
from tests.cast import NOW
from tests.connect.conftest import tokens


def test_the_broker_reads_when_a_party_answered(cast, invited, client) -> None:
    answer_invitation(token=tokens(invited)[0], accept=True, now=NOW)
    client.force_login(cast.noor)
    assert "zei ja</strong>, 23 november" in client.get(f"/proposals/{invited.pk}/").content.decode()


def test_the_page_tells_of_a_move_without_all_conditions(cast, invited, client) -> None:
    for token in tokens(invited):
        answer_invitation(token=token, accept=True, now=NOW)
    one = Community.objects.get()
    move_phase(
        actor=cast.actor("noor"), community=one, target="applying", met=[], evidence="Een brief.",
        override_reason="De subsidie sluit morgen.", now=NOW,
    )  # fmt: skip
    client.force_login(cast.noor)
    said = client.get(f"/communities/{one.pk}/").content.decode()
    for words in (
        "niet aan alles voldaan",
        "De subsidie sluit morgen.",
        "Een brief.",
        "Alle partijen zeiden ja.",
    ):
        assert words in said


@pytest.mark.parametrize("page", ["candidates", "propose", "forward"])
def test_no_optimiser_runs_for_who_may_not_ask(cast, accepted, client, monkeypatch, page) -> None:
    def never(*_arguments: object, **_options: object) -> None:
        raise AssertionError("the optimiser ran")

    for where, name in ((brokering, "compared"), (choosing, "compared"), (brokering, "step_views")):
        monkeypatch.setattr(where, name, never)
    path = f"/challenges/{accepted.pk}/{page}/"
    for who in (None, cast.saar, cast.marijn):
        if who:
            client.force_login(who)
        answer = client.get(path) if page == "candidates" else client.post(path, {"to": "a@b.invalid"})
        assert answer.status_code == 403


def test_a_proposal_is_changed_on_the_day_of_the_reader(cast, proposal, monkeypatch) -> None:
    seen: list[date] = []

    def composed(*_arguments: object, today: date, **_options: object) -> Result:
        seen.append(today)
        return Result(None, None, None)

    monkeypatch.setattr(changing, "composed", composed)
    with pytest.raises(UnableTo):
        changing.change_proposal(
            actor=cast.actor("noor"), proposal=proposal, leave_out=[], add=[],
            reason="Dit past beter bij elkaar.", now=datetime(2026, 11, 29, 23, 30, tzinfo=UTC),
        )  # fmt: skip
    assert seen == [date(2026, 11, 30)]


@pytest.mark.parametrize(
    ("state", "sees"), [("declined", 200), ("parked", 200), ("draft", 404), ("unconfirmed", 404)]
)
def test_what_was_sent_is_for_the_whole_organisation_and_a_draft_is_not(
    cast, queued, client, state, sees
) -> None:
    colleague = Person.objects.create_user("collega@korst.invalid", name="Collega")
    Membership.objects.create(person=colleague, role="member", organisation=cast.bakery)
    Challenge.objects.filter(pk=queued.pk).update(organisation=cast.bakery, owner=cast.saar, state=state)
    for person, status in ((cast.saar, 200), (colleague, sees)):
        client.force_login(person)
        assert client.get(f"/challenges/{queued.pk}/").status_code == status
    client.force_login(cast.joris)
    assert client.get(f"/challenges/{queued.pk}/").status_code == (200 if state == "parked" else 404)
