"""The whole chain against the hidden truth: texts → redaction → skills → gaps, at five times the size.

Compared are the figures of single skills in the last window, for all areas and levels together, at every
region level (country, hub, province, COROP), where the plain interval excludes zero ("reliable"). The truth
of such a cell is `Truth.expected_gap`: the ratio of the generator's probabilities, not of drawn counts.
"""

import os
import subprocess
import sys
from pathlib import Path

import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from scipy.stats import spearmanr

from kring.core.periods import Quarter
from kring.demo.generator import load as load_truth
from kring.demo.generator.sources import skills
from kring.engines.market.results import reading

ROOT = Path(__file__).resolve().parents[2]
LEAST_CELLS = 300
LEAST_CORRELATION = 0.8


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the country at scale 5, loaded by the command line as anybody would."""
    found = tmp_path_factory.mktemp("country")
    command = [sys.executable, "-P", "-m", "kring.cli", "--data", str(found), "demo", "load", "--scale", "5"]
    environment = {**os.environ, "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"}
    environment.pop("DATABASE_URL", None)
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=900)
    assert done.returncode == 0, done.stderr[-2000:]
    return found


def compared(folder: Path, *, basis: str, region_level: str = "") -> tuple[list[float], list[float]]:
    """Return the estimated and the true gaps of all reliable cells."""
    truth, _ = load_truth(folder / "demo" / "truth.npz")
    figures = pq.read_table(next((folder / "lake" / "gaps").glob("*.parquet")))
    window = pc.max(figures["window"]).as_py()
    wanted = (
        (pc.field("window") == window)
        & (pc.field("area") == "all")
        & (pc.field("level") == "all")
        & pc.field("skill").isin([skill.uri for skill in skills()])
    )
    if region_level:
        wanted &= pc.field("region_level") == region_level
    estimated, true = [], []
    for row in figures.filter(wanted).to_pylist():
        read = reading(row, basis=basis)
        if read.reliable:
            estimated.append(read.gap)
            true.append(
                truth.expected_gap(
                    row["skill"], region=row["region"], window=Quarter.parse(window), by_places=True
                )
            )
    return estimated, true


@pytest.mark.full
@pytest.mark.parametrize(
    ("basis", "region_level"), [("plain", ""), ("plain", "province"), ("plain", "corop"), ("pooled", "")]
)
def test_true_gaps_are_recovered(folder: Path, basis: str, region_level: str) -> None:
    estimated, true = compared(folder, basis=basis, region_level=region_level)
    assert len(estimated) >= LEAST_CELLS
    assert spearmanr(estimated, true).statistic >= LEAST_CORRELATION
