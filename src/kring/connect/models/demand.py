"""The tables of demand that is no challenge yet: conversations, scans of small firms, and stated goals."""

import uuid

from django.db import models
from django.utils import timezone

from kring.core.regions import hubs_of
from kring.parties.models import Organisation, Person


class Conversation(models.Model):
    """What a broker noted of a call or visit: about which skills, and what to do next."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="conversations")
    broker = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL)
    hub = models.CharField(max_length=30, blank=True, db_index=True)
    note = models.TextField(blank=True, help_text="without names, addresses and numbers; emptied in time")
    language = models.CharField(max_length=2, default="nl")
    taken_out = models.PositiveSmallIntegerField(default=0, help_text="personal details that left the words")
    skills = models.JSONField(default=list)
    corop = models.CharField(max_length=5, blank=True, db_index=True)
    area = models.CharField(max_length=20, blank=True)
    at = models.DateTimeField(default=timezone.now, db_index=True)
    next_step = models.CharField(max_length=200, blank=True)
    due = models.DateField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-at"]

    @property
    def hub_codes(self) -> tuple[str, ...]:
        """The hubs that serve its region, and the hub where it was noted."""
        return tuple(dict.fromkeys([*hubs_of(self.corop), *([self.hub] if self.hub else [])]))

    @property
    def owner_ids(self) -> tuple[str, ...]:
        """Who noted it, for the permission table."""
        return (str(self.broker_id),) if self.broker_id else ()


class Scan(models.Model):
    """Four answers of a small firm: what to solve, for whom, what it knows, how many hours."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    text = models.TextField(blank=True, help_text="without names, addresses and numbers; emptied in time")
    language = models.CharField(max_length=2, default="nl")
    users = models.CharField(max_length=12, help_text="owner, office, floor, customers")
    knows = models.CharField(max_length=12, help_text="nothing, or a level")
    hours_per_week = models.PositiveSmallIntegerField()
    skills = models.JSONField(default=list)
    postcode = models.CharField(max_length=10, blank=True)
    place = models.CharField(max_length=100, blank=True)
    corop = models.CharField(max_length=5, blank=True, db_index=True)
    area = models.CharField(max_length=20, blank=True)
    topic = models.CharField(max_length=30, blank=True)
    at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        ordering = ["-at"]


class StatedGoal(models.Model):
    """What an organisation says it wants to reach, as skills: it may join whoever has the same question."""

    organisation = models.OneToOneField(Organisation, on_delete=models.CASCADE, related_name="stated_goal")
    skills = models.JSONField(default=list)
