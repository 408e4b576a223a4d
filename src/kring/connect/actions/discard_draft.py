"""A draft enters that nobody sent; it leaves the database at once, with all that was filled in."""

from kring.connect.models import Challenge
from kring.core.problems import Problem, UnableTo
from kring.parties.permissions import require
from kring.parties.rules import Actor


def discard_draft(*, actor: Actor, challenge: Challenge) -> None:
    """Delete a draft; what was sent stays, since others may work on it."""
    require(actor, "post_challenge", challenge)
    gone, _ = Challenge.objects.filter(pk=challenge.pk, state="draft").delete()
    if not gone:
        raise UnableTo(Problem("not_a_draft", "This challenge was sent already.", "Post a new one."))
