"""A data folder in use enters; one file that holds all of it leaves, and the way back."""

import json
import os
import shutil
import sqlite3
import subprocess
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, connections
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from kring.core.problems import Problem, UnableTo
from kring.core.progress import Progress
from kring.sense.models import GapRelease, ImportReceipt
from kring.sense.models.lake import one_import_at_a_time

# The folder files/ holds only uploads whose import is not finished: raw, with names and addresses of people.
_FOLDERS = ("lake", "rejects")
_FORMAT = 1
_NOTE = "kring-backup.json"
_KEY = "secret.key"
_ROOM = ".restoring-"
_MAKE_ROOM = "Make room on the disk, or wait until others are done, and try again."


def _refuse(code: str, message: str, remedy: str, file: Path) -> UnableTo:
    return UnableTo(Problem(code, message, remedy, file=str(file)))


def _dump_database(target: Path) -> None:
    """Copy the database as it is at one moment; writers go on meanwhile."""
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        with closing(sqlite3.connect(target)) as copy:
            connection.connection.backup(copy)
        return
    _run_postgres("pg_dump", "--format=custom", "--no-owner", "--file", str(target))


def _load_database(source: Path) -> None:
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        with closing(sqlite3.connect(source)) as copy:
            copy.backup(connection.connection)
    else:
        _run_postgres(
            "pg_restore", "--clean", "--if-exists", "--no-owner", "--single-transaction", str(source)
        )
    connections.close_all()


def _require_sound(database: Path, source: Path) -> None:
    """A database that SQLite itself calls damaged is never put in place of a good one."""
    if connection.vendor != "sqlite":
        return
    with closing(sqlite3.connect(database)) as copy:
        try:
            sound = copy.execute("PRAGMA quick_check").fetchone() == ("ok",)
        except sqlite3.DatabaseError:
            sound = False
    if not sound:
        raise _refuse("damaged", "The backup is damaged.", "Choose another file.", source)


def _applied() -> list[str]:
    """Return the table changes that the database has seen."""
    rows = MigrationRecorder(connection).applied_migrations()
    return sorted(f"{app} {name}" for app, name in rows)


def _known() -> set[str]:
    return {f"{app} {name}" for app, name in MigrationLoader(connection).disk_migrations}


def _run_postgres(program: str, *arguments: str) -> None:
    found = shutil.which(program)
    if not found:
        raise UnableTo(
            Problem(
                "no_program",
                "{program} is needed and not installed.",
                "Install postgresql-client.",
                params={"program": program},
            )
        )
    database = settings.DATABASES["default"]
    environment = {
        **os.environ,
        "PGPASSWORD": str(database["PASSWORD"]),
        "PGHOST": str(database["HOST"]),
        "PGPORT": str(database["PORT"]),
        "PGUSER": str(database["USER"]),
        "PGDATABASE": str(database["NAME"]),
    }
    target = ["--dbname", str(database["NAME"])] if program == "pg_restore" else []
    done = subprocess.run(
        [found, *target, *arguments], env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        last_line = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
        raise UnableTo(
            Problem("database_failed", "{program}: {why}", params={"program": program, "why": last_line})
        )


def _kept_files(folder: Path) -> Iterator[Path]:
    for name in _FOLDERS:
        for path in sorted((folder / name).rglob("*")):
            if path.is_file() and not any(part.startswith(".") for part in path.relative_to(folder).parts):
                yield path


def _named_in_lake() -> set[str]:
    """Return the files, from the data folder on, without which the database would show less than it says."""
    receipts = ImportReceipt.objects.values_list("lake_files", flat=True)
    names = [name for files in receipts for name in files]
    names += GapRelease.objects.values_list("lake_file", flat=True)
    return {f"lake/{name}" for name in names}


def _add(archive: zipfile.ZipFile, path: Path, name: str, needed: set[str]) -> None:
    """Add a file; one that went away meanwhile is left out, unless the database counts on it."""
    try:
        archive.write(path, name)
    except FileNotFoundError as error:
        if name in needed:
            raise _refuse("changed", "The file went away meanwhile.", "Try again.", path) from error


def backup(folder: Path, target: Path) -> int:
    """Write the database, the lake, rejects and the secret key to ``target``; return its size in bytes.

    The database is copied first: files in the lake are never changed, only added, so every file that the
    copy names is there.
    """
    target = target.resolve()
    if not target.parent.is_dir():
        raise _refuse("no_folder", "The folder does not exist.", "Make it first.", target)
    if target.is_dir():
        raise _refuse("a_folder", "This is a folder.", "Name a file in it.", target)
    if target.exists() and not target.is_file():
        raise _refuse("no_file", "This is no file.", "Give another name.", target)
    unfinished = target.with_name(f".{target.name}.{os.getpid()}.unfinished")
    try:
        with tempfile.TemporaryDirectory(dir=target.parent) as room:
            dump = Path(room) / "database"
            note = {"format": _FORMAT, "database": connection.vendor, "tables": _applied()}
            needed = _named_in_lake()
            _dump_database(dump)
            files = list(_kept_files(folder))
            unfinished.touch(mode=0o600)
            with (
                zipfile.ZipFile(unfinished, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
                Progress("Backing up", total=len(files) + 1) as progress,
            ):
                archive.writestr(_NOTE, json.dumps(note))
                archive.write(dump, "database")
                progress.advance()
                if (folder / _KEY).exists():
                    archive.write(folder / _KEY, _KEY)
                for path in files:
                    _add(archive, path, path.relative_to(folder).as_posix(), needed)
                    progress.advance()
        with unfinished.open("rb") as handle:
            os.fsync(handle.fileno())
        unfinished.replace(target)
    except sqlite3.Error as error:
        raise _refuse("not_written", f"The backup was not made: {error}.", _MAKE_ROOM, target) from error
    finally:
        unfinished.unlink(missing_ok=True)
    return target.stat().st_size


def _stays_inside(name: str) -> bool:
    """A made-up name must not lead out of the data folder; a backup of Kring has plain names only."""
    odd = "\\" in name or "\0" in name
    return not odd and all(part not in {"", ".", ".."} for part in name.split("/"))


def _check(archive: zipfile.ZipFile, source: Path) -> None:
    try:
        note = json.loads(archive.read(_NOTE))
        archive.getinfo("database")
    except (KeyError, ValueError) as error:
        raise _refuse("no_backup", "This is no backup of Kring.", "Choose another file.", source) from error
    if not all(_stays_inside(info.orig_filename) for info in archive.infolist()):
        raise _refuse("no_backup", "This is no backup of Kring.", "Choose another file.", source)
    _check_note(note, source)
    if archive.testzip() is not None:
        raise _refuse("damaged", "The backup is damaged.", "Choose another file.", source)


def _check_note(note: dict[str, Any], source: Path) -> None:
    tables = set(note.get("tables") or ())
    fits = note.get("format") == _FORMAT and tables <= _known()
    # PostgreSQL puts back what the backup holds and leaves later tables alone: they would be half old.
    if connection.vendor != "sqlite" and not set(_applied()) <= tables:
        fits = False
    if not fits:
        raise _refuse(
            "other_version",
            "Another version of Kring made this backup.",
            "Use the version that made it.",
            source,
        )
    if note.get("database") != connection.vendor:
        raise _refuse(
            "other_database",
            f"The backup is of {note.get('database')}, this is {connection.vendor}.",
            "Restore it with the same kind of database.",
            source,
        )


def restore(folder: Path, source: Path) -> bool:
    """Put a backup back: files first, then the database in one step, so nothing is ever half there.

    Return whether the secret key changed: a server that runs signs with the old one until it starts again.

    Files in the lake that the backup does not name stay unseen; the next import clears them away.
    """
    if not source.is_file():
        raise _refuse("no_file", "There is no such file.", "Check the path.", source)
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with one_import_at_a_time("a backup is put back"), zipfile.ZipFile(source) as archive:
            # Under the lock: another restore may be at work in a room of its own.
            for left_over in folder.glob(f"{_ROOM}*"):
                shutil.rmtree(left_over, ignore_errors=True)
            _check(archive, source)
            with tempfile.TemporaryDirectory(dir=folder, prefix=_ROOM) as room:
                return _put_back(archive, Path(room), folder, source)
    except (zipfile.BadZipFile, zlib.error, EOFError) as error:
        raise _refuse(
            "unreadable", "The file cannot be read as a backup.", "Choose another file.", source
        ) from error
    except sqlite3.Error as error:
        raise _refuse("not_restored", f"Nothing was put back: {error}.", _MAKE_ROOM, source) from error


def _put_back(archive: zipfile.ZipFile, room: Path, folder: Path, source: Path) -> bool:
    names = [name for name in archive.namelist() if name.split("/")[0] in _FOLDERS]
    key = [_KEY] if _KEY in archive.namelist() and "KRING_SECRET_KEY" not in os.environ else []
    wanted = ("database", *key, *names)
    with Progress("Putting back", total=len(wanted)) as progress:
        for name in wanted:
            archive.extract(name, room)
            progress.advance()
    _require_sound(room / "database", source)
    for name in names:
        place = folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        (room / name).replace(place)
    _load_database(room / "database")
    # Links in mails that were sent, and who is signed in, hang on the key; a start on a new folder made one.
    changed = False
    for name in key:
        place = folder / name
        changed = not place.exists() or place.read_bytes() != (room / name).read_bytes()
        (room / name).chmod(0o600)
        (room / name).replace(place)
    return changed
