"""The table of facts, and which of them the followers have handled."""

from django.db import models
from django.utils import timezone


class FactQuerySet(models.QuerySet["Fact"]):
    """Facts can be read and added, never changed or taken away."""

    def update(self, **values: object) -> int:
        raise TypeError("a fact is never changed")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise TypeError("a fact is never deleted")


class Fact(models.Model):
    """One thing that happened: ids and codes, never names, addresses or texts."""

    at = models.DateTimeField(default=timezone.now, db_index=True)
    verb = models.CharField(max_length=60)
    actor = models.CharField(max_length=40, blank=True, help_text="id of a person; empty: nobody signed in")
    role = models.CharField(max_length=20, blank=True, help_text="the role in which the actor did it")
    object_kind = models.CharField(max_length=30)
    object_id = models.CharField(max_length=40)
    reason = models.CharField(max_length=60, blank=True, help_text="a code, or the id of a written reason")
    region = models.CharField(max_length=20, blank=True)
    area = models.CharField(max_length=20, blank=True)
    skills = models.JSONField(default=list)
    details = models.JSONField(default=dict)

    objects = FactQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["object_kind", "object_id", "id"]),
            models.Index(fields=["verb", "region"]),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.object_kind} {self.object_id}"

    def save(self, *args: object, **options: object) -> None:
        if self.pk is not None:
            raise TypeError("a fact is never changed")
        super().save(*args, **options)

    def delete(self, *args: object, **options: object) -> tuple[int, dict[str, int]]:
        raise TypeError("a fact is never deleted")


class Followed(models.Model):
    """The mark that the followers of a fact have been given their task."""

    fact = models.OneToOneField(Fact, on_delete=models.CASCADE, primary_key=True)
    at = models.DateTimeField(default=timezone.now)
