"""The import in steps: upload → columns → preview with every problem → load → result with undo."""

from collections.abc import Iterable

from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kring.core.problems import NotFound, Problem, UnableTo
from kring.files.actions.keep_upload import forget_upload, keep_upload, path_of
from kring.frame.problem_words import in_words, sentences
from kring.frame.undo import say_done
from kring.parties.actions.import_parties import Changes, import_parties, plan_import
from kring.parties.actions.undo_party_import import undo_party_import
from kring.parties.formats.party_json import PARTY_ENDINGS, read_party_file
from kring.parties.formats.party_sheet import template_csv, template_xlsx
from kring.parties.formats.party_words import column_map
from kring.parties.formats.table_file import Table
from kring.parties.models import Organisation, PartyImport
from kring.parties.permissions import require
from kring.parties.visitor import visitor
from kring.parties.web.directory import XLSX, language
from kring.parties.web.forms import ColumnsForm, UploadForm
from kring.parties.web.words import field_word, kind_word

MOST_SHOWN = 100
STEPS = 3


@require_http_methods(["GET", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """Step 1: choose a file; earlier imports can be looked at."""
    actor = visitor(request)
    require(actor, "import_parties")
    form = UploadForm(request.POST or None, request.FILES or None)
    problems: list[str] = []
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(
                "import-parties-columns", start_import(form.cleaned_data["file"], actor.person_id).pk
            )
        except UnableTo as error:
            problems = sentences(error.problems)
    earlier = PartyImport.objects.exclude(state="mapping")
    if not actor.roles & {"admin", "programme"}:
        earlier = earlier.filter(created_by=actor.person_id)
    context = {"form": form, "problems": problems, "earlier": earlier.order_by("-done_at")[:10]}
    status = 400 if form.errors or problems else 200
    return render(request, "parties/import_upload.html", context, status=status)


def start_import(file: UploadedFile, person_id: str) -> PartyImport:
    """Keep an uploaded file and begin its import."""
    stored_as = keep_upload(file, endings=PARTY_ENDINGS)
    name = (file.name or stored_as)[-200:]
    try:
        table = read_party_file(path_of(stored_as), name=name)
    except UnableTo:
        forget_upload(stored_as)
        raise
    return PartyImport.objects.create(
        file_name=name, stored_as=stored_as, column_map=column_map(table.headers), created_by=person_id
    )


def _import_of(request: HttpRequest, import_id: object) -> PartyImport:
    actor = visitor(request)
    require(actor, "import_parties")
    found = PartyImport.objects.filter(pk=import_id).first()  # type: ignore[misc]
    if found is None or not (found.created_by == actor.person_id or actor.roles & {"admin", "programme"}):
        raise NotFound(Problem("no_import", "There is no such import.", "Upload the file again."))
    return found


def table_of(record: PartyImport) -> Table:
    """Return the rows of a kept file."""
    return read_party_file(path_of(record.stored_as), name=record.file_name)


@require_http_methods(["GET", "POST"])
def columns(request: HttpRequest, import_id: object) -> HttpResponse:
    """Step 2: which column holds what."""
    record = _import_of(request, import_id)
    if record.state != "mapping":
        return redirect("import-parties-result", record.pk)
    form = ColumnsForm(table_of(record), record.column_map, request.POST or None)
    if request.method == "POST" and form.is_valid():
        record.column_map = form.columns()
        record.save(update_fields=["column_map"])
        return redirect("import-parties-preview", record.pk)
    context = {"form": form, "record": record, "total": STEPS}
    return render(request, "parties/import_columns.html", context, status=400 if form.errors else 200)


@require_GET
def preview(request: HttpRequest, import_id: object) -> HttpResponse:
    """Step 3: every problem at once, what is new and what changes."""
    record = _import_of(request, import_id)
    if record.state != "mapping":
        return redirect("import-parties-result", record.pk)
    plan = plan_import(actor=visitor(request), table=table_of(record), columns=record.column_map)
    return render(request, "parties/import_preview.html", _preview(record, plan))


def _preview(record: PartyImport, plan: Changes) -> dict[str, object]:
    lines = {problem.line for problem in plan.problems}
    return {
        "record": record,
        "total": STEPS,
        "problems": [
            {"line": one.line, "field": field_word(one.field), "said": in_words(one)}
            for one in sorted(plan.problems, key=lambda one: one.line or 0)[:MOST_SHOWN]
        ],
        "problem_count": len(plan.problems),
        "bad_rows": len(lines),
        "new": [
            {"line": row.line, "name": row.values["name"], "kind": kind_word(str(row.values["kind"])),
             "place": row.values.get("place", "")}
            for row in plan.new[:MOST_SHOWN]
        ],
        "new_count": len(plan.new),
        "changed": [
            {"line": row.line, "party": party, "fields": _listed(differences)}
            for row, party, differences in plan.changed[:MOST_SHOWN]
        ],
        "changed_count": len(plan.changed),
        "unchanged": plan.unchanged,
        "good_rows": len(plan.new) + len(plan.changed) + plan.unchanged,
        "to_load": len(plan.new) + len(plan.changed),
    }  # fmt: skip


def _listed(fields: Iterable[str]) -> str:
    """Return the words of fields as one line that begins with a capital."""
    names = [str(field_word(name)) for name in fields]
    return ", ".join([*names[:1], *(name[:1].lower() + name[1:] for name in names[1:])])


@require_POST
def load(request: HttpRequest, import_id: object) -> HttpResponse:
    """Load the file: all of it, or the rows without a problem."""
    record = _import_of(request, import_id)
    if record.state != "mapping":
        return redirect("import-parties-result", record.pk)
    only_good = request.POST.get("rows") == "good"
    try:
        record = import_parties(
            actor=visitor(request),
            table=table_of(record),
            columns=record.column_map,
            load_good_rows=only_good,
            now=timezone.now(),
            record=record,
        )
    except UnableTo as error:
        if len(error.problems) == 1 and error.problems[0].code == "loaded_before":
            return redirect("import-parties-result", record.pk)
        return redirect("import-parties-preview", record.pk)
    forget_upload(record.stored_as)
    return redirect("import-parties-result", record.pk)


@require_GET
def result(request: HttpRequest, import_id: object) -> HttpResponse:
    """What was loaded, with a way back."""
    record = _import_of(request, import_id)
    if record.state == "mapping":
        return redirect("import-parties-preview", record.pk)
    added = Organisation.objects.filter(pk__in=record.added_ids[:MOST_SHOWN]).order_by("name")
    context = {
        "record": record,
        "added": added,
        "without_offer": added.filter(offers="").count(),
        "undo_url": reverse("import-parties-undo", args=[record.pk]) if record.can_be_undone else "",
    }
    return render(request, "parties/import_result.html", context)


@require_POST
def undo(request: HttpRequest, import_id: object) -> HttpResponse:
    """Take an import back."""
    record = _import_of(request, import_id)
    removed, kept = undo_party_import(actor=visitor(request), record=record, now=timezone.now())
    said = ngettext("%(n)d organisation was taken out.", "%(n)d organisations were taken out.", removed)
    words = said % {"n": removed}
    if kept:
        stay = ngettext(
            "%(n)d stays, because it is in use.", "%(n)d stay, because they are in use.", kept
        ) % {"n": kept}
        words = f"{words} {stay}"
    say_done(request, words)
    return redirect("import-parties-result", record.pk)


@require_GET
def template(request: HttpRequest, ending: str) -> HttpResponse:
    """The empty file to fill in."""
    if ending == "xlsx":
        answer = HttpResponse(template_xlsx(language()), content_type=XLSX)
    elif ending == "csv":
        answer = HttpResponse(template_csv(language()), content_type="text/csv; charset=utf-8")
    else:
        raise Http404
    answer["Content-Disposition"] = f'attachment; filename="kring-{_("organisations")}.{ending}"'
    return answer
