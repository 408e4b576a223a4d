"""An adopted challenge enters; a link that anybody may open leaves, until its school stops it."""

import secrets
from datetime import timedelta

from django.db import transaction

from kring.connect.actions.hold_places import record_adoption
from kring.connect.models import Adoption
from kring.core.problems import NotAllowed, NotFound, Problem
from kring.files.actions.sign_link import read_link, sign_link
from kring.parties.permissions import require
from kring.parties.rules import Actor

LASTS = timedelta(days=365)


def share_token(adoption: Adoption) -> str:
    """Return what stands in the share link; "" when no link works."""
    return sign_link("adoption", f"{adoption.pk} {adoption.link_key}") if adoption.link_key else ""


def renew_link(*, actor: Actor, adoption: Adoption) -> None:
    """Make a new link; an earlier one is dead from now on."""
    require(actor, "hold_places", adoption)
    with transaction.atomic():
        Adoption.objects.filter(pk=adoption.pk).update(link_key=secrets.token_urlsafe(12))
        record_adoption("share_link_renewed", adoption, actor)
    adoption.refresh_from_db()


def stop_link(*, actor: Actor, adoption: Adoption) -> None:
    """Let no link work any more; a second time changes nothing."""
    require(actor, "hold_places", adoption)
    with transaction.atomic():
        if Adoption.objects.filter(pk=adoption.pk).exclude(link_key="").update(link_key=""):
            record_adoption("share_link_stopped", adoption, actor)
    adoption.refresh_from_db()


def adoption_of_token(token: str) -> Adoption:
    """Return the adopted challenge that a share link shows; the link says nothing of any person."""
    adoption_id, _, key = read_link("adoption", token, lasts=LASTS).partition(" ")
    rows = Adoption.objects.select_related("offer__organisation", "challenge__organisation")
    found = rows.filter(pk=adoption_id).first()
    if found is None:
        raise NotFound(Problem("no_adoption", "No places are held here.", "Ask who gave you the link."))
    if not found.link_key or not secrets.compare_digest(found.link_key, key) or found.released_at:
        raise NotAllowed(
            Problem("link_stopped", "This link was stopped.", "Ask who gave you the link for a new one.")
        )
    return found
