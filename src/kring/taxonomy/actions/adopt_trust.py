"""An estimate that somebody looked at enters; the trust of every next compiled vocabulary leaves."""

from datetime import datetime

from django.db import transaction

from kring.engines.skills.retrust import Estimate
from kring.ledger.actions.record_fact import record_fact
from kring.taxonomy.models import TrustVersion
from kring.taxonomy.queries.trust import adopted_trust, fingerprint_of, rows_of


def adopt_trust(estimate: Estimate, *, by: str, now: datetime) -> TrustVersion:
    """Adopt an estimate as a new version; the former one stays, so that it can come back."""
    with transaction.atomic():
        former = adopted_trust()
        TrustVersion.objects.filter(active=True).update(active=False)
        version = TrustVersion.objects.create(
            made_at=now,
            follows=former,
            fingerprint=fingerprint_of(estimate.people, estimate.gold),
            people=rows_of(estimate.people),
            gold=rows_of(estimate.gold),
            measures=[
                [one.mode, one.language, one.name, round(one.before, 4), round(one.after, 4)]
                for one in estimate.figures
            ],
        )
        record_fact(
            "trust_adopted",
            object_kind="trust",
            object_id=version.pk,
            actor=by,
            details={"changed": len(estimate.changes), "follows": former.pk if former else 0},
        )
    return version
