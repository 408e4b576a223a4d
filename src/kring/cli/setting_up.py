"""A data folder enters, new or old; one that can be served leaves: tables, hubs, vocabulary, demo."""

import fcntl
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from kring.core.regions import hubs
from kring.parties.models import Hub
from kring.parties.queries import is_demo_country
from kring.taxonomy.actions.import_kring_vocabulary import import_kring_vocabulary
from kring.taxonomy.queries.concepts import newest_release
from kring.taxonomy.queries.vocabularies import compiled_path

# Written before a new folder is filled, removed after: a set-up that was killed is taken up again.
_WANTS_DEMO = "demo-wanted"


def _step(label: str, work: Callable[[], object]) -> None:
    started = time.monotonic()
    print(f"{label} …", end=" ", file=sys.stderr, flush=True)
    work()
    print(f"{time.monotonic() - started:.1f} s", file=sys.stderr, flush=True)


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Wait until no other set-up works on this folder; the lock goes away with the process."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "set-up.lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def _unapplied() -> bool:
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _seed_hubs() -> None:
    for hub in hubs().values():
        Hub.objects.get_or_create(code=hub.code, defaults={"name_nl": hub.name_nl, "name_en": hub.name_en})


def is_new(folder: Path) -> bool:
    """Return whether nothing was ever set up in this folder or its database."""
    if connection.vendor == "sqlite":
        return not Path(str(settings.DATABASES["default"]["NAME"])).exists()
    return not connection.introspection.table_names()


def set_up_tables() -> None:
    """Make tables, hubs and vocabulary where they are missing, so that every command works by itself."""
    folder = Path(settings.KRING_DATA)
    if not _unapplied() and newest_release("kring-ai"):
        return
    with alone(folder):
        _fill_tables()


def _fill_tables() -> None:
    if _unapplied():
        _step("Making the tables", lambda: call_command("migrate", verbosity=0, interactive=False))
    _seed_hubs()
    import_kring_vocabulary(by="system")
    compiled_path("all")


def set_up(*, demo: bool) -> None:
    """Make the folder ready to serve. ``demo``: load the demo country when the folder is new."""
    folder = Path(settings.KRING_DATA)
    with alone(folder):
        marker = folder / _WANTS_DEMO
        if is_new(folder) and demo:
            marker.touch()
        _fill_tables()
        call_command("collectstatic", verbosity=0, interactive=False)
        if marker.exists():
            # A set-up may have been killed right after the demo was there.
            if not is_demo_country():
                from kring.demo.actions.load_demo import load_demo

                _step("Loading the demo country", lambda: load_demo(seed=1, scale=1.0))
            marker.unlink()
