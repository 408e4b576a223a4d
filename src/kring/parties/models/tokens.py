"""The table of tokens: with one, a program acts for its person. Only a hash of it is kept."""

import uuid

from django.db import models
from django.utils import timezone


class Token(models.Model):
    """One token, with a name, what it may do and the day on which it ends."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey("parties.Person", on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=60)
    key_hash = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the token")
    may_write = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["created_at"]

    def __str__(self) -> str:
        return self.name

    @property
    def owner_ids(self) -> tuple[str, ...]:
        """Whose token it is, for the permission table."""
        return (str(self.person_id),)
