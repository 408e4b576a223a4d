"""A challenge and the parties that a broker chose enter; the candidate with just these is proposed."""

from collections.abc import Iterable
from datetime import datetime

from kring.connect.actions.propose_community import propose_community
from kring.connect.models import Challenge, Proposal
from kring.connect.queries.candidates import compared, distance_to_best
from kring.core.problems import NotFound, Problem
from kring.parties.permissions import require
from kring.parties.rules import Actor


def choose_candidate(
    *, actor: Actor, challenge: Challenge, parties: Iterable[str], now: datetime
) -> Proposal:
    """Compose again, so that it fits what is free now, and propose the candidate with just these parties."""
    require(actor, "propose_community", challenge)
    today, chosen = now.date(), sorted(parties)
    found = compared(challenge, today=today).candidates if challenge.skill_uris and challenge.corop else ()
    same = [each.community for each in found if list(each.community.organisations) == chosen]
    if not same:
        raise NotFound(
            Problem(
                "candidate_gone", "This candidate is no longer possible.", "Compare the candidates again."
            )
        )
    return propose_community(
        actor=actor,
        challenge=challenge,
        candidate=same[0],
        gap_to_best=distance_to_best(challenge, same[0].score, today=today),
        now=now,
    )
