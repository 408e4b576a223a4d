"""A receipt enters; its documents leave the lake, and the receipt says so."""

import uuid

from django.db import transaction
from django.utils import timezone

from kring.core.problems import NotFound, Problem, UnableTo
from kring.ledger.actions.record_fact import record_fact
from kring.parties.permissions import require
from kring.parties.rules import Actor
from kring.sense.models import ImportReceipt
from kring.sense.models.lake import one_import_at_a_time, remove_unnamed_files


def receipt_named(text: str) -> ImportReceipt:
    """Return the receipt with this id."""
    try:
        found = ImportReceipt.objects.filter(pk=uuid.UUID(text)).first()
    except ValueError:
        found = None
    if found is None:
        raise NotFound(
            Problem(
                "no_receipt_named",
                "There is no receipt {receipt}.",
                "See the list: kring sense receipts",
                params={"receipt": text},
            )
        )
    return found


def undo_import(*, receipt: ImportReceipt, actor: Actor) -> ImportReceipt:
    """Take the vacancies or courses of one import out again; a second time changes nothing.

    What another file held too was known already when that file came, so it leaves as well: load that file
    again. A frozen release keeps its figures; the next one is computed without these documents.
    """
    require(actor, "undo_import")
    with one_import_at_a_time(f"undo of {receipt.source}"):
        with transaction.atomic():
            receipt = ImportReceipt.objects.select_for_update().get(pk=receipt.pk)
            if receipt.undone_at:
                return receipt
            if not receipt.may_be_undone:
                raise UnableTo(
                    Problem(
                        "nothing_to_undo",
                        "This import holds no vacancies or courses.",
                        "Choose another receipt.",
                    )
                )
            receipt.lake_files, receipt.undone_at = [], timezone.now()
            receipt.save(update_fields=["lake_files", "undone_at"])
            record_fact(
                "import_undone",
                object_kind="import",
                object_id=receipt.pk,
                actor=actor.person_id,
                details={"kind": receipt.kind, "kept": receipt.kept},
            )
        remove_unnamed_files()
    return receipt
