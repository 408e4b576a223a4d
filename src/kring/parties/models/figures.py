"""The table of figures that an organisation sees of its people, as they were when enough had changed."""

from django.db import models
from django.utils import timezone


class SkillFigures(models.Model):
    """The newest figures of one organisation, and a mark per person to tell how many changed since."""

    organisation = models.OneToOneField("parties.Organisation", on_delete=models.CASCADE, primary_key=True)
    at = models.DateTimeField(default=timezone.now)
    counts = models.JSONField(default=dict, help_text="{skill: [people per level, then with a goal]}")
    marks = models.JSONField(default=dict, help_text="{person id: keyed hash of what they contribute}")
    gone = models.PositiveIntegerField(default=0, help_text="people whose mark was erased since")

    def __str__(self) -> str:
        return str(self.organisation_id)
