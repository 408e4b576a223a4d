"""Refused rows enter; a file with place and reason of each leaves, never a word of their text."""

import csv
import uuid
from pathlib import Path
from types import TracebackType

from django.conf import settings

from kring.core.cells import guarded
from kring.sense.formats import Reject
from kring.sense.models import ImportReceipt


class RejectsFile:
    """The rejects of one import: file, line, field and reason of each. Open it holding the lake's lock."""

    def __init__(self, import_id: uuid.UUID) -> None:
        self.count = 0
        self._folder = Path(settings.KRING_DATA) / "rejects"
        self._unfinished = self._folder / f".{import_id}.csv"
        self._path = self._folder / f"{import_id}.csv"

    def __enter__(self) -> "RejectsFile":
        self._folder.mkdir(parents=True, exist_ok=True)
        self._remove_unnamed()
        self._handle = self._unfinished.open("w", encoding="utf-8", newline="")
        self._writer = csv.writer(self._handle)
        self._writer.writerow(["file", "line", "field", "reason"])
        return self

    def _remove_unnamed(self) -> None:
        """Remove what killed imports left: files that no receipt names."""
        named = set(ImportReceipt.objects.values_list("rejects_file", flat=True))
        for path in self._folder.glob("*.csv"):
            if path.name not in named:
                path.unlink(missing_ok=True)

    def add(self, reject: Reject) -> None:
        """Write one reject down."""
        self.count += 1
        name, field = guarded(Path(reject.file).name), guarded(reject.field)
        self._writer.writerow([name, reject.line or "", field, reject.reason_code])

    def publish(self) -> str:
        """Put the file in place; return its name, "" when nothing was refused."""
        self._handle.close()
        if not self.count:
            return ""
        self._unfinished.replace(self._path)
        return self._path.name

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._handle.close()
        self._unfinished.unlink(missing_ok=True)
