"""The table of adoptions: places of a course that its school holds for a challenge."""

import uuid

from django.db import models
from django.utils import timezone


class Adoption(models.Model):
    """Places of a course that its school holds for a challenge, in the weeks in which both can."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    offer = models.ForeignKey("connect.Offer", on_delete=models.CASCADE, related_name="adoptions")
    challenge = models.ForeignKey("connect.Challenge", on_delete=models.CASCADE, related_name="adoptions")
    units = models.PositiveSmallIntegerField()
    starts = models.DateField()
    weeks = models.PositiveSmallIntegerField()
    at = models.DateTimeField(default=timezone.now)
    released_at = models.DateTimeField(null=True, blank=True)
    link_key = models.CharField(
        max_length=24, blank=True, help_text="in the share link; another key, or none, and that link is dead"
    )

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["offer", "challenge"],
                condition=models.Q(released_at=None),
                name="a_course_adopts_a_challenge_once",
            )
        ]

    @property
    def owner_ids(self) -> tuple[str, ...]:
        """The school whose course it is, for the permission table."""
        return self.offer.owner_ids
