"""A browser's answer to the question for a new passkey enters; the passkey leaves, kept for its person."""

from datetime import datetime

from django.db import IntegrityError, transaction

from kring.core.problems import NotAllowed, Problem, UnableTo
from kring.ledger.actions.record_fact import record_fact
from kring.parties.formats.web_authn import Place, WrongAnswer, check_new, read_answer
from kring.parties.models import Passkey
from kring.parties.permissions import require
from kring.parties.rules import Actor

MOST = 20
_NOT_PROVEN = Problem("passkey_wrong", "This passkey was not accepted.", "Try again from your account page.")


def add_passkey(
    *, actor: Actor, answer: str, challenge: str, place: Place, name: str, now: datetime
) -> Passkey:
    """Keep a new passkey; NotAllowed unless it was made here just now, by a verified user."""
    require(actor, "use_account")
    try:
        if not challenge:
            raise WrongAnswer
        new = check_new(answer=read_answer(answer), challenge=challenge, place=place)
    except WrongAnswer as error:
        raise NotAllowed(_NOT_PROVEN) from error
    if Passkey.objects.filter(person_id=actor.person_id).count() >= MOST:
        raise UnableTo(
            Problem("too_many_passkeys", "You have many passkeys.", "Remove one that you do not use.")
        )
    try:
        with transaction.atomic():
            passkey = Passkey.objects.create(
                person_id=actor.person_id,
                credential_id=new.credential_id,
                public_key=new.public_key,
                sign_count=new.sign_count,
                backed_up=new.backed_up,
                name=name,
                created_at=now,
            )
            record_fact(
                "passkey_added", object_kind="person", object_id=actor.person_id, actor=actor.person_id
            )
    except IntegrityError as error:
        raise NotAllowed(_NOT_PROVEN) from error
    return passkey
