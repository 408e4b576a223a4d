"""Communities: challenges and organisations enter, communities in every phase and white spots leave."""

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from kring.core.lifecycle import phase_of
from kring.core.regions import province_of
from kring.demo.generator.organisations import side_of
from kring.demo.generator.records import Challenge, Community, Example, Member, Organisation, WhiteSpot
from kring.demo.generator.sources import SKILL_URI, chance, pick, provinces, skills, table

STATES = (
    *("exploring", "forming", "forming", "forming", "applying", "applying", "granted", "self-funded"),
    *("ready", "ready", "active", "active", "active", "active", "active", "active", "active", "paused"),
    *("harvesting", "harvesting", "assessing", "sustained", "scaled", "handed-over", "closed"),
)
ROLES = {"practice": "practice_partner", "education": "education_partner", "research": "research_partner"}
RESULTS = (
    "Een werkend proefmodel, getest op de werkvloer.",
    "Een lesmodule van zes bijeenkomsten met opdrachten.",
    "Een checklist van een bladzijde die ook anderen gebruiken.",
    "Een geschoonde gegevensset met uitleg.",
    "Twee medewerkers die hun collega's nu zelf opleiden.",
    "Een eerlijk verslag van wat niet werkte.",
)
SUMMARIES = (
    "Bedrijven, scholen en onderzoekers in {place} werken samen aan deze vraag, een dag in de twee weken.",
    "Deze leergemeenschap komt elke week een dagdeel bij elkaar, om de beurt bij een van de leden.",
    "Een kleine groep uit {place} leert door te doen en deelt wat werkt en wat niet.",
)
LICENCES = ("CC BY 4.0", "CC BY-SA 4.0", "CC0 1.0", "EUPL-1.2")
WHITE_SPOTS_PER_PROVINCE = 3


def white_spots() -> tuple[WhiteSpot, ...]:
    """Return the gaps where no community may work: the first skills that each province lacks most."""
    return tuple(
        WhiteSpot(SKILL_URI + slug, province.code)
        for province in provinces().values()
        for slug in province.signature[:WHITE_SPOTS_PER_PROVINCE]
    )


def communities(
    seed: int, until: date, told: Sequence[Challenge], organisations: Sequence[Organisation]
) -> tuple[tuple[Community, ...], tuple[Challenge, ...]]:
    """Return the communities, and the challenges with those taken up marked as such."""
    rng = chance(seed, "communities")
    white = {(spot.uri, spot.province) for spot in white_spots()}
    free = [c for c in told if all((uri, province_of(c.corop)) not in white for uri in c.skills)]
    chosen = _spread(rng, free, len(STATES))
    found, changed = [], {challenge.id: challenge for challenge in told}
    for number, (challenge, state) in enumerate(zip(chosen, STATES, strict=True), start=1):
        community = _community(rng, f"com-{number:02d}", challenge, state, until, organisations)
        found.append(community)
        posted = min(challenge.posted, community.starts - timedelta(days=35))
        changed[challenge.id] = replace(
            challenge, state="in_community", community_id=community.id, posted=posted, waiting_days=0
        )
    return tuple(found), tuple(changed.values())


def _spread(rng: random.Random, free: Sequence[Challenge], count: int) -> list[Challenge]:
    """Choose challenges with different titles, province after province."""
    rest = list(free)
    rng.shuffle(rest)
    chosen: list[Challenge] = []
    seen: dict[str, int] = {}
    while len(chosen) < count:
        titles = {challenge.title for challenge in chosen}
        rest = [challenge for challenge in rest if challenge.title not in titles]
        best = min(rest, key=lambda challenge: seen.get(province_of(challenge.corop), 0))
        seen[province_of(best.corop)] = seen.get(province_of(best.corop), 0) + 1
        chosen.append(best)
    return chosen


def _community(
    rng: random.Random,
    number: str,
    challenge: Challenge,
    state: str,
    until: date,
    organisations: Sequence[Organisation],
) -> Community:
    phase = phase_of(state).number
    starts = until + timedelta(days=(4 - phase) * (30 if phase < 4 else 80) + 20 + int(rng.random() * 45))
    if state == "closed":
        starts -= timedelta(days=200)
    weeks = pick(rng, (20, 30, 40))
    results = tuple(rng.sample(RESULTS, 2 + (phase > 6))) if phase >= 6 else ()
    return Community(
        number,
        challenge.id,
        challenge.title,
        pick(rng, SUMMARIES).format(place=challenge.place),
        challenge.area,
        challenge.corop,
        challenge.skills,
        state,
        _members(rng, challenge, organisations, early=phase < 2),
        starts,
        starts + timedelta(weeks=weeks if phase < 8 else 40),
        pick(rng, (2, 4, 4, 8)),
        int(rng.random() * 5) if phase < 6 else 0,
        results,
    )


def _members(
    rng: random.Random, challenge: Challenge, organisations: Sequence[Organisation], *, early: bool
) -> tuple[Member, ...]:
    """Choose the owner and partners from near by, so that all three sides are there (but not too early)."""
    known = {organisation.id: organisation for organisation in organisations}
    owner = known[challenge.organisation_id]
    side = side_of(owner.type)
    members = {owner.id: Member(owner.id, side, "problem_owner", 2)}
    sides = [wanted for wanted in ("practice", "education", "research") if wanted != side]
    wanted_sides = sides[:1] if early else [*sides, *rng.sample(("practice", "education", "practice"), 2)]
    for wanted in wanted_sides:
        partner = _near(rng, challenge, organisations, wanted, set(members))
        role = "lead_partner" if wanted == "education" and len(members) == 1 else ROLES[wanted]
        members[partner.id] = Member(partner.id, wanted, role, 1 + int(rng.random() * 4))
    return tuple(members.values())


def _near(
    rng: random.Random,
    challenge: Challenge,
    organisations: Sequence[Organisation],
    side: str,
    taken: set[str],
) -> Organisation:
    """Return an organisation of that side in the province, else anywhere; own area first."""
    fitting = [o for o in organisations if side_of(o.type) == side and o.id not in taken]
    province = province_of(challenge.corop)
    close = [o for o in fitting if province_of(o.corop) == province]
    alike = [o for o in close if o.area == challenge.area]
    return pick(rng, alike or close or fitting)


def examples(seed: int, until: date) -> tuple[Example, ...]:
    """Return the told and licensed experiences."""
    rng = chance(seed, "examples")
    known = {skill.slug: skill.uri for skill in skills()}
    return tuple(
        Example(
            f"exa-{number:02d}",
            row["title"],
            row["summary"],
            row["language"],
            row["area"],
            tuple(known[slug] for slug in row["skills"].split()),
            until.year - int(rng.random() * 4),
            pick(rng, LICENCES),
            row["organisation_type"],
        )
        for number, row in enumerate(table("examples.tsv", delimiter="\t"), start=1)
    )
