"""A path enters; a text file to write to leaves, which appears there only when it is complete."""

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO


@contextmanager
def whole_file(path: Path) -> Iterator[TextIO]:
    """Write UTF-8 text to ``path``, whole or not at all; what stood there stays until then.

    What is there and is no plain file (a pipe, /dev/stdout, /dev/null) is written to as it is: nothing may
    take its place. Raises OSError with the name that was asked for.
    """
    if path.exists() and not path.is_file():
        with path.open("w", encoding="utf-8", newline="\n") as handle:
            yield handle
        return
    unfinished = path.with_name(f".{path.name}.{uuid.uuid4().hex[:8]}")
    try:
        with _opened(unfinished, path) as handle:
            yield handle
            handle.flush()
            os.fsync(handle.fileno())
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def _opened(unfinished: Path, path: Path) -> TextIO:
    try:
        return unfinished.open("w", encoding="utf-8", newline="\n")
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from error
