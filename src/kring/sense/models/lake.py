"""The lake: Parquet files that a committed receipt names; columns enter in batches, whole files leave."""

import fcntl
import os
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from types import TracebackType

import pyarrow as pa
import pyarrow.parquet as pq
from django.conf import settings

from kring.core.problems import Problem, UnableTo
from kring.sense.models import GapRelease, ImportReceipt

# A release's figures, and which vacancies it took for the same one.
RELEASE_FOLDERS = ("gaps", "distinct")

_TEXT, _DAY = pa.string(), pa.date32()

SCHEMAS: dict[str, pa.Schema] = {
    "vacancies": pa.schema(
        [
            *((name, _TEXT) for name in ("key", "source", "source_id", "title", "text", "language")),
            *((name, _TEXT) for name in ("employer", "place", "corop", "area", "level")),
            ("posted", _DAY),
            ("url", _TEXT),
            ("import_id", _TEXT),
        ]
    ),
    "courses": pa.schema(
        [
            *((name, _TEXT) for name in ("key", "source", "source_id", "title", "text", "language")),
            *((name, _TEXT) for name in ("provider", "place", "corop", "area", "level")),
            ("starts", _DAY),
            ("ends", _DAY),
            ("places", pa.int32()),
            ("url", _TEXT),
            ("import_id", _TEXT),
        ]
    ),
    "mentions": pa.schema(
        [
            ("doc_key", _TEXT),
            ("doc_kind", _TEXT),
            ("uri", _TEXT),
            ("start", pa.int32()),
            ("end", pa.int32()),
            ("surface", _TEXT),
            ("score", pa.float32()),
            ("method", _TEXT),
            ("level", _TEXT),
        ]
    ),
}


def lake_folder() -> Path:
    """Return the folder of the lake; it is made when missing."""
    folder = Path(settings.KRING_DATA) / "lake"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@contextmanager
def one_import_at_a_time(what: str) -> Iterator[None]:
    """Hold the lake's lock; refuse at once while another process holds it. It ends with the process."""
    with (lake_folder() / ".lock").open("a+") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            handle.seek(0)
            raise UnableTo(
                Problem(
                    "import_running",
                    "Another import is running: {what}.",
                    "Wait until it is done, then try again.",
                    params={"what": handle.read(100).strip() or "?"},
                )
            ) from error
        handle.truncate(0)
        handle.write(what)
        handle.flush()
        for left_over in lake_folder().glob(".unfinished-*"):
            shutil.rmtree(left_over, ignore_errors=True)
        yield


def somebody_imports() -> bool:
    """Return whether a process holds the lake's lock now."""
    with (lake_folder() / ".lock").open("a+") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


class LakeWriter:
    """Writes the files of one import out of sight; ``publish`` moves them into place in one go each."""

    def __init__(self, import_id: uuid.UUID) -> None:
        self.import_id = import_id
        self._room = lake_folder() / f".unfinished-{import_id}"
        self._writers: dict[str, pq.ParquetWriter] = {}

    def __enter__(self) -> "LakeWriter":
        self._room.mkdir(parents=True)
        return self

    def add(self, table: str, rows: list[dict[str, object]]) -> None:
        """Append rows to one of the tables of this import."""
        if not rows:
            return
        schema = SCHEMAS[table]
        if table not in self._writers:
            self._writers[table] = pq.ParquetWriter(
                self._room / f"{table}.parquet", schema, compression="zstd"
            )
        self._writers[table].write_table(pa.Table.from_pylist(rows, schema=schema))

    def publish(self) -> list[str]:
        """Close the files, make them durable, move them into place; return their names inside the lake."""
        names = []
        for table, writer in self._writers.items():
            writer.close()
            name = f"{table}/{self.import_id}.parquet"
            place = lake_folder() / name
            place.parent.mkdir(exist_ok=True)
            source = self._room / f"{table}.parquet"
            with source.open("rb") as handle:
                os.fsync(handle.fileno())
            source.replace(place)
            names.append(name)
        return names

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for writer in self._writers.values():
            # On a full disk closing fails as writing did; the folder goes away all the same.
            with suppress(OSError):
                writer.close()
        shutil.rmtree(self._room, ignore_errors=True)


def remove_unnamed_files() -> None:
    """Remove what an import moved into place but never committed. Call it while holding the lake's lock."""
    named = {name for files in ImportReceipt.objects.values_list("lake_files", flat=True) for name in files}
    for table in SCHEMAS:
        for path in (lake_folder() / table).glob("*.parquet"):
            if f"{table}/{path.name}" not in named:
                path.unlink(missing_ok=True)


def remove_unnamed_releases() -> None:
    """Remove figures that were computed but never committed. Call it while holding the lake's lock."""
    named = set(GapRelease.objects.values_list("id", flat=True))
    for name in RELEASE_FOLDERS:
        for path in (lake_folder() / name).glob("*.parquet"):
            if path.stem not in named:
                path.unlink(missing_ok=True)


def visible_files(table: str, *, until: datetime | None = None) -> list[Path]:
    """Return the Parquet files of a table that committed receipts name, oldest first.

    ``until``: only of imports up to then, as a release saw them.
    """
    receipts = ImportReceipt.objects.order_by("at")
    if until is not None:
        receipts = receipts.filter(at__lte=until)
    names = [
        name
        for files in receipts.values_list("lake_files", flat=True)
        for name in files
        if name.startswith(f"{table}/")
    ]
    return [lake_folder() / name for name in names]


def known_keys(table: str) -> set[str]:
    """Return the keys of all visible rows, so that the same row is kept once."""
    found: set[str] = set()
    for path in visible_files(table):
        found.update(pq.read_table(path, columns=["key"])["key"].to_pylist())
    return found
