"""The clock enters; mails that left long ago, or never will, lose their text, a count leaves."""

from datetime import datetime

from django.db.models import Q

from kring.notices.models import Mail
from kring.parties.rules import KEPT


def empty_old_mails(*, now: datetime) -> int:
    """Empty the body; the row stays, so that the same mail is never written twice."""
    before = now - KEPT["mail_body"]
    gone = Q(sent_at__lt=before) | Q(next_try_at=None, created_at__lt=before)
    return Mail.objects.filter(gone).exclude(body="").update(body="")
