"""Pages that everybody may look at: challenges, communities, offers; and moving a community on."""

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kring.connect.actions.move_phase import move_phase
from kring.connect.models import Community, Offer
from kring.connect.queries import lists
from kring.connect.queries.shown_name import OFFER_KINDS, shown_name, shown_owner
from kring.connect.rules import next_start
from kring.connect.web.audit_words import audit_of_community
from kring.connect.web.forms import PhaseForm
from kring.connect.web.hub_words import hub_name
from kring.connect.web.words import (
    COMMUNITY_STATES,
    GATES,
    PHASES,
    SIDES,
    STATES,
    story_lines,
    word,
)
from kring.core.lifecycle import PHASES as LIFE_CYCLE
from kring.core.lifecycle import may_move, phase_of
from kring.core.regions import hubs, regions
from kring.core.terms import areas
from kring.frame.undo import say_done
from kring.parties.models import Organisation
from kring.parties.queries import hub_contact
from kring.parties.visitor import visitor, visitor_may
from kring.taxonomy.queries.concepts import names

PER_PAGE = 20


def _language() -> str:
    return (get_language() or "nl")[:2]


def _filters(request: HttpRequest) -> dict[str, str]:
    region = request.GET.get("region", "")
    known = region in regions() or region.removeprefix("hub:") in hubs()
    area = request.GET.get("area", "")
    return {
        "region": region if known else "",
        "area": area if area in areas() else "",
        "words": request.GET.get("q", "")[:80],
    }


def _choices(request: HttpRequest) -> dict[str, object]:
    language = _language()
    return {
        "filtering": any(request.GET.get(name) for name in ("q", "region", "area", "phase", "kind")),
        "regions": [
            *((f"hub:{code}", hub.name(language)) for code, hub in hubs().items()),
            *((r.code, r.name(language)) for r in regions().values() if r.level == "province"),
        ],
        "areas": [(code, area.name(language)) for code, area in areas().items()],
    }


def _page(request: HttpRequest, rows: object) -> object:
    return Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))  # type: ignore[arg-type]


@require_GET
def challenges(request: HttpRequest) -> HttpResponse:
    """All challenges that were confirmed."""
    chosen = _filters(request)
    page = _page(request, lists.visible_challenges(**chosen).prefetch_related("skills"))
    words = names({uri for one in page for uri in one.skill_uris}, _language())  # type: ignore[attr-defined]
    rows = [
        {
            "challenge": one,
            "state": word(STATES, one.state),
            "region": regions()[one.corop].name(_language()) if one.corop else "",
            "area": areas()[one.area].name(_language()) if one.area else "",
            "skills": [words[uri] for uri in one.skill_uris[:3]],
        }
        for one in page  # type: ignore[attr-defined]
    ]
    context = {"page": page, "rows": rows, "chosen": chosen, **_choices(request)}
    return render(request, "connect/challenges.html", context)


@require_GET
def community_list(request: HttpRequest) -> HttpResponse:
    """All communities, by phase and region."""
    chosen = _filters(request)
    phase = request.GET.get("phase", "")
    page = _page(request, lists.communities(**chosen, phase=phase).prefetch_related("members"))
    rows = [
        {
            "community": one,
            "phase": word(PHASES, one.phase),
            "region": regions()[one.corop].name(_language()) if one.corop else "",
            "sides": {m.side: True for m in one.members.all()},
        }
        for one in page  # type: ignore[attr-defined]
    ]
    phases = [(one.code, word(PHASES, one.code)) for one in LIFE_CYCLE]
    context = {
        "page": page,
        "rows": rows,
        "chosen": chosen,
        "phase": phase,
        "phases": phases,
        **_choices(request),
    }
    return render(request, "connect/communities.html", context)


def _offers(chosen: dict[str, str], kind: str) -> QuerySet[Offer]:
    return lists.open_offers(today=timezone.localdate(), **chosen, kind=kind if kind in OFFER_KINDS else "")


@require_GET
def offer_list(request: HttpRequest) -> HttpResponse:
    """All open offers of parties that agreed to be shown."""
    chosen = _filters(request)
    kind = request.GET.get("kind", "")
    page = _page(request, _offers(chosen, kind))
    uris = {uri for one in page for uri in [*one.skills_brought, *one.skills_learned]}  # type: ignore[attr-defined]
    words = names(uris, _language())
    rows = [
        {
            "offer": one,
            "kind": word(OFFER_KINDS, one.kind),
            "region": regions()[one.corop].name(_language()) if one.corop else "",
            "skills": [words[uri] for uri in one.skill_uris][:4],
            "starts": next_start(one.starts, one.repeats, timezone.localdate()),
        }
        for one in page  # type: ignore[attr-defined]
    ]
    kinds = [(code, str(said)) for code, said in OFFER_KINDS.items()]
    context = {
        "page": page,
        "rows": rows,
        "chosen": chosen,
        "kind": kind,
        "kinds": kinds,
        "own": Organisation.objects.filter(pk__in=visitor(request).organisations).order_by("name")[:3],
        **_choices(request),
    }
    return render(request, "connect/offers.html", context)


def _moves(community: Community) -> list[dict[str, object]]:
    found: list[dict[str, object]] = []
    for phase in LIFE_CYCLE:
        for state in phase.states:
            verdict = may_move(community.state, state, met=community.gates_met)
            with_reason = may_move(community.state, state, met=community.gates_met, override_reason="x")
            if verdict.allowed or with_reason.allowed:
                found.append(
                    {
                        "state": state,
                        "name": word(COMMUNITY_STATES, state),
                        "open": [word(GATES, one) for one in verdict.open_conditions],
                    }
                )
    return found


@require_GET
def community(request: HttpRequest, community_id: object) -> HttpResponse:
    """A community: question, members, phase, what must be met to go on, and its story."""
    one = lists.community_with(community_id)
    members = list(one.members.select_related("organisation"))
    moving = visitor_may(request, "move_phase", one)
    own = {str(m.organisation_id) for m in members} & visitor(request).organisations
    known = bool(own) or visitor_may(request, "view_hidden_party")
    phase = phase_of(one.state)
    story = lists.story_of("community", one.pk)
    if one.challenge_id:
        story = sorted([*lists.story_of("challenge", one.challenge_id), *story], key=lambda event: event.at)
    context = {
        "community": one,
        "members": [
            {
                # Parties of a community know each other by name; the public only those that agreed.
                "name": shown_name(m.organisation, accepted=known),
                "side": word(SIDES, m.side),
                "code": m.side,
                "brings": ", ".join(names(m.brings, _language()).values()),
                "owner": m.role == "owner",
            }
            for m in members
        ],
        "owner": shown_owner(one.challenge, accepted=known)
        if one.challenge and not any(m.role == "owner" for m in members)
        else "",
        "sides": {m.side: True for m in members},
        "phase": word(PHASES, phase.code),
        "state": word(COMMUNITY_STATES, one.state) if len(phase.states) > 1 else "",
        "results": [line.strip() for line in one.result.splitlines() if line.strip()],
        "phase_number": phase.number,
        "gate": [(code, word(GATES, code), code in one.gates_met) for code in phase.gate],
        "moves": _moves(one) if moving else [],
        "moving": moving,
        "skills": list(names(one.skills, _language()).values()),
        "region_name": regions()[one.corop].name(_language()) if one.corop else "",
        "area_name": areas()[one.area].name(_language()) if one.area else "",
        "story": story_lines(story),
        "audit": audit_of_community(request, one),
        "hub": hub_contact(one.hub_codes),
        "hub_name": hub_name(one.hub_codes, _language()),
        "form": PhaseForm(),
    }
    return render(request, "connect/community.html", context)


@require_POST
def move(request: HttpRequest, community_id: object) -> HttpResponse:
    """Move a community to another state of its life cycle."""
    one = lists.community_with(community_id)
    move_phase(
        actor=visitor(request),
        community=one,
        target=request.POST.get("target", "") or one.state,
        met=[code for code in request.POST.getlist("met") if code in GATES],
        evidence=request.POST.get("evidence", ""),
        override_reason=request.POST.get("reason", ""),
        now=timezone.now(),
    )
    say_done(request, _("The community moved on."))
    return redirect("community", one.pk)
