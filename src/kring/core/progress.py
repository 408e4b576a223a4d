"""Progress on standard error: counts enter, a line that a person can follow leaves."""

import sys
import time
from types import TracebackType
from typing import TextIO


class Progress:
    """Shows how far a long step is: a moving line on a terminal, a line per tenth in a log.

    Standard output is never touched. Nothing is shown for a step that ends within a second.
    """

    def __init__(self, label: str, *, total: int | None = None, stream: TextIO | None = None) -> None:
        self.label = label
        self.total = total
        self.done = 0
        self._stream = stream if stream is not None else sys.stderr
        self._started = time.monotonic()
        self._last_shown = self._started
        self._shown = False

    def __enter__(self) -> "Progress":
        return self

    def advance(self, steps: int = 1) -> None:
        """Count ``steps`` more as done and show it at most five times a second."""
        self.done += steps
        now = time.monotonic()
        every_seconds = 0.2 if self._stream.isatty() else 5.0
        if now - self._started > 1 and now - self._last_shown >= every_seconds:
            self._last_shown = now
            self._show(end="\r" if self._stream.isatty() else "\n")

    def _show(self, *, end: str) -> None:
        share = f" {self.done / self.total:4.0%}" if self.total else ""
        of_total = f" of {self.total:,}" if self.total else ""
        print(f"{self.label}:{share} {self.done:,}{of_total}", end=end, file=self._stream, flush=True)
        self._shown = True

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._shown and kind is None:
            self._show(end="\n")
