"""Reads the outbox: mails that wait here because no mail server is configured."""

from collections.abc import Collection

from django.conf import settings
from django.db.models import Q, QuerySet

from kring.notices.models import Mail
from kring.parties.models import Membership, Person

# Nobody can have an address that ends so (RFC 2606).
INVENTED = ".invalid"


def outbox(*, everything: bool, words: str = "", own: Collection[str] = ()) -> QuerySet[Mail]:
    """Return mails that were not sent, newest first.

    ``everything``: for whoever may read all. Other visitors of the demo country see mails to invented
    addresses, and those with the keys in ``own``, which their own doing led to. A link to sign in never
    shows where a real person has the address already: whoever types it need not be that person.
    """
    rows = Mail.objects.filter(sent_at__isnull=True).order_by("-created_at", "-pk")
    if not everything:
        real = Person.objects.filter(is_demo=False)
        with_a_task = real.filter(memberships__in=Membership.objects.exclude(role="member"))
        rows = rows.filter(Q(to__iendswith=INVENTED) | Q(key__in=own))
        rows = rows.exclude(to__in=with_a_task.values("email"))
        rows = rows.exclude(
            ~Q(to__iendswith=INVENTED), key__startswith="sign-in:", to__in=real.values("email")
        )
    for word in words.split()[:6]:
        rows = rows.filter(to__icontains=word) | rows.filter(subject__icontains=word)
    return rows


def mails_leave() -> bool:
    """Return whether a mail server takes mails, so that they do not end in the outbox."""
    return bool(settings.KRING_HAS_SMTP)
