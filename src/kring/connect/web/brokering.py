"""Journey 2, forming a community: challenge, three candidates, a change with a reason, invitations."""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kring.connect.actions.answer_invitation import answer_invitation, invitation_of_token
from kring.connect.actions.change_proposal import change_proposal
from kring.connect.actions.choose_candidate import choose_candidate
from kring.connect.actions.decide_challenge import accept_challenge, decline_challenge, requeue_challenge
from kring.connect.actions.forward_next_steps import forward_next_steps
from kring.connect.actions.invite_parties import invite_parties
from kring.connect.actions.withdraw_next_party import invitation_with, withdraw_next_party
from kring.connect.models import Challenge, Offer, Proposal, ProposalPart
from kring.connect.queries.candidates import compared
from kring.connect.queries.chosen_step import chosen_step
from kring.connect.queries.hours import parts_without_hours
from kring.connect.queries.lists import challenge_with, story_of
from kring.connect.queries.mails import why_next
from kring.connect.queries.shown_name import shown_name, shown_offer, shown_part
from kring.connect.queries.waiting import Waiting, waiting_for
from kring.connect.queries.why_not import not_formed_words, why_not_again
from kring.connect.rules import invitation_term, sides_present
from kring.connect.steps import step_views, texts_of
from kring.connect.visitor import proposal_with, visible_challenge
from kring.connect.web.audit_words import audit_of_challenge, audit_of_proposal
from kring.connect.web.candidate_views import CandidateView, candidate_views, no_hours_words
from kring.connect.web.forms import ForwardForm, ReasonForm
from kring.connect.web.gap_words import gap_words
from kring.connect.web.held_words import held_words
from kring.connect.web.hub_words import hub_name
from kring.connect.web.posting import steps_page
from kring.connect.web.queue import queue_words
from kring.connect.web.subsidy_words import subsidy_views
from kring.connect.web.words import DATA_ANSWERS, INVITATION_STATES, SIDES, STATES, story_lines, word
from kring.core.problems import UnableTo
from kring.core.regions import regions
from kring.core.terms import areas, topics
from kring.frame.problem_words import sentences
from kring.frame.undo import say_done
from kring.parties.permissions import require
from kring.parties.queries import hub_contact
from kring.parties.visitor import remember_mail, visitor, visitor_may
from kring.taxonomy.queries.concepts import names


def _language() -> str:
    return (get_language() or "nl")[:2]


def _facts(challenge: Challenge) -> dict[str, object]:
    language = _language()
    uris = challenge.skill_uris
    words = names(uris, language)
    return {
        "skills": [words[uri] for uri in uris],
        "mentions": [
            {"start": s.start, "end": s.end, "title": words.get(s.uri, "")}
            for s in challenge.skills.all()
            if not s.removed and s.start is not None
        ],
        "region_name": regions()[challenge.corop].name(language) if challenge.corop else "",
        "area_name": areas()[challenge.area].name(language) if challenge.area else "",
        "topic_name": topics()[challenge.topic].name(language) if challenge.topic else "",
        "data_answer": word(DATA_ANSWERS, challenge.has_data) if challenge.has_data else "",
        "state": word(STATES, challenge.state),
        "gap": gap_words(challenge.gap_cited, language=language),
    }


@require_GET
def challenge(request: HttpRequest, challenge_id: object) -> HttpResponse:
    """A challenge: its question, facts, story, and for its broker what to do next."""
    one = visible_challenge(request, challenge_id)
    return _challenge_page(request, one, ForwardForm(initial={"to": one.contact_email}))


def _challenge_page(request: HttpRequest, one: Challenge, form: ForwardForm) -> HttpResponse:
    brokering = visitor_may(request, "accept_challenge", one)
    own = bool(one.owner_id) and str(one.owner_id) == visitor(request).person_id
    steps = (
        step_views(one, today=timezone.localdate(), language=_language())
        if (brokering or own) and one.corop
        else []
    )
    proposal = one.proposals.exclude(state="replaced").first()
    waiting = waiting_for([one])[one.pk] if brokering or own else Waiting()
    context = {
        "challenge": one,
        "brokering": brokering,
        "own": own,
        "chosen": chosen_step(one) if brokering or own else None,
        "views": steps,
        "proposal": proposal if brokering or own else None,
        "held": [held_words(each) for each in waiting.held],
        "asked": queue_words(one, waiting) if brokering else [],
        "subsidies": subsidy_views(
            one,
            steps=[step.kind for step in steps],
            costs=proposal.euros if proposal else None,
            day=timezone.localdate(),
            language=_language(),
        )
        if brokering or own
        else [],
        "story": story_lines(story_of("challenge", one.pk)),
        "audit": audit_of_challenge(request, one),
        "hub": hub_contact(one.hub_codes),
        "hub_name": hub_name(one.hub_codes, _language()),
        "forward_form": form,
        **_facts(one),
    }
    return render(request, "connect/challenge.html", context, status=400 if form.errors else 200)


@require_POST
def accept(request: HttpRequest, challenge_id: object) -> HttpResponse:
    """Take a challenge up."""
    one = challenge_with(challenge_id)
    accept_challenge(actor=visitor(request), challenge=one, now=timezone.now())
    say_done(request, _("You took this challenge up."), undo_url=reverse("requeue-challenge", args=[one.pk]))
    return redirect("compare-candidates", one.pk)


@require_POST
def requeue(request: HttpRequest, challenge_id: object) -> HttpResponse:
    """Undo: put it back in the queue."""
    one = challenge_with(challenge_id)
    requeue_challenge(actor=visitor(request), challenge=one, now=timezone.now())
    say_done(request, _("The challenge is back in the queue."))
    return redirect("challenge", one.pk)


@require_http_methods(["GET", "POST"])
def decline(request: HttpRequest, challenge_id: object) -> HttpResponse:
    """Decline with a reason."""
    one = challenge_with(challenge_id)
    require(visitor(request), "decline_challenge", one)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        decline_challenge(actor=visitor(request), challenge=one, reason=reason, now=timezone.now())
        undo = reverse("requeue-challenge", args=[one.pk])
        say_done(request, _("You declined this challenge."), undo_url=undo)
        return redirect("queue")
    context = {"challenge": one, "form": form}
    return render(request, "connect/decline.html", context, status=400 if form.errors else 200)


@require_POST
def forward_steps(request: HttpRequest, challenge_id: object) -> HttpResponse:
    """Mail the next steps as they stand on the page; for a caller also before anything was sent."""
    one = challenge_with(challenge_id)
    require(visitor(request), "forward_proposal", one)
    form = ForwardForm(request.POST)
    drafting = one.state == "draft"
    if not form.is_valid():
        return steps_page(request, one, form) if drafting else _challenge_page(request, one, form)
    views = step_views(one, today=timezone.localdate(), language=one.language)
    forward = forward_next_steps(
        actor=visitor(request),
        challenge=one,
        to=form.cleaned_data["to"],
        message=form.cleaned_data["message"],
        steps=[view.plain() for view in views],
        language=one.language,
    )
    remember_mail(request, f"forward:{forward.pk}")
    say_done(request, _("The next steps are on their way by mail."))
    return redirect("challenge-steps" if drafting else "challenge", one.pk)


@require_GET
def compare(request: HttpRequest, challenge_id: object) -> HttpResponse:
    """Three candidate communities side by side."""
    one = challenge_with(challenge_id)
    require(visitor(request), "propose_community", one)
    candidates, missing = _candidates(one)
    context = {
        "challenge": one,
        "candidates": candidates,
        "missing": missing,
        "held": [held_words(each) for each in waiting_for([one])[one.pk].held],
        **_facts(one),
    }
    return render(request, "connect/compare.html", context)


def _candidates(one: Challenge) -> tuple[list[CandidateView], list[str]]:
    if not one.skill_uris or not one.corop:
        return [], [_("The challenge has no skills yet. Add them first.")]
    found = compared(one, today=timezone.localdate())
    views = candidate_views(found, challenge=one.pk, language=_language(), own_hours=one.hours_per_week)
    return views, not_formed_words(found.not_formed, language=_language())


@require_POST
def propose(request: HttpRequest, challenge_id: object) -> HttpResponse:
    """Make the chosen candidate the proposal: composed again, so that it fits what is free now."""
    proposal = choose_candidate(
        actor=visitor(request),
        challenge=challenge_with(challenge_id),
        parties=[party for party in request.POST.get("parties", "").split(",") if party],
        now=timezone.localtime(),
    )
    return redirect("proposal", proposal.pk)


def _proposal_context(
    one: Proposal, left_out: Sequence[str] = (), reader: object = None
) -> dict[str, object]:
    language = _language()
    parts = list(
        (one.taking_part if reader else one.parts).select_related(
            "organisation", "offer__organisation", "invitation", "proposal__challenge__organisation",
            "stands_in_for__organisation", "stands_in_for__invitation",
        )
    )  # fmt: skip
    said_yes = [p.side for p in parts if getattr(p, "invitation", None) and p.invitation.state == "accepted"]
    # Who stands in for another comes right after the one whose place it takes.
    parts.sort(key=lambda part: (part.stands_in_for_id or part.pk, part.pk))
    term = invitation_term(timezone.localdate())
    line = _line_words(parts) if reader is None and one.state in ("open", "inviting") else {}
    full = parts_without_hours(one) if one.state == "open" else {}
    return {
        "proposal": one,
        "challenge": one.challenge,
        "parts": [
            {
                "part": part,
                "name": shown_part(part, reader=reader),
                "offer": shown_offer(part.offer) if part.offer else "",
                "chosen": str(part.organisation_id) in left_out,
                "side": word(SIDES, part.side),
                "no_hours": no_hours_words(full.get(str(part.organisation_id))),
                "brings": ", ".join(names(part.brings, language).values()),
                "invitation": word(INVITATION_STATES, part.invitation.state)
                if getattr(part, "invitation", None)
                else "",
                "answered_at": part.invitation.answered_at if getattr(part, "invitation", None) else None,
                "answer_reason": part.invitation.answer_reason if getattr(part, "invitation", None) else "",
                "due": part.invitation.expires_at if getattr(part, "invitation", None) else None,
                "why": why_next(part.stands_in_for) if part.stands_in_for and reader is None else "",
                "line": line.get(part.pk, []),
                "may_withdraw": one.state == "inviting"
                and part.stands_in_for_id is not None
                and part.invitation.state == "sent",
            }
            for part in parts
        ],
        "next_proposal": one.proposal_set.order_by("-created_at").first(),
        "why_not": why_not_again(one) if one.state in ("declined", "expired") else [],
        "ring": sides_present(said_yes),
        "covered": list(names(one.skills_covered, language).values()),
        "missing": list(names(one.skills_missing, language).values()),
        "distance": None if one.gap_to_best is None else round(one.gap_to_best * 100, 1),
        "first_days": term.days,
        "next_days": term.days_for_next,
        "hub": hub_contact(one.hub_codes),
        "hub_name": hub_name(one.hub_codes, language),
    }


def _line_words(parts: Sequence[ProposalPart]) -> dict[int, list[str]]:
    """Return who is next when a party does not answer, as others may call them."""
    asked = [part for part in parts if part.out_at is None]
    rows = Offer.objects.filter(pk__in={offer for part in asked for offer in part.next_in_line})
    called = {str(offer.pk): shown_name(offer.organisation) for offer in rows.select_related("organisation")}
    return {part.pk: [called[offer] for offer in part.next_in_line if offer in called] for part in asked}


@require_GET
def proposal(request: HttpRequest, proposal_id: object) -> HttpResponse:
    """A proposal: parties, dates, hours, who said yes."""
    one = proposal_with(proposal_id)
    require(visitor(request), "propose_community", one)
    return _proposal_page(request, one)


def _proposal_page(
    request: HttpRequest,
    one: Proposal,
    reason_form: ReasonForm | None = None,
    forward_form: ForwardForm | None = None,
    problems: Sequence[str] = (),
) -> HttpResponse:
    wrong = reason_form or forward_form
    context = {
        **_proposal_context(one, request.POST.getlist("leave_out")),
        "reason_form": reason_form or ReasonForm(),
        "forward_form": forward_form or ForwardForm(initial={"to": one.challenge.contact_email}),
        "wrong_form": wrong,
        "problems": problems,
        "audit": audit_of_proposal(request, one),
    }
    return render(request, "connect/proposal.html", context, status=400 if wrong or problems else 200)


@require_POST
def change(request: HttpRequest, proposal_id: object) -> HttpResponse:
    """Leave parties out, with a reason; the rest is composed again."""
    one = proposal_with(proposal_id)
    require(visitor(request), "change_proposal", one)
    form = ReasonForm(request.POST)
    leave_out, add = request.POST.getlist("leave_out"), request.POST.getlist("add")
    if form.is_valid() and not (leave_out or add):
        form.add_error(None, _("Tick the party to leave out."))
    if not form.is_valid():
        return _proposal_page(request, one, reason_form=form)
    try:
        new = change_proposal(
            actor=visitor(request),
            proposal=one,
            leave_out=leave_out,
            add=add,
            reason=form.cleaned_data["reason"],
            now=timezone.now(),
        )
    except UnableTo as error:
        for problem in error.problems:
            form.add_error(None, " ".join(texts_of(problem)))
        return _proposal_page(request, one, reason_form=form)
    say_done(request, _("The proposal was composed again."))
    return redirect("proposal", new.pk)


@require_POST
def forward_proposal(request: HttpRequest, proposal_id: object) -> HttpResponse:
    """Mail the proposal."""
    one = proposal_with(proposal_id)
    require(visitor(request), "forward_proposal", one)
    form = ForwardForm(request.POST)
    if not form.is_valid():
        return _proposal_page(request, one, forward_form=form)
    forward = forward_next_steps(
        actor=visitor(request),
        challenge=one.challenge,
        proposal=one,
        to=form.cleaned_data["to"],
        message=form.cleaned_data["message"],
        steps=[],
        language=one.challenge.language,
    )
    remember_mail(request, f"forward:{forward.pk}")
    say_done(request, _("The proposal is on its way by mail."))
    return redirect("proposal", one.pk)


@require_POST
def invite(request: HttpRequest, proposal_id: object) -> HttpResponse:
    """Send the invitations."""
    one = proposal_with(proposal_id)
    try:
        invite_parties(actor=visitor(request), proposal=one, now=timezone.now())
    except UnableTo as error:
        if not any(problem.code == "no_hours_left" for problem in error.problems):
            raise
        return _proposal_page(request, one, problems=sentences(error.problems))
    say_done(request, _("The invitations are on their way."))
    return redirect("proposal", one.pk)


@require_POST
def withdraw(request: HttpRequest, invitation_id: object) -> HttpResponse:
    """Take the invitation of a party that was asked next back: the proposal is the broker's again."""
    one = invitation_with(invitation_id)
    withdraw_next_party(actor=visitor(request), invitation=one, now=timezone.now())
    say_done(request, _("The invitation was taken back. You decide how to go on."))
    return redirect("proposal", one.proposal_id)


@require_http_methods(["GET", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """The link in an invitation: yes or no, without an account."""
    said = request.POST.get("answer", "")
    if said in ("yes", "no"):
        answered, community = answer_invitation(
            token=token,
            accept=said == "yes",
            reason=request.POST.get("reason", ""),
            now=timezone.now(),
        )
        context = {
            "invitation": answered,
            "community": community,
            "stands": answered.state != ("accepted" if said == "yes" else "declined"),
            **_proposal_context(answered.proposal, reader=answered.part_id),
        }
        return render(request, "connect/invitation_answered.html", context)
    one = invitation_of_token(token, now=timezone.now())
    open_now = one.state == "sent" and one.expires_at > timezone.now() and one.proposal.state == "inviting"
    context = {
        "invitation": one,
        "token": token,
        "open_now": open_now,
        **_proposal_context(one.proposal, reader=one.part_id),
    }
    status = 400 if request.method == "POST" else 200
    return render(request, "connect/invitation.html", context, status=status)
