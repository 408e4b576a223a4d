"""Reads the outbox: mails that wait here because no mail server is configured."""

from django.conf import settings
from django.db.models import QuerySet

from kring.notices.models import Mail
from kring.parties.models import Membership


def outbox(*, everything: bool, words: str = "") -> QuerySet[Mail]:
    """Return mails that were not sent, newest first.

    ``everything``: also the mails to real people with a task; in the demo country, where everybody may look,
    their sign-in links stay out of sight.
    """
    rows = Mail.objects.filter(sent_at__isnull=True).order_by("-created_at", "-pk")
    if not everything:
        tasked = Membership.objects.exclude(role="member").filter(person__is_demo=False)
        rows = rows.exclude(to__in=tasked.values("person__email"))
    for word in words.split()[:6]:
        rows = rows.filter(to__icontains=word) | rows.filter(subject__icontains=word)
    return rows


def mails_leave() -> bool:
    """Return whether a mail server takes mails, so that they do not end in the outbox."""
    return bool(settings.KRING_HAS_SMTP)
