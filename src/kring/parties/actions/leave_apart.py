"""Two organisations that look alike enter; the answer "not the same" leaves, and is remembered."""

from django.db import transaction

from kring.core.problems import NotFound, Problem
from kring.ledger.actions.record_fact import record_fact
from kring.parties.models import NotTheSame, Organisation
from kring.parties.permissions import require
from kring.parties.rules import Actor


def leave_apart(*, actor: Actor, one_id: object, other_id: object) -> None:
    """Remember that these two are not the same: they are suspected no more. Twice changes nothing."""
    require(actor, "merge_parties")
    first, second = sorted([str(one_id), str(other_id)])
    with transaction.atomic():
        if Organisation.objects.filter(pk__in=[first, second]).count() < 2:
            raise NotFound(
                Problem("no_party", "There is no such organisation.", "Somebody may have merged it just now.")
            )
        _, made = NotTheSame.objects.get_or_create(one=first, other=second, defaults={"by": actor.person_id})
        if made:
            _record("organisations_left_apart", actor, first, second)


def suspect_again(*, actor: Actor, one_id: object, other_id: object) -> None:
    """Undo: these two may be the same after all."""
    require(actor, "merge_parties")
    first, second = sorted([str(one_id), str(other_id)])
    with transaction.atomic():
        gone, _ = NotTheSame.objects.filter(one=first, other=second).delete()
        if gone:
            _record("organisations_suspected_again", actor, first, second)


def _record(verb: str, actor: Actor, one: str, other: str) -> None:
    for party, beside in ((one, other), (other, one)):
        record_fact(
            verb,
            object_kind="organisation",
            object_id=party,
            actor=actor.person_id,
            details={"other": beside},
        )
