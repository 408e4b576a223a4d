"""A proposal to which everybody said yes enters; the community leaves: members, phase and page."""

from datetime import datetime

from kring.connect import rules
from kring.connect.models import Challenge, Community, CommunityMember, Proposal, Transition
from kring.core.problems import Problem, UnableTo
from kring.ledger.actions.record_fact import record_fact


def form_community(*, proposal: Proposal, now: datetime) -> Community:
    """Start the community in the phase of forming. Call it inside the transaction of the last yes."""
    challenge = Challenge.objects.select_for_update().get(pk=proposal.challenge_id)
    if challenge.state != "proposed":
        raise UnableTo(
            Problem("wrong_state", "This cannot be done to the challenge now.", "Look at its page again.")
        )
    sides = list(proposal.taking_part.values_list("side", flat=True))
    community = Community.objects.create(
        title=challenge.title,
        question=challenge.text,
        challenge=challenge,
        proposal=proposal,
        state="forming",
        corop=challenge.corop,
        area=challenge.area,
        topic=challenge.topic,
        skills=challenge.skill_uris,
        starts=proposal.starts,
        ends=rules.last_day_of(proposal.starts, proposal.weeks) if proposal.starts else None,
        hours_per_week=proposal.hours_per_week,
        euros=proposal.euros,
        euros_at_least=proposal.euros_at_least,
        gates_met=["three_sides"] if all(rules.sides_present(sides).values()) else [],
    )
    for part in proposal.taking_part.select_related("organisation"):
        if part.organisation:
            member, made = CommunityMember.objects.get_or_create(
                community=community,
                organisation=part.organisation,
                defaults={"side": part.side, "role": part.role, "brings": part.brings},
            )
            if not made:
                member.brings = sorted({*member.brings, *part.brings})
                member.save(update_fields=["brings"])
    Transition.objects.create(
        community=community, from_state="exploring", to_state="forming", by=challenge.broker, at=now,
        reason="all_parties_agreed",
    )  # fmt: skip
    Proposal.objects.filter(pk=proposal.pk).update(state="agreed")
    Challenge.objects.filter(pk=challenge.pk).update(state="in_community")
    record_fact(
        "community_formed",
        object_kind="community",
        object_id=community.pk,
        region=community.corop,
        area=community.area,
        skills=community.skills,
        details={"challenge": str(challenge.pk), "members": community.members.count()},
    )
    return community
