"""A correction of a conversation enters: other skills, its next step done or open, or all of it withdrawn."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from kring.connect.actions.log_conversation import record_conversation
from kring.connect.models import Conversation
from kring.connect.rules import MOST_SKILLS
from kring.core.problems import Problem, UnableTo
from kring.parties.permissions import require
from kring.parties.rules import Actor
from kring.taxonomy.queries.concepts import topic_by_skill


def correct_conversation(
    *, actor: Actor, conversation: Conversation, remove: str = "", add: str = ""
) -> None:
    """Remove or add one skill; only what changes something becomes a fact."""
    require(actor, "change_conversation", conversation)
    if add and add not in topic_by_skill():
        raise UnableTo(Problem("unknown_skill", "This skill is not known.", "Choose one from the list."))

    def change(one: Conversation) -> bool:
        skills = [uri for uri in one.skills if uri != remove]
        if add and add not in skills:
            skills.append(add)
        if len(skills) > MOST_SKILLS and add:
            raise UnableTo(
                Problem(
                    "too_many_skills", "There are {most} skills already.", "Remove one first.",
                    params={"most": MOST_SKILLS},
                )
            )  # fmt: skip
        changed = skills != one.skills
        one.skills = skills
        return changed

    _changed(actor, conversation, "conversation_corrected", change, "skills")


def finish_next_step(*, actor: Actor, conversation: Conversation, now: datetime) -> None:
    """Tick the next step off."""
    require(actor, "change_conversation", conversation)

    def change(one: Conversation) -> bool:
        changed = bool(one.next_step) and one.done_at is None
        one.done_at = one.done_at or now
        return changed

    _changed(actor, conversation, "conversation_step_done", change, "done_at")


def reopen_next_step(*, actor: Actor, conversation: Conversation) -> None:
    """Undo: the next step is open again."""
    require(actor, "change_conversation", conversation)

    def change(one: Conversation) -> bool:
        changed = one.done_at is not None
        one.done_at = None
        return changed

    _changed(actor, conversation, "conversation_step_reopened", change, "done_at")


def withdraw_conversation(*, actor: Actor, conversation: Conversation, now: datetime) -> None:
    """Undo: its words are gone, and it no longer counts."""
    require(actor, "change_conversation", conversation)

    def change(one: Conversation) -> bool:
        one.withdrawn_at, one.note, one.next_step, one.due = now, "", "", None
        return True

    _changed(
        actor, conversation, "conversation_withdrawn", change, "withdrawn_at", "note", "next_step", "due"
    )


def _changed(
    actor: Actor,
    conversation: Conversation,
    verb: str,
    change: Callable[[Conversation], bool],
    *fields: str,
) -> None:
    """Change one conversation under its lock; the fact is recorded only where something changed."""
    with transaction.atomic():
        one = Conversation.objects.select_for_update().get(pk=conversation.pk)
        if one.withdrawn_at:
            raise UnableTo(
                Problem("withdrawn", "This conversation was withdrawn.", "Note it again if it took place.")
            )
        if change(one):
            one.save(update_fields=list(fields))
            record_conversation(verb, one, actor)
    conversation.refresh_from_db()
