"""Numbered figures enter in batches, in the order of their keys; a Parquet file or Arrow table leaves."""

import os
from collections.abc import Iterable
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from kring.engines.market.results import GAPS_SCHEMA
from kring.engines.market.roll_up import Dimensions

ROW_GROUP = 16_384
_CODED = ("window", "region", "region_level", "skill", "skill_level", "topic", "area", "level")
_MEASURES = tuple(name for name in GAPS_SCHEMA.names if name not in _CODED)
NUMBERED = ("key", "window", "region", "skill", "area", "level", *_MEASURES)


def write_figures(
    batches: Iterable[pa.RecordBatch], dims: Dimensions, schema: pa.Schema, out: Path | None
) -> tuple[Path | pa.Table, int]:
    """Write the figures, codes instead of numbers, and return where they are and how many.

    Without ``out`` they come back as a table. A file appears as a whole or not at all: it is written
    beside its place, flushed to the disk and then moved.
    """
    codes = _codes(dims)
    named = (_named(batch, codes, schema) for batch in batches)
    if out is None:
        whole = pa.Table.from_batches(list(named), schema)
        return whole, whole.num_rows
    rows = 0
    beside = out.with_name(f".{out.name}.tmp-{os.getpid()}")
    try:
        with pq.ParquetWriter(beside, schema, compression="zstd", use_dictionary=list(_CODED)) as writer:
            for batch in named:
                writer.write_batch(batch, row_group_size=ROW_GROUP)
                rows += batch.num_rows
        with beside.open("rb") as handle:
            os.fsync(handle.fileno())
        beside.replace(out)
    finally:
        beside.unlink(missing_ok=True)
    return out, rows


def _codes(dims: Dimensions) -> dict[str, tuple[str, pa.Array]]:
    """Return per column of codes: the numbered column it follows from, and the code of each number."""
    skills = dims.skill_names()
    kinds = ["skill"] * dims.topics_from + ["topic"] * (len(dims.skills) - dims.topics_from)
    listed = {
        "window": ("window", [str(end) for end in dims.windows]),
        "region": ("region", [node.code for node in dims.regions]),
        "region_level": ("region", [node.level for node in dims.regions]),
        "skill": ("skill", skills["skill_uri"].to_pylist()),
        "skill_level": ("skill", kinds),
        "topic": ("skill", skills["topic_uri"].to_pylist()),
        "area": ("area", list(dims.areas)),
        "level": ("level", list(dims.levels)),
    }
    return {name: (column, pa.array(values, pa.string())) for name, (column, values) in listed.items()}


def _named(
    batch: pa.RecordBatch, codes: dict[str, tuple[str, pa.Array]], schema: pa.Schema
) -> pa.RecordBatch:
    columns = []
    for field in schema:
        if field.name in codes:
            numbered, values = codes[field.name]
            columns.append(pc.take(values, batch.column(numbered)))
        else:
            columns.append(batch.column(field.name).cast(field.type))
    return pa.RecordBatch.from_arrays(columns, schema=schema)
