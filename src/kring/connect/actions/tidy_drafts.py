"""The time enters; drafts that nobody touched and challenges that nobody confirmed leave the database."""

from datetime import datetime, timedelta

from kring.connect.models import Challenge
from kring.connect.rules import UNTOUCHED_DRAFT

# The link works for three days; the rest is for a sender who calls the hub about the mail that never came.
UNCONFIRMED = timedelta(days=14)


def tidy_drafts(*, now: datetime) -> int:
    """Delete what was never sent to a hub; return how many. Nobody but its sender ever saw it."""
    drafts, _ = Challenge.objects.filter(state="draft", touched_at__lte=now - UNTOUCHED_DRAFT).delete()
    waiting, _ = Challenge.objects.filter(state="unconfirmed", posted_at__lte=now - UNCONFIRMED).delete()
    return drafts + waiting
