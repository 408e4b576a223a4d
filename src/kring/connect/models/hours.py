"""The table of what a small firm can spend: hours, and euros where it says so, in each quarter."""

from django.db import models
from django.utils import timezone

from kring.core.regions import hubs_of
from kring.parties.models import Organisation


class HourBudget(models.Model):
    """What an organisation can spend on communities in a quarter; whoever asks more is refused."""

    organisation = models.OneToOneField(Organisation, on_delete=models.CASCADE, related_name="hour_budget")
    hours = models.PositiveSmallIntegerField(help_text="in each quarter")
    euros = models.PositiveIntegerField(null=True, blank=True, help_text="in each quarter; null: not told")
    since = models.DateTimeField(default=timezone.now)

    @property
    def owner_ids(self) -> tuple[str, ...]:
        """The party it belongs to, for the permission table."""
        return (str(self.organisation_id),)

    @property
    def hub_codes(self) -> tuple[str, ...]:
        """The hubs that serve the party's region."""
        return hubs_of(self.organisation.corop)
