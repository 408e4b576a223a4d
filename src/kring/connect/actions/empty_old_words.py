"""The time enters; the words of old conversations and scans are gone, their codes stay; a count leaves."""

from datetime import datetime

from kring.connect.models import Conversation, Scan
from kring.parties.rules import KEPT


def empty_old_words(*, now: datetime) -> int:
    """Empty what is older than its period in the table of periods; return how many rows."""
    conversations = Conversation.objects.filter(at__lt=now - KEPT["conversation_note"]).exclude(
        note="", next_step=""
    )
    scans = Scan.objects.filter(at__lt=now - KEPT["scan_text"]).exclude(text="")
    return conversations.update(note="", next_step="", due=None) + scans.update(text="")
