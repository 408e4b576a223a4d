"""What the page for loading data keeps of one uploaded file: what is asked, and how far it is."""

import uuid
from datetime import datetime, timedelta

from django.db import models
from django.utils import timezone

STATES = ("waiting", "running", "computing", "done", "failed")
BUSY = STATES[:3]
# An import tells that it is alive at least every half minute: one so long silent was broken off.
SILENT_TOO_LONG = timedelta(minutes=5)


class ImportRequest(models.Model):
    """One uploaded file on its way into the lake."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=12, help_text="vacancies, courses, examples")
    source = models.CharField(max_length=200, blank=True)
    file_name = models.CharField(max_length=200)
    stored_as = models.CharField(max_length=80, help_text="name in the files folder; forgotten when done")
    column_map = models.JSONField(default=dict)
    on_offer_from = models.DateField(null=True, blank=True, help_text="of courses that name no date")
    on_offer_until = models.DateField(null=True, blank=True)
    by = models.CharField(max_length=40)
    at = models.DateTimeField(default=timezone.now, db_index=True)
    changed_at = models.DateTimeField(default=timezone.now)
    state = models.CharField(max_length=10, default="waiting")
    problems = models.JSONField(default=list, help_text="what was wrong: message, remedy, place, params")
    receipt = models.ForeignKey("sense.ImportReceipt", null=True, blank=True, on_delete=models.SET_NULL)
    release = models.CharField(max_length=32, blank=True)

    class Meta:
        app_label = "sense"
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"{self.kind} {self.file_name}"

    def is_busy(self) -> bool:
        """Return whether it waits or is being carried out."""
        return self.state in BUSY

    def is_silent(self, now: datetime) -> bool:
        """Return whether it should be busy but was broken off with its process."""
        return self.is_busy() and now - self.changed_at > SILENT_TOO_LONG
