"""The scan for small firms: four questions, what the answers mean, and the way to a challenge."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kring.connect.actions.answer_scan import answer_scan
from kring.connect.actions.draft_from_words import draft_from_words
from kring.connect.models import Scan
from kring.connect.queries.what_is_there import what_is_there
from kring.connect.rules import meaning_of
from kring.connect.visitor import remember_draft
from kring.connect.web.demand_forms import KNOWS, USERS, ScanForm
from kring.connect.web.forms import HOURS
from kring.connect.web.hub_words import hub_name
from kring.connect.web.posting import go_on
from kring.core.problems import NotFound, Problem
from kring.core.regions import hubs_of, regions
from kring.parties.queries import hub_contact
from kring.parties.visitor import machine_of, visitor
from kring.taxonomy.queries.concepts import names

_SCANS = "scans"
MEANINGS = {
    "begin_with_basics": gettext_lazy(
        "Begin small: a short course for one or two people. Then you can judge what AI can do for you."
    ),
    "learn_while_doing": gettext_lazy(
        "You know enough to begin. People learn most while they work on your own question."
    ),
    "build_with_partner": gettext_lazy(
        "You have a base to build on. A school or a lab can help you make it work every day."
    ),
    "reuse_first": gettext_lazy(
        "With a few hours a week you get furthest by reusing what another firm made."
    ),
    "join_others": gettext_lazy("With these hours you can join a community that works on the same question."),
    "start_something": gettext_lazy("With these hours you can start a community with a school or a lab."),
    "hear_customers": gettext_lazy(
        "Your customers will use it. Let some of them try it early, and tell them that it is AI."
    ),
    "train_floor": gettext_lazy("The people who will use it should help to make it. Plan time for them."),
    "train_office": gettext_lazy("Agree in the office what AI may be used for, and what stays with people."),
    "more_than_one": gettext_lazy(
        "Make sure that a second person can work with it. Else it stops when one is away."
    ),
}


def _language() -> str:
    return (get_language() or "nl")[:2]


@require_http_methods(["GET", "POST"])
def scan(request: HttpRequest) -> HttpResponse:
    """Four questions on one page; nobody signs in."""
    form = ScanForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        saved = answer_scan(
            actor=visitor(request),
            text=values["text"],
            users=values["users"],
            knows=values["knows"],
            hours_per_week=int(values["hours_per_week"]),
            corop=values.get("corop", ""),
            place=values.get("known_place", ""),
            postcode=values.get("postcode", ""),
            language=_language(),
            machine=machine_of(request),
            now=timezone.now(),
        )
        request.session[_SCANS] = [*request.session.get(_SCANS, []), str(saved.pk)][-20:]
        return redirect("scan-result", saved.pk)
    return render(request, "connect/scan/scan.html", {"form": form}, status=400 if form.errors else 200)


def _own_scan(request: HttpRequest, scan_id: object) -> Scan:
    """Return a scan that this browser filled in; nobody else's."""
    mine = str(scan_id) in request.session.get(_SCANS, [])
    found = Scan.objects.filter(pk=scan_id).first() if mine else None
    if found is None:
        raise NotFound(Problem("scan_gone", "This scan is not in this browser.", "Fill it in again."))
    return found


@require_GET
def result(request: HttpRequest, scan_id: object) -> HttpResponse:
    """What the answers mean, and what there is already for this question."""
    one = _own_scan(request, scan_id)
    codes = meaning_of(users=one.users, knows=one.knows, hours=one.hours_per_week)
    served = hubs_of(one.corop) if one.corop else ()
    context = {
        "scan": one,
        "meanings": [MEANINGS[code] for code in codes],
        "answers": [
            (_("Who would use it?"), dict(USERS).get(one.users, "")),
            (_("What do you know of AI?"), dict(KNOWS).get(one.knows, "")),
            (_("How many hours do you have for it?"), dict(HOURS).get(str(one.hours_per_week), "")),
        ],
        "skills": list(names(one.skills, _language()).values()),
        "region": regions()[one.corop].name(_language()) if one.corop in regions() else "",
        "there": what_is_there(one.skills, area=one.area, today=timezone.localdate()),
        "hub": hub_contact(served) if served else None,
        "hub_name": hub_name(served, _language()),
    }
    return render(request, "connect/scan/result.html", context)


@require_POST
def post_scan(request: HttpRequest, scan_id: object) -> HttpResponse:
    """Make a challenge of the answers: nothing is asked twice."""
    one = _own_scan(request, scan_id)
    draft = draft_from_words(
        actor=visitor(request), text=one.text, language=one.language, skills=one.skills, corop=one.corop,
        place=one.place, postcode=one.postcode, area=one.area, hours_per_week=one.hours_per_week,
        machine=machine_of(request), now=timezone.now(),
    )  # fmt: skip
    remember_draft(request, draft)
    return go_on(draft)
