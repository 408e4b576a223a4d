"""Challenges in the queue enter; their last proposals, who answered, and what schools hold for them leave."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field

from kring.connect.models import Adoption, Challenge, Invitation, Proposal


@dataclass
class Waiting:
    """What a broker must know of one challenge before looking at it."""

    proposal: Proposal | None = None
    invitations: list[Invitation] = field(default_factory=list)
    held: list[Adoption] = field(default_factory=list)

    @property
    def asked(self) -> list[Invitation]:
        """The invitations of those who take part, without those whose place another party took."""
        return [one for one in self.invitations if one.part.out_at is None]


def waiting_for(challenges: Collection[Challenge]) -> dict[object, Waiting]:
    """Return what is known of each challenge, in three queries."""
    found: dict[object, Waiting] = defaultdict(Waiting)
    proposals = Proposal.objects.filter(challenge__in=challenges).exclude(state="replaced")
    for one in proposals.select_related("challenge__organisation").order_by("created_at"):
        found[one.challenge_id].proposal = one
    last = [each.proposal.pk for each in found.values() if each.proposal]
    rows = Invitation.objects.filter(proposal__in=last).select_related(
        "part__organisation",
        "part__proposal__challenge__organisation",
        "part__stands_in_for__organisation",
        "part__stands_in_for__invitation",
        "part__stands_in_for__proposal__challenge__organisation",
        "proposal",
    )
    for invitation in rows.order_by("sent_at", "pk"):
        found[invitation.proposal.challenge_id].invitations.append(invitation)
    held = Adoption.objects.filter(challenge__in=challenges, released_at=None)
    for adoption in held.select_related("offer__organisation"):
        found[adoption.challenge_id].held.append(adoption)
    return found
