"""Reads facts: of one object, since a moment, or by verb."""

from datetime import datetime

from kring.ledger.models import Fact, FactQuerySet


def facts_about(object_kind: str, object_id: object) -> FactQuerySet:
    """Return the facts about one object, oldest first."""
    return Fact.objects.filter(object_kind=object_kind, object_id=str(object_id)).order_by("id")


def facts_since(moment: datetime) -> FactQuerySet:
    """Return the facts after ``moment``, newest first."""
    return Fact.objects.filter(at__gt=moment).order_by("-id")


def facts_by(actor: object, *verbs: str) -> FactQuerySet:
    """Return what one person did, with one of these verbs, oldest first."""
    return Fact.objects.filter(actor=str(actor), verb__in=verbs).order_by("id")


def facts_named(*verbs: str) -> FactQuerySet:
    """Return the facts with one of these verbs, oldest first."""
    return Fact.objects.filter(verb__in=verbs).order_by("id")


def newest_fact_id(*object_kinds: str) -> int:
    """Return the id of the newest fact about such things (about anything when none are named), 0 without."""
    facts = Fact.objects.filter(object_kind__in=object_kinds) if object_kinds else Fact.objects.all()
    return facts.order_by("-id").values_list("id", flat=True).first() or 0
