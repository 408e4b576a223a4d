"""Waiting mails enter; sent ones, or the reason why not and when to try again, leave."""

import contextlib
from datetime import datetime

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.utils import timezone

from kring.notices.models import Mail
from kring.notices.rules import CLAIM, next_try

# A server that is away answers no other mail either: the round ends, so that other work goes on.
_AWAY = (ConnectionError, TimeoutError)


def send_mails(*, limit: int = 50, now: datetime | None = None) -> int:
    """Send what is due; return how many were sent. Without an SMTP server mails stay in the outbox."""
    if not settings.KRING_HAS_SMTP:
        return 0
    now = now or timezone.now()
    due = Mail.objects.filter(sent_at__isnull=True, next_try_at__lte=now)
    sent = 0
    connection = get_connection()
    try:
        for mail in due.order_by("next_try_at", "pk")[:limit]:
            if not _claimed(mail, now):
                continue
            try:
                connection.open()
                letter = EmailMessage(mail.subject, mail.body, settings.DEFAULT_FROM_EMAIL, [mail.to])
                letter.connection = connection
                letter.send()
            except Exception as error:  # whatever is wrong with one mail must not hold up the others
                _put_off(mail, error, now)
                _close(connection)
                if isinstance(error, _AWAY):
                    break
                continue
            mail.sent_at, mail.failure = now, ""
            mail.save(update_fields=["sent_at", "failure"])
            sent += 1
    finally:
        _close(connection)
    return sent


def _claimed(mail: Mail, now: datetime) -> bool:
    """Two workers may find the same mail: one of them sends it."""
    as_found = Mail.objects.filter(pk=mail.pk, sent_at=None, next_try_at=mail.next_try_at)
    return bool(as_found.update(next_try_at=now + CLAIM))


def _close(connection: object) -> None:
    with contextlib.suppress(Exception):  # the mails of this round left already
        connection.close()  # type: ignore[attr-defined]


def _put_off(mail: Mail, error: Exception, now: datetime) -> None:
    """Keep the kind of failure only: its text may hold the address."""
    mail.failure, mail.tries = type(error).__name__[:200], mail.tries + 1
    mail.next_try_at = next_try(mail.tries, now)
    mail.save(update_fields=["failure", "tries", "next_try_at"])
