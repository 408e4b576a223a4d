"""Raw uploads of imports that failed or were abandoned are gone after a day; what waits is kept."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from kring.files.actions.tidy_uploads import UPLOAD_LASTS, tidy_uploads


@pytest.fixture
def folder(settings, tmp_path) -> Path:
    settings.KRING_DATA = tmp_path
    (tmp_path / "files").mkdir()
    return tmp_path / "files"


def lay(folder: Path, name: str, age: timedelta) -> Path:
    path = folder / name
    path.write_text("Naam,E-mail")
    at = (timezone.now() - age).timestamp()
    os.utime(path, (at, at))
    return path


def test_only_what_lay_long_enough_and_nobody_needs_is_removed(folder) -> None:
    hour = timedelta(hours=1)
    old, new = lay(folder, "old.csv", UPLOAD_LASTS + hour), lay(folder, "new.csv", UPLOAD_LASTS - hour)
    needed = lay(folder, "needed.csv", UPLOAD_LASTS * 3)
    assert tidy_uploads(needed={"needed.csv"}, now=timezone.now()) == 1
    assert (old.exists(), new.exists(), needed.exists()) == (False, True, True)
    assert tidy_uploads(needed={"needed.csv"}, now=timezone.now()) == 0


def test_without_a_folder_nothing_happens(settings, tmp_path) -> None:
    settings.KRING_DATA = tmp_path
    assert tidy_uploads(needed=(), now=timezone.now()) == 0
