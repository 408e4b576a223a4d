"""Reads conversations of brokers: the open next steps, those with one party, one of them."""

from datetime import date

from django.db.models import F, Q, QuerySet

from kring.connect.models import Conversation
from kring.core.problems import NotFound, Problem
from kring.core.regions import corop_areas_of
from kring.parties.rules import Actor


def conversations_for(actor: Actor) -> QuerySet[Conversation]:
    """Return the conversations that a broker may read: the own ones and those of the own hubs."""
    rows = Conversation.objects.filter(withdrawn_at__isnull=True).select_related("organisation", "broker")
    if "admin" in actor.roles:
        return rows
    areas = {area for hub in actor.hubs for area in corop_areas_of(f"hub:{hub}")}
    own = Q(hub__in=actor.hubs) | Q(corop__in=areas)
    if actor.person_id:
        own |= Q(broker_id=actor.person_id)
    return rows.filter(own)


def open_steps(actor: Actor) -> QuerySet[Conversation]:
    """Return the conversations with a next step that is open, the first date first; undated ones last."""
    rows = conversations_for(actor).filter(done_at__isnull=True).exclude(next_step="")
    return rows.order_by(F("due").asc(nulls_last=True), "at")


def is_late(conversation: Conversation, today: date) -> bool:
    """Return whether the day of the next step has passed."""
    return conversation.due is not None and conversation.done_at is None and conversation.due < today


def conversation_with(conversation_id: object) -> Conversation:
    """Return a conversation; NotFound when there is none."""
    rows = Conversation.objects.select_related("organisation", "broker")
    found = rows.filter(pk=conversation_id).first()
    if found is None:
        raise NotFound(Problem("no_conversation", "There is no such conversation.", "Look in the list."))
    return found
