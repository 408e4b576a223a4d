"""A request enters; the drafts, challenges and proposals that this visitor may know of leave."""

from django.http import HttpRequest

from kring.connect.models import Challenge, Proposal
from kring.connect.queries.lists import challenge_with
from kring.connect.rules import UNTOUCHED_DRAFT, VISIBLE_STATES
from kring.core.problems import NotFound, Problem
from kring.files.actions.sign_link import read_link
from kring.parties.visitor import visitor, visitor_may

_DRAFTS = "drafts"
_MOST_DRAFTS = 20


def remember_draft(request: HttpRequest, draft: Challenge) -> None:
    """Keep in the session that this browser began the draft: nobody else may read it."""
    kept = [key for key in request.session.get(_DRAFTS, []) if key != str(draft.pk)]
    request.session[_DRAFTS] = [*kept, str(draft.pk)][-_MOST_DRAFTS:]


def forget_draft(request: HttpRequest, draft: Challenge) -> None:
    """Take a draft that was cleared out of the session."""
    request.session[_DRAFTS] = [key for key in request.session.get(_DRAFTS, []) if key != str(draft.pk)]


def open_drafts(request: HttpRequest, *, most: int = 3) -> list[Challenge]:
    """Return the drafts that this browser began and did not send, the last one first."""
    kept = request.session.get(_DRAFTS, [])
    rows = Challenge.objects.filter(pk__in=kept, state="draft") if kept else Challenge.objects.none()
    return list(rows.order_by("-touched_at")[:most])


def own_draft(request: HttpRequest, draft_id: object) -> Challenge:
    """Return a draft that this browser began, or that is this person's own; nobody else's."""
    mine = str(draft_id) in request.session.get(_DRAFTS, [])
    draft = Challenge.objects.filter(pk=draft_id).first()  # type: ignore[misc]
    if draft is None or not (mine or (draft.owner_id and str(draft.owner_id) == visitor(request).person_id)):
        raise NotFound(Problem("draft_gone", "This draft is not in this browser.", "Begin again."))
    return draft


def mailed_draft(token: str) -> Challenge:
    """Return the draft of a link that its sender got by mail; NotAllowed when the link is forged or old."""
    draft = Challenge.objects.filter(pk=read_link("draft", token, lasts=UNTOUCHED_DRAFT)).first()
    if draft is None:
        raise NotFound(
            Problem("draft_old", "This question was never sent and is gone.", "Ask it again: it is short.")
        )
    return draft


def visible_challenge(request: HttpRequest, challenge_id: object) -> Challenge:
    """Return the challenge if this visitor may know of it."""
    challenge = challenge_with(challenge_id)
    public = challenge.state in VISIBLE_STATES and visitor_may(request, "view_challenge", challenge)
    actor = visitor(request)
    own = bool(challenge.owner_id) and str(challenge.owner_id) == actor.person_id
    # What one of their people sent is for the whole organisation; a draft is for who writes it.
    sent = challenge.state not in {"draft", "unconfirmed"}
    own = own or (sent and str(challenge.organisation_id) in actor.organisations)
    if not (public or own or visitor_may(request, "accept_challenge", challenge)):
        raise NotFound(Problem("no_challenge", "There is no such challenge.", "Look in the list."))
    return challenge


def proposal_with(proposal_id: object) -> Proposal:
    """Return a proposal; NotFound when there is none."""
    found = Proposal.objects.select_related("challenge", "decided_by").filter(pk=proposal_id).first()  # type: ignore[misc]
    if found is None:
        raise NotFound(Problem("no_proposal", "There is no such proposal.", "Look at its challenge."))
    return found
