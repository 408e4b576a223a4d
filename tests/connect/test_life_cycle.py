"""A community moves on through gates, or past them with a written reason; every move is recorded."""

import pytest

from kring.connect.actions.answer_invitation import answer_invitation
from kring.connect.actions.move_phase import move_phase
from kring.connect.models import Community
from kring.core.lifecycle import phase_of
from kring.core.problems import NotAllowed, UnableTo
from kring.ledger.models import Fact
from tests.cast import NOW
from tests.connect.conftest import tokens


@pytest.fixture
def community(invited) -> Community:
    for token in tokens(invited):
        answer_invitation(token=token, accept=True, now=NOW)
    return Community.objects.get()


def move(cast, community, target, met=(), reason="", who="noor") -> Community:
    return move_phase(
        actor=cast.actor(who), community=community, target=target, met=list(met), evidence="verslag",
        override_reason=reason, now=NOW,
    )  # fmt: skip


def test_a_gate_that_is_passed_lets_it_on(cast, community) -> None:
    move(cast, community, "applying", met=["roles_filled", "ambition_agreed"])
    assert (community.state, community.phase) == ("applying", "fund")
    assert set(community.gates_met) == {"three_sides", "roles_filled", "ambition_agreed"}
    last = community.transitions.latest("pk")
    assert (last.from_state, last.to_state, last.by, last.is_override) == (
        "forming",
        "applying",
        cast.noor,
        False,
    )


def test_an_open_gate_holds_it_back_unless_somebody_writes_why(cast, community) -> None:
    with pytest.raises(UnableTo):
        move(cast, community, "applying")
    move(cast, community, "applying", reason="De subsidie sluit morgen.")
    last = community.transitions.latest("pk")
    assert (last.is_override, last.reason) == (True, "De subsidie sluit morgen.")
    assert Fact.objects.get(verb="community_moved").reason == "override"


@pytest.mark.parametrize("target", ["active", "sustained", "forming", "exploring"])
def test_no_phase_is_skipped(cast, community, target) -> None:
    with pytest.raises(UnableTo):
        move(cast, community, target, reason="Wij willen snel.")
    assert Community.objects.get().state == "forming"


def test_it_may_close_in_good_order_and_then_rests(cast, community) -> None:
    move(cast, community, "closed")
    with pytest.raises(UnableTo):
        move(cast, community, "forming", reason="Toch weer.")


def test_two_moves_at_once(cast, community) -> None:
    stale = Community.objects.get()
    move(cast, community, "closed")
    with pytest.raises(UnableTo):
        move(cast, stale, "applying", reason="Ik wist het niet.")
    assert Community.objects.get().state == "closed"


@pytest.mark.parametrize("who", ["saar", "marijn", "tess"])
def test_only_a_broker_of_the_region_moves_it(cast, community, who) -> None:
    with pytest.raises(NotAllowed):
        move(cast, community, "closed", who=who)


def test_a_state_that_does_not_exist_is_refused(cast, community) -> None:
    with pytest.raises(UnableTo):
        move(cast, community, "flying", reason="Waarom niet.")


def test_running_and_harvesting_repeat(cast, community) -> None:
    for target in ("self-funded", "ready", "active", "harvesting", "assessing", "active"):
        move(cast, community, target, reason="Volgende ronde.")
    assert phase_of(Community.objects.get().state).code == "run"
