"""The tables of a person's own profile: skills with their source, and consents with their dates."""

from django.db import models
from django.utils import timezone

# own: the person says so; challenge: from a challenge they posted; evidence: confirmed by somebody else.
SOURCES = ("own", "challenge", "evidence")


class PersonSkill(models.Model):
    """One skill that a person has or wants, and where that came from."""

    person = models.ForeignKey("parties.Person", on_delete=models.CASCADE, related_name="skills")
    uri = models.CharField(max_length=200, db_index=True)
    level = models.CharField(max_length=12, blank=True, help_text="aware, user, practitioner, expert")
    goal = models.CharField(max_length=12, blank=True, help_text="the level the person wants to reach")
    source = models.CharField(max_length=10, choices=[(code, code) for code in SOURCES])
    source_id = models.CharField(max_length=40, blank=True, help_text="id of the challenge or the evidence")
    since = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["since", "pk"]
        constraints = [models.UniqueConstraint(fields=["person", "uri"], name="one_skill_of_a_person")]

    def __str__(self) -> str:
        return f"{self.uri} {self.person_id}"

    @property
    def owner_ids(self) -> tuple[str, ...]:
        """Whose it is, for the permission table."""
        return (str(self.person_id),)


class Consent(models.Model):
    """A person agreed to one purpose, from one moment until another; what was withdrawn stays as proof."""

    person = models.ForeignKey("parties.Person", on_delete=models.CASCADE, related_name="consents")
    purpose = models.CharField(max_length=20)
    given_at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    lapsed = models.BooleanField(default=False, help_text="withdrawn by the clock, after its period")

    class Meta:
        ordering = ["given_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "purpose"], condition=models.Q(withdrawn_at=None), name="one_open_consent"
            )
        ]
        indexes = [models.Index(fields=["purpose", "withdrawn_at"])]

    def __str__(self) -> str:
        return f"{self.purpose} {self.person_id}"
