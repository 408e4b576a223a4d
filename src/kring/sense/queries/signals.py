"""Facts of the ledger enter; where communities work, and which challenges wait, leave.

Sense reads the ledger and never the tables of connect: later stages speak to earlier ones by facts.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypedDict

from django.utils import timezone

from kring.core.regions import corop_areas_of
from kring.ledger.models import Fact
from kring.ledger.queries import facts_named

WORKING_VERBS = ("community_formed", "community_moved")
CHALLENGE_VERBS = (
    "challenge_confirmed",
    "challenge_accepted",
    "challenge_declined",
    "challenge_parked",
    "challenge_requeued",
)
CONVERSATION_VERBS = ("conversation_logged", "conversation_corrected", "conversation_withdrawn")
SCAN_VERBS = ("scan_answered",)
HUB_VERBS = ("hub_changed", "hub_added")
VERBS = (*WORKING_VERBS, *CHALLENGE_VERBS, *CONVERSATION_VERBS, *SCAN_VERBS, *HUB_VERBS)
ENDED = frozenset({"closed", "rejected", "parked", "handed-over"})


@dataclass(frozen=True)
class Working:
    """A community that works: where, and on which skills."""

    region: str
    skills: tuple[str, ...]
    challenge: str


@dataclass(frozen=True)
class Challenges:
    """The second signal of demand: challenges posted in a region, and those that wait for a match."""

    posted: int
    unmatched: int
    by_skill: Mapping[str, int]


class Cell(TypedDict):
    """Which period and field of work are counted."""

    since: date
    until: date
    area: str


@dataclass(frozen=True)
class Heard:
    """A signal that somebody told: how often in a region, by how many parties (0: not known), on what."""

    times: int
    parties: int
    by_skill: Mapping[str, int]

    @property
    def most(self) -> tuple[str, ...]:
        """The skills that were told most often, at most three."""
        return tuple(sorted(self.by_skill, key=lambda uri: (-self.by_skill[uri], uri))[:3])


def newest_fact() -> int:
    """Return the id of the newest fact that a region's page shows: a page is kept until it changes."""
    return facts_named(*VERBS).order_by("-id").values_list("id", flat=True).first() or 0


def working_communities() -> dict[str, Working]:
    """Return the communities that were formed and have not ended, by id."""
    found: dict[str, Working] = {}
    for fact in facts_named(*WORKING_VERBS):
        before = found.get(fact.object_id)
        if fact.details.get("to") in ENDED:
            found.pop(fact.object_id, None)
            continue
        challenge = str(fact.details.get("challenge") or (before.challenge if before else ""))
        found[fact.object_id] = Working(fact.region, tuple(fact.skills), challenge)
    return found


def community_regions(communities: Mapping[str, Working]) -> dict[str, set[str]]:
    """Return by skill the regions where a community works on it."""
    by_skill: dict[str, set[str]] = defaultdict(set)
    for one in communities.values():
        for uri in one.skills:
            by_skill[uri].add(one.region)
    return dict(by_skill)


def challenges_of(region: str, *, since: date, until: date, area: str = "all") -> Challenges:
    """Count the challenges confirmed in a region and period, each once, and those without a community.

    The last thing said of a challenge counts: one that was declined waits no longer, unless it was put
    back in the queue.
    """
    corops = set(corop_areas_of(region))
    matched = {str(fact.details.get("challenge", "")) for fact in facts_named("community_formed")}
    last_said = dict(facts_named(*CHALLENGE_VERBS).order_by("id").values_list("object_id", "verb"))
    seen: dict[str, list[str]] = {}
    for fact in facts_named("challenge_confirmed").filter(at__date__gte=since, at__date__lte=until):
        here = region == "NL" or fact.region in corops
        if here and area in ("all", fact.area):
            seen[fact.object_id] = fact.skills
    by_skill: dict[str, int] = defaultdict(int)
    for uris in seen.values():
        for uri in uris:
            by_skill[uri] += 1
    open_ones = [one for one in seen if one not in matched and last_said[one] != "challenge_declined"]
    return Challenges(len(seen), len(open_ones), dict(by_skill))


def conversations_of(region: str, *, since: date, until: date, area: str = "all") -> Heard:
    """Count the calls that brokers noted in a region and period: as corrected, without those taken back."""
    rows: dict[str, Fact] = {}
    for fact in facts_named(*CONVERSATION_VERBS):
        if fact.verb == "conversation_withdrawn":
            rows.pop(fact.object_id, None)
        elif fact.verb == "conversation_logged":
            rows[fact.object_id] = fact
        elif fact.object_id in rows:
            rows[fact.object_id].skills = fact.skills
    return _heard(list(rows.values()), region, since, until, area)


def scans_of(region: str, *, since: date, until: date, area: str = "all") -> Heard:
    """Count the scans that small firms filled in, in a region and period; nobody signed in for them."""
    return _heard(list(facts_named(*SCAN_VERBS)), region, since, until, area)


def _heard(facts: list[Fact], region: str, since: date, until: date, area: str) -> Heard:
    corops = set(corop_areas_of(region))
    by_skill: dict[str, int] = defaultdict(int)
    parties, times = set(), 0
    for fact in facts:
        here = (region == "NL" or fact.region in corops) and area in ("all", fact.area)
        if not here or not since <= timezone.localdate(fact.at) <= until:
            continue
        times += 1
        parties.add(str(fact.details.get("organisation", "")))
        for uri in dict.fromkeys(fact.skills):
            by_skill[uri] += 1
    return Heard(times, len(parties - {""}), dict(by_skill))
