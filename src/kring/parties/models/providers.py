"""The table of accounts elsewhere that a person signs in with: issuer and subject, nothing else of it."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone


class ProviderAccount(models.Model):
    """One account at one OpenID Connect provider, joined to one person."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey("parties.Person", on_delete=models.CASCADE, related_name="provider_accounts")
    issuer = models.CharField(max_length=255)
    subject = models.CharField(max_length=255)
    created_at = models.DateTimeField(default=timezone.now)
    last_used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["created_at"]
        constraints = [models.UniqueConstraint(fields=["issuer", "subject"], name="one_provider_account")]

    def __str__(self) -> str:
        return f"{self.issuer} {self.person_id}"

    @property
    def name(self) -> str:
        """How the provider is called now; its address where it is no longer configured."""
        return next((one[3] for one in settings.KRING_OIDC_PROVIDERS if one[0] == self.issuer), self.issuer)

    @property
    def owner_ids(self) -> tuple[str, ...]:
        """Whose it is, for the permission table."""
        return (str(self.person_id),)
