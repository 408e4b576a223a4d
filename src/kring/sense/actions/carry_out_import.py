"""A request for an import enters; a receipt and new gap figures leave, or what was wrong, on the request."""

import time
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from django.utils import timezone

from kring.core.problems import Problem, UnableTo
from kring.files.actions.keep_upload import forget_upload, path_of
from kring.parties.rules import Actor
from kring.sense.actions.compute_gaps import compute_gaps
from kring.sense.actions.import_courses import import_courses
from kring.sense.actions.import_examples import import_examples
from kring.sense.actions.import_vacancies import import_vacancies
from kring.sense.models import ImportReceipt, ImportRequest
from kring.sense.models.lake import visible_files
from kring.sense.queries.gaps import current_release

EVERY_SECONDS = 30


def carry_out_import(*, request: ImportRequest, actor: Actor, today: date) -> None:
    """Import the file, then compute the gaps. The uploaded file is forgotten once it is in the lake.

    One that was broken off goes on: what is in the lake is not read again, and gaps are computed whenever
    the lake is newer than the figures, whoever brought in what is new.
    """
    if request.receipt is None and not _loaded(request, actor, today):
        return
    if request.stored_as:
        forget_upload(request.stored_as)
    request.stored_as = ""
    request.save(update_fields=["stored_as"])
    if request.kind == "examples" or not _figures_lag(request):
        _mark(request, "done")
        return
    _mark(request, "computing")
    try:
        request.release = compute_gaps(actor=actor).pk
        request.save(update_fields=["release"])
    except UnableTo as error:
        # The file is in; that there is no figure yet is told beside the receipt.
        _mark(request, "done", problems=_kept(error.problems, request))
        return
    except Exception:
        _mark(request, "failed", problems=_kept([_not_computed()], request))
        raise
    _mark(request, "done")


def _loaded(request: ImportRequest, actor: Actor, today: date) -> bool:
    """Bring the file into the lake; say on the request what was wrong when that cannot be."""
    _mark(request, "running")
    try:
        request.receipt = _imported(request, actor, today)
    except UnableTo as error:
        _mark(request, "failed", problems=_kept(error.problems, request))
        return False
    except Exception:
        _mark(request, "failed", problems=_kept([_unexpected()], request))
        raise
    request.save(update_fields=["receipt"])
    return True


def _figures_lag(request: ImportRequest) -> bool:
    brought = request.receipt is not None and request.receipt.kept > 0
    return (brought or bool(visible_files("vacancies"))) and current_release() is None


def _imported(request: ImportRequest, actor: Actor, today: date) -> ImportReceipt:
    paths = [path_of(request.stored_as)]
    named: dict[str, Any] = {
        "source": request.source,
        "column_map": request.column_map or None,
        "progress": _sign_of_life(request),
    }
    if request.kind == "examples":
        return import_examples(paths=paths, actor=actor, **named)
    if request.kind == "vacancies":
        return import_vacancies(paths=paths, actor=actor, today=today, **named)
    first, last = request.on_offer_from, request.on_offer_until
    on_offer = (first, last) if first and last else None
    return import_courses(paths=paths, actor=actor, today=today, on_offer=on_offer, **named)


def _sign_of_life(request: ImportRequest) -> Callable[[int], None]:
    """Return what tells, while the file is read, that the import is alive."""
    told = time.monotonic()

    def tell(_: int) -> None:
        nonlocal told
        if time.monotonic() - told > EVERY_SECONDS:
            told = time.monotonic()
            ImportRequest.objects.filter(pk=request.pk).update(changed_at=timezone.now())

    return tell


def _mark(request: ImportRequest, state: str, *, problems: Sequence[object] = ()) -> None:
    request.state, request.problems, request.changed_at = state, list(problems), timezone.now()
    request.save(update_fields=["state", "problems", "changed_at"])


def _unexpected() -> Problem:
    return Problem("import_broke", "The import broke off; nothing was kept.", "Try again, or ask for help.")


def _not_computed() -> Problem:
    return Problem("gaps_broke", "The file is loaded, but computing the gaps broke off.", "Try again.")


def _kept(problems: Sequence[Problem], request: ImportRequest) -> list[dict[str, object]]:
    """Write problems down under the name that the uploader gave the file."""
    return [
        {
            "code": problem.code,
            "message": problem.message,
            "remedy": problem.remedy,
            "file": request.file_name if problem.file else "",
            "line": problem.line,
            "field": problem.field,
            "params": {name: str(value) for name, value in problem.params.items()},
        }
        for problem in problems
    ]
