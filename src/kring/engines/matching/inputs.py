"""Frozen inputs of matching: challenges, offers and policy enter; one checked ``Problem`` leaves.

Nothing here describes a person: only organisations, what they offer, and seats in groups. All problems
with the inputs are collected and raised once.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from kring.core.problems import Problem as Wrong
from kring.core.problems import UnableTo
from kring.core.regions import COUNTRY, hubs, regions
from kring.core.terms import areas, topics
from kring.engines.matching.nearby import CLASSES
from kring.engines.matching.parameters import number, points

SIDES: tuple[str, ...] = ("practice", "education", "research")
SEAT_KINDS: frozenset[str] = frozenset({"student_places", "staff_places"})
KINDS: frozenset[str] = SEAT_KINDS | {
    "lab_slot", "coaching", "course", "tool", "data", "expertise", "guidance", "location", "money",
}  # fmt: skip


@dataclass(frozen=True)
class Challenge:
    """A real question with the skills it needs; weeks are whole numbers (``weeks.week_of``).

    ``owner_side`` is the side on which the owner counts ("" when it counts for none);
    ``hours_per_week`` is what the owner has to give (None: unknown, so no limit).
    """

    id: str
    skills: Mapping[str, float]
    region: str
    first_week: int
    last_week: int
    area: str = ""
    topics: frozenset[str] = frozenset()
    weeks: int = int(number("community_weeks"))
    hours_per_week: int | None = None
    language: str = "nl"
    owner: str = ""
    owner_side: str = "practice"
    gap_points: int = 0


@dataclass(frozen=True)
class Offer:
    """What an organisation can bring: ``free_units[i]`` units are free in week ``first_week + i``.

    A group takes ``group_min`` to ``group_max`` units for ``weeks`` weeks on end (None: the whole
    community). ``side`` is "" when the offer counts for no side (a tool, money). ``regions`` are region
    codes it serves wherever it is; ``reach_km`` is how far it travels otherwise (None: the policy decides).
    ``asks_hours_per_week`` is what it asks of the owner of the challenge. ``languages`` empty: any.
    Hours and euros that nobody told are None: they count for nothing and are never shown as 0.
    """

    id: str
    organisation: str
    side: str
    kind: str
    region: str
    first_week: int
    free_units: tuple[int, ...]
    brings: frozenset[str] = frozenset()
    learns: frozenset[str] = frozenset()
    group_min: int = 1
    group_max: int = 1
    weeks: int | None = None
    reach_km: float | None = None
    regions: frozenset[str] = frozenset()
    areas: frozenset[str] = frozenset()
    topics: frozenset[str] = frozenset()
    sector: str = ""
    languages: frozenset[str] = frozenset()
    hours_per_week: int | None = None
    asks_hours_per_week: int | None = None
    euros: int | None = None
    sme: bool = False

    @property
    def seats(self) -> bool:
        """Whether its units are places for learners."""
        return self.kind in SEAT_KINDS


@dataclass(frozen=True)
class Policy:
    """What a community must have. ``widest`` is the furthest distance class allowed (nearby.CLASSES).

    ``dual_role``: a party may count for two sides. ``cover_both``: a skill is covered only when somebody
    brings it AND seats learn it; otherwise one of the two is enough. ``points`` overrides the score's
    constants by name (parameters.py, ``points_…``).
    """

    min_sides: Mapping[str, int] = field(
        default_factory=lambda: {side: points(f"min_{side}") for side in SIDES}
    )
    min_seats: int = points("min_seats")
    max_seats: int = points("max_seats")
    max_parties: int = points("max_parties")
    coverage_share: float = number("coverage_share")
    cover_both: bool = False
    dual_role: bool = False
    widest: str = "hub"
    points: Mapping[str, int] = field(default_factory=dict)

    def point(self, name: str) -> int:
        """Return the points for ``points_<name>``: this policy's own, or the constant."""
        return self.points.get(f"points_{name}", points(f"points_{name}"))


@dataclass(frozen=True, order=True)
class Pair:
    """A pin or a ban: this challenge with this organisation, or with one offer of it."""

    challenge: str
    organisation: str = ""
    offer: str = ""

    def hits(self, challenge: str, offer: Offer) -> bool:
        """Whether the pair names this challenge with this offer."""
        named = self.offer == offer.id if self.offer else self.organisation == offer.organisation
        return self.challenge == challenge and named


@dataclass(frozen=True, order=True)
class Combination:
    """Parties that may not ALL be in the community of a challenge: an alternative that was seen already."""

    challenge: str
    organisations: tuple[str, ...]


@dataclass(frozen=True)
class Problem:
    """Everything one run of matching knows; challenges and offers are sorted by id."""

    challenges: tuple[Challenge, ...]
    offers: tuple[Offer, ...]
    policy: Policy = field(default_factory=Policy)
    pins: tuple[Pair, ...] = ()
    bans: tuple[Pair, ...] = ()
    combinations: tuple[Combination, ...] = ()
    floors: Mapping[str, int] = field(default_factory=dict)

    def offers_of(self, organisation: str) -> tuple[Offer, ...]:
        """Return the offers of one organisation."""
        return self._by_organisation.get(organisation, ())

    @cached_property
    def _by_organisation(self) -> dict[str, tuple[Offer, ...]]:
        found: dict[str, tuple[Offer, ...]] = {}
        for offer in self.offers:
            found[offer.organisation] = (*found.get(offer.organisation, ()), offer)
        return found

    def only(self, challenge: str) -> "Problem":
        """Return the problem of one challenge alone, without floors."""
        chosen = tuple(c for c in self.challenges if c.id == challenge)
        return replace(self, challenges=chosen, floors={})


def make_problem(
    *,
    challenges: Iterable[Challenge],
    offers: Iterable[Offer],
    policy: Policy | None = None,
    pins: Iterable[Pair] = (),
    bans: Iterable[Pair] = (),
    floors: Mapping[str, int] | None = None,
) -> Problem:
    """Check every input and return them sorted, so that the order given never matters.

    Raises UnableTo with every problem at once.
    """
    problem = Problem(
        tuple(sorted(challenges, key=lambda c: c.id)),
        tuple(sorted(offers, key=lambda o: o.id)),
        policy or Policy(),
        tuple(sorted(set(pins))),
        tuple(sorted(set(bans))),
        floors=dict(floors or {}),
    )
    wrong = [
        *_policy_problems(problem.policy),
        *(w for c in problem.challenges for w in _challenge_problems(c)),
        *(w for o in problem.offers for w in _offer_problems(o)),
        *_double_ids("challenge", [c.id for c in problem.challenges]),
        *_double_ids("offer", [o.id for o in problem.offers]),
        *_pair_problems(problem),
        *_floor_problems(problem.floors),
    ]
    if wrong:
        raise UnableTo(*wrong)
    return problem


def _wrong(code: str, message: str, remedy: str, where: str, **params: object) -> Wrong:
    return Wrong(code, message, remedy, field=where, params=params)


def _double_ids(what: str, ids: Sequence[str]) -> list[Wrong]:
    return [
        _wrong(
            "double_id", "The {what} {id} is given more than once.", "Give it once.", "id", what=what, id=i
        )
        for i, times in Counter(ids).items()
        if times > 1
    ]


def _checks(id_: str, what: str, checks: Iterable[tuple[bool, str, str, str]]) -> list[Wrong]:
    """Return a problem for every (is right, code, field, remedy) that is not right."""
    return [
        _wrong(code, "The {what} {id} has a wrong {field}.", remedy, where, what=what, id=id_, field=where)
        for right, code, where, remedy in checks
        if not right
    ]


def _challenge_problems(c: Challenge) -> list[Wrong]:
    return _checks(
        c.id,
        "challenge",
        (
            (bool(c.id), "no_id", "id", "Give an id."),
            (bool(c.skills), "no_skills", "skills", "Name at least one skill."),
            (
                all(w > 0 for w in c.skills.values()),
                "bad_weight",
                "skills",
                "Give every skill a weight above 0.",
            ),
            (_is_corop(c.region), "unknown_region", "region", "Give the code of a COROP area."),
            (c.area in {"", *areas()}, "unknown_area", "area", "Give one of the twelve areas."),
            (c.topics <= set(topics()), "unknown_topic", "topics", "Give AI topics from the list."),
            (c.first_week <= c.last_week, "bad_window", "last_week", "Let the last week follow the first."),
            (
                c.last_week - c.first_week < 105,
                "long_window",
                "last_week",
                "Give at most two years to start.",
            ),
            (1 <= c.weeks <= 104, "bad_weeks", "weeks", "Give 1 to 104 weeks."),
            (
                c.hours_per_week is None or c.hours_per_week >= 0,
                "bad_hours",
                "hours_per_week",
                "Give hours ≥ 0.",
            ),
            (
                c.owner_side in {"", *SIDES},
                "unknown_side",
                "owner_side",
                "Give practice, education or research.",
            ),
            (c.gap_points >= 0, "bad_points", "gap_points", "Give points ≥ 0."),
        ),
    )


def _offer_problems(o: Offer) -> list[Wrong]:
    return _checks(
        o.id,
        "offer",
        (
            (bool(o.id), "no_id", "id", "Give an id."),
            (bool(o.organisation), "no_organisation", "organisation", "Name the organisation."),
            (
                o.side in {"", *SIDES},
                "unknown_side",
                "side",
                "Give practice, education, research or nothing.",
            ),
            (o.kind in KINDS, "unknown_kind", "kind", "Give a kind from the list."),
            (_is_corop(o.region), "unknown_region", "region", "Give the code of a COROP area."),
            (
                all(map(_is_region, o.regions)),
                "unknown_region",
                "regions",
                "Give region codes from the list.",
            ),
            (o.areas <= set(areas()), "unknown_area", "areas", "Give areas from the list."),
            (o.topics <= set(topics()), "unknown_topic", "topics", "Give AI topics from the list."),
            (o.sector in {"", *areas()}, "unknown_area", "sector", "Give one of the twelve areas."),
            (bool(o.free_units), "no_calendar", "free_units", "Give at least one week."),
            (all(n >= 0 for n in o.free_units), "bad_calendar", "free_units", "Give units ≥ 0."),
            (1 <= o.group_min <= o.group_max, "bad_group", "group_min", "Let 1 ≤ smallest ≤ largest group."),
            (o.weeks is None or 1 <= o.weeks <= 104, "bad_weeks", "weeks", "Give 1 to 104 weeks."),
            (o.reach_km is None or o.reach_km >= 0, "bad_reach", "reach_km", "Give kilometres ≥ 0."),
            (
                min(o.hours_per_week or 0, o.asks_hours_per_week or 0) >= 0,
                "bad_hours",
                "hours_per_week",
                "Give hours ≥ 0.",
            ),
            (o.euros is None or o.euros >= 0, "bad_euros", "euros", "Give euros ≥ 0."),
        ),
    )


def _policy_problems(p: Policy) -> list[Wrong]:
    return _checks(
        "",
        "policy",
        (
            (
                set(p.min_sides) <= set(SIDES),
                "unknown_side",
                "min_sides",
                "Name practice, education, research.",
            ),
            (all(n >= 0 for n in p.min_sides.values()), "bad_sides", "min_sides", "Give numbers ≥ 0."),
            (0 <= p.min_seats <= p.max_seats, "bad_seats", "min_seats", "Let 0 ≤ smallest ≤ largest number."),
            (p.max_parties >= 1, "bad_parties", "max_parties", "Allow at least one party."),
            (0 <= p.coverage_share <= 1, "bad_share", "coverage_share", "Give a share from 0 to 1."),
            (
                p.widest in CLASSES,
                "unknown_class",
                "widest",
                "Give corop, neighbour, province, hub or country.",
            ),
        ),
    )


def _pair_problems(problem: Problem) -> list[Wrong]:
    challenges = {c.id for c in problem.challenges}
    offers = {o.id for o in problem.offers}
    parties = {o.organisation for o in problem.offers}
    found = []
    for pair in (*problem.pins, *problem.bans):
        known = pair.offer in offers if pair.offer else pair.organisation in parties
        if pair.challenge not in challenges or not known:
            found.append(
                _wrong(
                    "unknown_pair",
                    "{pair} names something unknown.",
                    "Use ids that exist.",
                    "pins",
                    pair=pair,
                )
            )
    return found


def _floor_problems(floors: Mapping[str, int]) -> list[Wrong]:
    return [
        _wrong("bad_floor", "The floor of {region} cannot be read.", "Give a region code and a number ≥ 0.",
               "floors", region=region)
        for region, least in floors.items()
        if least < 0 or not _is_region(region)
    ]  # fmt: skip


def _is_corop(code: str) -> bool:
    region = regions().get(code)
    return region is not None and region.level == "corop"


def _is_region(code: str) -> bool:
    return code == COUNTRY or code in regions() or code.removeprefix("hub:") in hubs()
