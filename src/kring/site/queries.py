"""Reads across domains: what exists at all, and what a search finds."""

from django.db.models import Q, QuerySet

from kring.connect.models import Challenge, Community, Offer
from kring.parties.models import Organisation
from kring.sense.models import Example, ImportReceipt


def what_exists() -> dict[str, bool]:
    """Return what is there already, so that an empty page can say what fills it."""
    return {
        "parties": Organisation.objects.exists(),
        "vacancies": ImportReceipt.objects.filter(kind="vacancies").exists(),
        "courses": ImportReceipt.objects.filter(kind="courses").exists(),
        "challenges": Challenge.objects.exclude(state="draft").exists(),
        "communities": Community.objects.exists(),
        "offers": Offer.objects.exists(),
    }


def search_examples(words: str) -> QuerySet[Example]:
    """Return examples that hold all words."""
    condition = Q()
    for word in words.split()[:6]:
        condition &= Q(title__icontains=word) | Q(summary__icontains=word)
    return Example.objects.filter(condition).order_by("title")
