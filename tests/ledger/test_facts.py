"""Facts are added and never changed; each job follows each of its facts once."""

import pytest
from django.db import transaction

from kring.ledger import jobs
from kring.ledger.actions.record_fact import record_fact
from kring.ledger.jobs import enqueue_followers, on_fact
from kring.ledger.models import Fact, Followed
from kring.ledger.queries import facts_about, facts_named

pytestmark = pytest.mark.django_db
AT_ONCE = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend", "QUEUES": ["default"]}}


def fact(verb: str = "tried", object_id: object = 1) -> Fact:
    with transaction.atomic():
        return record_fact(verb, object_kind="thing", object_id=object_id)


def test_a_fact_is_never_changed_or_taken_away() -> None:
    one = fact()
    one.verb = "other"
    for change in (one.save, one.delete, Fact.objects.all().delete, lambda: Fact.objects.update(verb="x")):
        with pytest.raises(TypeError, match="never"):
            change()
    assert Fact.objects.get().verb == "tried"


@pytest.mark.django_db(transaction=True)
def test_a_fact_needs_the_transaction_of_what_it_tells() -> None:
    with pytest.raises(RuntimeError, match="transaction"):
        record_fact("tried", object_kind="thing", object_id=1)


@pytest.mark.django_db(transaction=True)
def test_what_did_not_happen_leaves_no_fact() -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        record_fact("tried", object_kind="thing", object_id=1)
        raise ZeroDivisionError
    assert not Fact.objects.exists()


def test_facts_are_read_by_object_and_verb() -> None:
    first, second, other = fact(), fact("done"), fact("done", 2)
    assert list(facts_about("thing", 1)) == [first, second]
    assert list(facts_named("done")) == [second, other]


@pytest.fixture
def seen(settings, monkeypatch) -> list[int]:
    settings.TASKS = AT_ONCE
    monkeypatch.setattr(jobs, "_followers", jobs.defaultdict(list))
    heard: list[int] = []

    @on_fact("tried")
    def follower(one: Fact) -> None:
        heard.append(one.pk)

    on_fact("tried")(follower)  # twice registered is once followed
    return heard


def test_each_fact_is_followed_once(seen) -> None:
    ids = [fact().pk for _ in range(3)]
    fact("unfollowed")
    assert enqueue_followers() == 4
    assert enqueue_followers() == 0
    assert seen == ids
    ids.append(fact().pk)
    enqueue_followers()
    assert seen == ids


def test_a_latecomer_with_a_lower_id_is_still_followed(seen) -> None:
    early, late = fact(), fact()
    Followed.objects.create(fact=late)
    enqueue_followers()
    assert seen == [early.pk]
