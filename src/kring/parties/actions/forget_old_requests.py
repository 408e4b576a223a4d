"""The clock enters; links, attempts, sessions and imports that did their work are gone, a count leaves."""

from datetime import datetime

from django.contrib.sessions.models import Session

from kring.parties.models import Attempts, PartyImport, RoleInvitation, SignedIn, SignInLink, Token
from kring.parties.rules import KEPT


def forget_old_requests(*, now: datetime) -> int:
    """Remove or empty what is older than its period in the table of periods; return how many rows."""
    links = SignInLink.objects.filter(expires_at__lt=now - KEPT["sign_in_link"]).delete()[0]
    links += RoleInvitation.objects.filter(expires_at__lt=now).delete()[0]
    attempts = Attempts.objects.filter(since__lt=now - KEPT["attempts"]).delete()[0]
    sessions = SignedIn.objects.filter(last_used_at__lt=now - KEPT["session"]).delete()[0]
    sessions += Token.objects.filter(expires_at__lt=now - KEPT["token"]).delete()[0]
    Session.objects.filter(expire_date__lt=now).delete()
    unfinished = PartyImport.objects.filter(state="mapping", created_at__lt=now - KEPT["party_import"])
    old = PartyImport.objects.filter(done_at__lt=now - KEPT["values_before_import"])
    emptied = old.exclude(values_before={}).update(values_before={})
    return links + attempts + sessions + unfinished.delete()[0] + emptied
