"""The clock enters; sign-in links, attempts and imports that did their work are gone, a count leaves."""

from datetime import datetime

from kring.parties.models import Attempts, PartyImport, SignInLink
from kring.parties.rules import KEPT


def forget_old_requests(*, now: datetime) -> int:
    """Remove or empty what is older than its period in the table of periods; return how many rows."""
    links = SignInLink.objects.filter(expires_at__lt=now - KEPT["sign_in_link"]).delete()[0]
    attempts = Attempts.objects.filter(since__lt=now - KEPT["attempts"]).delete()[0]
    unfinished = PartyImport.objects.filter(state="mapping", created_at__lt=now - KEPT["party_import"])
    old = PartyImport.objects.filter(done_at__lt=now - KEPT["values_before_import"])
    emptied = old.exclude(values_before={}).update(values_before={})
    return links + attempts + unfinished.delete()[0] + emptied
