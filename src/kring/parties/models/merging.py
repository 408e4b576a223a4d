"""The tables of duplicates: pairs that somebody left apart, and merges with what undoes them."""

import uuid

from django.db import models
from django.utils import timezone

from kring.parties.rules import KEPT


class NotTheSame(models.Model):
    """Two organisations that look alike and are not the same; the smaller id stands first."""

    one = models.UUIDField()
    other = models.UUIDField()
    by = models.CharField(max_length=40)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["one", "other"], name="left_apart_once")]


class Merge(models.Model):
    """One organisation that was taken up in another, with everything that brings it back."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kept = models.ForeignKey("parties.Organisation", on_delete=models.CASCADE, related_name="merges")
    lost_id = models.UUIDField(db_index=True)
    lost_record = models.TextField(blank=True, help_text="as it was; emptied when it can be undone no more")
    replaced = models.JSONField(default=dict, help_text="{field: [before, after]} of the one that stays")
    moved = models.JSONField(default=dict, help_text="{model.field: [ids]} that pointed at the lost one")
    dropped = models.TextField(default="[]", help_text="rows that the other one had already")
    by = models.CharField(max_length=40)
    at = models.DateTimeField(default=timezone.now)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-at"]

    @property
    def can_be_undone(self) -> bool:
        """Whether what it changed is still known."""
        since = timezone.now() - KEPT["merge"]
        return self.undone_at is None and bool(self.lost_record) and self.at >= since
