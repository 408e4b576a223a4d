"""Frozen results of matching: communities, the reasons behind them, and what would make one possible.

Reasons are codes with parameters; ``sentences.py`` says them in Dutch and English.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from kring.engines.matching.inputs import Challenge, Offer


@dataclass(frozen=True)
class Leaf:
    """Multipliers λ, one per row of the model."""

    multipliers: tuple[float, ...]


@dataclass(frozen=True)
class Branch:
    """Two halves of the box: column ≤ ``at``, and column ≥ ``at`` + 1."""

    column: int
    at: int
    below: "Leaf | Branch"
    above: "Leaf | Branch"


Node = Leaf | Branch


@dataclass(frozen=True)
class Certificate:
    """Whether the plan keeps every rule, its score, the bound on any plan, and their distance (0–1)."""

    feasible: bool
    score: int
    bound: int
    gap_share: float
    broken: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reason:
    """One reason: a code and what fills its sentence."""

    code: str
    params: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class ScorePart:
    """Points for one wish; the parts of a community add up to its score."""

    code: str
    points: int
    params: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Member:
    """An offer in a community: how many units, from which week, and on which side."""

    offer: str
    organisation: str
    side: str
    kind: str
    units: int
    week: int
    weeks: int
    distance: str
    seats: int
    hours_per_week: int | None
    asks_hours_per_week: int | None
    euros: int | None


@dataclass(frozen=True)
class Covered:
    """A covered skill: the offers that bring it, and the offers whose seats learn it."""

    skill: str
    brought_by: tuple[str, ...]
    learned_by: tuple[str, ...]


@dataclass(frozen=True)
class Community:
    """One community as proposed: who, what, when, what it covers, what is missing, and why.

    Hours and euros are the sum of what is known: None when nothing is, "at least" when some members did
    not say.
    """

    challenge: str
    start_week: int
    weeks: int
    members: tuple[Member, ...]
    covered: tuple[Covered, ...]
    missing: tuple[str, ...]
    seats: int
    hours_per_week: int | None
    euros: int | None
    score: int
    parts: tuple[ScorePart, ...]
    reasons: tuple[Reason, ...]
    hours_at_least: bool = False
    euros_at_least: bool = False

    @property
    def organisations(self) -> tuple[str, ...]:
        """The organisations that take part, sorted."""
        return tuple(sorted({member.organisation for member in self.members}))


@dataclass(frozen=True)
class Edit:
    """One change that helps: a code with parameters, its effort, and the changed input itself.

    ``offer`` is a new offer, or an existing one changed; ``challenge`` is the challenge changed.
    """

    code: str
    params: Mapping[str, object]
    effort: int
    offer: Offer | None = None
    challenge: Challenge | None = None


@dataclass(frozen=True)
class Way:
    """Edits that together make a community possible, and what they ask for in all."""

    edits: tuple[Edit, ...]
    effort: int


@dataclass(frozen=True)
class NotFormed:
    """A challenge without a community: why, and the cheapest different ways to get one."""

    challenge: str
    reasons: tuple[Reason, ...]
    ways: tuple[Way, ...] = ()


@dataclass(frozen=True)
class Floor:
    """A region's floor that could not be reached, and what it was lowered to."""

    region: str
    asked: int
    reached: int


@dataclass(frozen=True)
class Plan:
    """Communities, their total score, how far from the best possible, and what did not come about.

    ``optimal``: the solver proved that no plan scores more. ``certificate``: the bound that anyone can
    check again from problem, plan and ``proof`` without a solver.
    """

    communities: tuple[Community, ...]
    score: int
    optimal: bool
    not_formed: tuple[NotFormed, ...]
    lowered_floors: tuple[Floor, ...]
    proof: Node
    certificate: Certificate


@dataclass(frozen=True)
class Infeasible:
    """No community is possible: a result with reasons and ways out, never an exception."""

    not_formed: tuple[NotFormed, ...]
    lowered_floors: tuple[Floor, ...] = ()
