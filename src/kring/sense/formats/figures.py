"""A table of figures enters; CSV, JSON or a workbook with a data dictionary leaves."""

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence

import pyarrow as pa

FORMATS = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def _rounded(value: object) -> object:
    return round(value, 5) if isinstance(value, float) else value


def csv_lines(table: pa.Table, provenance: Mapping[str, str]) -> Iterator[str]:
    """Yield the header and one line a figure, each with where it comes from: CSV has no other place."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow([*table.column_names, *provenance])
    origin = list(provenance.values())
    for batch in table.to_batches(max_chunksize=2_000):
        for row in batch.to_pylist():
            writer.writerow([*("" if value is None else _rounded(value) for value in row.values()), *origin])
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
    yield buffer.getvalue()


def as_json(table: pa.Table, about: Mapping[str, object]) -> str:
    """Return {release, caveats …, figures: [...]}."""
    figures = [{name: _rounded(value) for name, value in row.items()} for row in table.to_pylist()]
    return json.dumps({**about, "figures": figures}, ensure_ascii=False, indent=1) + "\n"


def as_workbook(table: pa.Table, *, dictionary: Mapping[str, str], notes: Sequence[str]) -> bytes:
    """Return an XLSX file with three sheets: figures, the meaning of every column, and the caveats."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    figures = book.create_sheet("figures")
    figures.freeze_panes = "B2"
    figures.append(table.column_names)
    for batch in table.to_batches(max_chunksize=2_000):
        for row in batch.to_pylist():
            figures.append([_rounded(value) for value in row.values()])
    meanings = book.create_sheet("dictionary")
    meanings.append(["column", "meaning"])
    for name, meaning in dictionary.items():
        meanings.append([name, meaning])
    about = book.create_sheet("about")
    for note in notes:
        about.append([note])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
