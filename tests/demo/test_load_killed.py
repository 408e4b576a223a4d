"""A load that is killed with -9 leaves nothing half done: the next one takes it up and ends well."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
COMMAND = [sys.executable, "-P", "-m", "kring.cli"]
LOAD = ["demo", "load", "--scale", "0.1"]


def environment(folder: Path) -> dict[str, str]:
    path = f"{ROOT / 'src'}{os.pathsep}{ROOT}"
    found = {**os.environ, "PYTHONPATH": path, "KRING_DATA": str(folder)}
    found.pop("DATABASE_URL", None)
    return found


def count(folder: Path, table: str) -> int:
    file = folder / "kring.sqlite3"
    if not file.exists():
        return 0
    with sqlite3.connect(f"file:{file}?mode=ro", uri=True, timeout=20) as database:
        try:
            return int(database.execute(f"SELECT COUNT(*) FROM {table}").fetchone()[0])
        except sqlite3.OperationalError:
            return 0


def kill_when(folder: Path, ready: str) -> None:
    """Start a load and kill it, with its workers, once ``ready`` holds a row (or amid the texts)."""
    process = subprocess.Popen(
        [*COMMAND, *LOAD], cwd=ROOT, env=environment(folder), start_new_session=True,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        until = time.monotonic() + 120
        while time.monotonic() < until and process.poll() is None:
            if ready == "texts" and list((folder / "lake").glob(".unfinished-*")):
                break
            if ready != "texts" and count(folder, ready):
                break
            time.sleep(0.02)
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(timeout=30)


@pytest.mark.full
def test_killed_twice_and_ended_well(tmp_path: Path) -> None:
    kill_when(tmp_path, "texts")
    assert count(tmp_path, "parties_organisation") == 0
    kill_when(tmp_path, "sense_importreceipt")
    assert count(tmp_path, "parties_organisation") == 0
    done = subprocess.run(
        [*COMMAND, *LOAD], cwd=ROOT, env=environment(tmp_path), capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stderr
    said = dict(line.split("\t") for line in done.stdout.splitlines())
    assert count(tmp_path, "parties_organisation") == int(said["organisations"])
    assert count(tmp_path, "sense_importreceipt") == 2
    assert not list((tmp_path / "lake").glob(".unfinished-*"))
    again = subprocess.run(
        [*COMMAND, *LOAD], cwd=ROOT, env=environment(tmp_path), capture_output=True, text=True, timeout=300
    )
    assert again.returncode == 1 and "already" in again.stderr and not again.stdout
