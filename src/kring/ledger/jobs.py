"""Lets a job follow facts: each new fact leaves as one task per follower, exactly once."""

from collections import defaultdict
from collections.abc import Callable

from django.db import transaction
from django_tasks import task

from kring.ledger.models import Fact, Followed

Follower = Callable[[Fact], None]
_followers: dict[str, list[Follower]] = defaultdict(list)

# A fact can commit after one with a higher id; the window is how many ids back such a latecomer is found.
LATECOMERS = 5_000
BATCH = 500


def on_fact(*verbs: str) -> Callable[[Follower], Follower]:
    """Mark a function as follower of facts with these verbs. It must bear being called twice for one fact."""

    def register(follower: Follower) -> Follower:
        for verb in verbs:
            if follower not in _followers[verb]:
                _followers[verb].append(follower)
        return follower

    return register


def _name(follower: Follower) -> str:
    return f"{follower.__module__}.{follower.__qualname__}"


@task()
def follow(fact_id: int, follower_name: str) -> None:
    """Give one fact to one follower."""
    fact = Fact.objects.get(pk=fact_id)
    for follower in _followers[fact.verb]:
        if _name(follower) == follower_name:
            follower(fact)


def enqueue_followers() -> int:
    """Turn every fact that was not followed yet into tasks; return how many facts were taken."""
    with transaction.atomic():
        newest = Followed.objects.order_by("-fact_id").values_list("fact_id", flat=True).first() or 0
        waiting = list(
            Fact.objects.filter(id__gt=newest - LATECOMERS, followed__isnull=True).order_by("id")[:BATCH]
        )
        for fact in waiting:
            for follower in _followers[fact.verb]:
                follow.enqueue(fact.pk, _name(follower))
        Followed.objects.bulk_create([Followed(fact=fact) for fact in waiting], ignore_conflicts=True)
    return len(waiting)
