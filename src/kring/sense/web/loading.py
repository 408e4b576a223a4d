"""Loading data: a broker's file enters; a status page, and then a receipt with its rejects, leaves."""

import csv
import uuid
from collections import Counter
from pathlib import Path

from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kring.core.problems import NotFound, Problem, UnableTo
from kring.frame.problem_words import sentences
from kring.parties.permissions import require
from kring.parties.visitor import visitor
from kring.sense.actions.compute_gaps import compute_gaps
from kring.sense.actions.request_import import request_again, request_import
from kring.sense.actions.undo_import import undo_import
from kring.sense.formats import REASONS
from kring.sense.models import ImportReceipt, ImportRequest
from kring.sense.queries.gaps import current_release, newest_release
from kring.sense.web import words
from kring.sense.web.forms import LoadForm

RECEIPTS_SHOWN = 30


@require_http_methods(["GET", "POST"])
def load_data(request: HttpRequest) -> HttpResponse:
    """Show the form with all receipts; a POST keeps the file and goes to its status page."""
    actor = visitor(request)
    require(actor, "import_vacancies")
    form = LoadForm(request.POST or None, request.FILES or None, initial=_initial(request))
    problems: list[str] = []
    if request.method == "POST" and form.is_valid():
        try:
            asked = request_import(
                kind=form.cleaned_data["kind"],
                upload=form.cleaned_data["file"],
                source=form.cleaned_data["source"],
                column_map=form.cleaned_data["column_map"],
                on_offer=form.on_offer,
                actor=actor,
            )
            return redirect("load-status", asked.pk)
        except UnableTo as error:
            problems = sentences(error.problems)
    newest = newest_release()
    has_any = newest or ImportReceipt.objects.standing().filter(kind="vacancies", kept__gt=0).exists()
    context = {
        "form": form,
        "problems": problems,
        "receipts": [_line(one) for one in ImportReceipt.objects.all()[:RECEIPTS_SHOWN]],
        "running": ImportRequest.objects.filter(state__in=["waiting", "running", "computing"])[:5],
        "release": newest,
        "out_of_date": bool(has_any) and current_release() is None,
    }
    status = 400 if problems or form.errors else 200
    return render(request, "sense/load.html", context, status=status)


def _initial(request: HttpRequest) -> dict[str, str]:
    asked = request.GET.get("kind", "")
    return {"kind": asked if asked in words.KINDS else "vacancies"}


def _line(one: ImportReceipt) -> dict[str, object]:
    return {"one": one, "kind": words.KINDS.get(one.kind, one.kind)}


def _request(request_id: uuid.UUID) -> ImportRequest:
    found = ImportRequest.objects.filter(pk=request_id).select_related("receipt").first()
    if found is None:
        raise NotFound(Problem("no_import", "There is no such import.", "Upload the file again."))
    return found


@require_GET
def load_status(request: HttpRequest, request_id: uuid.UUID) -> HttpResponse:
    """Show how far an import is; the page asks again by itself until it is done."""
    require(visitor(request), "import_vacancies")
    one = _request(request_id)
    context = {
        "one": one,
        "kind": words.KINDS.get(one.kind, one.kind),
        "busy": one.is_busy(),
        "silent": one.is_silent(timezone.now()),
        "step": {"waiting": 1, "running": 2, "computing": 3, "done": 4}.get(one.state, 0),
        "problems": sentences([Problem(**problem) for problem in one.problems]),
        "report": _report(one.receipt) if one.receipt else None,
    }
    return render(request, "sense/load_status.html", context)


@require_POST
def load_again(request: HttpRequest, request_id: uuid.UUID) -> HttpResponse:
    """Ask again for an import that failed or was broken off."""
    request_again(request=_request(request_id), actor=visitor(request))
    return redirect("load-status", request_id)


@require_POST
def compute(request: HttpRequest) -> HttpResponse:
    """Compute the gaps now."""
    compute_gaps(actor=visitor(request))
    return redirect("radar")


@require_GET
def receipt(request: HttpRequest, receipt_id: uuid.UUID) -> HttpResponse:
    """Show the receipt of one import."""
    require(visitor(request), "import_vacancies")
    return render(request, "sense/receipt.html", {"report": _report(_receipt(receipt_id))})


def _receipt(receipt_id: uuid.UUID) -> ImportReceipt:
    found = ImportReceipt.objects.filter(pk=receipt_id).first()
    if found is None:
        raise NotFound(Problem("no_receipt", "There is no such receipt.", "Look at the list of receipts."))
    return found


@require_POST
def undo(request: HttpRequest, receipt_id: uuid.UUID) -> HttpResponse:
    """Take the documents of one import out again."""
    undo_import(receipt=_receipt(receipt_id), actor=visitor(request))
    return redirect("receipt", receipt_id)


def _rejects_path(one: ImportReceipt) -> Path:
    return Path(settings.KRING_DATA) / "rejects" / Path(one.rejects_file).name


def _report(one: ImportReceipt) -> dict[str, object]:
    return {
        "one": one,
        "kind": words.KINDS.get(one.kind, one.kind),
        "unknown": words.counted(one.unknown, words.UNKNOWN),
        "removed": words.counted(one.removed, words.REMOVED),
        "reasons": _reasons(one),
        "engine": one.extractor.rpartition(" ")[2][:8],
    }


def _reasons(one: ImportReceipt) -> list[tuple[str, int]]:
    """Return why records were refused, with counts; the file with every line is a download."""
    if not one.rejects_file or not _rejects_path(one).exists():
        return []
    with _rejects_path(one).open(encoding="utf-8", newline="") as handle:
        counts = Counter(row["reason"] for row in csv.DictReader(handle))
    return [(_(REASONS[code]) if code in REASONS else code, n) for code, n in counts.most_common()]


@require_GET
def rejects(request: HttpRequest, receipt_id: uuid.UUID) -> FileResponse:
    """Give the file with file, line, field and reason of every refused record."""
    require(visitor(request), "import_vacancies")
    one = _receipt(receipt_id)
    if not one.rejects_file or not _rejects_path(one).exists():
        raise NotFound(Problem("no_rejects", "Nothing was refused.", "Look at the receipt."))
    return FileResponse(
        _rejects_path(one).open("rb"),
        as_attachment=True,
        filename=f"rejects-{one.pk}.csv",
        content_type="text/csv",
    )
