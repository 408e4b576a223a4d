"""What happened in the fictional country enters; facts in the ledger leave, marked as followed already.

They are marked so that no follower acts on them: no mail is written for what was only imagined.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from kring.connect.models import Challenge
from kring.core.regions import hubs_of
from kring.demo.actions.load_connections import Connections
from kring.demo.actions.load_parties import Parties
from kring.ledger.models import Fact, Followed


def load_facts(parties: Parties, made: Connections) -> int:
    """Add the facts in order of time; return how many. Call it inside a transaction."""
    facts = sorted(
        [*_parties(parties), *_offers(made), *_challenges(made), *_communities(made)],
        key=lambda fact: fact.at,
    )
    Fact.objects.bulk_create(facts, batch_size=500)
    Followed.objects.bulk_create([Followed(fact=fact) for fact in facts], batch_size=500)
    return len(facts)


def _parties(parties: Parties) -> Iterator[Fact]:
    for party in parties.organisations.values():
        yield Fact(
            at=party.created_at,
            verb="organisation_imported",
            object_kind="organisation",
            object_id=str(party.pk),
            region=party.corop,
            area=party.area,
            details={"source": "demo"},
        )


def _offers(made: Connections) -> Iterator[Fact]:
    for offer in made.offers:
        yield Fact(
            at=offer.created_at,
            verb="offer_published",
            object_kind="offer",
            object_id=str(offer.pk),
            region=offer.corop,
            area=offer.area,
            skills=[*offer.skills_brought, *offer.skills_learned],
        )


def _challenges(made: Connections) -> Iterator[Fact]:
    for challenge in made.challenges:
        skills = made.skills[str(challenge.pk)]
        owner, broker = str(challenge.owner_id or ""), str(challenge.broker_id or "")
        chosen = {"chosen": challenge.chosen_step}
        cited = "waived" if "waiver" in challenge.gap_cited else "cited"
        assert challenge.posted_at and challenge.confirmed_at
        told = [
            ("challenge_posted", challenge.posted_at, owner, "", chosen),
            ("challenge_confirmed", challenge.confirmed_at, owner, "", {"gap": cited, **chosen}),
        ]
        taken = challenge.confirmed_at + timedelta(days=2)
        if challenge.state in {"accepted", "in_community"}:
            told.append(("challenge_accepted", taken, broker, "broker", {}))
        if challenge.state == "parked":
            told.append(("challenge_parked", taken, broker, "broker", {}))
        for verb, when, actor, role, details in told:
            yield _about_challenge(challenge, skills, verb, when, actor, role, details)


def _about_challenge(
    challenge: Challenge,
    skills: list[str],
    verb: str,
    when: datetime,
    actor: str,
    role: str,
    details: dict[str, str],
) -> Fact:
    return Fact(
        at=when,
        verb=verb,
        actor=actor,
        role=role,
        object_kind="challenge",
        object_id=str(challenge.pk),
        region=challenge.corop,
        area=challenge.area,
        skills=skills,
        reason="no_match" if verb == "challenge_parked" else "",
        details={**details, "hub": next(iter(hubs_of(challenge.corop)), "")},
    )


def _communities(made: Connections) -> Iterator[Fact]:
    for move in made.transitions:
        formed = move.to_state == "forming"
        yield Fact(
            at=move.at,
            verb="community_formed" if formed else "community_moved",
            actor=str(move.by_id or ""),
            role="broker",
            object_kind="community",
            object_id=str(move.community_id),
            region=move.community.corop,
            area=move.community.area,
            skills=move.community.skills,
            reason="" if formed else "gate_passed",
            details={"challenge": str(move.community.challenge_id)}
            if formed
            else {"from": move.from_state, "to": move.to_state},
        )
