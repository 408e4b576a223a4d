"""Lets a job follow facts: each new fact leaves as one task per follower, exactly once."""

from collections import defaultdict
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import connection, transaction
from django_tasks import task
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from kring.ledger.models import Fact, Followed

Follower = Callable[[Fact], None]
_followers: dict[str, list[Follower]] = defaultdict(list)

# A fact can commit after one with a higher id; the window is how many ids back such a latecomer is found.
LATECOMERS = 5_000
BATCH = 500
# Any number that is Kring's own: whoever holds it on PostgreSQL turns facts into tasks.
TURN = 4_571_001
TRIES = 3
WAIT_BEFORE_NEXT_TRY = timedelta(minutes=1)
KEPT = timedelta(days=14)


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
        _wait_for_turn()
        newest = Followed.objects.order_by("-fact_id").values_list("fact_id", flat=True).first() or 0
        waiting = list(
            Fact.objects.filter(id__gt=newest - LATECOMERS, followed__isnull=True).order_by("id")[:BATCH]
        )
        for fact in waiting:
            for follower in _followers[fact.verb]:
                follow.enqueue(fact.pk, _name(follower))
        Followed.objects.bulk_create([Followed(fact=fact) for fact in waiting], ignore_conflicts=True)
    return len(waiting)


def _wait_for_turn() -> None:
    """Two workers must not both find the same fact new. SQLite's transactions take turns by themselves."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [TURN])


def take_up_again(*, is_alive: Callable[[str, datetime], bool], now: datetime) -> int:
    """Let tasks wait again whose worker was killed in the middle, or that failed less than three times.

    ``is_alive`` is told the id of the worker and when the task was started.
    """
    again = 0
    for row in DBTaskResult.objects.running():
        started = row.started_at or now
        if not (row.worker_ids and is_alive(row.worker_ids[-1], started)):
            again += _wait_again(row)
    for row in DBTaskResult.objects.failed().filter(finished_at__lt=now - WAIT_BEFORE_NEXT_TRY):
        if len(row.worker_ids) < TRIES:
            again += _wait_again(row)
    return again


def _wait_again(row: DBTaskResult) -> int:
    unchanged = DBTaskResult.objects.filter(pk=row.pk, status=row.status, started_at=row.started_at)
    return unchanged.update(status=TaskResultStatus.READY)


def forget_old_tasks(*, now: datetime) -> int:
    """Remove tasks that ended a fortnight ago; the facts they followed stay."""
    return DBTaskResult.objects.finished().filter(finished_at__lt=now - KEPT).delete()[0]
