"""An upload is checked before it is kept; nothing half kept stays behind."""

import errno
import io
import zipfile
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from kring.core.problems import NotFound, UnableTo
from kring.files.actions import keep_upload as module
from kring.files.actions.keep_upload import check_file, forget_upload, keep_upload, path_of
from kring.parties.formats.party_sheet import template_xlsx


@pytest.fixture(autouse=True)
def folder(settings, tmp_path) -> Path:
    settings.KRING_DATA = tmp_path
    return tmp_path / "files"


def kept(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()] if folder.exists() else []


def zipped(**members: bytes) -> bytes:
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/").replace("_x", ".x"), content)
    return raw.getvalue()


def test_a_file_is_kept_under_a_name_of_our_own(folder) -> None:
    stored = keep_upload(SimpleUploadedFile("../../etc/passwd.CSV", b"a;b\n1;2\n"))
    assert kept(folder) == [stored]
    assert stored.endswith(".csv")
    assert path_of(stored).read_bytes() == b"a;b\n1;2\n"
    forget_upload(stored)
    forget_upload(stored)
    with pytest.raises(NotFound):
        path_of(stored)


@pytest.mark.parametrize("name", ["../secret.key", "/etc/passwd", "..", ""])
def test_no_name_leads_out_of_the_folder(folder, name) -> None:
    with pytest.raises(NotFound):
        path_of(name)


def test_a_real_workbook_is_kept(folder) -> None:
    assert path_of(keep_upload(SimpleUploadedFile("t.xlsx", template_xlsx("nl")))).is_file()


@pytest.mark.parametrize(
    ("name", "raw", "code"),
    [
        ("a.exe", b"MZ", "wrong_type"),
        ("a", b"x", "wrong_type"),
        ("a.csv", b"", "empty_file"),
        ("a.xlsx", b"no workbook", "unreadable"),
        ("a.xlsx", zipped(readme=b"x"), "unreadable"),
        ("a.xlsx", zipped(xl__workbook_xml=b"<x/>")[:-30], "unreadable"),
        ("a.xlsx", zipped(xl__workbook_xml=b"<x/>", xl__sheet_xml=b"0" * 90_000_000), "bomb"),
    ],
)
def test_a_bad_file_is_refused_and_not_kept(folder, tmp_path, name, raw, code) -> None:
    with pytest.raises(UnableTo) as refused:
        keep_upload(SimpleUploadedFile(name, raw))
    assert refused.value.problems[0].code == code
    assert refused.value.problems[0].remedy
    assert kept(folder) == []
    on_disk = tmp_path / (name or "x")
    on_disk.write_bytes(raw)
    with pytest.raises(UnableTo):
        check_file(on_disk)


def test_a_file_that_is_too_large_is_refused(folder) -> None:
    with pytest.raises(UnableTo, match="1 MB"):
        keep_upload(SimpleUploadedFile("a.csv", b"x" * 1_000_001), largest=1_000_000)
    assert kept(folder) == []


def test_a_full_disk_leaves_nothing_behind(folder, monkeypatch) -> None:
    def full(path, name) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(module, "_check_workbook", full)
    with pytest.raises(UnableTo, match="disk is full"):
        keep_upload(SimpleUploadedFile("a.csv", b"a;b"))
    assert kept(folder) == []


def test_a_file_that_is_not_there_is_named(tmp_path) -> None:
    with pytest.raises(UnableTo, match="nowhere.csv"):
        check_file(tmp_path / "nowhere.csv")
