"""The table of signed-in sessions: which device, since when, last used when. No address of a machine."""

import uuid

from django.db import models
from django.utils import timezone

MEANS = ("link", "passkey", "provider", "demo")


class SignedIn(models.Model):
    """One session of one person: without its row the session is signed out at its next request."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey("parties.Person", on_delete=models.CASCADE, related_name="sessions")
    means = models.CharField(max_length=10, choices=[(code, code) for code in MEANS])
    browser = models.CharField(max_length=20, blank=True)
    system = models.CharField(max_length=20, blank=True)
    at = models.DateTimeField(default=timezone.now)
    last_used_at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        ordering = ["-last_used_at"]

    def __str__(self) -> str:
        return f"{self.means} {self.person_id}"

    @property
    def owner_ids(self) -> tuple[str, ...]:
        """Whose session it is, for the permission table."""
        return (str(self.person_id),)
