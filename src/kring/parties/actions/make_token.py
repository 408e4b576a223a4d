"""A name, what it may do and for how long enter; a token leaves, shown this once and kept as a hash."""

import hashlib
import secrets
from datetime import datetime, timedelta

from django.db import transaction

from kring.core.problems import Problem, UnableTo
from kring.ledger.actions.record_fact import record_fact
from kring.parties.models import Token
from kring.parties.permissions import require
from kring.parties.rules import MOST_TOKENS, TOKEN_DAYS, Actor

# So that whoever finds one in a file, or a scanner of such files, knows what it is.
PREFIX = "kring_"


def hash_of(secret: str) -> str:
    """Return what is kept: nobody can guess 256 random bits, so a plain hash gives nothing away."""
    return hashlib.sha256(secret.encode()).hexdigest()


def make_token(*, actor: Actor, name: str, may_write: bool, days: int, now: datetime) -> tuple[Token, str]:
    """Return the new token's row and the token itself."""
    require(actor, "use_account")
    if days not in TOKEN_DAYS or not name.strip():
        raise UnableTo(Problem("wrong_token", "A token has a name and an end.", "Choose one of the periods."))
    secret = PREFIX + secrets.token_urlsafe(32)
    with transaction.atomic():
        if Token.objects.filter(person_id=actor.person_id).count() >= MOST_TOKENS:
            raise UnableTo(
                Problem("too_many_tokens", "You have many tokens.", "End one that you do not use.")
            )
        token = Token.objects.create(
            person_id=actor.person_id,
            name=name.strip()[:60],
            key_hash=hash_of(secret),
            may_write=may_write,
            created_at=now,
            expires_at=now + timedelta(days=days),
        )
        record_fact(
            "token_made",
            object_kind="person",
            object_id=actor.person_id,
            actor=actor.person_id,
            details={"token": str(token.pk), "may_write": may_write},
        )
    return token, secret
