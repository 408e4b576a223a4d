"""Loading again: while another load runs, after one that was broken off, after one of another country."""

import fcntl
from datetime import date
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from django.conf import settings

from kring.core.problems import UnableTo
from kring.demo.actions import load_demo as loading
from kring.demo.actions.load_demo import LOADER, load_demo
from kring.parties.models import Organisation, Person
from kring.sense.models import ImportReceipt
from kring.sense.models.lake import lake_folder, visible_files

pytestmark = pytest.mark.full
UNTIL = date(2026, 9, 30)


def vacancies_in_the_lake() -> int:
    return sum(pq.read_metadata(path).num_rows for path in visible_files("vacancies"))


def test_an_impossible_scale_is_refused() -> None:
    with pytest.raises(UnableTo, match="not between 0 and 100"):
        load_demo(seed=1, scale=0, until=UNTIL)


@pytest.mark.django_db
def test_two_loads_at_once_are_one() -> None:
    lock = Path(settings.KRING_DATA) / "demo" / ".lock"
    lock.parent.mkdir(exist_ok=True)
    with lock.open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        with pytest.raises(UnableTo, match="right now"):
            load_demo(seed=1, scale=0.02, until=UNTIL)


@pytest.mark.django_db
def test_a_broken_off_load_is_taken_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the lake holds stays and is not kept twice; the tables hold nothing of the first try."""

    def broken(*_: object) -> None:
        raise RuntimeError("the machine stopped")

    with monkeypatch.context() as patch, pytest.raises(RuntimeError):
        patch.setattr(loading, "load_facts", broken)
        load_demo(seed=3, scale=0.01, until=UNTIL)
    assert not Person.objects.exists() and not Organisation.objects.exists()
    first = set(ImportReceipt.objects.values_list("id", flat=True))
    assert len(first) == 2
    counts = load_demo(seed=3, scale=0.01, until=UNTIL).counts
    assert set(ImportReceipt.objects.values_list("id", flat=True)) == first
    assert vacancies_in_the_lake() == counts["vacancies"]


@pytest.mark.django_db
def test_remains_of_another_country_are_cleared_away(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("the machine stopped")

    with monkeypatch.context() as patch, pytest.raises(RuntimeError):
        patch.setattr(loading, "load_facts", broken)
        load_demo(seed=4, scale=0.01, until=UNTIL)
    files = [name for names in ImportReceipt.objects.values_list("lake_files", flat=True) for name in names]
    counts = load_demo(seed=5, scale=0.01, until=UNTIL).counts
    assert not [name for name in files if (lake_folder() / name).exists()]
    assert ImportReceipt.objects.filter(by=LOADER.person_id).count() == 2
    assert vacancies_in_the_lake() == counts["vacancies"]
