"""Journey 1, posting a challenge: one question a page, next steps before any sign-in, then a mail link."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kring.connect.actions.change_draft import change_draft
from kring.connect.actions.confirm_challenge import challenge_of_token, confirm_challenge, link_is_old
from kring.connect.actions.correct_skills import correct_skills
from kring.connect.actions.describe_challenge import describe_challenge
from kring.connect.actions.post_challenge import post_challenge
from kring.connect.actions.send_link_again import send_link_again
from kring.connect.actions.tidy_drafts import UNCONFIRMED
from kring.connect.models import Challenge
from kring.connect.queries.likely_skills import LikelySkill, likely_skills
from kring.connect.queries.recognise import skills_for
from kring.connect.rules import LONGEST_SURFACE
from kring.connect.steps import steps_found, texts_of
from kring.connect.visitor import mailed_draft, open_drafts, own_draft, remember_draft
from kring.connect.web.around import around
from kring.connect.web.autosave import initiative_in
from kring.connect.web.forms import (
    AgainForm,
    AreaForm,
    ForwardForm,
    PlaceForm,
    QuestionForm,
    SendForm,
    TimeForm,
)
from kring.connect.web.hub_words import hub_name
from kring.connect.web.initiative_words import words_of
from kring.core.problems import UnableTo
from kring.core.regions import regions
from kring.core.terms import areas
from kring.core.wishes import wishes
from kring.frame.undo import say_done
from kring.parties.queries import hub_contact, only_organisation_of
from kring.parties.visitor import machine_of, remember_mail, visitor, visitor_may

STEPS = 5


def _language() -> str:
    return (get_language() or "nl")[:2]


def next_question(draft: Challenge) -> str:
    """Return the address of the first question that waits for an answer; of the next steps when none does.

    The field of work is asked only by the page of next steps: whoever named no trade gets there all the same.
    """
    if not draft.corop:
        return reverse("challenge-place", args=[draft.pk])
    return reverse("challenge-steps" if draft.hours_per_week else "challenge-time", args=[draft.pk])


def go_on(draft: Challenge) -> HttpResponse:
    """Lead to the first question whose answer is not known yet; to the next steps when all are."""
    return redirect(next_question(draft))


def _page(
    request: HttpRequest, template: str, draft: Challenge | None, step: int, **context: object
) -> HttpResponse:
    form = context.get("form")
    status = 400 if getattr(form, "errors", None) else 200
    shared = {"draft": draft, "step": step, "steps": STEPS, **context}
    shared.setdefault("words", words_of(draft.initiative if draft else "question"))
    return render(request, f"connect/posting/{template}.html", shared, status=status)


@require_http_methods(["GET", "POST"])
def question(request: HttpRequest, draft_id: object = None) -> HttpResponse:
    """Step 1: the question itself."""
    draft = own_draft(request, draft_id) if draft_id else None
    said = initiative_in(request.POST, "initiative") if request.POST else initiative_in(request.GET, "kind")
    initiative = draft.initiative if draft else said
    initial = {"text": draft.text if draft else ""}
    form = QuestionForm(request.POST or None, initiative=initiative, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            saved = describe_challenge(
                actor=visitor(request),
                text=form.cleaned_data["text"],
                language=_language(),
                challenge=draft,
                initiative=initiative,
                machine=machine_of(request),
                now=timezone.now(),
            )
        except UnableTo as error:
            for problem in error.problems:
                form.add_error("text", " ".join(texts_of(problem)))
        else:
            remember_draft(request, saved)
            return redirect("challenge-place", saved.pk)
    return _page(
        request,
        "question",
        draft,
        1,
        form=form,
        initiative=initiative,
        words=words_of(initiative),
        earlier=[] if draft else [(one, next_question(one)) for one in open_drafts(request)],
        cleared=request.GET.get("cleared", "") if _is_uuid(request.GET.get("cleared", "")) else "",
    )


def _is_uuid(text: str) -> bool:
    try:
        return bool(UUID(text))
    except ValueError:
        return False


@require_http_methods(["GET", "POST"])
def where(request: HttpRequest, draft_id: object) -> HttpResponse:
    """Step 2: postcode or place."""
    draft = own_draft(request, draft_id)
    form = PlaceForm(
        request.POST or None, initial={"place": draft.postcode or draft.place, "corop": draft.corop}
    )
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        change_draft(
            actor=visitor(request),
            challenge=draft,
            place=values["known_place"],
            postcode=values["postcode"],
            corop=values["corop"],
        )
        return go_on(draft)
    if request.GET.get("choose"):
        form.ask_region()
    return _page(request, "where", draft, 2, form=form)


@require_http_methods(["GET", "POST"])
def area(request: HttpRequest, draft_id: object) -> HttpResponse:
    """The field of work, for a text that does not show it: from the page of next steps."""
    draft = own_draft(request, draft_id)
    form = AreaForm(request.POST or None, initial={"area": draft.area})
    if request.method == "POST" and form.is_valid():
        change_draft(actor=visitor(request), challenge=draft, area=form.cleaned_data["area"])
        return go_on(draft)
    return _page(request, "area", draft, 4, form=form)


@require_http_methods(["GET", "POST"])
def time_and_data(request: HttpRequest, draft_id: object) -> HttpResponse:
    """Step 3: time and data."""
    draft = own_draft(request, draft_id)
    initial = {"hours_per_week": draft.hours_per_week, "has_data": draft.has_data}
    form = TimeForm(request.POST or None, initiative=draft.initiative, initial=initial)
    if request.method == "POST" and form.is_valid():
        change_draft(
            actor=visitor(request),
            challenge=draft,
            hours_per_week=int(form.cleaned_data["hours_per_week"]),
            has_data=form.cleaned_data["has_data"],
        )
        return redirect("challenge-steps", draft.pk)
    return _page(request, "time", draft, 3, form=form)


@require_GET
def take_draft(request: HttpRequest, token: str) -> HttpResponse:
    """The link in a mail of next steps: whoever was on the phone goes on with the question by themselves."""
    draft = mailed_draft(token)
    if draft.state not in {"draft", "unconfirmed"}:
        return redirect("challenge", draft.pk)
    remember_draft(request, draft)
    return redirect("challenge-steps", draft.pk)


@require_GET
def next_steps(request: HttpRequest, draft_id: object) -> HttpResponse:
    """Step 4: up to three explained next steps, with the recognised skills marked in the text."""
    draft = own_draft(request, draft_id)
    if not draft.corop:
        return redirect("challenge-place", draft.pk)
    return steps_page(request, draft, ForwardForm())


def steps_page(request: HttpRequest, draft: Challenge, form: ForwardForm) -> HttpResponse:
    """Show the next steps of a draft; a broker on the phone may mail them to the caller from here."""
    words = request.GET.get("find", "").strip()[:80]
    maybe = likely_skills(draft, language=_language())
    steps = steps_found(draft, today=timezone.localdate(), language=_language())
    return _page(
        request,
        "next_steps",
        draft,
        4,
        views=steps.views,
        why_no_community=steps.why_no_community,
        recognised=_recognised(draft),
        likely=maybe,
        find=words,
        found=_to_add(draft, words) if words else [],
        area_name=areas()[draft.area].name(_language()) if draft.area else "",
        region_name=regions()[draft.corop].name(_language()),
        hub=hub_contact(draft.hub_codes),
        hub_name=hub_name(draft.hub_codes, _language()),
        **around(draft, views=steps.views, language=_language()),
        wishes=[] if draft.skill_uris else _wishes(maybe),
        correcting=bool(words) or request.GET.get("correct") == "1",
        form=form,
        forwarding=visitor_may(request, "forward_proposal", draft),
    )


def _to_add(draft: Challenge, words: str) -> list[tuple[str, str]]:
    """Return skills with these words that the draft does not have yet."""
    has = set(draft.skill_uris)
    return [(uri, name) for uri, name in skills_for(words, language=_language()) if uri not in has]


def _wishes(offered: list[LikelySkill]) -> list[tuple[str, str]]:
    """Return the plain wishes, without those whose skill is offered already."""
    uris = {one.uri for one in offered}
    return [(one.uri, one.said(_language())) for one in wishes() if one.uri not in uris]


def _recognised(draft: Challenge) -> list[dict[str, object]]:
    from kring.taxonomy.queries.concepts import names

    rows = list(draft.skills.all())
    words = names([row.uri for row in rows], _language())
    return [
        {
            "uri": row.uri,
            "name": words[row.uri],
            "removed": row.removed,
            "start": row.start,
            "end": row.end,
            "title": words[row.uri],
            "added": row.origin == "added",
        }
        for row in rows
    ]


@require_POST
def correct(request: HttpRequest, draft_id: object) -> HttpResponse:
    """Remove, add or put back a skill on step 4."""
    draft = own_draft(request, draft_id)
    correct_skills(
        actor=visitor(request),
        challenge=draft,
        remove=request.POST.get("remove", ""),
        add=request.POST.get("add", ""),
        restore=request.POST.get("restore", ""),
        words=request.POST.get("words", "")[:LONGEST_SURFACE],
        machine=machine_of(request),
        now=timezone.now(),
    )
    if request.POST.get("wish"):
        return redirect("challenge-steps", draft.pk)
    # Who took up what was offered is not asked whether it is right.
    asked = "" if request.POST.get("offered") else "?correct=1"
    return redirect(f"{_steps_path(draft)}{asked}#recognised")


def _steps_path(draft: Challenge) -> str:
    return reverse("challenge-steps", args=[draft.pk])


@require_http_methods(["GET", "POST"])
def send(request: HttpRequest, draft_id: object) -> HttpResponse:
    """Step 5: the mail address; after this the challenge waits for its link."""
    draft = own_draft(request, draft_id)
    chosen = request.POST.get("chosen", request.GET.get("chosen", ""))
    reference = request.POST.get("reference", request.GET.get("reference", ""))
    if draft.state != "draft":
        return redirect("challenge-sent", draft.pk)
    actor = visitor(request)
    # Who works at a hub posts for a caller: the link is for the caller, not for the hub.
    own_address = "" if visitor_may(request, "view_queue") else actor.email
    known = {"organisation_name": draft.organisation_name, "organisation_kind": draft.organisation_kind}
    own = only_organisation_of(actor) if own_address else None
    if own is not None and not draft.organisation_name:
        known = {"organisation_name": own.name, "organisation_kind": own.kind}
    form = SendForm(request.POST or None, initial={"email": own_address, **known})
    if request.method == "POST" and form.is_valid():
        post_challenge(
            actor=actor,
            challenge=draft,
            email=form.cleaned_data["email"],
            organisation_name=form.cleaned_data["organisation_name"],
            organisation_kind=form.cleaned_data["organisation_kind"],
            name_may_be_shown=form.cleaned_data["name_may_be_shown"],
            chosen_step=chosen,
            chosen_reference=reference,
            machine=machine_of(request),
            now=timezone.now(),
        )
        remember_mail(request, f"confirm:{draft.pk}")
        return redirect("challenge-sent", draft.pk)
    return _page(request, "send", draft, 5, form=form, chosen=chosen, reference=reference)


@never_cache
@require_http_methods(["GET", "POST"])
def sent(request: HttpRequest, draft_id: object) -> HttpResponse:
    """Say that the link is on its way, and to which address; from here it goes again, or to a better one."""
    draft = own_draft(request, draft_id)
    if draft.state == "draft":
        return go_on(draft)
    if draft.state != "unconfirmed":
        return redirect("challenge", draft.pk)
    form = AgainForm(request.POST or None, initial={"email": draft.contact_email})
    if request.method == "POST" and form.is_valid():
        _send_again(request, draft, form.cleaned_data["email"])
        say_done(request, _("A new link is on its way."))
        return redirect("challenge-sent", draft.pk)
    name = hub_name(draft.hub_codes, _language())
    return _page(request, "sent", draft, 5, form=form, hub=hub_contact(draft.hub_codes), hub_name=name)


def _send_again(request: HttpRequest, draft: Challenge, email: str) -> None:
    key = send_link_again(
        actor=visitor(request),
        challenge=draft,
        email=email,
        machine=machine_of(request),
        now=timezone.now(),
    )
    remember_mail(request, key)


@require_http_methods(["GET", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """The link in the mail: opening it asks, the button makes the challenge visible.

    An old link offers a new one, to the same address.
    """
    challenge = challenge_of_token(token, lasts=UNCONFIRMED)
    old = challenge.state == "unconfirmed" and link_is_old(token)
    if request.method == "GET":
        return render(request, "connect/posting/confirm.html", {"challenge": challenge, "old": old})
    if old and request.POST.get("again"):
        _send_again(request, challenge, challenge.contact_email)
        return render(request, "connect/posting/confirm.html", {"challenge": challenge, "again": True})
    challenge = confirm_challenge(token=token, now=timezone.now())
    return redirect("challenge", challenge.pk)
