"""What a browser answered to the question for a passkey enters; the person who holds it leaves."""

from datetime import datetime, timedelta

from django.db import transaction

from kring.core.problems import NotAllowed, Problem
from kring.ledger.actions.record_fact import record_fact
from kring.parties.actions.limit_attempts import limit_attempts
from kring.parties.formats.web_authn import Place, WrongAnswer, check_use, read_answer
from kring.parties.models import Passkey, Person
from kring.parties.permissions import require
from kring.parties.rules import ANYBODY


def sign_in_with_passkey(*, answer: str, challenge: str, place: Place, machine: str, now: datetime) -> Person:
    """Return the person. Unknown passkeys and wrong answers get one sentence: nobody learns who has one."""
    limit_attempts("passkey-machine", machine, most=60, within=timedelta(hours=1), now=now)
    try:
        if not challenge:
            raise WrongAnswer
        said = read_answer(answer)
        with transaction.atomic():
            return _person_of(said, challenge, place, now)
    except WrongAnswer as error:
        raise NotAllowed(
            Problem("passkey_wrong", "This passkey does not work here.", "Ask for a link by mail.")
        ) from error


def _person_of(said: dict[str, object], challenge: str, place: Place, now: datetime) -> Person:
    # Locked, so that of two answers at once with one counter only the first counts.
    passkey = (
        Passkey.objects.select_for_update(of=("self",))
        .select_related("person")
        .filter(credential_id=said["id"], person__is_active=True)
        .first()
    )
    if passkey is None:
        raise WrongAnswer
    passkey.sign_count = check_use(
        answer=said,
        challenge=challenge,
        place=place,
        public_key=bytes(passkey.public_key),
        sign_count=passkey.sign_count,
        handle=passkey.person.pk.bytes,
    )
    require(ANYBODY, "sign_in_with_passkey", passkey)
    passkey.last_used_at = now
    passkey.save(update_fields=["sign_count", "last_used_at"])
    record_fact("signed_in", object_kind="person", object_id=passkey.person_id, actor=passkey.person_id)
    return passkey.person
