"""Waiting mails enter; sent ones, or the reason why not, leave."""

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import timezone

from kring.notices.models import Mail


def send_mails(*, limit: int = 50) -> int:
    """Send what waits; return how many were sent. Without an SMTP server mails stay in the outbox."""
    if not settings.KRING_HAS_SMTP:
        return 0
    sent = 0
    for mail in Mail.objects.filter(sent_at__isnull=True).order_by("created_at")[:limit]:
        try:
            EmailMessage(mail.subject, mail.body, settings.DEFAULT_FROM_EMAIL, [mail.to]).send()
        except OSError as error:
            mail.failure = type(error).__name__
            mail.save(update_fields=["failure"])
            continue
        mail.sent_at, mail.failure = timezone.now(), ""
        mail.save(update_fields=["sent_at", "failure"])
        sent += 1
    return sent
