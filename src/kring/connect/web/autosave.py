"""What is typed enters, field by field; a saved draft leaves, and the names of fields that wait."""

from collections.abc import Mapping
from datetime import timedelta

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kring.connect.actions.change_draft import change_draft
from kring.connect.actions.describe_challenge import describe_challenge
from kring.connect.actions.discard_draft import discard_draft
from kring.connect.models import Challenge
from kring.connect.rules import USUAL_KIND
from kring.connect.visitor import forget_draft, own_draft, remember_draft
from kring.connect.web.forms import AreaForm, PlaceForm, QuestionForm, SendForm, TimeForm
from kring.frame.undo import say_done
from kring.parties.actions.limit_attempts import limit_attempts
from kring.parties.permissions import require
from kring.parties.visitor import machine_of, visitor

# A fast typist pauses some hundred times in an hour; a programme that keeps the server busy more often.
MOST_TEXTS_PER_HOUR = 900
_SEND = ("organisation_name", "organisation_kind", "name_may_be_shown")


def initiative_in(values: Mapping[str, str], name: str) -> str:
    """Return which kind of initiative a browser asks for; a question where it says nothing we know."""
    return values.get(name, "") if values.get(name) in USUAL_KIND else "question"


def _text(request: HttpRequest) -> str:
    form = QuestionForm(request.POST)
    return str(form.cleaned_data["text"]) if "text" in request.POST and form.is_valid() else ""


def _answers(request: HttpRequest) -> tuple[dict[str, object], list[str]]:
    """Return what a draft keeps of the answers, and the names of the fields that it comes from."""
    kept: dict[str, object] = {}
    fields: list[str] = []
    if "place" in request.POST:
        where = PlaceForm(request.POST)
        if where.is_valid():
            said = where.cleaned_data
            kept |= {"place": said["known_place"], "postcode": said["postcode"], "corop": said["corop"]}
            fields += ["place", "corop"]
    for form, names in (
        (AreaForm(request.POST), ("area",)),
        (TimeForm(request.POST), ("hours_per_week", "has_data")),
        (SendForm(request.POST), _SEND if "organisation_name" in request.POST else ()),
    ):
        form.is_valid()
        found = {name: form.cleaned_data[name] for name in names if name in form.cleaned_data}
        fields += found
        kept |= found
    if "hours_per_week" in kept:
        kept["hours_per_week"] = int(str(kept["hours_per_week"]))
    if not kept.get("organisation_kind", "-"):
        del kept["organisation_kind"]
    return kept, fields


def _save(request: HttpRequest, draft: Challenge | None) -> HttpResponse:
    """Save what is whole by now; nothing is refused here, that comes with the button."""
    actor = visitor(request)
    saved: list[str] = []
    began = draft is None
    text = _text(request)
    if text:
        now = timezone.now()
        machine = machine_of(request)
        limit_attempts(
            "autosave-machine", machine, most=MOST_TEXTS_PER_HOUR, within=timedelta(hours=1), now=now
        )
        draft = describe_challenge(
            actor=actor,
            text=text,
            language=(get_language() or "nl")[:2],
            challenge=draft,
            initiative=initiative_in(request.POST, "initiative"),
            machine=machine,
            now=now,
        )
        remember_draft(request, draft)
        saved.append("text")
    kept, fields = _answers(request)
    if kept and draft is not None:
        change_draft(actor=actor, challenge=draft, **kept)
        saved += fields
    sent = set(request.POST) - {"csrfmiddlewaretoken", "initiative"}
    return JsonResponse(
        {
            "saved": saved,
            "waits": sorted(sent - set(saved)),
            "draft": addresses(draft) if began and draft is not None else None,
        }
    )


def addresses(draft: Challenge) -> dict[str, str]:
    """Return where a browser saves, goes on with and clears a draft."""
    names = {"save": "save-draft", "form": "challenge-question", "discard": "discard-draft"}
    return {key: reverse(name, args=[draft.pk]) for key, name in names.items()}


@require_POST
def save_new(request: HttpRequest) -> HttpResponse:
    """Begin a draft as soon as there is enough to keep."""
    require(visitor(request), "post_challenge")
    return _save(request, None)


@require_POST
def save(request: HttpRequest, draft_id: object) -> HttpResponse:
    """Keep what was typed in a draft of this browser."""
    return _save(request, own_draft(request, draft_id))


@require_http_methods(["GET", "POST"])
def discard(request: HttpRequest, draft_id: object) -> HttpResponse:
    """Ask, and clear a draft: here and, by its page, in the browser."""
    draft = own_draft(request, draft_id)
    if request.method == "GET":
        return render(request, "connect/posting/discard.html", {"draft": draft})
    discard_draft(actor=visitor(request), challenge=draft)
    forget_draft(request, draft)
    say_done(request, _("The draft was cleared."))
    return redirect(f"{reverse('new-challenge')}?cleared={draft.pk}")
