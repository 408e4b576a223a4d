"""Pages of offers: publish one in two minutes, see which challenges need it, change, close and count it."""

import csv
import io

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kring.connect.actions.change_offer import change_offer, close_offer, correct_offer, reopen_offer
from kring.connect.actions.count_places import count_places
from kring.connect.actions.publish_offer import publish_offer
from kring.connect.models import Offer
from kring.connect.queries.offering import (
    Capacity,
    challenges_that_need,
    held_for_challenges,
    held_units,
    offer_with,
    training_capacity,
)
from kring.connect.queries.recognise import skills_for
from kring.connect.queries.shown_name import OFFER_KINDS
from kring.connect.rules import LEARNING_KINDS, is_over, next_start
from kring.connect.steps import texts_of
from kring.connect.web.held_words import held_words
from kring.connect.web.offer_forms import REPEATS, OfferForm, PlacesForm, initial_of
from kring.connect.web.words import STATES, event_word, word
from kring.core.cells import guarded
from kring.core.problems import NotFound, Problem, UnableTo
from kring.core.regions import hubs, regions
from kring.core.terms import areas
from kring.frame.undo import say_done
from kring.ledger.queries import facts_about
from kring.parties.models import Organisation
from kring.parties.permissions import require
from kring.parties.visitor import visitor, visitor_may
from kring.parties.web.audit import audit_lines, reader_of
from kring.parties.web.directory import region_name
from kring.parties.web.merged import follows_merge
from kring.taxonomy.queries.concepts import names

PER_PAGE = 50


def _language() -> str:
    return (get_language() or "nl")[:2]


@require_http_methods(["GET", "POST"])
@follows_merge
def publish(request: HttpRequest, party_id: object) -> HttpResponse:
    """Publish an offer of an organisation: one page."""
    party = Organisation.objects.filter(pk=party_id).first()  # type: ignore[misc]
    if party is None:
        raise NotFound(Problem("no_party", "There is no such organisation.", "Look in the list."))
    actor = visitor(request)
    require(actor, "publish_offer", party)
    form = OfferForm(request.POST or None, initial={"area": party.area})
    if request.method == "POST" and form.is_valid():
        try:
            offer = publish_offer(
                actor=actor, organisation=party, said=form.said(), language=_language(), now=timezone.now()
            )
        except UnableTo as error:
            for problem in error.problems:
                known = problem.field if problem.field in form.fields else None
                form.add_error(known, " ".join(texts_of(problem)))
        else:
            say_done(request, _("The offer is published."), undo_url=reverse("close-offer", args=[offer.pk]))
            return redirect("offer", offer.pk)
    context = {"form": form, "party": party}
    return render(request, "connect/offers/edit.html", context, status=400 if form.errors else 200)


def _visible(request: HttpRequest, offer_id: object) -> Offer:
    """Return an offer that this visitor may see; one of a hidden party is as good as absent."""
    one = offer_with(offer_id)
    shown = one.open and one.organisation.consent_to_be_shown and visitor_may(request, "view_party")
    if not (shown or visitor_may(request, "change_offer", one) or visitor_may(request, "view_hidden_party")):
        raise NotFound(Problem("no_offer", "There is no such offer.", "Look in the list."))
    return one


@require_GET
def offer(request: HttpRequest, offer_id: object) -> HttpResponse:
    """One offer: what it is, which open challenges need it, and for its owner what to do."""
    one = _visible(request, offer_id)
    return _offer_page(request, one, PlacesForm())


def _offer_page(request: HttpRequest, one: Offer, form: PlacesForm) -> HttpResponse:
    editing = visitor_may(request, "change_offer", one)
    find = request.GET.get("find", "").replace("\x00", "").strip()[:80]
    over = is_over(one.ends, timezone.localdate())
    needing = [] if over else challenges_that_need(one)
    words = names({*one.skill_uris, *(uri for need in needing for uri in need.shared)}, _language())
    newest = one.counts.first()
    reader = reader_of(request, one)
    context = {
        "offer": one,
        "over": over,
        "kind": word(OFFER_KINDS, one.kind),
        "region": region_name(one.corop),
        "area": areas()[one.area].name(_language()) if one.area in areas() else "",
        "starts": next_start(one.starts, one.repeats, timezone.localdate()),
        "repeats": dict(REPEATS).get(one.repeats, "") if one.repeats else "",
        "skills": [(uri, words[uri]) for uri in one.skill_uris],
        "learning": one.kind in LEARNING_KINDS,
        "outcomes": [line for line in one.outcomes.splitlines() if line.strip()],
        "needing": [
            {
                "challenge": need.challenge,
                "near": need.near,
                "skills": ", ".join(words[uri] for uri in need.shared[:4]),
                "state": word(STATES, need.challenge.state),
                "region": region_name(need.challenge.corop),
            }
            for need in needing
        ],
        "held": [{"adoption": each, "said": held_words(each)} for each in held_for_challenges(one)],
        "held_most": held_units([one]).get(one.pk, 0),
        "editing": editing,
        "stated": one.source == "stated",
        "find": find,
        "found": skills_for(find, language=_language()) if find and editing else [],
        "count": newest,
        "form": form,
        "audit": audit_lines(
            facts_about("offer", one.pk),
            reader=reader,
            word=lambda fact: event_word(fact.verb, fact.details),
        )
        if reader
        else None,
    }
    return render(request, "connect/offers/offer.html", context, status=400 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, offer_id: object) -> HttpResponse:
    """Change an offer."""
    one = offer_with(offer_id)
    require(visitor(request), "change_offer", one)
    form = OfferForm(request.POST or None, initial=initial_of(one))
    if request.method == "POST" and form.is_valid():
        changed = change_offer(actor=visitor(request), offer=one, said=form.said(), language=_language())
        say_done(request, _("The offer was changed.") if changed else _("Nothing was changed."))
        return redirect("offer", one.pk)
    context = {"form": form, "party": one.organisation, "offer": one}
    return render(request, "connect/offers/edit.html", context, status=400 if form.errors else 200)


@require_POST
def close(request: HttpRequest, offer_id: object) -> HttpResponse:
    """Close an offer."""
    one = offer_with(offer_id)
    close_offer(actor=visitor(request), offer=one)
    say_done(request, _("The offer is closed."), undo_url=reverse("reopen-offer", args=[one.pk]))
    return redirect("offer", one.pk)


@require_POST
def reopen(request: HttpRequest, offer_id: object) -> HttpResponse:
    """Offer it again."""
    one = offer_with(offer_id)
    reopen_offer(actor=visitor(request), offer=one)
    say_done(request, _("The offer is open again."))
    return redirect("offer", one.pk)


@require_POST
def correct(request: HttpRequest, offer_id: object) -> HttpResponse:
    """Remove or add a skill."""
    one = offer_with(offer_id)
    correct_offer(
        actor=visitor(request),
        offer=one,
        remove=request.POST.get("remove", ""),
        add=request.POST.get("add", ""),
    )
    return redirect(f"{reverse('offer', args=[one.pk])}#skills")


@require_POST
def count(request: HttpRequest, offer_id: object) -> HttpResponse:
    """Count the places that were filled and refused."""
    one = offer_with(offer_id)
    require(visitor(request), "change_offer", one)
    form = PlacesForm(request.POST)
    if form.is_valid():
        try:
            count_places(actor=visitor(request), offer=one, now=timezone.now(), **form.cleaned_data)
        except UnableTo as error:
            for problem in error.problems:
                form.add_error(problem.field or None, " ".join(texts_of(problem)))
        else:
            say_done(request, _("The places are counted."))
            return redirect("offer", one.pk)
    return _offer_page(request, one, form)


def _asked_region(request: HttpRequest) -> str:
    region = request.GET.get("region", "")
    known = region in regions() or (region.startswith("hub:") and region[4:] in hubs())
    return region if known and region != "NL" else ""


def _region_words(code: str) -> str:
    return regions()[code].name(_language()) if code in regions() else _("region not known")


@require_GET
def capacity(request: HttpRequest) -> HttpResponse:
    """Training capacity as a figure: places offered, filled and refused, per region and course."""
    region = _asked_region(request)
    found = training_capacity(region=region, everyone=visitor_may(request, "view_hidden_party"))
    shown = [
        *((f"hub:{code}", hub.name(_language())) for code, hub in hubs().items()),
        *((one.code, one.name(_language())) for one in regions().values() if one.level == "province"),
    ]
    page = Paginator(found.courses, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "total": found.total,
        "region": region,
        "region_name": dict(shown).get(region) or (_region_words(region) if region else ""),
        "regions": shown,
        "by_region": [{"name": _region_words(one.region), "at": one} for one in found.regions],
        "page": page,
        "courses": [{"region": _region_words(one.region), "at": one} for one in page],
        "downloads": [("CSV", f"{reverse('capacity-csv')}?region={region}")],
    }
    return render(request, "connect/offers/capacity.html", context)


@require_GET
def capacity_csv(request: HttpRequest) -> HttpResponse:
    """The same rows as a file."""
    found = training_capacity(
        region=_asked_region(request), everyone=visitor_may(request, "view_hidden_party")
    )
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(
        [_("Region"), _("Course"), _("Organisation"), _("Offered"), _("Held"), _("Filled"), _("Refused")]
    )
    for one in found.courses:
        writer.writerow(_cells(one))
    answer = HttpResponse("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="kring-{_("training-capacity")}.csv"'
    return answer


def _cells(one: Capacity) -> list[object]:
    counted = [one.filled, one.refused] if one.counted else ["", ""]
    return [
        _region_words(one.region),
        guarded(one.course),
        guarded(str(one.organisation)),
        one.offered,
        one.held,
        *counted,
    ]
