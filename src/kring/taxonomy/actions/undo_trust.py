"""The wish to go back enters; the trust that was used before is used again."""

from django.db import transaction

from kring.core.problems import Problem, UnableTo
from kring.ledger.actions.record_fact import record_fact
from kring.taxonomy.models import TrustVersion
from kring.taxonomy.queries.trust import adopted_trust


def undo_trust(*, by: str) -> TrustVersion | None:
    """Use the former version again; None means: the trust that ships with Kring."""
    with transaction.atomic():
        version = adopted_trust()
        if version is None:
            raise UnableTo(
                Problem(
                    "no_trust",
                    "No trust was adopted, so there is nothing to undo.",
                    "Adopt one first: kring skills retrust --adopt",
                )
            )
        TrustVersion.objects.filter(active=True).update(active=False)
        former = version.follows
        if former is not None:
            TrustVersion.objects.filter(pk=former.pk).update(active=True)
        record_fact(
            "trust_undone",
            object_kind="trust",
            object_id=version.pk,
            actor=by,
            details={"back_to": former.pk if former else 0},
        )
    return former
