"""A file or folder enters; its files leave as byte streams, unpacked, counted and guarded against bombs."""

import io
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from kring.core.problems import NotFound, Problem, UnableTo

Advance = Callable[[int], None]

_ENDINGS = (".json", ".jsonl", ".ndjson", ".jsonld", ".csv", ".tsv", ".txt", ".parquet", ".gz", ".zip")
_CHUNK = 1 << 18
_RATIO_COUNTS_FROM = 32 << 20


@dataclass(frozen=True)
class Limits:
    """How much one file may unpack to: bytes in all, and bytes for each packed byte."""

    most_bytes: int = 4 << 30
    most_ratio: int = 200


@dataclass(frozen=True)
class Source:
    """One stream to read: its name for messages, its first bytes, the stream, and the path when seekable."""

    name: str
    head: bytes
    stream: "io.BufferedReader[_Counted]"
    path: Path | None = None


def _problem(code: str, message: str, remedy: str, name: str, **params: object) -> UnableTo:
    return UnableTo(Problem(code, message, remedy, file=name, params=params))


def too_large(name: str) -> UnableTo:
    """The refusal of a file that unpacks to more than is allowed."""
    return _problem(
        "too_large",
        "The file unpacks to far more than its size.",
        "Split it, or check where it came from.",
        name,
    )


def _unreadable(name: str, error: OSError) -> UnableTo:
    why = error.strerror or type(error).__name__
    return _problem(
        "unreadable", "The file cannot be read: {why}.", "Check its permissions and the disk.", name, why=why
    )


class _Counted(io.RawIOBase):
    """The bytes of a stream, unpacked when they are gzip, counted as they come."""

    def __init__(self, raw: BinaryIO, name: str, limits: Limits, advance: Advance) -> None:
        self._raw, self._name, self._limits, self._advance = raw, name, limits, advance
        self._packed = self._unpacked = 0
        self._ready = raw.read(_CHUNK)
        self._count(len(self._ready))
        self._gzip = zlib.decompressobj(31) if self._ready[:2] == b"\x1f\x8b" else None
        self._input = b""
        if self._gzip is not None:
            self._input, self._ready = self._ready, b""

    def readable(self) -> bool:
        return True

    def _count(self, size: int) -> None:
        self._packed += size
        self._advance(size)

    def _more(self) -> bytes:
        try:
            chunk = self._raw.read(_CHUNK)
        except OSError as error:
            raise _unreadable(self._name, error) from error
        self._count(len(chunk))
        return chunk

    def _unpack(self) -> bytes:
        """Return the next unpacked bytes; several gzip members in a row are one file."""
        while self._gzip is not None:
            if self._gzip.eof:
                rest = self._gzip.unused_data or self._more()
                if not rest.strip(b"\0"):
                    return b""
                self._gzip, self._input = zlib.decompressobj(31), rest
            elif not self._input:
                self._input = self._more()
                if not self._input:
                    raise self._broken()
            try:
                out = self._gzip.decompress(self._input, _CHUNK)
            except zlib.error as error:
                raise self._broken() from error
            self._input = self._gzip.unconsumed_tail
            if out:
                return out
        return b""

    def _broken(self) -> UnableTo:
        return _problem(
            "truncated",
            "The packed file is damaged or ends too early.",
            "Download or pack it again.",
            self._name,
        )

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        if not self._ready:
            self._ready = self._unpack() if self._gzip is not None else self._more()
        size = min(len(buffer), len(self._ready))
        buffer[:size] = self._ready[:size]
        self._ready = self._ready[size:]
        self._unpacked += size
        ratio = self._unpacked / max(1, self._packed)
        bomb = self._unpacked > _RATIO_COUNTS_FROM and ratio > self._limits.most_ratio
        if bomb or self._unpacked > self._limits.most_bytes:
            raise too_large(self._name)
        return size


def files_of(path: Path) -> list[Path]:
    """Return the file, or the readable files of a folder and its folders, in order of name."""
    if path.is_file():
        return [path]
    if not path.is_dir():
        raise NotFound(
            Problem("not_found", "There is no such file or folder.", "Check the path.", file=str(path))
        )
    found = [
        file
        for file in sorted(path.rglob("*"))
        if file.is_file() and file.name.lower().endswith(_ENDINGS) and not file.name.startswith(".")
    ]
    if not found:
        raise _problem(
            "no_files", "The folder holds no JSON, CSV or Parquet file.", "Choose another folder.", str(path)
        )
    return found


def total_bytes(path: Path) -> int:
    """Return the size on disk of everything that ``path`` stands for: the total of a progress bar."""
    return sum(file.stat().st_size for file in files_of(path))


def _source(raw: BinaryIO, name: str, limits: Limits, advance: Advance, path: Path | None) -> Source:
    stream = io.BufferedReader(_Counted(raw, name, limits, advance), _CHUNK)
    head = stream.peek(_CHUNK)
    if not head:
        raise _problem("empty_file", "The file is empty.", "Choose a file with records.", name)
    return Source(name, head, stream, path)


def _members(file: Path, limits: Limits, advance: Advance) -> Iterator[Source]:
    try:
        with zipfile.ZipFile(file) as archive:
            members = [
                m for m in archive.infolist() if not m.is_dir() and m.filename.lower().endswith(_ENDINGS)
            ]
            if not members:
                raise _problem(
                    "no_files",
                    "The zip file holds no JSON or CSV file.",
                    "Save a spreadsheet as CSV.",
                    str(file),
                )
            if sum(member.file_size for member in members) > limits.most_bytes:
                raise too_large(str(file))
            left = file.stat().st_size
            for member in members:
                advance(min(left, member.compress_size))
                left -= min(left, member.compress_size)
                ratio = member.file_size / max(1, member.compress_size)
                if member.file_size > _RATIO_COUNTS_FROM and ratio > limits.most_ratio:
                    raise too_large(f"{file}/{member.filename}")
                with archive.open(member) as raw:
                    yield _source(raw, f"{file}/{member.filename}", limits, lambda _: None, None)  # type: ignore[arg-type]
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise _problem(
            "truncated", "The packed file is damaged or locked.", "Download or pack it again.", str(file)
        ) from error


def sources(path: Path, *, limits: Limits, advance: Advance) -> Iterator[Source]:
    """Yield every stream behind ``path``: plain files, gzip, and the files inside a zip."""
    for file in files_of(path):
        try:
            with file.open("rb") as raw:
                if raw.read(4) == b"PK\x03\x04":
                    yield from _members(file, limits, advance)
                    continue
                raw.seek(0)
                yield _source(raw, str(file), limits, advance, file)
        except OSError as error:
            raise _unreadable(str(file), error) from error
