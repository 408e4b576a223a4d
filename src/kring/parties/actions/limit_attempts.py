"""A key and a limit enter; one more attempt is counted, or refused with the time to wait."""

import hashlib
import hmac
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F

from kring.core.problems import Problem, UnableTo
from kring.parties.models import Attempts


class TooMany(UnableTo):
    """Tried too often; try again later."""


def limit_attempts(purpose: str, key: str, *, most: int, within: timedelta, now: datetime) -> None:
    """Count one attempt; raise TooMany at the one after ``most`` within the period.

    The key (an address of a mail box or a machine) is kept only as a keyed hash.
    """
    secret = settings.SECRET_KEY.encode()
    key_hash = hmac.new(secret, f"{purpose}:{key}".encode(), hashlib.sha256).hexdigest()
    with transaction.atomic():
        row, _ = Attempts.objects.select_for_update().get_or_create(
            key_hash=key_hash, defaults={"since": now}
        )
        if row.since + within <= now:
            Attempts.objects.filter(pk=key_hash).update(since=now, count=1)
            return
        if row.count < most:
            Attempts.objects.filter(pk=key_hash).update(count=F("count") + 1)
            return
        minutes = max(1, int((row.since + within - now).total_seconds() // 60) + 1)
    raise TooMany(
        Problem(
            "too_many",
            "This was tried too often.",
            "Try again in {minutes} minutes.",
            params={"minutes": minutes},
        )
    )
