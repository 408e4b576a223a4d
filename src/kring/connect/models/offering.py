"""The table of counts: how many places of an offer were offered, filled and refused."""

from django.db import models
from django.utils import timezone


class PlacesCount(models.Model):
    """What its organisation counted of an offer; the newest count holds."""

    offer = models.ForeignKey("connect.Offer", on_delete=models.CASCADE, related_name="counts")
    offered = models.PositiveIntegerField()
    filled = models.PositiveIntegerField()
    refused = models.PositiveIntegerField()
    by = models.CharField(max_length=40, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-at", "-pk"]
