"""An uploaded file enters; a request that a job will carry out leaves."""

from collections.abc import Mapping
from datetime import date

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from kring.core.problems import Problem, UnableTo
from kring.files.actions.keep_upload import keep_upload
from kring.ledger.actions.record_fact import record_fact
from kring.parties.permissions import require
from kring.parties.rules import Actor
from kring.sense.actions.incoming import source_name
from kring.sense.models import ImportRequest

LARGEST_BYTES = 200_000_000
ENDINGS = frozenset(
    {".json", ".jsonl", ".ndjson", ".jsonld", ".csv", ".tsv", ".txt", ".parquet", ".gz", ".zip"}
)
KINDS = ("vacancies", "courses", "examples")


def request_import(
    *,
    kind: str,
    upload: UploadedFile,
    source: str,
    column_map: Mapping[str, str],
    actor: Actor,
    on_offer: tuple[date, date] | None = None,
) -> ImportRequest:
    """Keep the file and ask for its import."""
    require(actor, f"import_{kind}")
    stored_as = keep_upload(upload, endings=ENDINGS, largest=LARGEST_BYTES)
    with transaction.atomic():
        request = ImportRequest.objects.create(
            kind=kind,
            source=source.strip() or source_name(upload.name or ""),
            file_name=(upload.name or "")[-200:],
            stored_as=stored_as,
            column_map=dict(column_map),
            on_offer_from=on_offer[0] if on_offer else None,
            on_offer_until=on_offer[1] if on_offer else None,
            by=actor.person_id,
        )
        _ask(request, actor)
    return request


def request_again(*, request: ImportRequest, actor: Actor) -> None:
    """Ask once more for an import that failed or was broken off: for what was not done of it yet."""
    require(actor, f"import_{request.kind}")
    if request.state == "done" or not (request.stored_as or request.receipt_id):
        raise UnableTo(Problem("import_done", "This file is loaded already.", "Upload another one."))
    if request.is_busy() and not request.is_silent(timezone.now()):
        raise UnableTo(Problem("import_busy", "This file is being loaded.", "Wait until it is done."))
    with transaction.atomic():
        ImportRequest.objects.filter(pk=request.pk).update(
            state="waiting", problems=[], changed_at=timezone.now(), by=actor.person_id
        )
        _ask(request, actor)


def _ask(request: ImportRequest, actor: Actor) -> None:
    record_fact(
        "import_requested",
        object_kind="import_request",
        object_id=request.pk,
        actor=actor.person_id,
        details={"kind": request.kind},
    )
