"""What tests of sense share: a data folder of their own, the AI vocabulary, and a small market."""

from datetime import date
from pathlib import Path

import pytest

from kring.parties.rules import SYSTEM
from tests.sense.small_market import write_courses, write_vacancies

TODAY = date(2026, 11, 20)


@pytest.fixture
def data_folder(tmp_path, settings):
    """An empty data folder."""
    settings.KRING_DATA = tmp_path / "data"
    settings.KRING_DATA.mkdir()
    from django.core.cache import cache

    cache.clear()
    return settings.KRING_DATA


@pytest.fixture
def sense(db, data_folder):
    """A set-up Kring without any document."""
    from kring.taxonomy.actions.import_kring_vocabulary import import_kring_vocabulary

    import_kring_vocabulary(by="test")
    return data_folder


@pytest.fixture
def market(sense, tmp_path):
    """Vacancies and courses loaded and the gaps computed; the newest release is the answer."""
    from kring.sense.actions.compute_gaps import compute_gaps
    from kring.sense.actions.import_courses import import_courses
    from kring.sense.actions.import_vacancies import import_vacancies

    import_vacancies(paths=[write_vacancies(tmp_path / "in")], actor=SYSTEM, today=TODAY)
    import_courses(paths=[write_courses(tmp_path / "in")], actor=SYSTEM, today=TODAY)
    return compute_gaps(actor=SYSTEM)


@pytest.fixture
def broker(db):
    """A broker of the northern hub."""
    from kring.parties.models import Hub, Membership, Person

    hub, _ = Hub.objects.get_or_create(code="noord", defaults={"name_nl": "Noord", "name_en": "North"})
    person = Person.objects.create(email="broker@hub.invalid", name="Broker")
    Membership.objects.create(person=person, hub=hub, role="broker")
    return person


def lake_files(folder: Path) -> list[str]:
    """The names of everything in the lake but the lock."""
    lake = folder / "lake"
    found = sorted(path.relative_to(lake).as_posix() for path in lake.rglob("*"))
    return [name for name in found if name.endswith(".parquet") or "unfinished" in name]
