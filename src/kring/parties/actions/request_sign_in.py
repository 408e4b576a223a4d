"""A mail address enters; a request leaves that a job answers with a one-time link by mail."""

from datetime import datetime, timedelta

from django.db import transaction

from kring.ledger.actions.record_fact import record_fact
from kring.parties.actions.check_address import check_address
from kring.parties.actions.limit_attempts import limit_attempts
from kring.parties.models import SignInLink
from kring.parties.permissions import require
from kring.parties.rules import ANYBODY

LINK_LASTS = timedelta(hours=1)
LONGEST_PATH = 200


def request_sign_in(*, email: str, machine: str, language: str, next_path: str, now: datetime) -> SignInLink:
    """Ask for a link. Known and unknown addresses are treated alike, so nobody learns who has an account."""
    require(ANYBODY, "request_sign_in")
    address = check_address(email)
    limit_attempts("sign-in-mail", address, most=5, within=timedelta(hours=1), now=now)
    limit_attempts("sign-in-machine", machine, most=30, within=timedelta(hours=1), now=now)
    with transaction.atomic():
        link = SignInLink.objects.create(
            email=address,
            language=language,
            next_path=_kept_path(next_path),
            expires_at=now + LINK_LASTS,
        )
        record_fact("sign_in_requested", object_kind="sign_in_link", object_id=link.pk)
    return link


def _kept_path(path: str) -> str:
    """A path of this site that fits; any other is left out, and one goes on at the first screen."""
    fits = len(path) <= LONGEST_PATH and "\0" not in path
    return path if fits and path.startswith("/") and not path.startswith("//") else ""
