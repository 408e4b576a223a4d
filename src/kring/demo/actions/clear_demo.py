"""The remains of a broken-off load enter; a folder without fictional documents leaves."""

from django.db import transaction

from kring.parties.rules import Actor
from kring.sense.models import ImportReceipt
from kring.sense.models.lake import lake_folder


def clear_other_documents(*, actor: Actor, keep: str) -> int:
    """Take away fictional documents of any other country than ``keep``; return how many imports left.

    The rows go first: a reader names only files of a row that is there.
    """
    with transaction.atomic():
        left = ImportReceipt.objects.filter(by=actor.person_id).exclude(source=keep)
        files = [name for names in left.values_list("lake_files", flat=True) for name in names]
        count, _ = left.delete()
    for name in files:
        (lake_folder() / name).unlink(missing_ok=True)
    return count
