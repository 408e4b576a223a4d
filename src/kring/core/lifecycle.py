"""The life cycle of a community as data, and its pure state machine: state and wish in, verdict out.

Kring's own phase model: no authoritative one exists. Phases, states and gates are data, so a programme
can bend them.
"""

from collections.abc import Collection
from dataclasses import dataclass


@dataclass(frozen=True)
class Phase:
    """One phase: the states inside it and the gate that must be passed to leave it."""

    number: int
    code: str
    states: tuple[str, ...]
    gate: tuple[str, ...]


PHASES: tuple[Phase, ...] = (
    Phase(0, "signal", ("signal", "parked", "rejected"), ("problem_owner", "region", "area", "ai_topic")),
    Phase(1, "articulate", ("exploring",), ("shared_question", "why_community", "end_users_heard")),
    Phase(2, "form", ("forming",), ("three_sides", "roles_filled", "ambition_agreed")),
    Phase(3, "fund", ("applying", "granted", "self-funded"), ("rules_pass", "co_funding_closes")),
    Phase(4, "design", ("ready",), ("learning_arrangement", "baseline", "privacy_check")),
    Phase(5, "run", ("active", "paused"), ("work_result", "reflection", "decision")),
    Phase(6, "harvest", ("harvesting",), ("result_translated", "tried_by_non_member")),
    Phase(7, "assess", ("assessing",), ("indicators_complete", "story_per_claim")),
    Phase(8, "secure", ("sustained", "scaled", "handed-over", "closed"), ()),
)

_PHASE_OF = {state: phase for phase in PHASES for state in phase.states}
_FINAL = frozenset({"rejected", "closed"})


@dataclass(frozen=True)
class Verdict:
    """Whether a transition is allowed, and which gate conditions are still open."""

    allowed: bool
    reason: str
    open_conditions: tuple[str, ...] = ()


def phase_of(state: str) -> Phase:
    """Return the phase a state belongs to; KeyError for an unknown state."""
    return _PHASE_OF[state]


def may_move(state: str, target: str, *, met: Collection[str] = (), override_reason: str = "") -> Verdict:
    """Decide whether a community may go from ``state`` to ``target``.

    Moving inside a phase is free. Moving one phase on needs every condition of the gate in ``met``, or
    an override with a reason, which the caller logs. Phases 5–7 repeat: 6 and 7 may return to 5. Any
    state may end orderly (closed from phase 2 on, rejected before). Nothing leaves a final state.

    >>> may_move("forming", "applying", met=["three_sides"]).open_conditions
    ('roles_filled', 'ambition_agreed')
    """
    here, there = phase_of(state), phase_of(target)
    if state in _FINAL:
        return Verdict(False, "final_state")
    if here == there:
        return Verdict(state != target, "same_phase" if state != target else "same_state")
    if target == "closed" and here.number >= 2:
        return Verdict(True, "orderly_closure")
    if here.number in (6, 7) and target == "active":
        return Verdict(True, "next_cycle")
    if there.number != here.number + 1:
        return Verdict(False, "not_the_next_phase")
    missing = tuple(condition for condition in here.gate if condition not in met)
    if missing and not override_reason.strip():
        return Verdict(False, "gate_open", missing)
    return Verdict(True, "override" if missing else "gate_passed", missing)
