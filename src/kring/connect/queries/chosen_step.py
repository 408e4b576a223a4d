"""A challenge enters; which next step its sender chose leaves, in words, with where it can be looked at."""

import re
from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kring.connect.models import Challenge, Community, Offer
from kring.connect.queries.shown_name import shown_name, shown_offer
from kring.connect.rules import VISIBLE_STATES
from kring.parties.models import Organisation
from kring.sense.models import Example
from kring.sense.queries.documents import document_with

CHOICES = {
    "join": gettext_lazy("wants to join"),
    "reuse": gettext_lazy("wants to reuse"),
    "take": gettext_lazy("wants to learn"),
    "form": gettext_lazy("wants to start a new community"),
    "none": gettext_lazy("none of the next steps fits"),
}
# The same steps, chosen by somebody who made something.
CHOICES_OF_RESULT = {
    "join": gettext_lazy("wants to bring it into a community"),
    "reuse": gettext_lazy("has a first user in mind"),
    "take": gettext_lazy("wants it used in a course"),
    "form": gettext_lazy("wants to try it in a new community"),
}
_COURSE = re.compile(r"[0-9a-f]{16}")


@dataclass(frozen=True)
class ChosenStep:
    """What was chosen; ``title`` and ``path`` are empty for a new community and where nothing fits."""

    said: str
    title: str = ""
    path: str = ""


def chosen_words(challenge: Challenge) -> str:
    """Return the choice in a few words; "" where none was made."""
    words = CHOICES | CHOICES_OF_RESULT if challenge.initiative == "result" else CHOICES
    return str(words.get(challenge.chosen_step, ""))


def called_together(initiative: str, other: Challenge) -> str:
    """Return how another initiative is called as a step of this kind of one."""
    if initiative == "result":
        return _("They ask for this: {title}").format(title=other.title)
    if other.initiative == "result":
        return _("Looks for a first user: {title}").format(title=other.title)
    return _("The same question: {title}").format(title=other.title)


def chosen_step(challenge: Challenge) -> ChosenStep | None:
    """Return the choice with what it refers to; None where none was made.

    The reference came from a browser: it counts only where it names something that is there to be seen.
    """
    said = chosen_words(challenge)
    if not said:
        return None
    title, path = _thing(challenge.initiative, challenge.chosen_step, challenge.chosen_reference)
    return ChosenStep(said, title, path)


def called_by_goal(initiative: str, party: Organisation) -> str:
    """Return how an organisation is called whose goal is the same: as a partner, or as a first user."""
    words = _("They want to reach this: {name}") if initiative == "result" else _("The same goal: {name}")
    return words.format(name=party.name)


def _thing(initiative: str, step: str, reference: str) -> tuple[str, str]:
    kind, _colon, rest = reference.rpartition(":")
    if step == "take" and _COURSE.fullmatch(reference):
        course = document_with("course", reference)
        return (course.title, reverse("document", args=["course", course.key])) if course else ("", "")
    key = _uuid(rest)
    if key is None:
        return "", ""
    if step in ("join", "reuse") and kind == "group":
        other = Challenge.objects.filter(pk=key, state__in=VISIBLE_STATES).first()
        title = called_together(initiative, other) if other else ""
        return (title, reverse("challenge", args=[key])) if other else ("", "")
    if step in ("join", "reuse") and kind == "goal":
        party = Organisation.objects.filter(pk=key, consent_to_be_shown=True).first()
        title = called_by_goal(initiative, party) if party else ""
        return (title, reverse("party", args=[key])) if party else ("", "")
    if step == "join":
        community = Community.objects.filter(pk=key).first()
        return (community.title, reverse("community", args=[key])) if community else ("", "")
    if step == "reuse" and kind == "offer":
        offer = Offer.objects.filter(pk=key).select_related("organisation").first()
        title = f"{shown_name(offer.organisation)}: {shown_offer(offer)}" if offer else ""
        shown = offer is not None and offer.organisation.consent_to_be_shown
        path = reverse("offer", args=[key]) if shown else reverse("offers")
        return (title, path) if offer else ("", "")
    if step == "reuse":
        example = Example.objects.filter(pk=key).first()
        return (example.title, reverse("example", args=[key])) if example else ("", "")
    return "", ""


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
