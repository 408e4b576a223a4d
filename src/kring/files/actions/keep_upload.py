"""An uploaded file enters; the name it is kept under leaves, or a problem that says why not."""

import errno
import struct
import uuid
import zipfile
from collections.abc import Collection
from pathlib import Path

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from kring.core.problems import NotFound, Problem, UnableTo

LARGEST_BYTES = 20_000_000
# A sheet of 50,000 organisations unpacks to some 40 MB; reading much more would fill the memory.
LARGEST_UNPACKED_BYTES = 80_000_000
ENDINGS = {".csv", ".xlsx", ".txt"}


def uploads_folder() -> Path:
    """Return the folder of uploads whose import is not finished; it is made when missing."""
    folder = Path(settings.KRING_DATA) / "files"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _refuse(code: str, message: str, remedy: str, name: str) -> UnableTo:
    return UnableTo(Problem(code, message, remedy, file=name))


def keep_upload(
    upload: UploadedFile, *, endings: Collection[str] = ENDINGS, largest: int = LARGEST_BYTES
) -> str:
    """Check size, ending and (for a workbook) how far it unpacks; keep it under a new name."""
    name = Path(upload.name or "").name
    _check(name, upload.size or 0, endings, largest)
    stored_as = f"{uuid.uuid4()}{Path(name).suffix.lower()}"
    path = uploads_folder() / stored_as
    try:
        with path.open("wb") as target:
            for chunk in upload.chunks():
                target.write(chunk)
        _check_workbook(path, name)
    except UnableTo:
        path.unlink(missing_ok=True)
        raise
    except OSError as error:
        path.unlink(missing_ok=True)
        if error.errno not in (errno.ENOSPC, errno.EDQUOT):
            raise
        raise _refuse(
            "disk_full", "The disk is full: the file could not be kept.", "Make room and try again.", name
        ) from error
    return stored_as


def check_file(path: Path, *, endings: Collection[str] = ENDINGS) -> None:
    """Check a file on disk as an upload is checked: it is there, of a known type, and not too large."""
    if not path.is_file():
        raise _refuse("no_file", "There is no such file.", "Check the name and the folder.", str(path))
    _check(str(path), path.stat().st_size, endings, LARGEST_BYTES)
    _check_workbook(path, str(path))


def _check(name: str, size: int, endings: Collection[str], largest: int) -> None:
    if Path(name).suffix.lower() not in endings:
        known = ", ".join(sorted(ending.removeprefix(".").upper() for ending in endings))
        raise UnableTo(
            Problem(
                "wrong_type",
                "This kind of file cannot be read.",
                "Save it as one of: {known}.",
                file=name,
                params={"known": known},
            )
        )
    if not size:
        raise _refuse("empty_file", "The file is empty.", "Choose a file with rows in it.", name)
    if size > largest:
        raise UnableTo(
            Problem(
                "too_large",
                "The file is larger than {most} MB.",
                "Split it and load it in parts.",
                file=name,
                params={"most": largest // 1_000_000},
            )
        )


def _check_workbook(path: Path, name: str) -> None:
    """A workbook says itself how far it unpacks; reading stops there, so that it cannot lie."""
    if path.suffix.lower() != ".xlsx":
        return
    try:
        with zipfile.ZipFile(path) as archive:
            unpacked = sum(item.file_size for item in archive.infolist())
            is_workbook = "xl/workbook.xml" in archive.namelist()
    except (zipfile.BadZipFile, ValueError, struct.error):
        unpacked, is_workbook = 0, False
    if unpacked > LARGEST_UNPACKED_BYTES:
        raise _refuse("bomb", "The file unpacks to more than 80 MB.", "Save it as CSV.", name)
    if not is_workbook:
        raise _refuse("unreadable", "This is not a readable XLSX file.", "Save it again, or as CSV.", name)


def path_of(stored_as: str) -> Path:
    """Return the path of a kept file; NotFound when it is gone."""
    path = uploads_folder() / Path(stored_as).name
    if not path.is_file():
        raise NotFound(Problem("file_gone", "The uploaded file is gone.", "Upload it again."))
    return path


def forget_upload(stored_as: str) -> None:
    """Remove a kept file; nothing happens when it is already gone."""
    (uploads_folder() / Path(stored_as).name).unlink(missing_ok=True)
