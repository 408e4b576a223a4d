"""Files of examples enter: the Algorithm Register's layout, any list in JSON, or CSV; plain records leave."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kring.core.problems import Problem, UnableTo
from kring.sense.formats import values
from kring.sense.formats.columns import columns_for
from kring.sense.formats.decoding import text_stream
from kring.sense.formats.json_stream import CONTAINERS, json_records
from kring.sense.formats.opening import Advance, Limits, Source, sources
from kring.sense.formats.records import Reject
from kring.sense.formats.table import csv_rows

REGISTER_SOURCE = "algoritmeregister"
REGISTER_LICENCE = "CC0"
_LISTS = ("algoritmes", "algorithms", "examples", "voorbeelden", *CONTAINERS)

EXAMPLE_COLUMNS = {
    "title": "title titel naam name onderwerp",
    "text": "text summary doel goal purpose omschrijving beschrijving description samenvatting tekst",
    "source_id": "id sourceid identifier code nummer",
    "organisation": "organisatie organisation organization partij aanbieder",
    "status": "status fase",
    "url": "url link website",
    "licence": "licence license licentie",
    "place": "place plaats stad gemeente",
    "industry": "area industry sector toepassingsgebied branche",
    "year": "year jaar datum date geregistreerd",
}


@dataclass(frozen=True, kw_only=True)
class ExampleRecord:
    """One example as its source has it, NOT yet redacted; unknown things are empty."""

    title: str
    text: str
    source: str = ""
    source_id: str = ""
    organisation: str = ""
    status: str = ""
    url: str = ""
    licence: str = ""
    place: str = ""
    industry: str = ""
    year: int | None = None


def read_examples(
    path: Path | str,
    *,
    column_map: Mapping[str, str] | None = None,
    progress: Advance = lambda _: None,
    limits: Limits = Limits(),
) -> Iterator[ExampleRecord | Reject]:
    """Yield every example of a file or folder, and a Reject for each without a title."""
    for source in sources(Path(path), limits=limits, advance=progress):
        if source.head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"["):
            yield from _json(source)
        else:
            yield from _table(source, column_map)


def _json(source: Source) -> Iterator[ExampleRecord | Reject]:
    for record in json_records(text_stream(source), source.name, _LISTS):
        if isinstance(record, Reject):
            yield record
        else:
            yield from _entries(record[1], source.name, record[0])


def _entries(value: Any, file: str, line: int) -> Iterator[ExampleRecord | Reject]:
    if isinstance(value, list):
        for item in value:
            yield from _entries(item, file, line)
    elif not isinstance(value, dict):
        yield Reject(file, line, "", "not_an_object")
    elif inner := next((value[key] for key in _LISTS if isinstance(value.get(key), list)), None):
        yield from _entries(inner, file, line)
    else:
        yield _made({key: value.get(key) for key in value}, file, line)


def _first(entry: Mapping[str, Any], field: str) -> str:
    names = (field, *EXAMPLE_COLUMNS[field].split())
    plain = {re.sub(r"[^a-z0-9]", "", str(key).lower()): item for key, item in entry.items()}
    return next((found for name in names if (found := values.line(plain.get(name)))), "") or ""


def _made(entry: Mapping[str, Any], file: str, line: int) -> ExampleRecord | Reject:
    fields = {field: _first(entry, field) for field in EXAMPLE_COLUMNS}
    if not fields["title"]:
        return Reject(file, line, "title", "empty_text")
    year = re.search(r"(19|20)\d\d", fields.pop("year"))
    is_register = "algoritmes.overheid.nl" in fields["url"]
    return ExampleRecord(
        **{**fields, "licence": fields["licence"] or (REGISTER_LICENCE if is_register else "")},
        source=REGISTER_SOURCE if is_register else "",
        year=int(year[0]) if year else None,
    )


def _table(source: Source, column_map: Mapping[str, str] | None) -> Iterator[ExampleRecord | Reject]:
    rows = csv_rows(text_stream(source), source.name)
    header = next(rows, None)
    if header is None:
        problem = Problem(
            "empty_file", "The table is empty.", "Choose a file with records.", file=source.name
        )
        raise UnableTo(problem)
    columns = columns_for(
        [str(name).lstrip("\ufeff") for name in header[1]], EXAMPLE_COLUMNS, column_map, file=source.name
    )
    for line, cells in rows:
        yield _made({name: cells[at] for name, at in columns.items() if at < len(cells)}, source.name, line)
