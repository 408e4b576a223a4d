"""Who asks and whose profile enter; the profile leaves, and the person can see who looked."""

from django.db import transaction

from kring.core.problems import NotFound, Problem
from kring.ledger.actions.record_fact import record_fact
from kring.parties.permissions import may, require
from kring.parties.queries.profiles import Profile, profile_of
from kring.parties.rules import Actor


def view_profile(*, actor: Actor, person_id: object) -> Profile:
    """Return a profile that the actor may see; any other is as good as absent. Each look is a fact."""
    require(actor, "use_account")
    profile = profile_of(person_id)
    if profile is None or not may(actor, "view_profile", profile):
        raise NotFound(Problem("no_profile", "There is no such profile.", "Look in the list of your region."))
    if actor.person_id != str(profile.person.pk):
        with transaction.atomic():
            record_fact(
                "profile_viewed",
                object_kind="person",
                object_id=profile.person.pk,
                actor=actor.person_id,
                role="broker",
            )
    return profile
