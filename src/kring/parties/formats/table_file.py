"""A CSV or XLSX file enters; its headers and rows with line numbers leave, or a problem with its line."""

import csv
import io
import itertools
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from kring.core.problems import Problem, UnableTo

MOST_ROWS = 50_000
MOST_COLUMNS = 200
LONGEST_CELL = 20_000
# Excel may claim a million empty rows below the last one; reading stops after so many in a row.
EMPTY_ROWS_AT_END = 1_000
# A spreadsheet may have a title, a date or a note of one cell above its headers.
MOST_ROWS_OF_TITLE = 10
_DELIMITERS = ";,\t|"


@dataclass(frozen=True)
class Row:
    """One row of the file; ``line`` counts from 1 and is where the row begins."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """A spreadsheet as text."""

    file: str
    headers: tuple[str, ...]
    rows: tuple[Row, ...]

    def sample(self, column: int, most: int = 3) -> list[str]:
        """Return the first values of a column, for the eye."""
        values = (row.cells[column] for row in self.rows if column < len(row.cells) and row.cells[column])
        return list(itertools.islice(dict.fromkeys(values), most))


def read_table(path: Path, *, name: str = "") -> Table:
    """Read a whole table: the first row that is not empty holds the headers; a title above is skipped."""
    said = name or path.name
    rows = _xlsx_rows(path, said) if path.suffix.lower() == ".xlsx" else _csv_rows(path, said)
    filled = (row for row in rows if any(row.cells))
    above = list(itertools.islice(filled, MOST_ROWS_OF_TITLE + 1))
    if not above:
        raise _refuse("empty_file", "The file is empty.", "Choose a file with rows in it.", said)
    at = next((at for at, row in enumerate(above) if sum(map(bool, row.cells)) > 1), 0)
    headers = _headers(above[at])
    below = itertools.chain(above[at + 1 :], filled)
    kept = list(itertools.islice(below, MOST_ROWS + 1))
    if not kept:
        raise _refuse("no_rows", "There are no rows below the headers.", "Fill in the first row.", said)
    if len(kept) > MOST_ROWS:
        raise _refuse(
            "too_many_rows", "There are more than 50,000 rows.", "Split the file and load it in parts.", said
        )
    wide = [
        Problem(
            "too_many_cells",
            "This row has more cells than there are headers.",
            "Put a text with the separator in it between double quotes.",
            file=said,
            line=row.line,
        )
        for row in kept
        if len(row.cells) > len(headers)
    ]
    if wide:
        raise UnableTo(*wide[:20])
    return Table(said, headers, tuple(kept))


def _refuse(code: str, message: str, remedy: str, file: str, line: int | None = None) -> UnableTo:
    return UnableTo(Problem(code, message, remedy, file=file, line=line))


def _headers(row: Row) -> tuple[str, ...]:
    cells = list(row.cells)
    while cells and not cells[-1]:
        cells.pop()
    return tuple(cells)


def _trimmed(line: int, cells: list[str]) -> Row:
    clean = [" ".join(c.split()) if "\n" not in c else c.strip() for c in cells]
    while clean and not clean[-1]:
        clean.pop()
    return Row(line, tuple(c[:LONGEST_CELL] for c in clean))


# ---- CSV --------------------------------------------------------------------------------------------


def _csv_rows(path: Path, said: str) -> Iterator[Row]:
    text = decoded(path.read_bytes(), said)
    skipped = 0
    if text[:4].lower() == "sep=" and "\n" in text:
        first, text = text.split("\n", 1)
        delimiter, skipped = first.strip()[4:5] or ";", 1
    else:
        delimiter = _delimiter(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    started = 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise _refuse(
                "broken_row",
                "This row cannot be read: a double quote is not closed, or stands in the wrong place.",
                "Write a double quote inside a text twice, or save the file as XLSX.",
                said,
                started + skipped,
            ) from error
        yield _trimmed(started + skipped, cells)
        started = reader.line_num + 1


def decoded(raw: bytes, said: str) -> str:
    """Return the text of a file in UTF-8, UTF-16 or, as Excel writes it, Windows-1252."""
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return _strictly(raw, "utf-16", said)
    if raw[:4] == b"PK\x03\x04" or raw[:4] == b"%PDF" or b"\x00" in raw[:4096]:
        raise _refuse("not_text", "This is not a CSV file.", "Save it as CSV or XLSX.", said)
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = raw[: error.start]
        if any(byte > 0x7F for byte in before):
            raise _wrong_encoding(raw, error.start, said) from error
    return _strictly(raw, "cp1252", said)


def _strictly(raw: bytes, encoding: str, said: str) -> str:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError as error:
        raise _wrong_encoding(raw, error.start, said) from error


def _wrong_encoding(raw: bytes, at: int, said: str) -> UnableTo:
    return _refuse(
        "wrong_encoding",
        "The letters on this line cannot be read: the file is damaged, or has two encodings.",
        "Save it again as CSV UTF-8, or as XLSX.",
        said,
        raw.count(b"\n", 0, at) + 1,
    )


def _delimiter(text: str) -> str:
    """Return the separator that stands equally often, outside quotes, in most of the first lines."""
    lines = [line for line in text.splitlines()[:20] if line.strip()]
    if not lines:
        return ";"

    def outside_quotes(line: str, mark: str) -> int:
        return sum(part.count(mark) for part in line.split('"')[::2])

    def in_common(mark: str) -> tuple[int, int]:
        counts = Counter(count for line in lines if (count := outside_quotes(line, mark)))
        return max(((lines_so, count) for count, lines_so in counts.items()), default=(0, 0))

    return max(_DELIMITERS, key=in_common)


# ---- XLSX -------------------------------------------------------------------------------------------


def _xlsx_rows(path: Path, said: str) -> Iterator[Row]:
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = load_workbook(path, read_only=True, data_only=True, keep_links=False)
        try:
            sheet = book.worksheets[0]
            sheet.reset_dimensions()
            yield from _sheet_rows(sheet)
        finally:
            book.close()
    except (
        zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, TypeError, AttributeError, IndexError,
        EOFError, SyntaxError,
    ) as error:  # fmt: skip
        raise _refuse(
            "unreadable", "This is not a readable XLSX file.", "Save it again, or as CSV.", said
        ) from error


def _sheet_rows(sheet: object) -> Iterator[Row]:
    empty = 0
    rows = sheet.iter_rows(values_only=True, max_col=MOST_COLUMNS)  # type: ignore[attr-defined]
    for line, values in enumerate(rows, start=1):
        row = _trimmed(line, [_as_text(value) for value in values])
        empty = 0 if row.cells else empty + 1
        if empty > EMPTY_ROWS_AT_END:
            return
        yield row


def _as_text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
