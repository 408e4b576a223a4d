"""An uploaded file enters; the name it is kept under leaves, or a problem that says why not."""

import uuid
import zipfile
from pathlib import Path

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from kring.core.problems import NotFound, Problem, UnableTo

LARGEST_BYTES = 20_000_000
LARGEST_UNPACKED_BYTES = 200_000_000
ENDINGS = {".csv", ".xlsx", ".txt"}


def _folder() -> Path:
    folder = Path(settings.KRING_DATA) / "files"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _refuse(code: str, message: str, remedy: str, name: str) -> UnableTo:
    return UnableTo(Problem(code, message, remedy, file=name))


def keep_upload(upload: UploadedFile) -> str:
    """Check size, ending and (for a workbook) how far it unpacks; keep it under a new name."""
    name = Path(upload.name or "").name
    ending = Path(name).suffix.lower()
    if ending not in ENDINGS:
        raise _refuse("wrong_type", "This kind of file cannot be read.", "Save it as CSV or XLSX.", name)
    if not upload.size:
        raise _refuse("empty_file", "The file is empty.", "Choose a file with rows in it.", name)
    if upload.size > LARGEST_BYTES:
        raise _refuse("too_large", "The file is larger than 20 MB.", "Split it and load it in parts.", name)
    stored_as = f"{uuid.uuid4()}{ending}"
    path = _folder() / stored_as
    with path.open("wb") as target:
        for chunk in upload.chunks():
            target.write(chunk)
    if ending == ".xlsx":
        _check_workbook(path, name)
    return stored_as


def _check_workbook(path: Path, name: str) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            unpacked = sum(item.file_size for item in archive.infolist())
            is_workbook = "xl/workbook.xml" in archive.namelist()
    except zipfile.BadZipFile:
        unpacked, is_workbook = 0, False
    if not is_workbook:
        path.unlink()
        raise _refuse("unreadable", "This is not a readable XLSX file.", "Save it again, or as CSV.", name)
    if unpacked > LARGEST_UNPACKED_BYTES:
        path.unlink()
        raise _refuse("bomb", "The file unpacks to more than 200 MB.", "Save it as CSV.", name)


def path_of(stored_as: str) -> Path:
    """Return the path of a kept file; NotFound when it is gone."""
    path = _folder() / Path(stored_as).name
    if not path.is_file():
        raise NotFound(Problem("file_gone", "The uploaded file is gone.", "Upload it again."))
    return path


def forget_upload(stored_as: str) -> None:
    """Remove a kept file; nothing happens when it is already gone."""
    (_folder() / Path(stored_as).name).unlink(missing_ok=True)
