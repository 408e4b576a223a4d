"""ESCO's official CSV layout (folder, zip or single files) enters; tables with a kind and rows leave."""

import csv
import io
import sys
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from kring.core.problems import Problem, UnableTo
from kring.taxonomy import rules

LARGEST_TABLE_BYTES = 500_000_000
_BROKEN = (csv.Error, zipfile.BadZipFile, zlib.error, EOFError)


@dataclass(frozen=True)
class Table:
    """One CSV file: what it holds, in which language, and its rows (read once)."""

    name: str
    kind: str
    language: str
    columns: tuple[str, ...]
    rows: Iterator[dict[str, str]]


def _problem(code: str, file: str, message: str, remedy: str, line: int | None = None) -> UnableTo:
    return UnableTo(Problem(code, message, remedy, file=file, line=line))


def _rows(reader: "csv.DictReader[str]", name: str) -> Iterator[dict[str, str]]:
    try:
        for row in reader:
            if None in row or None in row.values():
                raise _problem(
                    "wrong_width",
                    name,
                    "The row has another number of fields than the header.",
                    "The file may be cut off: download it again.",
                    reader.line_num,
                )
            yield row
    except UnicodeDecodeError as error:
        raise _problem(
            "not_utf8", name, "The file is not UTF-8 text.", "Save it as UTF-8.", reader.line_num
        ) from error
    except _BROKEN as error:
        raise _problem(
            "unreadable", name, "The file cannot be read.", "Download it again.", reader.line_num + 1
        ) from error


def _table(name: str, stream: IO[bytes], language: str) -> Table:
    csv.field_size_limit(min(sys.maxsize, 10_000_000))
    text = io.TextIOWrapper(stream, encoding="utf-8-sig", newline="")
    reader = csv.DictReader(text, strict=True)  # an open quote at the end is a file cut off
    try:
        columns = tuple(reader.fieldnames or ())
    except _BROKEN as error:
        raise _problem("unreadable", name, "The file cannot be read.", "Download it again.", 1) from error
    except UnicodeDecodeError as error:
        raise _problem("not_utf8", name, "The file is not UTF-8 CSV.", "Save it as UTF-8 CSV.", 1) from error
    kind = rules.table_kind(columns)
    if not kind:
        raise _problem(
            "unknown_table",
            name,
            "These columns are not those of an ESCO table.",
            "Use the official ESCO CSV download; it has a column conceptUri.",
            1,
        )
    return Table(
        name, kind, language or rules.language_in_name(Path(name).name), columns, _rows(reader, name)
    )


def _zip_tables(path: Path, language: str) -> Iterator[Table]:
    try:
        with zipfile.ZipFile(path) as archive:
            for item in archive.infolist():
                if not item.filename.lower().endswith(".csv"):
                    continue
                if item.file_size > LARGEST_TABLE_BYTES:
                    raise _problem(
                        "bomb",
                        f"{path.name}/{item.filename}",
                        "The table unpacks to more than 500 MB.",
                        "This is no official ESCO file.",
                    )
                with archive.open(item) as stream:
                    yield _table(f"{path.name}/{item.filename}", stream, language)
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError) as error:  # RuntimeError: a password
        raise _problem(
            "unreadable", path.name, "This is not a readable zip file.", "Download it again."
        ) from error


def tables(path: Path, *, language: str = "") -> Iterator[Table]:
    """Return each table of a folder, zip or CSV file; read a table's rows before asking for the next."""
    if not path.exists():
        raise _problem("no_file", str(path), "There is no such file or folder.", "Check the path.")
    if path.is_dir():
        files = sorted(path.rglob("*.csv"))
        if not files:
            raise _problem("empty_folder", str(path), "The folder holds no CSV file.", "Unpack it first.")
        for file in files:
            yield from tables(file, language=language)
    elif path.suffix.lower() == ".zip" or zipfile.is_zipfile(path):
        yield from _zip_tables(path, language)
    else:
        with path.open("rb") as stream:
            yield _table(path.name, stream, language)
