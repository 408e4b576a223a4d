"""Pages of conversations: note a call in ten seconds, what was noted, and the open next steps."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kring.connect.actions.change_conversation import (
    correct_conversation,
    finish_next_step,
    reopen_next_step,
    withdraw_conversation,
)
from kring.connect.actions.draft_from_words import draft_from_words
from kring.connect.actions.log_conversation import log_conversation
from kring.connect.models import Conversation
from kring.connect.queries.conversations import (
    conversation_with,
    conversations_for,
    is_late,
    open_steps,
)
from kring.connect.queries.recognise import skills_for
from kring.connect.visitor import remember_draft
from kring.connect.web.demand_forms import CallForm
from kring.connect.web.posting import go_on
from kring.connect.web.words import story_lines
from kring.core.regions import corop_areas_of, regions
from kring.core.terms import areas
from kring.frame.undo import say_done
from kring.ledger.queries import facts_about
from kring.parties.models import Organisation
from kring.parties.permissions import require
from kring.parties.queries import party_label, suggested_parties
from kring.parties.visitor import visitor
from kring.taxonomy.queries.concepts import names

LISTED = 50


def _language() -> str:
    return (get_language() or "nl")[:2]


def _own_areas(request: HttpRequest) -> list[str]:
    return [area for hub in sorted(visitor(request).hubs) for area in corop_areas_of(f"hub:{hub}")]


@require_http_methods(["GET", "POST"])
def log_call(request: HttpRequest) -> HttpResponse:
    """Note a call: one page."""
    actor = visitor(request)
    require(actor, "log_conversation")
    form = CallForm(request.POST or None, initial={"party": _asked_party(request)})
    if request.method == "POST" and form.is_valid() and form.found:
        saved = log_conversation(
            actor=actor,
            party=form.found,
            note=form.cleaned_data["note"],
            next_step=form.cleaned_data["next_step"],
            due=form.cleaned_data["due"],
            language=_language(),
            now=timezone.now(),
        )
        say_done(request, _("The call is noted."), undo_url=reverse("withdraw-call", args=[saved.pk]))
        return redirect("call", saved.pk)
    context = {
        "form": form,
        "suggested": [party_label(one) for one in suggested_parties("", regions=_own_areas(request))],
    }
    return render(request, "connect/calls/new.html", context, status=400 if form.errors else 200)


def _asked_party(request: HttpRequest) -> str:
    """Return the label of the party whose page the broker comes from."""
    asked = request.GET.get("party", "")
    found = Organisation.objects.filter(pk=asked).first() if _is_id(asked) else None
    return party_label(found) if found else ""


def _is_id(text: str) -> bool:
    return len(text) == 36 and set(text) <= set("0123456789abcdef-") and text.count("-") == 4


@require_GET
def party_names(request: HttpRequest) -> HttpResponse:
    """The suggestions for what is typed so far: options of a datalist."""
    require(visitor(request), "log_conversation")
    typed = request.GET.get("party", "").replace("\x00", "")[:100]
    found = suggested_parties(typed, regions=_own_areas(request))
    return render(request, "connect/calls/names.html", {"suggested": [party_label(one) for one in found]})


def _own(request: HttpRequest, call_id: object) -> Conversation:
    one = conversation_with(call_id)
    require(visitor(request), "view_conversation", one)
    return one


@require_GET
def call(request: HttpRequest, call_id: object) -> HttpResponse:
    """One conversation: what was noted, its skills to correct, its next step."""
    one = _own(request, call_id)
    words = names(one.skills, _language())
    find = request.GET.get("find", "").strip()[:80]
    context = {
        "call": one,
        "skills": list(words.items()),
        "find": find,
        "found": skills_for(find, language=_language()) if find else [],
        "late": is_late(one, timezone.localdate()),
        "region": regions()[one.corop].name(_language()) if one.corop in regions() else "",
        "area": areas()[one.area].name(_language()) if one.area in areas() else "",
        "taken_out": ngettext(
            "%(n)d personal detail was taken out before this was kept.",
            "%(n)d personal details were taken out before this was kept.",
            one.taken_out,
        )
        % {"n": one.taken_out}
        if one.taken_out
        else "",
        "story": story_lines(facts_about("conversation", one.pk)),
    }
    return render(request, "connect/calls/call.html", context)


@require_POST
def correct_call(request: HttpRequest, call_id: object) -> HttpResponse:
    """Remove or add a skill."""
    one = _own(request, call_id)
    correct_conversation(
        actor=visitor(request),
        conversation=one,
        remove=request.POST.get("remove", ""),
        add=request.POST.get("add", ""),
    )
    return redirect(f"{reverse('call', args=[one.pk])}#skills")


@require_POST
def finish(request: HttpRequest, call_id: object) -> HttpResponse:
    """Tick a next step off."""
    one = _own(request, call_id)
    finish_next_step(actor=visitor(request), conversation=one, now=timezone.now())
    say_done(request, _("The next step is done."), undo_url=reverse("reopen-call", args=[one.pk]))
    return redirect("calls")


@require_POST
def reopen(request: HttpRequest, call_id: object) -> HttpResponse:
    """Undo: the next step is open again."""
    one = _own(request, call_id)
    reopen_next_step(actor=visitor(request), conversation=one)
    say_done(request, _("The next step is open again."))
    return redirect("calls")


@require_POST
def withdraw(request: HttpRequest, call_id: object) -> HttpResponse:
    """Undo: the conversation no longer counts."""
    one = _own(request, call_id)
    withdraw_conversation(actor=visitor(request), conversation=one, now=timezone.now())
    say_done(request, _("The note is gone and no longer counts."))
    return redirect("calls")


@require_POST
def post_call(request: HttpRequest, call_id: object) -> HttpResponse:
    """Make a challenge of what was noted, with everything that is known filled in."""
    one = _own(request, call_id)
    party = one.organisation
    draft = draft_from_words(
        actor=visitor(request), text=one.note, language=one.language, skills=one.skills, corop=one.corop,
        place=party.place, postcode=party.postcode, area=one.area, organisation_kind=party.kind,
        organisation_name=party.name, now=timezone.now(),
    )  # fmt: skip
    remember_draft(request, draft)
    return go_on(draft)


@require_GET
def calls(request: HttpRequest) -> HttpResponse:
    """The open next steps, and what was noted last; of one party where that is asked."""
    actor = visitor(request)
    require(actor, "log_conversation")
    today = timezone.localdate()
    asked = request.GET.get("party", "")
    steps, noted = open_steps(actor), conversations_for(actor)
    party = Organisation.objects.filter(pk=asked).first() if _is_id(asked) else None
    if party:
        steps, noted = steps.filter(organisation=party), noted.filter(organisation=party)
    rows = list(noted[:LISTED])
    words = names({uri for one in rows for uri in one.skills}, _language())
    context = {
        "party": party,
        "steps": [{"call": one, "late": is_late(one, today)} for one in steps],
        "rows": [{"call": one, "skills": ", ".join(words[u] for u in one.skills[:4])} for one in rows],
    }
    return render(request, "connect/calls/list.html", context)
