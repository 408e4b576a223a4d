"""Messages that can be undone: a sentence and an address enter, a message with an undo button leaves."""

from django.contrib import messages
from django.http import HttpRequest

PREFIX = "undo:"


def say_done(request: HttpRequest, sentence: str, *, undo_url: str = "") -> None:
    """Tell the visitor what was done; with ``undo_url`` the message gets a button that posts there."""
    messages.success(request, sentence, extra_tags=f"{PREFIX}{undo_url}" if undo_url else "")


def undo_url_of(extra_tags: str | None) -> str:
    """Return the local address to post to, or "" when the message cannot be undone."""
    for tag in (extra_tags or "").split():
        url = tag.removeprefix(PREFIX)
        if tag.startswith(PREFIX) and url.startswith("/") and not url.startswith("//"):
            return url
    return ""
