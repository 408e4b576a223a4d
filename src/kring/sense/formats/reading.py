"""A path enters; what it holds is recognised by its content and leaves as postings, courses and rejects."""

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from kring.core.problems import Problem, UnableTo
from kring.sense.formats import course, courses_list, job_posting, ooapi, table, values
from kring.sense.formats.decoding import text_stream
from kring.sense.formats.json_stream import CONTAINERS, json_records
from kring.sense.formats.opening import Advance, Limits, Source, sources
from kring.sense.formats.records import CourseRecord, Posting, Reject

_SPACE = " \t\r\n\x1e\ufeff"


def _ignored(_: int) -> None:
    """Count nothing."""


def _looks_like(source: Source) -> str:
    """Return "parquet", "json", "page" or "table", by the first bytes that are no space or byte-order
    mark."""
    if source.head.startswith(b"PAR1"):
        return "parquet"
    start = source.head[:4096].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\x1e")[:1]
    return {b"{": "json", b"[": "json", b"<": "page"}.get(start, "table")


def _rows(source: Source, layout: str) -> Iterator[table.Row]:
    if layout == "table":
        return table.csv_rows(text_stream(source), source.name)
    if source.path is None:
        raise UnableTo(
            Problem(
                "packed_parquet",
                "A Parquet file inside a zip is not read.",
                "Unpack it first.",
                file=source.name,
            )
        )
    return table.parquet_rows(source.path, source.name)


def _json(source: Source, layout: str) -> Iterator[tuple[int, Any] | Reject]:
    if layout == "page":
        raise UnableTo(
            Problem(
                "web_page",
                "This is a web page or XML.",
                "Export JSON, CSV or Parquet.",
                file=source.name,
                line=1,
            )
        )
    return json_records(text_stream(source), source.name)


def read_vacancies(
    path: Path | str,
    *,
    today: date,
    column_map: Mapping[str, str] | None = None,
    progress: Advance = _ignored,
    limits: Limits = Limits(),
) -> Iterator[Posting | Reject]:
    """Yield every vacancy of a file or folder, and a Reject for each that cannot be used.

    schema.org JobPosting (one, array, @graph, JSON Lines), CSV with ``column_map`` (field → column) and
    Parquet; gzip and zip of any. ``progress`` is told the bytes read from disk (see ``total_bytes``).
    Raises UnableTo with file, line and remedy where a file as a whole cannot be read.
    """
    for source in sources(Path(path), limits=limits, advance=progress):
        layout = _looks_like(source)
        if layout in ("table", "parquet"):
            rows = _rows(source, layout)
            yield from table.vacancies(rows, file=source.name, today=today, column_map=column_map)
            continue
        for record in _json(source, layout):
            if isinstance(record, Reject):
                yield record
            else:
                line, value = record
                yield from job_posting.postings(value, file=source.name, line=line, today=today)


def read_courses(
    path: Path | str,
    *,
    today: date,
    column_map: Mapping[str, str] | None = None,
    progress: Advance = _ignored,
    limits: Limits = Limits(),
) -> Iterator[CourseRecord | Reject]:
    """Yield every course of a file or folder, and a Reject for each that cannot be used.

    OOAPI version 5 (a page, a list, one), schema.org Course, a plain list of courses, CSV and Parquet;
    otherwise as ``read_vacancies``.
    """
    for source in sources(Path(path), limits=limits, advance=progress):
        layout = _looks_like(source)
        if layout in ("table", "parquet"):
            rows = _rows(source, layout)
            yield from table.courses(rows, file=source.name, today=today, column_map=column_map)
            continue
        for record in _json(source, layout):
            if isinstance(record, Reject):
                yield record
            else:
                yield from _courses(record[1], file=source.name, line=record[0], today=today)


def _courses(record: Any, *, file: str, line: int, today: date) -> Iterator[CourseRecord | Reject]:
    if isinstance(record, list):
        for item in record:
            yield from _courses(item, file=file, line=line, today=today)
    elif not isinstance(record, dict):
        yield Reject(file, line, "", "not_an_object")
    elif ooapi.is_ooapi(record):
        yield ooapi.course(record, file=file, line=line, today=today)
    elif course.is_course(record):
        yield course.course(record, file=file, line=line, today=today)
    elif inner := [record[key] for key in (*CONTAINERS, "item") if isinstance(record.get(key), (list, dict))]:
        yield from _courses(inner, file=file, line=line, today=today)
    elif not values.types(record) and courses_list.is_listed(record):
        yield courses_list.course(record, file=file, line=line, today=today)
    elif not values.types(record):
        yield Reject(file, line, "", "not_a_course")
