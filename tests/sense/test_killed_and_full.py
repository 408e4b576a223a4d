"""A real import that is killed or meets a full disk: nothing is half done, and the next one goes on."""

import json
import os
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.sense.small_market import write_vacancies

pytestmark = pytest.mark.full
ROOT = Path(__file__).resolve().parents[2]


def command(data, *arguments, most_bytes=None):
    def limit():
        if most_bytes:
            resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes, most_bytes))

    return subprocess.Popen(
        [sys.executable, "-P", "-m", "kring.cli", "sense", *map(str, arguments)],
        env={**os.environ, "KRING_DATA": str(data), "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=limit,
        start_new_session=True,
    )


def counts(data):
    process = command(data, "receipts")
    out, err = process.communicate(timeout=60)
    assert process.returncode == 0, err
    return [line.split("\t") for line in out.splitlines()[1:]]


def parquet_files(data):
    return sorted(path.name for path in (data / "lake").rglob("*.parquet"))


@pytest.fixture
def data(tmp_path):
    """A data folder that is set up already, so that only the import is cut short."""
    folder = tmp_path / "data"
    assert counts(folder) == []
    return folder


def test_kill_9_in_the_middle_leaves_nothing_and_the_next_import_succeeds(data, tmp_path):
    path = write_vacancies(tmp_path / "in", 6_000)
    process = command(data, "vacancies", path)
    until = time.monotonic() + 60
    while not list((data / "lake").glob(".unfinished-*/vacancies.parquet")):
        assert process.poll() is None and time.monotonic() < until, "the import never began to write"
        time.sleep(0.02)
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate(timeout=30)
    assert counts(data) == [] and parquet_files(data / "nothing") == []
    again = command(data, "vacancies", path)
    out, err = again.communicate(timeout=120)
    assert again.returncode == 0, err
    assert dict(line.split("\t") for line in out.splitlines())["kept"] == "6000"
    assert len(parquet_files(data)) == 2 and not list((data / "lake").glob(".unfinished-*"))


def test_two_imports_at_once_one_is_told_to_wait(data, tmp_path):
    path = write_vacancies(tmp_path / "in", 4_000)
    both = [command(data, "vacancies", path) for _ in range(2)]
    ends = [(process, *process.communicate(timeout=120)) for process in both]
    assert sorted(process.returncode for process, _, _ in ends) == [0, 1]
    refused = next(err for process, _, err in ends if process.returncode)
    assert "Another import is running" in refused and "Wait" in refused
    assert [row[3:5] for row in counts(data)] == [["4000", "4000"]]


def test_a_full_disk_leaves_nothing(data, tmp_path):
    lines = [json.dumps({"@type": "JobPosting", "title": f"T{n}", "description": os.urandom(900).hex()})
             for n in range(3_000)]  # fmt: skip
    path = tmp_path / "ads.jsonl"
    path.write_text("\n".join(lines), "utf-8")
    process = command(data, "vacancies", path, most_bytes=1_000_000)
    out, err = process.communicate(timeout=120)
    assert process.returncode == 1 and not out
    assert "disk" in err and "nothing was kept" in err
    assert counts(data) == [] and parquet_files(data) == []
