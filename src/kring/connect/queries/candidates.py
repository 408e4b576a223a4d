"""A challenge enters; what could be its next steps leaves: composed communities, and the other kinds."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from math import ceil

from kring.connect.models import Challenge, Community, Offer, StatedGoal
from kring.connect.queries.engine_inputs import engine_challenge, engine_offers, offers_for
from kring.connect.rules import OPEN_STATES, next_start
from kring.engines.matching import Pair, Policy, make_problem
from kring.engines.matching.alternatives import Alternatives, alternatives
from kring.engines.matching.compose import compose
from kring.engines.matching.next_steps import Candidate, NextSteps, form_candidate, next_steps
from kring.engines.matching.results import Community as Composed
from kring.engines.matching.results import Infeasible, NotFormed
from kring.engines.matching.weeks import week_of
from kring.parties.models import Organisation
from kring.sense.queries.documents import Taught, courses_for
from kring.sense.queries.examples import examples_for
from kring.sense.queries.gaps import gap_points

JOINABLE = ("exploring", "forming", "applying", "granted", "self-funded", "ready", "active")
# What one party already has and others can use, without a community around it.
REUSABLE_KINDS = ("tool", "data", "lab_slot", "expertise", "coaching")
# An answer on the phone must come within three seconds; the exact solver needs far less at this size.
SECONDS_FOR_FORM = 1.5


@dataclass(frozen=True)
class Result:
    """What composing gave: a community and how far at most from the best, or why there is none."""

    community: Composed | None
    gap_to_best: float | None
    not_formed: NotFormed | None


def policy() -> Policy:
    """Return what a community in Kring must have."""
    return Policy(min_seats=2, widest="country")


def composed(
    challenge: Challenge,
    *,
    today: date,
    pinned: Sequence[str] = (),
    banned: Sequence[str] = (),
    seconds: float | None = None,
) -> Result:
    """Compose the best community, with these organisations in it and those left out."""
    if not challenge.skill_uris or not challenge.corop:
        return Result(None, None, None)
    offers = offers_for(challenge)
    known = {str(offer.organisation_id) for offer in offers}
    one = engine_challenge(
        challenge, today=today, gap_points=gap_points(challenge.skill_uris, challenge.corop)
    )
    problem = make_problem(
        challenges=[one],
        offers=engine_offers(offers, today=today, challenge=challenge),
        policy=policy(),
        pins=[Pair(one.id, organisation=party) for party in pinned if party in known],
        bans=[Pair(one.id, organisation=party) for party in banned if party in known],
    )
    plan = compose(problem=problem, time_limit_s=seconds, ways=seconds is None)
    if isinstance(plan, Infeasible):
        return Result(None, None, plan.not_formed[0] if plan.not_formed else None)
    return Result(plan.communities[0], plan.certificate.gap_share, None)


def compared(challenge: Challenge, *, today: date, n: int = 3) -> Alternatives:
    """Return up to three different communities for the broker to compare."""
    return alternatives(
        challenge=engine_challenge(
            challenge, today=today, gap_points=gap_points(challenge.skill_uris, challenge.corop)
        ),
        offers=engine_offers(offers_for(challenge), today=today, challenge=challenge),
        policy=policy(),
        n=n,
    )


def distance_to_best(challenge: Challenge, score: int, *, today: date) -> float | None:
    """Return how far a community's score lies from the bound on any plan, as a share."""
    best = composed(challenge, today=today)
    if (
        best.community is None
        or best.gap_to_best is None
        or best.gap_to_best >= 1
        or best.community.score <= 0
    ):
        return None
    bound = best.community.score / (1 - best.gap_to_best)
    return max(0.0, (bound - score) / bound)


@dataclass(frozen=True)
class Steps:
    """The next steps with what they refer to, for pages and mails."""

    result: NextSteps
    communities: dict[str, Community]
    groups: dict[str, Challenge]
    goals: dict[str, Organisation]
    offers: dict[str, Offer]
    examples: dict[str, object]
    courses: dict[str, Taught]
    form: Result


def _join(challenge: Challenge, today: date) -> dict[str, tuple[Candidate, Community]]:
    found = {}
    for community in Community.objects.filter(state__in=JOINABLE, open_places__gt=0):
        if community.ends and community.ends < today:
            continue
        started = community.starts is not None and community.starts <= today
        candidate = Candidate(
            id=str(community.pk),
            kind="join",
            skills=dict.fromkeys(community.skills, 1.0),
            region=community.corop,
            area=community.area,
            topics=frozenset({community.topic} if community.topic else ()),
            start_week=week_of(community.starts) if community.starts and not started else None,
            at_once=started,
            hours_per_week=ceil(community.hours_per_week) if community.hours_per_week is not None else None,
            euros=community.euros,
            open_places=community.open_places,
        )
        found[candidate.id] = (candidate, community)
    return found


def _same_question(challenge: Challenge) -> dict[str, tuple[Candidate, Challenge]]:
    """Others that wait with the same skills: two questions join forces, a result finds who asks for it.

    Who made something looks for a first user: a question that asks for it. Who asks can use what is made.
    """
    wanted = set(challenge.skill_uris)
    found = {}
    rows = Challenge.objects.filter(state__in=OPEN_STATES).exclude(pk=challenge.pk).prefetch_related("skills")
    for other in rows.order_by("-confirmed_at")[:200]:
        shared = wanted & set(other.skill_uris)
        kind = _kind_together(challenge.initiative, other.initiative)
        if not shared or not kind:
            continue
        candidate = Candidate(
            id=f"group:{other.pk}",
            kind=kind,
            skills=dict.fromkeys(shared, 1.0),
            region=other.corop,
            area=other.area,
            topics=frozenset({other.topic} if other.topic else ()),
            at_once=True,
        )
        found[candidate.id] = (candidate, other)
    return found


def _kind_together(own: str, other: str) -> str:
    """Return the kind of step that another initiative is; "" where two results only look alike."""
    if own == other:
        return "join" if own == "question" else ""
    return "reuse"


def _same_goal(challenge: Challenge) -> dict[str, tuple[Candidate, Organisation]]:
    """Organisations that say they want to reach the same, and agreed to be shown: two can start together."""
    wanted = set(challenge.skill_uris)
    rows = StatedGoal.objects.filter(organisation__consent_to_be_shown=True)
    rows = rows.exclude(organisation_id=challenge.organisation_id).select_related("organisation")
    found = {}
    for goal in rows.order_by("pk"):
        shared, party = wanted & set(goal.skills), goal.organisation
        if not shared or party.side != "practice":
            continue
        candidate = Candidate(
            id=f"goal:{party.pk}",
            kind="join" if challenge.initiative == "question" else "reuse",
            skills=dict.fromkeys(shared, 1.0),
            region=party.corop,
            area=party.area,
            at_once=True,
        )
        found[candidate.id] = (candidate, party)
    return found


def _use(challenge: Challenge, today: date) -> dict[str, tuple[Candidate, Offer]]:
    """Tools, labs and expertise of one party that is open to others; a party that agreed to be shown."""
    wanted = set(challenge.skill_uris)
    rows = Offer.objects.filter(
        open=True, kind__in=REUSABLE_KINDS, organisation__consent_to_be_shown=True
    ).exclude(organisation_id=challenge.organisation_id)
    found = {}
    for offer in rows.select_related("organisation").order_by("pk"):
        shared = wanted & {*offer.skills_brought, *offer.skills_learned}
        if not shared or (offer.ends and offer.ends <= today):
            continue
        starts = next_start(offer.starts, offer.repeats, today)
        later = starts is not None and starts > today
        candidate = Candidate(
            id=f"offer:{offer.pk}",
            kind="reuse",
            skills=dict.fromkeys(shared, 1.0),
            region=offer.corop,
            area=offer.area,
            start_week=week_of(starts) if later and starts else None,
            at_once=not later,
            hours_per_week=ceil(offer.hours_per_week) if offer.hours_per_week is not None else None,
            euros=offer.euros,
        )
        found[candidate.id] = (candidate, offer)
    return found


def _reuse(challenge: Challenge) -> dict[str, tuple[Candidate, object]]:
    return {
        str(example.pk): (
            Candidate(
                id=str(example.pk),
                kind="reuse",
                skills=dict.fromkeys(example.skills, 1.0),
                region=example.corop,
                area=example.area,
                at_once=True,
                licence=example.licence,
                tested_year=example.year,
            ),
            example,
        )
        for example in examples_for(challenge.skill_uris, area=challenge.area)
    }


def _take(challenge: Challenge, today: date) -> dict[str, tuple[Candidate, Taught]]:
    return {
        course.key: (
            Candidate(
                id=course.key,
                kind="take",
                skills=dict.fromkeys(course.skills, 1.0),
                region=course.corop or "",
                area=course.area or "",
                start_week=week_of(course.starts) if course.starts else None,
                open_places=course.places,
            ),
            course,
        )
        for course in courses_for(challenge.skill_uris, today=today)
    }


def steps_for(challenge: Challenge, *, today: date) -> Steps:
    """Return up to three explained next steps of different kinds."""
    one = engine_challenge(challenge, today=today)
    join, groups, goals = _join(challenge, today), _same_question(challenge), _same_goal(challenge)
    take = _take(challenge, today)
    # Who made something looks for users of it, and not for what others made.
    asks = challenge.initiative == "question"
    reuse, use = (_reuse(challenge), _use(challenge, today)) if asks else ({}, {})
    form = composed(challenge, today=today, seconds=SECONDS_FOR_FORM)
    candidates = [pair[0] for group in (join, groups, goals, reuse, use, take) for pair in group.values()]  # type: ignore[attr-defined]
    if form.community:
        new = form_candidate(challenge=one, community=form.community)
        # Where no offer says what it asks, a new community takes the hours that its owner has.
        hours = new.hours_per_week or challenge.hours_per_week
        candidates.append(replace(new, hours_per_week=hours))
    return Steps(
        result=next_steps(challenge=one, candidates=candidates, year=today.year),
        communities={key: thing for key, (_, thing) in join.items()},
        groups={key: thing for key, (_, thing) in groups.items()},
        goals={key: thing for key, (_, thing) in goals.items()},
        offers={key: thing for key, (_, thing) in use.items()},
        examples={key: thing for key, (_, thing) in reuse.items()},
        courses={key: thing for key, (_, thing) in take.items()},
        form=form,
    )
