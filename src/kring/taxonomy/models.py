"""The tables of vocabularies, their releases, concepts, labels and relations, and of map shapes."""

from django.db import models
from django.utils import timezone


class Release(models.Model):
    """One version of one vocabulary."""

    vocabulary = models.CharField(max_length=40, help_text="esco, esco-occupations, kring-ai")
    version = models.CharField(max_length=40)
    imported_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(default=timezone.now)
    active = models.BooleanField(default=True, help_text="the release that is used now")
    fingerprint = models.CharField(max_length=64, blank=True, help_text="hash of all labels")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["vocabulary", "version"], name="one_release")]

    def __str__(self) -> str:
        return f"{self.vocabulary} {self.version}"


class Concept(models.Model):
    """One skill, occupation, group or topic of a release."""

    release = models.ForeignKey(Release, on_delete=models.CASCADE, related_name="concepts")
    uri = models.CharField(max_length=200)
    kind = models.CharField(max_length=12, help_text="skill, occupation, group, topic")
    skill_type = models.CharField(max_length=20, blank=True)
    reuse_level = models.CharField(max_length=20, blank=True)
    code = models.CharField(max_length=40, blank=True)
    topic = models.CharField(max_length=30, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["release", "uri"], name="one_concept")]
        indexes = [models.Index(fields=["uri"])]

    def __str__(self) -> str:
        return self.uri


class Label(models.Model):
    """A name or text of a concept in one language."""

    concept = models.ForeignKey(Concept, on_delete=models.CASCADE, related_name="labels")
    language = models.CharField(max_length=5)
    kind = models.CharField(max_length=12, help_text="preferred, alternative, hidden, description")
    text = models.TextField()

    class Meta:
        indexes = [models.Index(fields=["concept", "language", "kind"])]


class Relation(models.Model):
    """A link between two concepts, inside a release or to another vocabulary."""

    release = models.ForeignKey(Release, on_delete=models.CASCADE, related_name="relations")
    source = models.CharField(max_length=200, db_index=True)
    kind = models.CharField(max_length=12, help_text="broader, close, essential, optional, member")
    target = models.CharField(max_length=200, db_index=True)


class RegionShape(models.Model):
    """The outline of a region, imported from GeoJSON or TopoJSON."""

    code = models.CharField(max_length=20, primary_key=True)
    level = models.CharField(max_length=12)
    name = models.CharField(max_length=100)
    geometry = models.JSONField()
    attribution = models.CharField(max_length=200, blank=True)
    imported_at = models.DateTimeField(default=timezone.now)


class TrustVersion(models.Model):
    """What people and labelled sentences said of surfaces, adopted at a date; the next one follows it."""

    made_at = models.DateTimeField(default=timezone.now)
    follows = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL)
    active = models.BooleanField(default=True, help_text="the one that vocabularies are compiled with")
    vocabulary = models.CharField(max_length=40, default="kring-ai", help_text="whose surfaces were judged")
    fingerprint = models.CharField(max_length=16, blank=True, help_text="hash of what was judged")
    people = models.JSONField(default=list, help_text="rows: uri, words, is a label, right, seen")
    gold = models.JSONField(default=list, help_text="the same, of labelled sentences")
    measures = models.JSONField(default=list, help_text="rows: mode, language, name, before, after")

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["active"], condition=models.Q(active=True), name="one_active_trust"
            )
        ]

    def __str__(self) -> str:
        return f"trust {self.pk}"
