"""The tables of challenges, offers, proposals, invitations and communities."""

import uuid

from django.db import models
from django.utils import timezone

from kring.connect.models.demand import Conversation, Scan, StatedGoal
from kring.connect.models.hours import HourBudget
from kring.connect.models.offering import PlacesCount
from kring.connect.models.teaching import Adoption
from kring.core.lifecycle import phase_of
from kring.core.regions import hubs_of
from kring.parties.models import Organisation, Person

__all__ = [
    "Adoption", "Challenge", "ChallengeSkill", "Community", "CommunityMember", "Conversation", "Forward",
    "HourBudget",
    "Invitation", "Offer", "PlacesCount", "Proposal", "ProposalPart", "Reservation", "Scan", "StatedGoal",
    "Transition",
]  # fmt: skip


class Challenge(models.Model):
    """A real question brought by any party, with the skills it needs."""

    STATES = ("draft", "unconfirmed", "queued", "accepted", "proposed", "parked", "declined", "in_community")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    text = models.TextField()
    title = models.CharField(max_length=140)
    language = models.CharField(max_length=2, default="nl")
    state = models.CharField(max_length=20, default="draft", db_index=True)
    initiative = models.CharField(
        max_length=10, default="question", help_text="question, or result: one that looks for a first user"
    )
    organisation = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.SET_NULL)
    organisation_name = models.CharField(max_length=200, blank=True)
    organisation_kind = models.CharField(max_length=40, default="company")
    name_may_be_shown = models.BooleanField(
        default=False, help_text="what its sender said; kept with the organisation when that is new"
    )
    contact_email = models.EmailField(blank=True)
    owner = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL)
    postcode = models.CharField(max_length=10, blank=True)
    place = models.CharField(max_length=100, blank=True)
    corop = models.CharField(max_length=5, blank=True, db_index=True)
    area = models.CharField(max_length=20, blank=True)
    topic = models.CharField(max_length=30, blank=True)
    hours_per_week = models.PositiveSmallIntegerField(null=True, blank=True)
    has_data = models.CharField(max_length=10, blank=True, help_text="yes, some, no, unknown")
    chosen_step = models.CharField(max_length=10, blank=True, help_text="join, reuse, take, form, none")
    chosen_reference = models.CharField(max_length=80, blank=True)
    gap_cited = models.JSONField(default=dict, help_text="the dated, sourced gap it addresses, or a waiver")
    decline_reason = models.TextField(blank=True)
    broker = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="taken_challenges"
    )
    created_at = models.DateTimeField(default=timezone.now)
    touched_at = models.DateTimeField(
        default=timezone.now, help_text="when its sender last changed the draft"
    )
    posted_at = models.DateTimeField(null=True, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True, db_index=True)
    is_demo = models.BooleanField(default=False)

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.title

    @property
    def hub_codes(self) -> tuple[str, ...]:
        """The hubs that serve its region."""
        return hubs_of(self.corop)

    @property
    def owner_ids(self) -> tuple[str, ...]:
        """Who it belongs to, for the permission table."""
        return tuple(str(value) for value in (self.owner_id, self.organisation_id) if value)

    @property
    def skill_uris(self) -> list[str]:
        """The skills it needs: recognised or added, and not removed."""
        return [skill.uri for skill in self.skills.all() if not skill.removed]


class ChallengeSkill(models.Model):
    """A skill in a challenge: recognised in the text or added by hand; a removed one is kept as feedback."""

    challenge = models.ForeignKey(Challenge, on_delete=models.CASCADE, related_name="skills")
    uri = models.CharField(max_length=200)
    origin = models.CharField(max_length=12, help_text="recognised, added")
    removed = models.BooleanField(default=False)
    start = models.PositiveIntegerField(null=True, blank=True)
    end = models.PositiveIntegerField(null=True, blank=True)
    surface = models.CharField(max_length=300, blank=True)
    score = models.FloatField(default=1.0)
    method = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ["start", "id"]
        constraints = [models.UniqueConstraint(fields=["challenge", "uri"], name="one_row_per_skill")]


class Offer(models.Model):
    """What a party can bring: places, lab slots, coaching hours, a course, a tool, data."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="offer_list")
    kind = models.CharField(max_length=30)
    title = models.CharField(max_length=200)
    description = models.TextField(blank=True)
    side = models.CharField(max_length=12)
    corop = models.CharField(max_length=5, blank=True, db_index=True)
    area = models.CharField(max_length=20, blank=True)
    skills_brought = models.JSONField(default=list)
    skills_learned = models.JSONField(default=list)
    outcomes = models.TextField(blank=True, help_text="what people can do afterwards, one a line")
    starts = models.DateField(null=True, blank=True)
    ends = models.DateField(null=True, blank=True)
    weeks = models.PositiveSmallIntegerField(null=True, blank=True, help_text="how long one run takes")
    repeats = models.CharField(max_length=10, blank=True, help_text="empty, week, semester")
    units_per_week = models.PositiveSmallIntegerField(default=1)
    group_min = models.PositiveSmallIntegerField(default=1)
    group_max = models.PositiveSmallIntegerField(default=1)
    hours_per_week = models.DecimalField(max_digits=5, decimal_places=1, null=True, blank=True)
    euros = models.PositiveIntegerField(null=True, blank=True)
    languages = models.JSONField(default=list)
    source = models.CharField(max_length=20, default="form", help_text="form, stated, demo")
    open = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["starts", "title"]

    def __str__(self) -> str:
        return self.title

    @property
    def owner_ids(self) -> tuple[str, ...]:
        """The party it belongs to, for the permission table."""
        return (str(self.organisation_id),)

    @property
    def hub_codes(self) -> tuple[str, ...]:
        """The hubs that serve its region."""
        return hubs_of(self.corop)

    @property
    def skill_uris(self) -> list[str]:
        """The skills it brings and teaches, each once."""
        return list(dict.fromkeys([*self.skills_brought, *self.skills_learned]))


class Reservation(models.Model):
    """Units of an offer that a proposal or community uses, week by week."""

    offer = models.ForeignKey(Offer, on_delete=models.CASCADE, related_name="reservations")
    proposal = models.ForeignKey("Proposal", on_delete=models.CASCADE, related_name="reservations")
    units = models.PositiveSmallIntegerField()
    starts = models.DateField()
    weeks = models.PositiveSmallIntegerField()


class Proposal(models.Model):
    """A next step for one challenge that waits for a named human's yes, change or no."""

    STATES = ("open", "inviting", "agreed", "declined", "expired", "replaced")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    challenge = models.ForeignKey(Challenge, on_delete=models.CASCADE, related_name="proposals")
    state = models.CharField(max_length=10, default="open")
    starts = models.DateField(null=True, blank=True)
    weeks = models.PositiveSmallIntegerField(default=20)
    hours_per_week = models.DecimalField(max_digits=5, decimal_places=1, null=True, blank=True)
    euros = models.PositiveIntegerField(null=True, blank=True)
    euros_at_least = models.BooleanField(default=False, help_text="some parties did not say what it costs")
    skills_covered = models.JSONField(default=list)
    skills_missing = models.JSONField(default=list)
    reasons = models.JSONField(default=list, help_text="codes with parameters, from the engine")
    score = models.IntegerField(default=0)
    gap_to_best = models.FloatField(null=True, blank=True, help_text="share: at most this far from the best")
    decided_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL)
    decision_reason = models.TextField(blank=True)
    reason_code = models.CharField(
        max_length=20, blank=True, help_text="said_no, no_answer: composed again without that party"
    )
    not_again = models.JSONField(
        default=list, help_text="codes with parameters: why no other community could take its place"
    )
    replaces = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-created_at"]

    @property
    def hub_codes(self) -> tuple[str, ...]:
        """The hubs that serve the challenge's region."""
        return self.challenge.hub_codes

    @property
    def taking_part(self) -> models.QuerySet["ProposalPart"]:
        """Its parts without those whose place another party took."""
        return self.parts.filter(out_at=None)


class ProposalPart(models.Model):
    """One party in a proposal and what it brings."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="parts")
    organisation = models.ForeignKey(Organisation, null=True, on_delete=models.CASCADE)
    offer = models.ForeignKey(Offer, null=True, blank=True, on_delete=models.SET_NULL)
    side = models.CharField(max_length=12)
    units = models.PositiveSmallIntegerField(default=1)
    brings = models.JSONField(default=list, help_text="uris of skills")
    role = models.CharField(max_length=20, default="partner", help_text="owner, partner")
    next_in_line = models.JSONField(
        default=list, help_text="ids of offers that could take its place, best first, as the broker saw them"
    )
    stands_in_for = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="stand_in"
    )
    out_at = models.DateTimeField(
        null=True, blank=True, help_text="its party did not answer, and the next one was asked"
    )

    class Meta:
        ordering = ["id"]


class Invitation(models.Model):
    """One party's invitation to a proposal, answered through a signed link."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="invitations")
    part = models.OneToOneField(ProposalPart, on_delete=models.CASCADE, related_name="invitation")
    email = models.EmailField()
    state = models.CharField(
        max_length=10, default="sent", help_text="sent, accepted, declined, expired, withdrawn"
    )
    sent_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    answer_reason = models.TextField(blank=True)

    @property
    def hub_codes(self) -> tuple[str, ...]:
        """The hubs that serve the challenge's region."""
        return self.proposal.hub_codes


class Community(models.Model):
    """Organisations and people who work and learn on one challenge."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    title = models.CharField(max_length=140)
    question = models.TextField(blank=True)
    challenge = models.OneToOneField(Challenge, null=True, blank=True, on_delete=models.SET_NULL)
    proposal = models.OneToOneField(Proposal, null=True, blank=True, on_delete=models.SET_NULL)
    state = models.CharField(max_length=20, default="forming", db_index=True)
    corop = models.CharField(max_length=5, blank=True, db_index=True)
    area = models.CharField(max_length=20, blank=True)
    topic = models.CharField(max_length=30, blank=True)
    skills = models.JSONField(default=list)
    starts = models.DateField(null=True, blank=True)
    ends = models.DateField(null=True, blank=True)
    hours_per_week = models.DecimalField(max_digits=5, decimal_places=1, null=True, blank=True)
    euros = models.PositiveIntegerField(null=True, blank=True)
    euros_at_least = models.BooleanField(default=False, help_text="some parties did not say what it costs")
    open_places = models.PositiveSmallIntegerField(default=0)
    result = models.TextField(blank=True)
    gates_met = models.JSONField(default=list)
    created_at = models.DateTimeField(default=timezone.now)
    is_demo = models.BooleanField(default=False)

    class Meta:
        ordering = ["title"]
        verbose_name_plural = "communities"

    def __str__(self) -> str:
        return self.title

    @property
    def phase(self) -> str:
        """The code of its life-cycle phase."""
        return phase_of(self.state).code

    @property
    def hub_codes(self) -> tuple[str, ...]:
        """The hubs that serve its region."""
        return hubs_of(self.corop)

    @property
    def participant_ids(self) -> tuple[str, ...]:
        """Its parties, and who brought its challenge, for the permission table."""
        brought_by = self.challenge.owner_ids if self.challenge else ()
        return (*map(str, self.members.values_list("organisation_id", flat=True)), *brought_by)


class CommunityMember(models.Model):
    """An organisation in a community."""

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="members")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="community_list")
    side = models.CharField(max_length=12)
    role = models.CharField(max_length=20, default="partner")
    brings = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["community", "organisation"], name="a_party_joins_once")
        ]


class Transition(models.Model):
    """One move of a community in its life cycle: who, when, on what evidence and why."""

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="transitions")
    from_state = models.CharField(max_length=20)
    to_state = models.CharField(max_length=20)
    by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL)
    at = models.DateTimeField(default=timezone.now)
    reason = models.TextField(blank=True)
    evidence = models.TextField(blank=True)
    is_override = models.BooleanField(default=False)

    class Meta:
        ordering = ["-at"]


class Forward(models.Model):
    """Next steps or a proposal on their way to somebody by mail, as the broker saw them."""

    challenge = models.ForeignKey(Challenge, on_delete=models.CASCADE, related_name="forwards")
    proposal = models.ForeignKey(Proposal, null=True, blank=True, on_delete=models.SET_NULL)
    to = models.EmailField()
    message = models.TextField(blank=True)
    steps = models.JSONField(default=list)
    language = models.CharField(max_length=2, default="nl")
    at = models.DateTimeField(default=timezone.now)
