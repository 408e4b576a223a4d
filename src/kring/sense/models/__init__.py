"""What sense keeps: receipts of imports and of computed gaps, and examples; texts live in the lake."""

import uuid

from django.db import models
from django.utils import timezone

from kring.sense.models.request import ImportRequest

__all__ = ["Example", "GapRelease", "ImportReceipt", "ImportRequest"]


class ReceiptSet(models.QuerySet["ImportReceipt"]):
    """Receipts in the words of the domain."""

    def standing(self) -> "ReceiptSet":
        """Return the receipts of imports that nobody undid."""
        return self.filter(undone_at=None)


class ImportReceipt(models.Model):
    """One import: what was read, kept and refused. A row makes its files in the lake visible.

    An import that was undone keeps its counts and names no files.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=12, help_text="vacancies, courses, examples")
    source = models.CharField(max_length=200, help_text="name of the source, no path")
    at = models.DateTimeField(default=timezone.now, db_index=True)
    read = models.PositiveIntegerField(default=0)
    kept = models.PositiveIntegerField(default=0)
    duplicate = models.PositiveIntegerField(default=0)
    rejected = models.PositiveIntegerField(default=0)
    unknown = models.JSONField(default=dict, help_text="kept without date, place, employer: counts")
    removed = models.JSONField(default=dict, help_text="names, mail addresses, phone numbers removed: counts")
    lake_files = models.JSONField(default=list, help_text="paths inside the lake folder")
    extractor = models.CharField(max_length=80, blank=True, help_text="mode and version of the skills engine")
    rejects_file = models.CharField(max_length=120, blank=True)
    by = models.CharField(max_length=40, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    objects = ReceiptSet.as_manager()

    class Meta:
        ordering = ["-at"]

    @property
    def may_be_undone(self) -> bool:
        """Return whether documents of this import stand in the lake: examples are no documents."""
        return bool(self.lake_files)


class GapRelease(models.Model):
    """One frozen computation of the gaps: the same link gives the same number later."""

    id = models.CharField(max_length=32, primary_key=True, help_text="hash of what went in and came out")
    at = models.DateTimeField(default=timezone.now, db_index=True)
    lake_file = models.CharField(max_length=120)
    last_window = models.CharField(max_length=8)
    windows = models.JSONField(default=list)
    vacancies = models.PositiveIntegerField(default=0)
    distinct_vacancies = models.PositiveIntegerField(default=0)
    courses = models.PositiveIntegerField(default=0)
    vocabulary = models.CharField(max_length=200, blank=True)
    extractor = models.CharField(max_length=80, blank=True)
    caveats = models.JSONField(default=dict)

    class Meta:
        ordering = ["-at"]

    @property
    def vacancies_in_window(self) -> int:
        """Distinct vacancies of the whole country in the last window."""
        return int(self.caveats.get("in_window", {}).get("vacancies", self.distinct_vacancies))

    @property
    def courses_in_window(self) -> int:
        """Courses on offer in the whole country in the last window."""
        return int(self.caveats.get("in_window", {}).get("courses", self.courses))


class Example(models.Model):
    """A real application of AI that others can reuse: from a public register or a told experience."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    source = models.CharField(max_length=60)
    source_id = models.CharField(max_length=80)
    title = models.CharField(max_length=300)
    summary = models.TextField(blank=True)
    organisation = models.CharField(max_length=200, blank=True)
    status = models.CharField(max_length=40, blank=True)
    url = models.URLField(max_length=400, blank=True)
    licence = models.CharField(max_length=80, blank=True)
    language = models.CharField(max_length=5, default="nl")
    area = models.CharField(max_length=20, blank=True)
    corop = models.CharField(max_length=5, blank=True)
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    skills = models.JSONField(default=list)
    evidence = models.JSONField(default=list, help_text="the words that each skill was found by")
    is_demo = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "source_id"], name="one_example")]

    def __str__(self) -> str:
        return self.title
