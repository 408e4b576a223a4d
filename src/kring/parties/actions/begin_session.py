"""A person who just signed in enters; the row of the session leaves, so that the person can end it."""

from datetime import datetime

from django.db import transaction

from kring.core.devices import device_of
from kring.parties.models import Person, SignedIn


def begin_session(
    *, person: Person, means: str, user_agent: str, replaces: str = "", now: datetime
) -> SignedIn:
    """Keep the session; the one that the same browser had before goes."""
    browser, system = device_of(user_agent)
    with transaction.atomic():
        if replaces:
            SignedIn.objects.filter(pk=replaces).delete()
        return SignedIn.objects.create(
            person=person, means=means, browser=browser, system=system, at=now, last_used_at=now
        )
