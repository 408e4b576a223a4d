"""What a program sends with a call enters; the person it acts for leaves, or a refusal."""

from datetime import datetime, timedelta

from kring.core.problems import NotAllowed, Problem
from kring.parties.actions.limit_attempts import limit_attempts
from kring.parties.actions.make_token import hash_of
from kring.parties.models import Person, Token
from kring.parties.permissions import require
from kring.parties.rules import (
    ANYBODY,
    TOKEN_CALLS,
    TOKEN_CALLS_WITHIN,
    WRONG_TOKENS,
    WRONG_TOKENS_WITHIN,
)

# Not every call is worth a write.
_EVERY = timedelta(minutes=5)


class UnknownToken(NotAllowed):
    """The token is wrong, has ended, or its person's account is closed."""


def use_token(*, secret: str, machine: str, changes: bool, now: datetime) -> Person:
    """Return the person behind a token. ``changes``: whether the call would change something."""
    require(ANYBODY, "use_token")
    found = Token.objects.filter(key_hash=hash_of(secret), expires_at__gt=now, person__is_active=True)
    token = found.select_related("person").first()
    if token is None:
        limit_attempts("wrong-token", machine, most=WRONG_TOKENS, within=WRONG_TOKENS_WITHIN, now=now)
        raise UnknownToken(
            Problem("token_wrong", "This token does not work.", "Make a new one on your account page.")
        )
    limit_attempts("token", str(token.pk), most=TOKEN_CALLS, within=TOKEN_CALLS_WITHIN, now=now)
    if changes and not token.may_write:
        raise NotAllowed(
            Problem("token_reads", "This token may only read.", "Make one that may write as well.")
        )
    if token.last_used_at is None or token.last_used_at < now - _EVERY:
        Token.objects.filter(pk=token.pk).update(last_used_at=now)
    return token.person
