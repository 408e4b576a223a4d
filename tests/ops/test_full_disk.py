"""A disk that is really full: a clear message, nothing half done, and going on once there is room."""

import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import missing
from tests.ops.product import Product, Visitor, copy_of
from tests.ops.test_killed import IMPORTED, lake_of, rows, vacancies

MEGABYTE = 1_000_000


@pytest.fixture
def small_disk(nothing_yet: Product, tmp_path: Path) -> Iterator[Product]:
    """An empty Kring on a file system of its own, with some megabytes to spare."""
    if os.geteuid() != 0:
        missing("a small file system (only root can mount one)")
    disk = tmp_path / "disk"
    disk.mkdir()
    used = sum(path.stat().st_size for path in nothing_yet.folder.rglob("*") if path.is_file())
    size = 3 * used + 8 * MEGABYTE
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={size}", "kring-test", str(disk)],
        check=False,
        capture_output=True,
    )
    if done.returncode:
        missing("a small file system (mounting is not allowed here)")
    try:
        yield Product(copy_of(nothing_yet, disk / "data"))
    finally:
        subprocess.run(["umount", "-l", str(disk)], check=False)


def fill(product: Product, leave: int) -> Path:
    """Take all room but ``leave`` bytes."""
    filler = product.folder.parent / "filler"
    status = os.statvfs(product.folder)
    with filler.open("wb") as file:
        file.write(b"\0" * max(0, status.f_bavail * status.f_frsize - leave))
    return filler


@pytest.mark.full
def test_an_import_on_a_full_disk_keeps_nothing(small_disk: Product, tmp_path: Path) -> None:
    file = vacancies(tmp_path / "vacancies.jsonl", 900)
    filler = fill(small_disk, leave=20_000)
    answer = small_disk.kring("sense", "vacancies", file)
    assert answer.returncode == 1 and answer.stdout == ""
    assert "full" in answer.stderr and "Traceback" not in answer.stderr, answer.stderr
    filler.unlink()
    assert json.loads(small_disk.said(IMPORTED)) == [0, 0]
    assert not [name for name in lake_of(small_disk) if "unfinished" in name or name.endswith(".parquet")]
    small_disk.done("sense", "vacancies", file)
    assert json.loads(small_disk.said(IMPORTED)) == [1, 900]


@pytest.mark.full
def test_a_backup_on_a_full_disk_leaves_no_file(small_disk: Product) -> None:
    target = small_disk.folder.parent / "kept.zip"
    filler = fill(small_disk, leave=100_000)
    answer = small_disk.kring("backup", target)
    assert answer.returncode == 1 and "Traceback" not in answer.stderr, answer.stderr
    assert str(target.parent) in answer.stderr or "disk" in answer.stderr
    assert sorted(path.name for path in target.parent.iterdir()) == ["data", "filler"]
    filler.unlink()


@pytest.mark.full
def test_a_restore_on_a_full_disk_changes_nothing(small_disk: Product, tmp_path: Path) -> None:
    target = tmp_path / "kept.zip"
    small_disk.done("backup", target)
    before = rows(small_disk, "SELECT count(*) FROM ledger_fact")
    filler = fill(small_disk, leave=100_000)
    answer = small_disk.kring("restore", target)
    assert answer.returncode == 1 and "Traceback" not in answer.stderr, answer.stderr
    filler.unlink()
    assert rows(small_disk, "SELECT count(*) FROM ledger_fact") == before
    assert small_disk.kring("restore", target).returncode == 0


@pytest.mark.full
def test_a_form_on_a_full_disk_says_so_and_saves_nothing(small_disk: Product) -> None:
    question = "Wij willen storingen aan pompen voorspellen met machine learning. " * 58
    with small_disk.served("--empty") as server:
        visitor = Visitor(server.port)
        visitor.draft("Eerst is er nog ruimte om een vraag op te schrijven.")
        # Room that the database's journal has kept for itself would take the question after all.
        rows(small_disk, "PRAGMA wal_checkpoint(TRUNCATE)")
        kept = rows(small_disk, "SELECT count(*) FROM connect_challenge")[0][0]
        filler = fill(small_disk, leave=0)
        status = 302
        for _ in range(28):  # fewer than a machine may begin in an hour
            answer = visitor.post("/challenges/new/", text=question)
            status = answer.status
            if status != 302:
                break
            kept += 1
        assert status == 507 and "Traceback" not in answer.text
        # Counted only afterwards: to open the database takes room too.
        filler.unlink()
        visitor.draft("Nu is er weer ruimte om een vraag op te schrijven.")
        assert rows(small_disk, "SELECT count(*) FROM connect_challenge")[0][0] == kept + 1
