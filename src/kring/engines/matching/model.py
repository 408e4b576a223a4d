"""The exact model of matching as matrices: a problem and its edges enter; columns, named rows, costs leave.

maximise c·x, subject to A x ≤ b and 0 ≤ x ≤ u, x whole. Columns, each named by a tuple:

- ("start", challenge, week)             the community opens in that week
- ("party", challenge, organisation)     the organisation takes part
- ("counts", challenge, organisation, side)  it counts for a side
- ("joins", challenge, offer, week)      the offer joins; week is None where nobody competes for it
- ("units", challenge, offer, week)      how many of its units, where that is a choice
- ("covered", challenge, skill)          a needed skill is covered
- ("mixed", challenge)                   a practice party from another area takes part

Rows are named too, by a tuple that opens with their block (BLOCKS), so that an explanation and the
model speak of the same thing. This module imports no solver.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from kring.engines.matching.eligibility import Edge, Placement, weeks_taken
from kring.engines.matching.inputs import SIDES, Challenge, Problem
from kring.engines.matching.nearby import covers
from kring.engines.matching.needs import could_open, sides_needed, skills_needed
from kring.engines.matching.parameters import points

Name = tuple[object, ...]

BLOCKS: dict[str, str] = {
    "opens": "a community starts in one week at most",
    "sides": "enough practice, education and research parties",
    "counts": "a party counts for a side only with an offer of that side",
    "one_role": "a party counts for one side, unless the policy allows two",
    "party": "an offer brings its organisation along",
    "party_real": "an organisation takes part only with an offer",
    "seats": "enough places for learners",
    "seats_most": "not more learners than one community can guide",
    "parties_most": "not more parties than fit around a table",
    "fits": "an offer joins only a start that its calendar allows",
    "once": "an offer joins a community once",
    "group_least": "a group is not smaller than the offer allows",
    "group_most": "a group is not larger than the offer allows",
    "room": "a group is not larger than what is free in its weeks",
    "capacity": "an offer is never used beyond its calendar",
    "covered": "a skill is covered by somebody who brings it or by seats that learn it",
    "coverage": "enough of the needed skills are covered",
    "hours": "the owner's hours are enough",
    "mixed": "cross-sector needs a practice party from another area",
    "pins": "a pinned party takes part",
    "combinations": "a combination that was seen before does not come back",
    "floors": "a region has its least number of communities",
    "must_open": "a community that has to open opens",
}


@dataclass(frozen=True)
class Choice:
    """One way in which an offer can join: its edge, the starts it fits, and its two columns."""

    edge: Edge
    week: int | None
    placements: Mapping[int, Placement]
    joins: int
    units: int | None


@dataclass(frozen=True, eq=False)
class Model:
    """max cost·x, matrix·x ≤ limit, 0 ≤ x ≤ upper; rows × columns as named in the module's docstring."""

    columns: tuple[Name, ...]
    rows: tuple[Name, ...]
    matrix: csr_matrix
    limit: NDArray[np.float64]
    cost: NDArray[np.float64]
    upper: NDArray[np.float64]
    choices: tuple[Choice, ...]

    @property
    def index(self) -> dict[Name, int]:
        """Each column's position by its name."""
        return {name: i for i, name in enumerate(self.columns)}


@dataclass
class _Draft:
    """Collects columns and rows while the model is written down."""

    columns: dict[Name, int] = field(default_factory=dict)
    costs: list[float] = field(default_factory=list)
    uppers: list[float] = field(default_factory=list)
    rows: list[Name] = field(default_factory=list)
    limits: list[float] = field(default_factory=list)
    entries: list[tuple[int, int, float]] = field(default_factory=list)
    choices: list[Choice] = field(default_factory=list)

    def column(self, name: Name, cost: float = 0, upper: float = 1) -> int:
        """Add a column and return its position."""
        self.columns[name] = len(self.costs)
        self.costs.append(cost)
        self.uppers.append(upper)
        return self.columns[name]

    def row(self, name: Name, terms: Iterable[tuple[int, float]], limit: float = 0) -> None:
        """Add a row: the sum of factor × column is at most ``limit``."""
        number = len(self.rows)
        self.rows.append(name)
        self.limits.append(limit)
        self.entries.extend((number, column, factor) for column, factor in terms)

    def model(self) -> Model:
        """Return what was collected as matrices."""
        shape = (len(self.rows), len(self.costs))
        table = np.array(self.entries, dtype=float).reshape(-1, 3)
        places = (table[:, 0].astype(int), table[:, 1].astype(int))
        return Model(
            tuple(self.columns),
            tuple(self.rows),
            csr_matrix((table[:, 2], places), shape=shape),
            np.array(self.limits, dtype=float),
            np.array(self.costs, dtype=float),
            np.array(self.uppers, dtype=float),
            tuple(self.choices),
        )


def build(problem: Problem, edges: Iterable[Edge], *, must_open: Iterable[str] = ()) -> Model:
    """Write the model of a problem down. The order of columns and rows depends on the inputs only."""
    draft = _Draft()
    by_challenge: dict[str, list[Edge]] = defaultdict(list)
    wanted_by: dict[str, set[str]] = defaultdict(set)
    for edge in edges:
        by_challenge[edge.challenge.id].append(edge)
        wanted_by[edge.offer.id].add(edge.challenge.id)
    for challenge in problem.challenges:
        own = by_challenge[challenge.id]
        starts = start_weeks(problem, challenge, own)
        _add_starts(draft, problem, challenge, starts)
        contested = {o for o, challenges in wanted_by.items() if len(challenges) > 1}
        choices = _add_choices(draft, problem, own, starts, contested)
        counted = _add_parties(draft, problem, challenge, choices)
        _add_needs(draft, problem, challenge, choices, starts, counted)
        _add_wishes(draft, problem, challenge, choices, starts)
    _add_capacity(draft)
    _add_openings(draft, problem, must_open)
    return draft.model()


def start_weeks(problem: Problem, challenge: Challenge, edges: list[Edge]) -> list[int]:
    """Return the start weeks worth weighing.

    1. Weeks in which all offers together would be too little go: nothing can open then.
    2. For one challenge, a week goes when an earlier one lets every offer in with at least as many
       units: the earlier one never scores less. No plan worth having is lost.
    3. Where challenges compete, a later start can be better: ``start_options`` weeks spread over the
       window stay, among them the first and the one that most offers can join.
    """
    window = range(challenge.first_week, challenge.last_week + 1)
    useful = [s for s in window if could_open(problem, challenge, edges, s)]
    units = {s: np.array([e.placements[s].units if s in e.placements else 0 for e in edges]) for s in useful}
    if len(problem.challenges) == 1:
        kept: list[int] = []
        for s in useful:
            if not any((units[s] <= units[earlier]).all() for earlier in kept):
                kept.append(s)
        return kept
    if len(useful) <= points("start_options"):
        return useful
    spread = np.linspace(0, len(useful) - 1, points("start_options") - 1).astype(int).tolist()
    fullest = max(useful, key=lambda s: (int((units[s] > 0).sum()), -s))
    return sorted({fullest, *(useful[i] for i in spread)})


def _add_starts(draft: _Draft, problem: Problem, challenge: Challenge, starts: list[int]) -> None:
    policy = problem.policy
    for week in starts:
        waited = (week - challenge.first_week) // 4
        cost = policy.point("open") + challenge.gap_points + waited * policy.point("wait_4_weeks")
        draft.column(("start", challenge.id, week), cost)
    draft.row(("opens", challenge.id), _open(draft, challenge, starts, 1), 1)


def _open(
    draft: _Draft, challenge: Challenge, starts: Iterable[int], factor: float
) -> list[tuple[int, float]]:
    return [(draft.columns["start", challenge.id, week], factor) for week in starts]


def _add_choices(
    draft: _Draft, problem: Problem, edges: list[Edge], starts: list[int], contested: set[str]
) -> list[Choice]:
    """Add columns for how each offer can join; where challenges compete for it, one per joining week."""
    found: list[Choice] = []
    for edge in edges:
        placements = {s: p for s, p in edge.placements.items() if s in starts}
        split: dict[int | None, dict[int, Placement]] = defaultdict(dict)
        for start, place in placements.items():
            split[place.week if edge.offer.id in contested else None][start] = place
        own = [_add_choice(draft, problem, edge, week, places) for week, places in split.items()]
        if len(own) > 1:
            draft.row(("once", edge.challenge.id, edge.offer.id), [(c.joins, 1) for c in own], 1)
        found += own
    draft.choices += found
    return found


def _add_choice(
    draft: _Draft,
    problem: Problem,
    edge: Edge,
    week: int | None,
    placements: dict[int, Placement],
) -> Choice:
    offer, key = edge.offer, (edge.challenge.id, edge.offer.id, week)
    joins = draft.column(("joins", *key), joining_points(problem, edge))
    most = max(place.units for place in placements.values())
    units = None
    draft.row(("fits", *key), [(joins, 1), *_open(draft, edge.challenge, placements, -1)])
    if most > 1:
        value = problem.policy.point("seat") if offer.seats else 0
        units = draft.column(("units", *key), value, most)
        draft.row(("group_least", *key), [(joins, offer.group_min), (units, -1)])
        draft.row(("group_most", *key), [(joins, -most), (units, 1)])
        if any(place.units < most for place in placements.values()):
            room = [(draft.columns["start", key[0], s], -place.units) for s, place in placements.items()]
            draft.row(("room", *key), [(units, 1), *room])
    elif offer.seats:
        draft.costs[joins] += problem.policy.point("seat")
    return Choice(edge, week, placements, joins, units)


def joining_points(problem: Problem, edge: Edge) -> int:
    """Return the points for letting an offer in, seats and skills apart: effort, distance and euros."""
    policy = problem.policy
    away = 0 if edge.distance == "corop" else policy.point(edge.distance)
    return policy.point("offer") + away + policy.point("1000_euros") * round((edge.offer.euros or 0) / 1000)


def party_points(problem: Problem, challenge: Challenge, party: str) -> list[tuple[str, int]]:
    """Return the (code, points) for one organisation; its goals are those of all its offers."""
    if party == challenge.owner:
        return []
    offers = problem.offers_of(party)
    holds = {
        "party": True,
        "sme": any(o.sme for o in offers),
        "preference_area": any(challenge.area and challenge.area in o.areas for o in offers),
        "preference_topic": any(challenge.topics & o.topics for o in offers),
    }
    return [(code, problem.policy.point(code)) for code, so in holds.items() if so]


def _add_parties(
    draft: _Draft, problem: Problem, challenge: Challenge, choices: list[Choice]
) -> dict[str, list[int]]:
    """Add what an organisation is in this community: present, and counted for a side."""
    own: dict[str, list[Choice]] = defaultdict(list)
    for choice in choices:
        own[choice.edge.offer.organisation].append(choice)
    counted: dict[str, list[int]] = {side: [] for side in SIDES}
    for party, mine in own.items():
        cost = sum(p for _, p in party_points(problem, challenge, party))
        column = draft.column(("party", challenge.id, party), cost)
        for choice in mine:
            name = ("party", challenge.id, choice.edge.offer.id, choice.week)
            draft.row(name, [(choice.joins, 1), (column, -1)])
        draft.row(("party_real", challenge.id, party), [(column, 1), *((c.joins, -1) for c in mine)])
        for side, column in _add_roles(draft, problem, challenge, party, mine).items():
            counted[side].append(column)
    return counted


def _add_roles(
    draft: _Draft, problem: Problem, challenge: Challenge, party: str, mine: list[Choice]
) -> dict[str, int]:
    sides = possible_sides(problem, challenge, party, [c.edge.offer.side for c in mine])
    columns: dict[str, int] = {}
    for side in sides:
        column = draft.column(("counts", challenge.id, party, side))
        joins = [(c.joins, -1.0) for c in mine if c.edge.offer.side == side]
        draft.row(("counts", challenge.id, party, side), [(column, 1), *joins])
        columns[side] = column
    if len(columns) > 1 and not problem.policy.dual_role:
        draft.row(("one_role", challenge.id, party), [(column, 1) for column in columns.values()], 1)
    return columns


def possible_sides(problem: Problem, challenge: Challenge, party: str, offered: Iterable[str]) -> list[str]:
    """Return the sides for which a party may count, beside what it counts for as the owner."""
    seen = set(offered)
    sides = [side for side in SIDES if side in seen]
    if party != challenge.owner or not challenge.owner_side:
        return sides
    return [side for side in sides if side != challenge.owner_side] if problem.policy.dual_role else []


def _seats(choices: Iterable[Choice], factor: float) -> list[tuple[int, float]]:
    return [(c.joins if c.units is None else c.units, factor) for c in choices if c.edge.offer.seats]


def _add_needs(
    draft: _Draft,
    problem: Problem,
    challenge: Challenge,
    choices: list[Choice],
    starts: list[int],
    counts: Mapping[str, list[int]],
) -> None:
    """Add the rows that make a group of offers a community: sides, seats, skills, hours, size."""
    policy, name = problem.policy, challenge.id
    for side, least in sides_needed(problem, challenge).items():
        if least:
            counted = [(i, -1.0) for i in counts[side]]
            draft.row(("sides", name, side), [*_open(draft, challenge, starts, least), *counted])
    if policy.min_seats:
        least_seats = _open(draft, challenge, starts, policy.min_seats)
        draft.row(("seats", name), [*least_seats, *_seats(choices, -1)])
    draft.row(
        ("seats_most", name), [*_open(draft, challenge, starts, -policy.max_seats), *_seats(choices, 1)]
    )
    others = {c.edge.offer.organisation for c in choices} - {challenge.owner}
    present = [(draft.columns["party", name, party], 1.0) for party in sorted(others)]
    draft.row(("parties_most", name), [*_open(draft, challenge, starts, -policy.max_parties), *present])
    if challenge.hours_per_week is not None:
        asked = [(c.joins, c.edge.offer.asks_hours_per_week) for c in choices]
        given = _open(draft, challenge, starts, -challenge.hours_per_week)
        draft.row(("hours", name), [*given, *((i, h) for i, h in asked if h)])
    _add_coverage(draft, problem, challenge, choices, starts)


def _add_coverage(
    draft: _Draft, problem: Problem, challenge: Challenge, choices: list[Choice], starts: list[int]
) -> None:
    policy, name = problem.policy, challenge.id
    columns = []
    for skill, weight in sorted(challenge.skills.items()):
        column = draft.column(("covered", name, skill), round(policy.point("skill") * weight))
        bringing = {c.joins for c in choices if skill in c.edge.offer.brings}
        learning = {c.joins for c in choices if c.edge.offer.seats and skill in c.edge.offer.learns}
        ways = (bringing, learning) if policy.cover_both else (bringing | learning,)
        for number, way in enumerate(ways):
            row = ("covered", name, skill, number)
            draft.row(row, [(column, 1), *((i, -1) for i in sorted(way))])
        draft.row(("covered", name, skill), [(column, 1), *_open(draft, challenge, starts, -1)])
        columns.append(column)
    least = skills_needed(problem, challenge)
    if least:
        opened = _open(draft, challenge, starts, least)
        draft.row(("coverage", name), [*opened, *((column, -1) for column in columns)])


def _add_wishes(
    draft: _Draft, problem: Problem, challenge: Challenge, choices: list[Choice], starts: list[int]
) -> None:
    """Add cross-sector mix, pins and combinations that may not come back."""
    name = challenge.id
    mixing = [c.joins for c in choices if mixes(challenge, c.edge)]
    if mixing:
        column = draft.column(("mixed", name), problem.policy.point("cross_sector"))
        draft.row(("mixed", name), [(column, 1), *((i, -1) for i in mixing)])
    for pin in problem.pins:
        if pin.challenge == name:
            hit = [(c.joins, -1.0) for c in choices if pin.hits(name, c.edge.offer)]
            draft.row(
                ("pins", name, pin.organisation, pin.offer), [*_open(draft, challenge, starts, 1), *hit]
            )
    for number, banned in enumerate(problem.combinations):
        columns = [draft.columns.get(("party", name, party)) for party in banned.organisations]
        if banned.challenge == name and None not in columns:
            terms = [(column, 1.0) for column in columns if column is not None]
            draft.row(("combinations", name, number), terms, len(columns) - 1)


def mixes(challenge: Challenge, edge: Edge) -> bool:
    """Whether the offer is practice from an area other than the challenge's."""
    sector = edge.offer.sector
    return bool(edge.offer.side == "practice" and challenge.area and sector and sector != challenge.area)


def _add_capacity(draft: _Draft) -> None:
    """Add one row per offer and week in which more could be taken than there is."""
    use: dict[str, list[Choice]] = defaultdict(list)
    for choice in draft.choices:
        if choice.week is not None:
            use[choice.edge.offer.id].append(choice)
    for offer_id, choices in use.items():
        offer = choices[0].edge.offer
        seen: set[tuple[object, ...]] = set()
        for week in range(offer.first_week, offer.first_week + len(offer.free_units)):
            free = offer.free_units[week - offer.first_week]
            taking = [c for c in choices if c.week is not None and c.week <= week < c.week + _taken(c)]
            columns = tuple(c.joins if c.units is None else c.units for c in taking)
            if (columns, free) in seen or sum(draft.uppers[i] for i in columns) <= free:
                continue
            seen.add((columns, free))
            draft.row(("capacity", offer_id, week), [(i, 1) for i in columns], free)


def _taken(choice: Choice) -> int:
    return weeks_taken(choice.edge.challenge, choice.edge.offer)


def _add_openings(draft: _Draft, problem: Problem, must_open: Iterable[str]) -> None:
    starts: dict[str, list[int]] = {c.id: [] for c in problem.challenges}
    for key, column in draft.columns.items():
        if key[0] == "start":
            starts[str(key[1])].append(column)
    for region, least in sorted(problem.floors.items()):
        inside = [c.id for c in problem.challenges if covers(region, c.region)]
        draft.row(("floors", region), [(i, -1.0) for name in inside for i in starts[name]], -least)
    for name in sorted(must_open):
        draft.row(("must_open", name), [(i, -1.0) for i in starts[name]], -1)


def lot(*words: str) -> float:
    """Return a number from 0 to 1 that depends on the words alone: an impartial way to break ties."""
    return int.from_bytes(blake2b("\x1f".join(words).encode(), digest_size=6).digest(), "big") / 2**48


def tie_breaking(problem: Problem, model: Model) -> NDArray[np.float64]:
    """Return a bonus per column, in all below half a point, so that equal scores are decided by hash."""
    most = max(1, len(problem.challenges) * (problem.policy.max_parties + 1))
    bonus = np.zeros(len(model.columns))
    for i, name in enumerate(model.columns):
        if name[0] == "party":
            bonus[i] = 0.45 / most * lot(str(name[1]), str(name[2]))
    return bonus
