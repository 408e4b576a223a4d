"""Parquet files or Arrow tables enter; checked, frozen inputs leave, or every problem with them at once."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds
import pyarrow.parquet as pq

from kring.core.periods import Quarter
from kring.core.problems import Problem, UnableTo

Source: TypeAlias = pa.Table | Path | Sequence[Path]
TOPIC_PREFIX = "urn:kring:ai-topic:"

VACANCY_COLUMNS = {
    "key": "text",
    "source": "text",
    "employer": "text",
    "corop": "text",
    "area": "text",
    "level": "text",
    "posted": "date",
}
COURSE_COLUMNS = {
    "key": "text",
    "corop": "text",
    "area": "text",
    "level": "text",
    "starts": "date",
    "ends": "date",
    "places": "count",
}
MENTION_COLUMNS = {"doc_key": "text", "doc_kind": "text", "uri": "text"}
DISTINCT_COLUMNS = {
    "key": "text",
    "title": "text",
    "text": "text",
    "employer": "text",
    "place": "text",
    "corop": "text",
    "posted": "date",
}
ARROW_TYPES = {"text": pa.string(), "date": pa.date32(), "count": pa.int64()}


@dataclass(frozen=True)
class MarketInputs:
    """Everything a release of gaps is made from.

    ``skills`` maps each followed skill's URI to its topic code ("" for none); mentions of other URIs
    are counted as not followed. ``window_ends`` are the windows' last quarters; None takes every window
    of four whole quarters of data. ``undated_courses``: "outside" leaves courses without any date out
    and counts them as unknown; "on offer" counts them in every window (a catalogue without editions).
    """

    vacancies: Source
    courses: Source
    mentions: Source
    skills: Mapping[str, str]
    window_ends: tuple[Quarter, ...] | None = None
    undated_courses: str = "outside"


def paths_of(source: Source) -> list[Path]:
    """Return the Parquet files of a source that is not an Arrow table: a folder means its *.parquet."""
    if isinstance(source, pa.Table):
        return []
    listed = [source] if isinstance(source, Path) else list(source)
    return [file for path in listed for file in (sorted(path.glob("*.parquet")) if path.is_dir() else [path])]


def read_columns(source: Source, columns: Collection[str]) -> pa.Table:
    """Return the named columns with the engine's own types; a column that is all null gets its type."""
    if not isinstance(source, pa.Table):
        files = paths_of(source)
        if not files:
            return pa.table({name: pa.array([], ARROW_TYPES[column_kind(name)]) for name in columns})
        source = ds.dataset([str(file) for file in files], format="parquet").to_table(columns=list(columns))
    return pa.table({name: _typed(source[name], column_kind(name)) for name in columns})


def column_kind(column: str) -> str:
    """Return what a column of the lake holds: text, date or count."""
    return {**VACANCY_COLUMNS, **COURSE_COLUMNS, **DISTINCT_COLUMNS}.get(column, "text")


def _typed(column: pa.ChunkedArray, kind: str) -> pa.ChunkedArray:
    if kind == "date" and pa.types.is_timestamp(column.type):
        column = pc.floor_temporal(column, unit="day")
        column = column.cast(pa.timestamp("s"), safe=False) if column.type.tz is None else column
    return column.cast(ARROW_TYPES[kind])


def check(inputs: MarketInputs, *, with_texts: bool) -> None:
    """Raise UnableTo with every problem of the inputs; return when there is none.

    ``with_texts``: the distinct vacancies are still to be found, so title, text and place are needed.
    """
    vacancy = {**VACANCY_COLUMNS, **(DISTINCT_COLUMNS if with_texts else {})}
    problems = [
        *_table_problems("vacancies", inputs.vacancies, vacancy, unique="key"),
        *_table_problems("courses", inputs.courses, COURSE_COLUMNS, unique="key"),
        *_table_problems("mentions", inputs.mentions, MENTION_COLUMNS),
    ]
    if inputs.undated_courses not in ("outside", "on offer"):
        problems.append(
            Problem(
                "unknown_choice",
                "undated_courses is {value}.",
                'Choose "outside" or "on offer".',
                field="undated_courses",
                params={"value": inputs.undated_courses},
            )
        )
    if problems:
        raise UnableTo(*problems)


def _table_problems(name: str, source: Source, columns: Mapping[str, str], unique: str = "") -> list[Problem]:
    if isinstance(source, pa.Table):
        problems = _schema_problems(name, source.schema, columns)
        return problems or (_unique_problems(name, source, unique) if unique else [])
    problems = []
    for file in paths_of(source):
        try:
            schema = pq.read_schema(file)
        except (OSError, pa.ArrowException) as error:
            problems.append(
                Problem(
                    "unreadable",
                    "The file cannot be read as Parquet: {reason}.",
                    "Import the source again.",
                    file=str(file),
                    params={"reason": str(error).splitlines()[0]},
                )
            )
            continue
        problems += _schema_problems(str(file), schema, columns)
    return problems or (_unique_problems(name, source, unique) if unique else [])


def _schema_problems(name: str, schema: pa.Schema, columns: Mapping[str, str]) -> list[Problem]:
    problems = []
    for column, kind in columns.items():
        if column not in schema.names:
            problems.append(
                Problem(
                    "missing_column",
                    "The column {column} is missing.",
                    "Add it; it may be empty.",
                    file=name,
                    field=column,
                    params={"column": column},
                )
            )
        elif not _fits(schema.field(column).type, kind):
            problems.append(
                Problem(
                    "wrong_type",
                    "The column {column} holds {found} instead of a {kind}.",
                    "Convert it.",
                    file=name,
                    field=column,
                    params={"column": column, "found": str(schema.field(column).type), "kind": kind},
                )
            )
    return problems


def _fits(found: pa.DataType, kind: str) -> bool:
    if pa.types.is_null(found):
        return True
    if kind == "text":
        inner = found.value_type if pa.types.is_dictionary(found) else found
        return bool(pa.types.is_string(inner) or pa.types.is_large_string(inner))
    if kind == "date":
        return bool(pa.types.is_date(found) or pa.types.is_timestamp(found))
    return bool(pa.types.is_integer(found))


def _unique_problems(name: str, source: Source, column: str) -> list[Problem]:
    keys = read_columns(source, (column,))[column]
    problems = []
    if keys.null_count:
        problems.append(
            Problem("empty_key", "A key is empty.", "Give each row a key.", file=name, field=column)
        )
    if pc.count_distinct(keys).as_py() + keys.null_count < len(keys):
        problems.append(
            Problem(
                "double_key",
                "A key occurs more than once.",
                "Give each row its own.",
                file=name,
                field=column,
            )
        )
    return problems
