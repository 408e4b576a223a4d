"""Over Parquet the output is the same for one process and for many, and for every order of hashes."""

import os
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from kring.core.problems import UnableTo
from kring.engines.skills import Text, extract
from kring.engines.skills.parquet import extract_parquet

TEXTS = [
    "Ervaring met machine learning en taalmodellen is een pre.",
    "",
    "You let a camera spot scratches on the line; knowledge of ML.",
    "Geen ervaring met een chatbot nodig.",
    "voorspellend onderhoud",
]


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "texts.parquet"
    rows = [f"{TEXTS[number % len(TEXTS)]} {number}" for number in range(1200)]
    pq.write_table(pa.table({"id": list(range(1200)), "text": rows}), path, row_group_size=700)
    return path


@pytest.mark.parametrize("mode", ["fast", "full"])
def test_one_process_and_two_give_the_same_as_the_engine(vocabulary, table, tmp_path, mode):
    vocabulary.save(tmp_path / "v.skills")
    outs = []
    for processes in (1, 2):
        out = tmp_path / f"{mode}-{processes}.parquet"
        counts = extract_parquet(table, out, tmp_path / "v.skills", mode=mode, processes=processes)
        assert counts.texts == 1200
        outs.append(pq.read_table(out))
        assert counts.mentions == outs[-1].num_rows
    assert outs[0].equals(outs[1])
    rows = pq.read_table(table).to_pylist()
    expected = extract([Text(str(row["id"]), row["text"]) for row in rows], vocabulary, mode=mode)
    told = [(str(row["id"]), m.uri, m.start) for row, ms in zip(rows, expected, strict=True) for m in ms]
    assert told == [(row["id"], row["uri"], row["start"]) for row in outs[0].to_pylist()]


def test_other_tables_are_refused_and_nothing_is_left(vocabulary, tmp_path):
    vocabulary.save(tmp_path / "v.skills")
    wrong, broken = tmp_path / "wrong.parquet", tmp_path / "broken.parquet"
    pq.write_table(pa.table({"id": [1], "text": [2]}), wrong)
    broken.write_bytes(b"PAR1")
    for path in (wrong, broken):
        with pytest.raises(UnableTo):
            extract_parquet(path, tmp_path / "out.parquet", tmp_path / "v.skills", processes=1)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["broken.parquet", "v.skills", "wrong.parquet"]


def test_the_order_of_hashes_changes_nothing():
    program = (
        "import hashlib; from tests.engines.skills.examples import vocabulary; "
        "from tests.engines.skills.test_parquet import TEXTS; "
        "from kring.engines.skills import Text, extract, link; v = vocabulary(); "
        "found = [extract([Text('', t) for t in TEXTS], v, mode=m) for m in ('fast', 'full')]; "
        "print(v.version, hashlib.sha256(repr((found, link(TEXTS, v, k=3))).encode()).hexdigest())"
    )
    root = Path(__file__).resolve().parents[3]
    outs = set()
    for seed in ("0", "1", "4242"):
        environment = os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": f"{root / 'src'}{os.pathsep}{root}"}
        done = subprocess.run(
            [sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True
        )
        outs.add(done.stdout)
    assert len(outs) == 1
