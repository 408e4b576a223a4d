"""A file that is written whole or not at all, and what is no file."""

import os
import threading
from pathlib import Path

import pytest

from kring.core.whole_file import whole_file


def test_what_stood_there_stays_until_all_is_written(tmp_path: Path) -> None:
    path = tmp_path / "out.txt"
    path.write_text("before")
    with pytest.raises(ZeroDivisionError), whole_file(path) as handle:
        handle.write("half")
        raise ZeroDivisionError
    assert path.read_text() == "before" and list(tmp_path.iterdir()) == [path]
    with whole_file(path) as handle:
        handle.write("é\n")
        assert path.read_text() == "before"
    assert path.read_bytes() == "é\n".encode() and list(tmp_path.iterdir()) == [path]


def test_a_pipe_stays_a_pipe(tmp_path: Path) -> None:
    """So does /dev/null, which an administrator could replace."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    read: list[str] = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_text()))
    reader.start()
    with whole_file(pipe) as handle:
        handle.write("through")
    reader.join(timeout=10)
    assert read == ["through"] and pipe.is_fifo()


def test_a_missing_folder_is_told_by_the_name_that_was_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "none" / "out.txt"
    with pytest.raises(FileNotFoundError) as refused, whole_file(path):
        pass
    assert refused.value.filename == str(path)
