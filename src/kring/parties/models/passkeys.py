"""The table of passkeys: public keys of a person's devices. The secret half never leaves the device."""

import uuid

from django.db import models
from django.utils import timezone

# WebAuthn: a credential id has at most 1,023 bytes; in base64url that is this many characters.
LONGEST_ID = 1_364


class Passkey(models.Model):
    """One passkey with which its person signs in, beside the mail link."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey("parties.Person", on_delete=models.CASCADE, related_name="passkeys")
    credential_id = models.CharField(max_length=LONGEST_ID, unique=True, help_text="base64url")
    public_key = models.BinaryField()
    sign_count = models.PositiveBigIntegerField(default=0)
    backed_up = models.BooleanField(default=False, help_text="kept in an account, not on one device only")
    name = models.CharField(max_length=60)
    created_at = models.DateTimeField(default=timezone.now)
    last_used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["created_at"]

    def __str__(self) -> str:
        return self.name

    @property
    def owner_ids(self) -> tuple[str, ...]:
        """Whose passkey it is, for the permission table."""
        return (str(self.person_id),)
