"""The moment of starting enters; a link for the first administrator leaves, while nobody has that role."""

from datetime import datetime, timedelta

from django.db import transaction
from django.urls import reverse

from kring.files.actions.sign_link import sign_link
from kring.ledger.actions.record_fact import record_fact
from kring.parties.models import Membership, SignInLink
from kring.parties.queries import is_demo_country

LASTS = timedelta(hours=24)
ADDRESS = "administrator@kring.invalid"


def first_administrator(*, base_url: str, now: datetime) -> str | None:
    """Return a one-time link that signs in as administrator; earlier ones stop working.

    None as soon as somebody is administrator, and in the demo country, where one steps into a role.
    Whoever can start the program can read its folder, so that printing the link gives nothing away.
    """
    if Membership.objects.filter(role="admin", person__is_active=True).exists() or is_demo_country():
        return None
    with transaction.atomic():
        SignInLink.objects.filter(grants_role="admin", used_at__isnull=True).update(used_at=now)
        link = SignInLink.objects.create(
            email=ADDRESS, expires_at=now + LASTS, created_at=now, grants_role="admin"
        )
        record_fact("first_administrator_invited", object_kind="sign_in_link", object_id=link.pk)
    return f"{base_url}{reverse('sign-in-link', args=[sign_link('sign-in', link.pk)])}"
