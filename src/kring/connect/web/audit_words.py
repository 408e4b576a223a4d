"""Facts of a challenge, proposal or community enter; lines with the reason that somebody wrote leave."""

from django.http import HttpRequest
from django.utils.translation import gettext as _

from kring.connect.models import Challenge, Community, Invitation, Proposal, Transition
from kring.connect.web.words import MOVE_REASONS, event_word, word
from kring.ledger.models import Fact
from kring.ledger.queries import facts_about
from kring.parties.visitor import visitor_may
from kring.parties.web.audit import EVERY_NAME, AuditLine, Reader, audit_lines, reader_of


def audit_of_challenge(request: HttpRequest, one: Challenge) -> list[AuditLine] | None:
    """Return every change of a challenge; None for who may not see who changed what.

    Its own people read why it was declined. What brokers and other parties wrote to each other is theirs.
    """
    reader = reader_of(request, one)
    if reader is None:
        return None
    facts = list(facts_about("challenge", one.pk))
    reasons = _written(facts) if reader == EVERY_NAME else _of_declines(facts)
    return _lines(facts, reader, reasons)


def audit_of_proposal(request: HttpRequest, one: Proposal) -> list[AuditLine] | None:
    """Return every change of one proposal: its facts stand with its challenge."""
    if not visitor_may(request, "view_audit"):
        return None
    facts = facts_about("challenge", one.challenge_id)
    rows = [fact for fact in facts if fact.details.get("proposal") == str(one.pk)]
    return _lines(rows, EVERY_NAME, _written(rows))


def audit_of_community(request: HttpRequest, one: Community) -> list[AuditLine] | None:
    """Return every change of a community, and of the challenge that it came from.

    That these things happened everybody reads in its story. Its parties also read in which role somebody did
    them, their colleagues by name, and why it moved to another phase. What a party answered, and why a
    challenge was declined before, is not theirs to read: of the challenge its own people read that, there.
    """
    reader = reader_of(request, one)
    if reader is None:
        return None
    facts = list(facts_about("community", one.pk))
    if one.challenge_id:
        facts += facts_about("challenge", one.challenge_id)
    return _lines(facts, reader, _written(facts) if reader == EVERY_NAME else _of_moves(facts))


def _lines(rows: list[Fact], reader: Reader, reasons: dict[int, str]) -> list[AuditLine]:
    return audit_lines(
        rows,
        reader=reader,
        word=lambda fact: event_word(fact.verb, fact.details),
        why=lambda fact: reasons.get(fact.pk, ""),
    )


def _written(facts: list[Fact]) -> dict[int, str]:
    """Return the reasons that people wrote, by the fact they belong to: the ledger itself has no texts."""
    found: dict[int, str] = {}
    found |= _of_rows(facts, "community_proposed", "proposal", Proposal, "decision_reason")
    for verb in ("invitation_accepted", "invitation_declined"):
        found |= _of_rows(facts, verb, "invitation", Invitation, "answer_reason")
    found |= _of_declines(facts)
    return found | _of_moves(facts)


def _of_rows(facts: list[Fact], verb: str, key: str, model: type, field: str) -> dict[int, str]:
    asked = {fact.pk: str(fact.details.get(key, "")) for fact in facts if fact.verb == verb}
    texts = {
        str(pk): text
        for pk, text in model._default_manager.filter(pk__in=[one for one in asked.values() if one])  # type: ignore[attr-defined]
        .exclude(**{field: ""})
        .values_list("pk", field)
    }
    return {pk: texts[one] for pk, one in asked.items() if one in texts}


def _of_declines(facts: list[Fact]) -> dict[int, str]:
    """A challenge keeps the reason of its last decline only: it belongs to the last fact that says so."""
    last = {fact.object_id: fact.pk for fact in facts if fact.verb == "challenge_declined"}
    rows = Challenge.objects.filter(pk__in=last).exclude(decline_reason="")
    return {last[str(pk)]: text for pk, text in rows.values_list("pk", "decline_reason")}


def _of_moves(facts: list[Fact]) -> dict[int, str]:
    """The move of a community to a state has its reason and evidence in the transition of that moment."""
    moved = [fact for fact in facts if fact.verb in ("community_moved", "community_formed")]
    moves = list(Transition.objects.filter(community_id__in={fact.object_id for fact in moved}))
    found = {}
    for fact in moved:
        target = fact.details.get("to", "forming")
        same = [one for one in moves if str(one.community_id) == fact.object_id and one.to_state == target]
        if same:
            nearest = min(same, key=lambda one: abs(one.at - fact.at))
            override = _("without all conditions") if nearest.is_override else ""
            said = [override, word(MOVE_REASONS, nearest.reason), nearest.evidence]
            found[fact.pk] = " · ".join(part for part in said if part)
    return found
