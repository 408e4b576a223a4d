"""What a party said it offers enters; one offer with recognised skills and a calendar leaves."""

from uuid import uuid4

from django.db import transaction

from kring.connect.models import Offer, StatedGoal
from kring.connect.queries.recognise import recognise
from kring.ledger.actions.record_fact import record_fact
from kring.parties.models import Organisation

# What a party of each kind most likely means when it only says in words what it offers.
KIND_OF_PARTY = {
    "mbo": "student_places",
    "hbo": "student_places",
    "wo": "student_places",
    "teacher-team": "student_places",
    "sme-training-centre": "staff_places",
    "innovation-lab": "lab_slot",
    "field-lab": "lab_slot",
    "centre-of-expertise": "coaching",
    "centre-for-innovative-craftsmanship": "lab_slot",
    "research-group": "coaching",
    "company": "staff_places",
    "public-body": "staff_places",
}
GROUP_OF_KIND = {"student_places": (4, 12), "staff_places": (1, 4)}


def publish_stated_offer(*, organisation: Organisation) -> Offer | None:
    """Make or renew the offer that follows from a party's own words; None when it offers nothing."""
    with transaction.atomic():
        if not organisation.offers.strip():
            # Communities may still use it: it closes, and opens again with the next words.
            Offer.objects.filter(organisation=organisation, source="stated").update(open=False)
            return None
        found = recognise(organisation.offers, language="nl")
        kind = KIND_OF_PARTY.get(organisation.kind, "expertise")
        smallest, largest = GROUP_OF_KIND.get(kind, (1, 1))
        skills = sorted(found.by_uri)
        # Who sends people to learn seldom says again what for: that is what its goals are.
        goal = StatedGoal.objects.filter(organisation=organisation).first()
        learned = sorted({*skills, *goal.skills} if goal else skills)
        values = {
            "kind": kind,
            "title": found.text.strip().split("\n")[0][:200],
            "description": found.text,
            "side": organisation.side,
            "corop": organisation.corop,
            "area": organisation.area,
            "skills_brought": [] if kind in GROUP_OF_KIND else skills,
            "skills_learned": learned if kind in GROUP_OF_KIND else [],
            "starts": organisation.available_from,
            "ends": organisation.available_until,
            "units_per_week": largest,
            "group_min": smallest,
            "group_max": largest,
            "hours_per_week": organisation.hours_per_week,
            "languages": [],
            "open": True,
        }
        # Two organisations that were merged each had one: the older one goes on, the other closes.
        stated = Offer.objects.filter(organisation=organisation, source="stated").order_by("created_at", "pk")
        first = stated.first()
        stated.exclude(pk=first.pk if first else None).update(open=False)
        offer, made = Offer.objects.update_or_create(
            pk=first.pk if first else uuid4(),
            defaults={**values, "organisation": organisation, "source": "stated"},
        )
        if made:
            record_fact(
                "offer_published",
                object_kind="offer",
                object_id=offer.pk,
                region=offer.corop,
                area=offer.area,
                skills=learned if kind in GROUP_OF_KIND else skills,
            )
    return offer
