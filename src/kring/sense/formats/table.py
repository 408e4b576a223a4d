"""A CSV or Parquet table and a column map enter; vacancies or courses leave, row by row."""

import csv
import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from itertools import islice
from typing import Any, TypeVar

import pyarrow as pa
import pyarrow.parquet as pq

from kring.core.problems import Problem, UnableTo
from kring.core.terms import levels
from kring.sense.formats import values
from kring.sense.formats.areas import area_of
from kring.sense.formats.columns import COURSE_COLUMNS, VACANCY_COLUMNS, columns_for
from kring.sense.formats.course import end_after
from kring.sense.formats.dates import date_of
from kring.sense.formats.decoding import undecodable
from kring.sense.formats.html import text_of
from kring.sense.formats.job_posting import is_future
from kring.sense.formats.records import CourseRecord, Posting, Reject

T = TypeVar("T")
Row = tuple[int, Sequence[Any]]
_DELIMITERS = ";,\t|"
_LONGEST_CELL = 16 << 20
_BATCH = 1024
# A line of its own after the last: where it ends up inside a cell, a quote was still open.
_END = "\ue000 end of the table \ue000"
_LOOKED_AT = 50
_LONGEST_DATE = 30
_WORD = re.compile(r"[^\W\d_]{2}")


def _delimiter(first_line: str) -> str:
    outside = "".join(first_line.split('"')[::2])
    return max(_DELIMITERS, key=outside.count)


def csv_rows(stream: io.TextIOBase, name: str) -> Iterator[Row]:
    """Yield (line, cells) of a CSV file, header first; the delimiter is the one that fills the header."""
    csv.field_size_limit(_LONGEST_CELL)
    lines = _counted_lines(stream, name)
    first = next(lines, "")
    if first.lower().startswith("sep=") and len(first.strip()) == 5:
        first = next(lines, "")
    reader = csv.reader(_chained(first, lines), delimiter=_delimiter(first))
    begins = 1
    try:
        for cells in reader:
            if cells and cells[-1].endswith(_END):
                if cells != [_END]:
                    raise _open_quote(name, begins)
            elif any(cell.strip() for cell in cells):
                yield reader.line_num, cells
            begins = reader.line_num + 1
    except csv.Error as error:
        raise _open_quote(name, begins) from error


def _open_quote(name: str, line: int) -> UnableTo:
    return UnableTo(
        Problem("bad_csv", "The row cannot be read: a quote may not be closed.",
                "Export the table again as CSV.", file=name, line=line)
    )  # fmt: skip


def _chained(first: str, rest: Iterator[str]) -> Iterator[str]:
    yield first
    yield from rest
    yield _END


def _counted_lines(stream: io.TextIOBase, name: str) -> Iterator[str]:
    number = 0
    try:
        for line in stream:
            number += 1
            yield line
    except UnicodeDecodeError as error:
        raise undecodable(name, number + 1) from error


def parquet_rows(source: Any, name: str) -> Iterator[Row]:
    """Yield (row number, cells) of a Parquet file, header first, a thousand rows in memory at a time."""
    try:
        table = pq.ParquetFile(source)
        yield 1, table.schema_arrow.names
        row = 1
        for batch in table.iter_batches(batch_size=_BATCH):
            for cells in zip(*(column.to_pylist() for column in batch.columns), strict=True):
                row += 1
                yield row, cells
    except (pa.ArrowException, OSError) as error:
        raise UnableTo(
            Problem("bad_parquet", "The Parquet file is damaged.", "Write it again.", file=name)
        ) from error


class _Cells:
    """The cells of one row, by field; what is empty or missing is None."""

    def __init__(self, cells: Sequence[Any], columns: Mapping[str, int]) -> None:
        self._cells, self._columns = cells, columns

    def raw(self, field: str) -> Any:
        position = self._columns.get(field)
        return self._cells[position] if position is not None and position < len(self._cells) else None

    def line(self, field: str) -> str | None:
        return values.line(self.raw(field))

    def day(self, field: str) -> date | None:
        return date_of(self.raw(field))

    def shared(self) -> dict[str, Any]:
        """The fields that vacancies and courses have in common, but title and text."""
        industry, level = self.line("industry"), (self.line("level") or "").lower()
        return {
            "source_id": self.line("source_id"), "language": values.language(self.raw("language")),
            "place": self.line("place"), "postal_code": self.line("postal_code"), "corop": self.line("corop"),
            "industry": industry, "area": area_of(industry), "level": level if level in levels() else None,
            "url": self.line("url"),
        }  # fmt: skip


def _records(
    rows: Iterator[Row], known: Mapping[str, str], column_map: Mapping[str, str] | None, file: str
) -> Iterator[tuple[int, _Cells] | Reject]:
    header = next(rows, None)
    if header is None:
        raise UnableTo(Problem("empty_file", "The table is empty.", "Choose a file with records.", file=file))
    names = [str(name).lstrip("\ufeff") for name in header[1]]
    columns = columns_for(names, known, column_map, file=file)
    for line, cells in _fitting(rows, columns, column_map or {}, file):
        if len(cells) > len(names) and any(str(cell).strip() for cell in cells[len(names) :]):
            yield Reject(file, line, "", "bad_row")
        else:
            yield line, _Cells(cells, columns)


def _fitting(
    rows: Iterator[Row], columns: Mapping[str, int], column_map: Mapping[str, str], file: str
) -> Iterator[Row]:
    """Yield the rows; refuse a column of the map when none of its first values suits the field."""
    first = list(islice(rows, _LOOKED_AT))
    problems = []
    for field, column in column_map.items():
        found = [value for _, cells in first if (value := _Cells(cells, columns).line(field))]
        if not found:
            continue
        if field in ("title", "text") and not any(map(_is_wording, found)):
            message = "The first values in the column {column} are no words."
            problems.append(_wrong_column(message, column, field, file))
        elif field in ("posted", "starts", "ends") and not any(map(date_of, found)):
            message = "The first values in the column {column} are no dates."
            problems.append(_wrong_column(message, column, field, file))
    if problems:
        raise UnableTo(*problems)
    yield from first
    yield from rows


def _is_wording(value: str) -> bool:
    return _WORD.search(value) is not None and (len(value) > _LONGEST_DATE or date_of(value) is None)


def _wrong_column(message: str, column: str, field: str, file: str) -> Problem:
    return Problem(
        "wrong_column", message, "Mend the column map.", file=file, line=1, field=field,
        params={"column": column},
    )  # fmt: skip


def _posting(cells: _Cells, *, file: str, line: int, today: date) -> Posting | Reject:
    text = text_of(values.text(cells.raw("text")) or "")
    if not text:
        return Reject(file, line, "text", "empty_text")
    posted = cells.day("posted")
    if is_future(posted, today):
        return Reject(file, line, "posted", "future_date")
    title = values.headline(cells.line("title"), text)
    return Posting(
        title=title,
        text=text,
        employer=cells.line("employer"),
        posted=posted,
        file=file,
        line=line,
        **cells.shared(),
    )


def _course(cells: _Cells, *, file: str, line: int, today: date) -> CourseRecord | Reject:
    title = cells.line("title")
    text = text_of(values.text(cells.raw("text")) or "") or title
    if not text:
        return Reject(file, line, "text", "empty_text")
    starts = cells.day("starts")
    return CourseRecord(
        title=values.headline(title, text), text=text, provider=cells.line("provider"), starts=starts,
        ends=end_after(starts, cells.day("ends")), places=values.number(cells.raw("places")),
        file=file, line=line,
        **cells.shared(),
    )  # fmt: skip


def _made(
    rows: Iterator[Row], known: Mapping[str, str], make: Callable[..., T], today: date,
    column_map: Mapping[str, str] | None, file: str,
) -> Iterator[T | Reject]:  # fmt: skip
    for record in _records(rows, known, column_map, file):
        yield (
            record if isinstance(record, Reject) else make(record[1], file=file, line=record[0], today=today)
        )


def vacancies(
    rows: Iterator[Row], *, file: str, today: date, column_map: Mapping[str, str] | None
) -> Iterator[Posting | Reject]:
    """Yield the vacancies of a table whose first row is its header."""
    return _made(rows, VACANCY_COLUMNS, _posting, today, column_map, file)


def courses(
    rows: Iterator[Row], *, file: str, today: date, column_map: Mapping[str, str] | None
) -> Iterator[CourseRecord | Reject]:
    """Yield the courses of a table whose first row is its header."""
    return _made(rows, COURSE_COLUMNS, _course, today, column_map, file)
