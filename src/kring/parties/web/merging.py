"""Pages of duplicates: suspected pairs with why, two side by side to choose from, and the way back."""

from collections.abc import Iterable

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.defaultfilters import floatformat
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kring.core.problems import NotFound, Problem
from kring.core.regions import corop_areas_of, regions
from kring.core.sameness import Pair
from kring.core.terms import areas
from kring.frame.templatetags.frame import day
from kring.frame.undo import say_done
from kring.parties.actions.change_party import CHANGEABLE
from kring.parties.actions.leave_apart import leave_apart, suspect_again
from kring.parties.actions.merge_parties import merge_parties, undo_merge
from kring.parties.models import Membership, Organisation
from kring.parties.permissions import may, require
from kring.parties.queries import duplicate_pairs
from kring.parties.rules import Actor
from kring.parties.visitor import visitor
from kring.parties.web.words import FIELDS, SIZES, kind_word

PER_PAGE = 20
REASONS = {
    "same_name": gettext_lazy("the same name"),
    "like_name": gettext_lazy("nearly the same name"),
    "same_website": gettext_lazy("the same website"),
    "same_mail_domain": gettext_lazy("mail addresses that end the same"),
    "same_postcode": gettext_lazy("the same postcode"),
    "same_place": gettext_lazy("the same place"),
}


def reasons_of(pair: Pair) -> str:
    """Return why a pair is suspected, in words."""
    return ", ".join(str(REASONS[code]) for code in pair.reasons)


def _language() -> str:
    return (get_language() or "nl")[:2]


@require_GET
def duplicates(request: HttpRequest) -> HttpResponse:
    """Pairs that may be one organisation; those of the broker's own region first."""
    actor = visitor(request)
    require(actor, "merge_parties")
    own = {area for hub in actor.hubs for area in corop_areas_of(f"hub:{hub}")}
    pairs = duplicate_pairs()
    known = _known(pairs)
    near = [pair for pair in pairs if {known[pair.one].corop, known[pair.other].corop} & own]
    page = Paginator([*near, *(pair for pair in pairs if pair not in set(near))], PER_PAGE).get_page(
        request.GET.get("page")
    )
    rows = [
        {"one": known[pair.one], "other": known[pair.other], "why": reasons_of(pair)}
        for pair in page
    ]  # fmt: skip
    return render(request, "parties/duplicates.html", {"page": page, "rows": rows, "count": len(pairs)})


def _known(pairs: Iterable[Pair]) -> dict[str, Organisation]:
    ids = {key for pair in pairs for key in (pair.one, pair.other)}
    rows = Organisation.objects.only("id", "name", "place", "kind", "corop", "consent_to_be_shown")
    return {str(one.pk): one for one in rows.filter(pk__in=ids)}


def _both(one_id: object, other_id: object) -> tuple[Organisation, Organisation]:
    rows = {str(one.pk): one for one in Organisation.objects.filter(pk__in=[one_id, other_id])}
    if len(rows) < 2:
        raise NotFound(
            Problem("no_party", "There is no such organisation.", "Somebody may have merged it just now.")
        )
    return rows[str(one_id)], rows[str(other_id)]


@require_http_methods(["GET", "POST"])
def merge(request: HttpRequest, party_id: object, other_id: object) -> HttpResponse:
    """Both side by side; what stays is chosen field by field. The first one keeps its address."""
    actor = visitor(request)
    require(actor, "merge_parties")
    if request.method == "POST":
        take = {
            name: "lost" if request.POST.get(name) == "other" else "kept"
            for name in CHANGEABLE
            if name in request.POST
        }
        done = merge_parties(actor=actor, kept_id=party_id, lost_id=other_id, take=take, now=timezone.now())
        undo = reverse("undo-merge", args=[done.pk])
        say_done(request, _("The two organisations are one now."), undo_url=undo)
        return redirect("party", done.kept_id)
    one, other = _both(party_id, other_id)
    pair = sorted([str(one.pk), str(other.pk)])
    suspected = next((found for found in duplicate_pairs() if [found.one, found.other] == pair), None)
    context = {
        "one": one,
        "other": other,
        "why": reasons_of(suspected) if suspected else "",
        "fields": _fields(one, other),
        "points": [_pointing(one), _pointing(other)],
        "people": [_people(actor, one), _people(actor, other)],
    }
    return render(request, "parties/merge.html", context)


def _fields(one: Organisation, other: Organisation) -> list[dict[str, object]]:
    """Return every field with both values; where they differ, which one is the better first choice."""
    rows = []
    for name, label in FIELDS.items():
        mine, theirs = getattr(one, name), getattr(other, name)
        if name == "consent_to_be_shown":
            # Who did not agree is not shown because somebody else did.
            first = "one" if not mine else "other"
        else:
            first = "other" if theirs and not mine else "one"
        rows.append(
            {
                "name": name,
                "label": label,
                "one": _said(name, mine),
                "other": _said(name, theirs),
                "differs": mine != theirs,
                "first": first,
            }
        )
    return rows


def _said(name: str, value: object) -> str:
    if name == "consent_to_be_shown":
        return _("yes") if value else _("no")
    if value in (None, ""):
        return "–"
    if name == "kind":
        return kind_word(str(value))
    if name == "size_class":
        return str(SIZES.get(str(value), value))
    if name == "corop":
        return regions()[str(value)].name(_language()) if value in regions() else str(value)
    if name == "area":
        return areas()[str(value)].name(_language()) if value in areas() else str(value)
    if name in ("available_from", "available_until"):
        return day(value)
    if name == "hours_per_week":
        return floatformat(value)
    return str(value)


def _people(actor: Actor, party: Organisation) -> str:
    """Return who has a role in an organisation; how many where the broker may not know who.

    All of them have a say in the one that stays: a broker sees whom that lets in.
    """
    rows = Membership.objects.filter(organisation=party, person__is_active=True).select_related("person")
    called = sorted({row.person.name or row.person.email for row in rows})
    if called and not may(actor, "invite_colleague", party):
        return ngettext("{n} person", "{n} people", len(called)).format(n=len(called))
    return ", ".join(called) or "–"


def _pointing(party: Organisation) -> int:
    """Return how many rows point at an organisation: all of them move."""
    return sum(
        relation.related_model._default_manager.filter(**{relation.field.name: party}).count()
        for relation in Organisation._meta.related_objects
    )


@require_POST
def apart(request: HttpRequest, party_id: object, other_id: object) -> HttpResponse:
    """Not the same: remembered, with a way back."""
    leave_apart(actor=visitor(request), one_id=party_id, other_id=other_id)
    undo = reverse("suspect-again", args=[party_id, other_id])
    say_done(request, _("These two stay apart. We do not ask again."), undo_url=undo)
    return redirect("duplicates")


@require_POST
def again(request: HttpRequest, party_id: object, other_id: object) -> HttpResponse:
    """Undo of "not the same"."""
    suspect_again(actor=visitor(request), one_id=party_id, other_id=other_id)
    say_done(request, _("These two are in the list again."))
    return redirect("duplicates")


@require_POST
def undo(request: HttpRequest, merge_id: object) -> HttpResponse:
    """Take a merge back."""
    done = undo_merge(actor=visitor(request), merge_id=merge_id, now=timezone.now())
    say_done(request, _("The two organisations are apart again."))
    return redirect("party", done.kept_id)
