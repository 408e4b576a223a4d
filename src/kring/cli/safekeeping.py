"""A data folder in use enters; one file that holds all of it leaves, and the way back."""

import json
import os
import shutil
import sqlite3
import subprocess
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.db import connection, connections

from kring.core.problems import Problem, UnableTo
from kring.core.progress import Progress

_FOLDERS = ("lake", "files", "rejects")
_FORMAT = 1


def _refuse(code: str, message: str, remedy: str, file: Path) -> UnableTo:
    return UnableTo(Problem(code, message, remedy, file=str(file)))


def _dump_database(target: Path) -> None:
    """Copy the database as it is at one moment; writers go on meanwhile."""
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        with sqlite3.connect(target) as copy:
            connection.connection.backup(copy)
        copy.close()
        return
    _run_postgres("pg_dump", "--format=custom", "--file", str(target))


def _load_database(source: Path) -> None:
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        with sqlite3.connect(source) as copy:
            copy.backup(connection.connection)
        copy.close()
    else:
        _run_postgres("pg_restore", "--clean", "--if-exists", "--single-transaction", str(source))
    connections.close_all()


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


def backup(folder: Path, target: Path) -> int:
    """Write the database, the lake, kept files and the secret key to ``target``; return its size in bytes.

    The database is copied first: files in the lake are never changed, only added, so every file that the
    copy names is there.
    """
    target = target.resolve()
    if not target.parent.is_dir():
        raise _refuse("no_folder", "The folder does not exist.", "Make it first.", target)
    unfinished = target.with_name(f".{target.name}.unfinished")
    try:
        with tempfile.TemporaryDirectory(dir=target.parent) as room:
            dump = Path(room) / "database"
            _dump_database(dump)
            files = list(_kept_files(folder))
            with (
                zipfile.ZipFile(unfinished, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
                Progress("Backing up", total=len(files) + 1) as progress,
            ):
                archive.writestr(
                    "kring-backup.json", json.dumps({"format": _FORMAT, "database": connection.vendor})
                )
                archive.write(dump, "database")
                progress.advance()
                if (folder / "secret.key").exists():
                    archive.write(folder / "secret.key", "secret.key")
                for path in files:
                    archive.write(path, path.relative_to(folder).as_posix())
                    progress.advance()
        unfinished.chmod(0o600)
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)
    return target.stat().st_size


def _check(archive: zipfile.ZipFile, source: Path) -> None:
    try:
        note = json.loads(archive.read("kring-backup.json"))
    except (KeyError, ValueError) as error:
        raise _refuse("no_backup", "This is no backup of Kring.", "Choose another file.", source) from error
    if note.get("format") != _FORMAT:
        raise _refuse(
            "other_format", "The backup has another format.", "Use the version that made it.", source
        )
    if note.get("database") != connection.vendor:
        raise _refuse(
            "other_database",
            f"The backup is of {note.get('database')}, this is {connection.vendor}.",
            "Restore it with the same kind of database.",
            source,
        )
    if archive.testzip() is not None:
        raise _refuse("damaged", "The backup is damaged.", "Choose another file.", source)


def restore(folder: Path, source: Path) -> None:
    """Put a backup back: files first, then the database in one step, so nothing is ever half there."""
    if not source.is_file():
        raise _refuse("no_file", "There is no such file.", "Check the path.", source)
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with zipfile.ZipFile(source) as archive, tempfile.TemporaryDirectory(dir=folder) as room:
            _check(archive, source)
            names = [name for name in archive.namelist() if name.split("/")[0] in _FOLDERS]
            for name in ("database", *names):
                archive.extract(name, room)
            for name in names:
                place = folder / name
                place.parent.mkdir(parents=True, exist_ok=True)
                (Path(room) / name).replace(place)
            if "secret.key" in archive.namelist() and not (folder / "secret.key").exists():
                archive.extract("secret.key", folder)
            _load_database(Path(room) / "database")
    except zipfile.BadZipFile as error:
        raise _refuse(
            "unreadable", "The file cannot be read as a backup.", "Choose another file.", source
        ) from error
