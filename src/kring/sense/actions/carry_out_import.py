"""A request for an import enters; a receipt and new gap figures leave, or what was wrong, on the request."""

from collections.abc import Sequence
from datetime import date

from django.utils import timezone

from kring.core.problems import Problem, UnableTo
from kring.files.actions.keep_upload import forget_upload, path_of
from kring.parties.rules import Actor
from kring.sense.actions.compute_gaps import compute_gaps
from kring.sense.actions.import_courses import import_courses
from kring.sense.actions.import_examples import import_examples
from kring.sense.actions.import_vacancies import import_vacancies
from kring.sense.models import ImportReceipt, ImportRequest


def carry_out_import(*, request: ImportRequest, actor: Actor, today: date) -> None:
    """Import the file, then compute the gaps. The uploaded file is forgotten once it is in the lake."""
    _mark(request, "running")
    try:
        receipt = _imported(request, actor, today)
    except UnableTo as error:
        _mark(request, "failed", problems=_kept(error.problems, request))
        return
    except Exception:
        _mark(request, "failed", problems=_kept([_unexpected()], request))
        raise
    forget_upload(request.stored_as)
    request.receipt, request.stored_as = receipt, ""
    request.save(update_fields=["receipt", "stored_as"])
    if request.kind != "examples" and receipt.kept:
        _mark(request, "computing")
        try:
            request.release = compute_gaps(actor=actor).pk
            request.save(update_fields=["release"])
        except UnableTo as error:
            # The file is in; that there is no figure yet is told beside the receipt.
            _mark(request, "done", problems=_kept(error.problems, request))
            return
    _mark(request, "done")


def _imported(request: ImportRequest, actor: Actor, today: date) -> ImportReceipt:
    paths = [path_of(request.stored_as)]
    named = {"source": request.source, "column_map": request.column_map or None}
    if request.kind == "examples":
        return import_examples(paths=paths, actor=actor, **named)
    load = import_vacancies if request.kind == "vacancies" else import_courses
    return load(paths=paths, actor=actor, today=today, **named)


def _mark(request: ImportRequest, state: str, *, problems: Sequence[object] = ()) -> None:
    request.state, request.problems, request.changed_at = state, list(problems), timezone.now()
    request.save(update_fields=["state", "problems", "changed_at"])


def _unexpected() -> Problem:
    return Problem("import_broke", "The import broke off; nothing was kept.", "Try again, or ask for help.")


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
