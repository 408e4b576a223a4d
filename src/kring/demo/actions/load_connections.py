"""The fictional offers, challenges, communities and examples enter; their rows leave.

Skills of challenges and examples are those that the engine recognises in their words, as for anyone's.
Where it recognises none, the fictional author added them by hand, as the page lets everybody do.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta

from kring.connect.models import Challenge, ChallengeSkill, Community, CommunityMember, Offer, Transition
from kring.connect.queries.recognise import Recognised, recognise
from kring.connect.rules import title_of
from kring.core.lifecycle import phase_of
from kring.core.progress import Progress
from kring.core.regions import hubs_of
from kring.demo import rules
from kring.demo.actions.load_parties import Parties
from kring.demo.generator import Country
from kring.demo.generator.records import Challenge as FictionalChallenge
from kring.demo.generator.records import Community as FictionalCommunity
from kring.demo.generator.records import Example as FictionalExample
from kring.parties.models import Person
from kring.sense.models import Example
from kring.sense.queries.gaps import cited_gap

EVERY_NTH_ACCEPTED = 5
DEMO = "demo"


@dataclass(frozen=True)
class Connections:
    """What the ledger's facts are told from."""

    offers: list[Offer]
    challenges: list[Challenge]
    skills: dict[str, list[str]]
    communities: list[Community]
    transitions: list[Transition]


def load_connections(country: Country, parties: Parties) -> Connections:
    """Write everything that connects parties; call it inside a transaction."""
    offers = _offers(country, parties)
    challenges, skills = _challenges(country, parties)
    communities, transitions = _communities(country, parties, challenges, skills, offers)
    Example.objects.bulk_create(_examples(country, parties))
    return Connections(
        offers,
        list(challenges.values()),
        {str(challenges[key].pk): uris for key, uris in skills.items()},
        communities,
        transitions,
    )


def _offers(country: Country, parties: Parties) -> list[Offer]:
    rows = []
    for offer in country.offers:
        party = parties.organisations[offer.organisation_id]
        kind = rules.offer_kind(offer.kind)
        smallest, largest = rules.group_sizes(kind, offer.units_per_week)
        rows.append(
            Offer(
                id=rules.demo_id(country.seed, offer.id),
                organisation=party,
                kind=kind,
                title=offer.title[:200],
                description=offer.text,
                side=party.side,
                corop=offer.corop,
                area=offer.area or "",
                skills_brought=list(offer.skills_brought),
                skills_learned=list(offer.skills_learned),
                outcomes="\n".join(offer.outcomes),
                starts=offer.starts,
                ends=offer.ends,
                units_per_week=offer.units_per_week,
                group_min=smallest,
                group_max=largest,
                hours_per_week=offer.hours_per_week,
                euros=offer.euros,
                source=DEMO,
                created_at=rules.at(min(offer.starts - timedelta(days=40), country.until)),
            )
        )
    return Offer.objects.bulk_create(rows, batch_size=500)


def _challenges(country: Country, parties: Parties) -> tuple[dict[str, Challenge], dict[str, list[str]]]:
    rows: dict[str, Challenge] = {}
    found: list[ChallengeSkill] = []
    skills: dict[str, list[str]] = {}
    with Progress("Fictional challenges", total=len(country.challenges)) as progress:
        for number, told in enumerate(country.challenges):
            recognised = recognise(told.text, language=told.language)
            skills[told.id] = list(recognised.by_uri) or list(told.skills)
            rows[told.id] = _challenge(country, parties, number, told, recognised, skills[told.id])
            found += _skill_rows(rows[told.id], told, recognised)
            progress.advance()
    Challenge.objects.bulk_create(rows.values(), batch_size=500)
    ChallengeSkill.objects.bulk_create(found, batch_size=500)
    return rows, skills


def _challenge(
    country: Country,
    parties: Parties,
    number: int,
    told: FictionalChallenge,
    recognised: Recognised,
    uris: list[str],
) -> Challenge:
    party = parties.organisations[told.organisation_id]
    state, broker = _state(parties, number, told)
    posted = rules.at(told.posted, minutes=number * 11)
    gap = cited_gap(uris, corop=told.corop, area=told.area)
    return Challenge(
        id=rules.demo_id(country.seed, told.id),
        text=recognised.text,
        title=(told.title or title_of(recognised.text))[:140],
        language=told.language,
        state=state,
        organisation=party,
        organisation_name=party.name,
        organisation_kind=party.kind,
        contact_email=party.contact_email,
        owner=parties.owners.get(told.organisation_id),
        place=told.place,
        corop=told.corop,
        area=told.area,
        topic=recognised.topic or told.topic,
        hours_per_week=told.hours_per_week,
        has_data=rules.DATA_ANSWERS[told.data_available],
        chosen_step="none" if told.state == "unmatched" else "form",
        gap_cited=gap or {"waiver": "no_reliable_figure"},
        broker=broker,
        created_at=posted,
        posted_at=posted,
        confirmed_at=posted + timedelta(hours=2),
        is_demo=True,
    )


def _state(parties: Parties, number: int, told: FictionalChallenge) -> tuple[str, Person | None]:
    broker = broker_for(parties, told.corop)
    if told.state == "in_community":
        return "in_community", broker
    if told.state == "unmatched":
        return "parked", broker
    # Some of what waits was taken up by a broker already; where no hub serves, nobody did.
    if broker and number % EVERY_NTH_ACCEPTED == 0:
        return "accepted", broker
    return "queued", None


def broker_for(parties: Parties, corop: str) -> Person | None:
    """Return the broker of the first hub that serves the area; None where no hub does."""
    return next((parties.brokers[code] for code in hubs_of(corop) if code in parties.brokers), None)


def _skill_rows(
    challenge: Challenge, told: FictionalChallenge, recognised: Recognised
) -> list[ChallengeSkill]:
    if not recognised.by_uri:
        return [ChallengeSkill(challenge=challenge, uri=uri, origin="added") for uri in told.skills]
    return [
        ChallengeSkill(
            challenge=challenge,
            uri=uri,
            origin="recognised",
            start=mention.start,
            end=mention.end,
            surface=mention.surface[:300],
            score=mention.score,
            method=mention.method[:40],
        )
        for uri, mention in recognised.by_uri.items()
    ]


def _communities(
    country: Country,
    parties: Parties,
    challenges: dict[str, Challenge],
    skills: dict[str, list[str]],
    offers: list[Offer],
) -> tuple[list[Community], list[Transition]]:
    brings: dict[object, set[str]] = {}
    for offer in offers:
        brings.setdefault(offer.organisation_id, set()).update(offer.skills_brought)
    rows, members, moves = [], [], []
    for told in country.communities:
        challenge, wanted = challenges[told.challenge_id], skills[told.challenge_id]
        moves_here = _transitions(parties, told, challenge, country)
        community = _community(country, told, challenge, wanted)
        community.created_at = moves_here[0].at
        rows.append(community)
        for move in moves_here:
            move.community = community
        moves += moves_here
        members += [
            CommunityMember(
                community=community,
                organisation=parties.organisations[member.organisation_id],
                side=member.side,
                role="owner" if member.role == "problem_owner" else "partner",
                brings=rules.side_skills(
                    list(brings.get(parties.organisations[member.organisation_id].pk, ())), wanted
                ),
            )
            for member in told.members
        ]
    Community.objects.bulk_create(rows)
    CommunityMember.objects.bulk_create(members)
    Transition.objects.bulk_create(moves)
    return rows, moves


def _community(
    country: Country, told: FictionalCommunity, challenge: Challenge, wanted: list[str]
) -> Community:
    return Community(
        id=rules.demo_id(country.seed, told.id),
        title=told.title[:140],
        question=challenge.text,
        challenge=challenge,
        state=told.state,
        corop=told.corop,
        area=told.area,
        topic=challenge.topic,
        skills=wanted,
        starts=told.starts,
        ends=told.ends,
        hours_per_week=told.hours_per_week,
        open_places=told.open_places,
        result="\n".join(told.results),
        gates_met=rules.gates_until(told.state),
        is_demo=True,
    )


def _transitions(
    parties: Parties, told: FictionalCommunity, challenge: Challenge, country: Country
) -> list[Transition]:
    """Return the moves so far: up to the design before the start, the rest between start and last day."""
    path = ["signal", *rules.path_to(told.state)]
    before = [state for state in path[1:] if phase_of(state).number < 5]
    posted = challenge.created_at.date()
    days = rules.spread_days(posted + timedelta(days=4), min(told.starts, country.until), len(before))
    days += rules.spread_days(told.starts, country.until, len(path) - 1 - len(before))
    broker = broker_for(parties, told.corop)
    return [
        Transition(
            from_state=old,
            to_state=new,
            by=broker,
            at=rules.at(day, minutes=37 * step),
            evidence=rules.EVIDENCE_OF_PHASE.get(phase_of(old).code, ""),
        )
        for step, (old, new, day) in enumerate(zip(path, path[1:], days, strict=False))
    ]


def _examples(country: Country, parties: Parties) -> list[Example]:
    """Return the examples; each is told by a fictional organisation of its type, that of its area first."""
    told_by: Counter[str] = Counter()
    return [_example(country, parties, told, told_by) for told in country.examples]


def _example(country: Country, parties: Parties, told: FictionalExample, told_by: Counter[str]) -> Example:
    kind = rules.kind_of(told.organisation_type)
    party = min(
        (one for one in parties.organisations.values() if one.kind == kind and one.consent_to_be_shown),
        key=lambda one: (told_by[one.name], one.area != told.area, one.name),
    )
    told_by[party.name] += 1
    found = recognise(f"{told.title}.\n{told.summary}", language=told.language).by_uri
    return Example(
        id=rules.demo_id(country.seed, told.id),
        source=DEMO,
        source_id=told.id,
        title=told.title,
        summary=told.summary,
        organisation=party.name,
        status="in use",
        licence=told.licence,
        language=told.language,
        area=told.area,
        corop=party.corop,
        year=told.year,
        skills=list(found) or list(told.skills),
        evidence=[mention.surface for mention in found.values()],
        is_demo=True,
    )
