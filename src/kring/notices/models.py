"""The table of outgoing mails: each waits here until a server took it; without one it stays readable."""

from django.db import models
from django.utils import timezone


class Mail(models.Model):
    """One mail: kept until sent; the outbox page shows it where no mail server is configured."""

    key = models.CharField(max_length=120, unique=True, help_text="the same key is sent once")
    to = models.EmailField()
    subject = models.CharField(max_length=200)
    body = models.TextField()
    language = models.CharField(max_length=2, default="nl")
    created_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True)
    failure = models.CharField(max_length=200, blank=True, help_text="the kind of failure, never its text")
    tries = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(
        null=True, blank=True, default=timezone.now, db_index=True, help_text="empty: given up"
    )

    class Meta:
        ordering = ["-created_at"]
