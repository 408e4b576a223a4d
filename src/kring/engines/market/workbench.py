"""Sources enter an Ibis backend with a set number of threads and memory; named intermediate tables leave."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from tempfile import TemporaryDirectory

import ibis
import pyarrow as pa
from ibis.expr.types import Table

from kring.engines.market.inputs import Source, column_kind, paths_of, read_columns


class Workbench:
    """One Ibis connection and the tables kept in it.

    Threads and memory are arguments: DuckDB's own defaults take the whole machine. What does not fit goes
    to the scratch folder.
    """

    def __init__(self, *, threads: int, memory_limit: str, scratch: str) -> None:
        self.backend = ibis.duckdb.connect(
            threads=threads,
            memory_limit=memory_limit,
            temp_directory=scratch,
            preserve_insertion_order=False,
        )

    def source(self, source: Source, columns: Collection[str]) -> Table:
        """Return the columns of a source as a lazy table: files are scanned, not loaded."""
        files = paths_of(source)
        if isinstance(source, pa.Table) or not files:
            return ibis.memtable(read_columns(source, columns))
        scanned = self.backend.read_parquet([str(file) for file in files])
        kinds = {"text": "string", "date": "date", "count": "int64"}
        return scanned.select(**{name: scanned[name].cast(kinds[column_kind(name)]) for name in columns})

    def table(self, rows: pa.Table) -> Table:
        """Return a small Arrow table as an Ibis table."""
        return ibis.memtable(rows)

    def keep(self, name: str, expression: Table) -> Table:
        """Compute the expression now and return it as a table."""
        return self.backend.create_table(name, expression, temp=True)

    def batches(self, expression: Table, rows: int) -> Iterator[pa.RecordBatch]:
        """Yield the result in batches. Raw DuckDB: Ibis 12 calls a method that DuckDB 2 no longer has."""
        self.backend._run_pre_execute_hooks(expression)
        yield from self.backend.con.sql(self.backend.compile(expression)).to_arrow_reader(rows)

    def drop(self, *names: str) -> None:
        """Give back the room of kept tables."""
        for name in names:
            self.backend.raw_sql(f'DROP TABLE IF EXISTS temp.main."{name}"')


@contextmanager
def workbench(*, threads: int, memory_limit: str) -> Iterator[Workbench]:
    """Open a workbench and close it afterwards."""
    with TemporaryDirectory(prefix="kring-market-", ignore_cleanup_errors=True) as scratch:
        bench = Workbench(threads=threads, memory_limit=memory_limit, scratch=scratch)
        try:
            yield bench
        finally:
            bench.backend.disconnect()
