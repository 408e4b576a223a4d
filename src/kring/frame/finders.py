"""Static files finder: a static path enters, the installed npm file or the style bundle leaves."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

from kring.frame import assets


class _OneFile(FileSystemStorage):
    """A storage that knows a single file under a name of our choice."""

    def __init__(self, name: str, file: Path) -> None:
        super().__init__(location=str(file.parent))
        self.name, self.file = name, file
        self.prefix = ""

    def path(self, name: str) -> str:
        return str(self.file)


class NpmFinder(BaseFinder):
    """Serves the files named in ``assets.FILES`` and the bundle, and nothing else from npm."""

    def check(self, **kwargs: Any) -> list[Any]:
        return []

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, FileSystemStorage]]:
        for npm_path, static_path in assets.FILES.items():
            yield static_path, _OneFile(static_path, assets.npm_file(npm_path))
        yield assets.BUNDLE, _OneFile(assets.BUNDLE, assets.bundle_file())

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        find_all = find_all or bool(kwargs.get("all"))
        found = self._file(path)
        if find_all:
            return [str(found)] if found else []
        return str(found) if found else None

    def _file(self, path: str) -> Path | None:
        if path == assets.BUNDLE:
            return assets.bundle_file()
        for npm_path, static_path in assets.FILES.items():
            if static_path == path:
                return assets.npm_file(npm_path)
        return None
