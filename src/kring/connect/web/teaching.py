"""Journey 3, adopting a challenge: course and week, how the outcomes fit, hold places, copy the link."""

from dataclasses import dataclass
from datetime import date, timedelta

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from kring.connect.actions.hold_places import hold_again, hold_places
from kring.connect.actions.publish_offer import MOST_UNITS
from kring.connect.actions.release_places import release_places
from kring.connect.actions.share_adoption import adoption_of_token, renew_link, share_token, stop_link
from kring.connect.models import Adoption, Challenge, Offer
from kring.connect.queries import teaching
from kring.connect.queries.engine_inputs import free_units
from kring.connect.queries.lists import challenge_with
from kring.connect.queries.offering import offer_with
from kring.connect.queries.shown_name import OFFER_KINDS, shown_name, shown_offer, shown_owner
from kring.connect.rules import VISIBLE_STATES
from kring.connect.steps import texts_of
from kring.connect.web.words import STATES, word
from kring.core.problems import NotFound, Problem, UnableTo
from kring.core.regions import regions
from kring.engines.matching.weeks import monday_of, week_of
from kring.frame.undo import say_done
from kring.parties.models import Organisation
from kring.parties.permissions import require
from kring.parties.visitor import visitor
from kring.taxonomy.queries.concepts import names

SHOWN_SKILLS = 4
# What is filled in already: a team of students; the lecturer changes it.
A_TEAM = 4


def _language() -> str:
    return (get_language() or "nl")[:2]


class UnitsForm(forms.Form):
    """How many places."""

    units = forms.IntegerField(
        label=gettext_lazy("How many places?"),
        min_value=1,
        max_value=MOST_UNITS,
        error_messages={"required": gettext_lazy("Fill in a number.")},
    )


@dataclass(frozen=True)
class WeekView:
    """One week as the page shows it; ``code`` stands in the address, as in 2026-W49."""

    week: int
    code: str
    number: int
    monday: date
    free: int = 0


def week_view(week: int, free: int = 0) -> WeekView:
    """Return a week with its number in the year."""
    monday = monday_of(week)
    return WeekView(week, teaching.week_code(week), monday.isocalendar().week, monday, free)


def asked_week(request: HttpRequest) -> int | None:
    """Return the week in the address; None when there is none that exists."""
    return teaching.week_in(request.GET.get("week", ""))


def _weeks_words(weeks: range) -> dict[str, object]:
    first, last = week_view(weeks.start), week_view(weeks.stop - 1)
    return {"first": first, "last": last, "count": len(weeks), "ends": last.monday + timedelta(days=6)}


def _region(corop: str) -> str:
    return regions()[corop].name(_language()) if corop in regions() else ""


@require_GET
def courses(request: HttpRequest) -> HttpResponse:
    """Own courses, their weeks, and the challenges that fit: course and week stand in the address."""
    actor = visitor(request)
    require(actor, "view_courses")
    today = timezone.localdate()
    rows = list(teaching.own_courses(actor.organisations))
    asked = request.GET.get("course", "")
    course = next((one for one in rows if str(one.pk) == asked), rows[0] if rows else None)
    week = asked_week(request)
    context: dict[str, object] = {
        "courses": rows,
        "course": course,
        "own": Organisation.objects.filter(pk__in=actor.organisations).order_by("name").first(),
    }
    if course is not None:
        weeks = teaching.course_weeks(course, today)
        free = free_units(course, weeks)
        fits = teaching.challenges_for(course, today=today, week=week if week in weeks else None)
        context |= {
            "kind": word(OFFER_KINDS, course.kind),
            "weeks": [week_view(one, free[one]) for one in weeks],
            "week": week_view(week) if week is not None and week in weeks else None,
            "fits": _fit_rows(fits),
        }
    return render(request, "connect/teaching/courses.html", context)


def _fit_rows(fits: list[teaching.Fit]) -> list[dict[str, object]]:
    words = names({uri for one in fits for uri in one.challenge.skill_uris}, _language())
    return [
        {
            "challenge": one.challenge,
            "region": _region(one.challenge.corop),
            "near": one.near,
            "shared": [words[uri] for uri in one.shared[:SHOWN_SKILLS]],
            "asked": len(one.challenge.skill_uris),
            "covers": len(one.shared),
            "weeks": _weeks_words(one.weeks),
            "held": one.held,
        }
        for one in fits
    ]


def _pair(request: HttpRequest, course_id: object, challenge_id: object) -> tuple[Offer, Challenge]:
    """Return a course of one's own and a challenge that everybody may know of."""
    offer = offer_with(course_id)
    require(visitor(request), "hold_places", offer)
    challenge = challenge_with(challenge_id)
    if challenge.state not in VISIBLE_STATES:
        raise NotFound(Problem("no_challenge", "There is no such challenge.", "Look in the list."))
    return offer, challenge


@require_GET
def preview(request: HttpRequest, course_id: object, challenge_id: object) -> HttpResponse:
    """How one challenge fits one course; hold places, and share what was adopted."""
    offer, challenge = _pair(request, course_id, challenge_id)
    return _preview_page(request, offer, challenge)


def _preview_page(
    request: HttpRequest, offer: Offer, challenge: Challenge, form: UnitsForm | None = None
) -> HttpResponse:
    today = timezone.localdate()
    held = teaching.held_for(offer, challenge)
    week = asked_week(request)
    weeks = teaching.overlap(
        teaching.course_weeks(offer, today), teaching.challenge_weeks(challenge, today), begin=week
    )
    if held:
        weeks = range(week_of(held.starts), week_of(held.starts) + held.weeks)
    free = teaching.places_free(offer, weeks, challenge)
    back = f"{reverse('teaching')}?course={offer.pk}" + (f"&week={week_view(week).code}" if week else "")
    context = {
        **_fit_context(offer, challenge),
        "week": week_view(week) if week else None,
        "weeks": _weeks_words(weeks) if weeks else None,
        "free": max(0, free - (held.units if held else 0)),
        "held": held,
        "link": _link(held) if held else "",
        "back": back,
        "form": form or UnitsForm(initial={"units": min(free, max(offer.group_min, A_TEAM)) or None}),
    }
    wrong = form is not None and bool(form.errors)
    return render(request, "connect/teaching/preview.html", context, status=400 if wrong else 200)


def _fit_context(offer: Offer, challenge: Challenge) -> dict[str, object]:
    found = teaching.preview_of(offer, challenge)
    owner, region = shown_owner(challenge), _region(challenge.corop)
    words = names({*found.shared, *found.not_taught}, _language())
    return {
        "offer": offer,
        "challenge": challenge,
        "owner": owner,
        # Who is not named is called by kind and region already.
        "region": "" if region in owner else region,
        "state": word(STATES, challenge.state),
        "mentions": [
            {"start": one.start, "end": one.end, "title": words.get(one.uri, "")}
            for one in challenge.skills.all()
            if not one.removed and one.start is not None
        ],
        "outcomes": [
            {"text": one.text, "hits": _hits(one.hits, words), "recognised": one.recognised}
            for one in found.outcomes
        ],
        "listed": _hits(found.listed, words),
        "covered": found.covered,
        "not_taught": [words[uri] for uri in found.not_taught],
        "shared": [words[uri] for uri in found.shared],
    }


def _hits(hits: tuple[teaching.Hit, ...], words: dict[str, str]) -> list[dict[str, str]]:
    return [{"skill": words[one.uri], "taught_as": one.taught_as, "asked_as": one.asked_as} for one in hits]


def _link(adoption: Adoption) -> str:
    token = share_token(adoption)
    return f"{settings.KRING_BASE_URL}{reverse('adopted', args=[token])}" if token else ""


@require_POST
def reserve(request: HttpRequest, course_id: object, challenge_id: object) -> HttpResponse:
    """Hold places; the share link comes with them."""
    offer, challenge = _pair(request, course_id, challenge_id)
    form = UnitsForm(request.POST)
    if not form.is_valid():
        return _preview_page(request, offer, challenge, form)
    try:
        adoption = hold_places(
            actor=visitor(request),
            offer=offer,
            challenge=challenge,
            units=form.cleaned_data["units"],
            week=asked_week(request),
            now=timezone.now(),
        )
    except UnableTo as error:
        for problem in error.problems:
            form.add_error(problem.field or None, " ".join(texts_of(problem)))
        return _preview_page(request, offer, challenge, form)
    return _done(request, adoption, _("The places are held."), undo="release-places")


def _done(request: HttpRequest, one: Adoption, words: str, *, undo: str) -> HttpResponse:
    """Go back to the preview, which says what was done and offers to take it back."""
    say_done(request, words, undo_url=reverse(undo, args=[one.pk]))
    return redirect("teaching-preview", one.offer_id, one.challenge_id)


@require_POST
def release(request: HttpRequest, adoption_id: object) -> HttpResponse:
    """Release the places."""
    one = teaching.adoption_with(adoption_id)
    release_places(actor=visitor(request), adoption=one, now=timezone.now())
    return _done(request, one, _("The places are free again."), undo="hold-places-again")


@require_POST
def hold_places_again(request: HttpRequest, adoption_id: object) -> HttpResponse:
    """Undo: hold the same places again."""
    one = teaching.adoption_with(adoption_id)
    hold_again(actor=visitor(request), adoption=one, now=timezone.now())
    return _done(request, one, _("The places are held."), undo="release-places")


@require_POST
def new_link(request: HttpRequest, adoption_id: object) -> HttpResponse:
    """Make a share link; an earlier one stops."""
    one = teaching.adoption_with(adoption_id)
    renew_link(actor=visitor(request), adoption=one)
    return _done(request, one, _("There is a new link."), undo="stop-share-link")


@require_POST
def end_link(request: HttpRequest, adoption_id: object) -> HttpResponse:
    """Stop the share link."""
    one = teaching.adoption_with(adoption_id)
    stop_link(actor=visitor(request), adoption=one)
    return _done(request, one, _("The link no longer works."), undo="renew-share-link")


@never_cache
@require_GET
def adopted(request: HttpRequest, token: str) -> HttpResponse:
    """A challenge as a course adopted it, for whoever has the link."""
    one = adoption_of_token(token)
    require(visitor(request), "view_adoption", one)
    weeks = range(week_of(one.starts), week_of(one.starts) + one.weeks)
    context = {
        **_fit_context(one.offer, challenge_with(one.challenge_id)),
        "adoption": one,
        "school": shown_name(one.offer.organisation),
        "course": shown_offer(one.offer),
        "kind": word(OFFER_KINDS, one.offer.kind),
        "weeks": _weeks_words(weeks),
    }
    return render(request, "connect/teaching/adopted.html", context)
