"""A Parquet file of texts enters; a Parquet file with one row for each mention leaves, in constant memory.

1. The texts are read some hundreds at a time. 2. Worker processes extract them; few pieces are under way at
once. 3. The mentions are written in the order of the texts, so that the number of processes changes nothing.
4. The file appears under its name when it is complete.
"""

import multiprocessing
import os
import uuid
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from kring.core.problems import Problem, UnableTo
from kring.engines.skills.extraction import extract_chunk
from kring.engines.skills.inputs import Mode, Text, check_texts
from kring.engines.skills.results import Columns

TEXTS_A_PIECE = 500
UNDER_WAY = 3
COLUMNS = pa.schema(
    [
        ("id", pa.string()),
        ("uri", pa.string()),
        ("start", pa.int32()),
        ("end", pa.int32()),
        ("surface", pa.string()),
        ("score", pa.float32()),
        ("method", pa.string()),
        ("level", pa.string()),
    ]
)


@dataclass(frozen=True)
class Counts:
    """How much was read and found."""

    texts: int
    mentions: int


def extract_parquet(
    source: Path, target: Path, vocabulary_path: Path, *, mode: Mode = "fast", processes: int = 0
) -> Counts:
    """Extract from the columns ``id``, ``text`` and, where it is there, ``lang``; write the mentions.

    ``processes`` 0 means: one for each core. Raises ``UnableTo`` when the file is not such a table.
    """
    check_texts((), mode)
    wanted = processes or os.cpu_count() or 1
    unfinished = target.with_name(f".{target.name}.{uuid.uuid4().hex[:8]}")
    texts = mentions = 0
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(wanted, mp_context=context) if wanted > 1 else nullcontext()
    try:
        with pool as workers, pq.ParquetWriter(unfinished, COLUMNS) as writer:
            for some, found in _extracted(workers, wanted, source, str(vocabulary_path), mode):
                writer.write_table(_table(some, found))
                texts, mentions = texts + len(some), mentions + len(found)
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)
    return Counts(texts, mentions)


def _extracted(
    workers: Executor | None, wanted: int, source: Path, vocabulary: str, mode: Mode
) -> Iterator[tuple[list[Text], Columns]]:
    if workers is None:
        for some in _pieces(source):
            yield some, extract_chunk(vocabulary, some, mode)
        return
    waiting: deque[tuple[list[Text], Future[Columns]]] = deque()
    for some in _pieces(source):
        waiting.append((some, workers.submit(extract_chunk, vocabulary, some, mode)))
        if len(waiting) >= UNDER_WAY * wanted:
            done, result = waiting.popleft()
            yield done, result.result()
    while waiting:
        done, result = waiting.popleft()
        yield done, result.result()


def _pieces(source: Path) -> Iterator[list[Text]]:
    with _opened(source) as file:
        names = [name for name in ("id", "text", "lang") if name in file.schema_arrow.names]
        for batch in file.iter_batches(TEXTS_A_PIECE, columns=names):
            yield [
                Text(str(row["id"]), row["text"] or "", row.get("lang") or None) for row in batch.to_pylist()
            ]


def _opened(source: Path) -> Any:
    try:
        file = pq.ParquetFile(source)
    except (OSError, pa.ArrowException) as error:
        raise UnableTo(
            Problem("skills-not-parquet", "This is no whole Parquet file.", "Copy it again.", str(source))
        ) from error
    kinds = {field.name: field.type for field in file.schema_arrow}
    text = kinds.get("text")
    if "id" not in kinds or text is None or not (pa.types.is_string(text) or pa.types.is_large_string(text)):
        file.close()
        raise UnableTo(
            Problem(
                "skills-parquet-columns",
                "The table needs a column id and a column text that holds strings.",
                "Name the columns id, text and, where it is known, lang.",
                str(source),
            )
        )
    return file


def _table(some: list[Text], found: Columns) -> pa.Table:
    values: dict[str, list[Any]] = {name: getattr(found, name) for name in COLUMNS.names if name != "id"}
    return pa.table({"id": [some[number].id for number in found.document], **values}, schema=COLUMNS)
