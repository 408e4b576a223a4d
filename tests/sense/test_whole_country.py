"""The fictional country at its real size: every hub has five gaps of its own that one can be sure of."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from kring.core.regions import hubs
from kring.engines.market.back_off import largest_gaps
from kring.engines.market.results import read_release
from kring.engines.market.white_spots import white_spots

pytestmark = pytest.mark.full
ROOT = Path(__file__).resolve().parents[2]
LEAST_VACANCIES = 10


@pytest.fixture(scope="module")
def figures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The figures of the country at scale 1, loaded by the command line as anybody would."""
    folder = tmp_path_factory.mktemp("country")
    command = [sys.executable, "-P", "-m", "kring.cli", "--data", str(folder), "demo", "load"]
    environment = {**os.environ, "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"}
    environment.pop("DATABASE_URL", None)
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=400)
    assert done.returncode == 0, done.stderr[-2000:]
    return next((folder / "lake" / "gaps").glob("*.parquet"))


@pytest.mark.parametrize("region", ["NL", *(f"hub:{code}" for code in hubs())])
def test_every_hub_has_five_reliable_gaps_and_a_headline_of_substance(figures: Path, region: str) -> None:
    window = read_release(figures).caveats.windows[-1]
    five = largest_gaps(figures, region=region, window=window)
    own = [one for one in five if one.figure and one.figure["region"] == region]
    assert len(own) == 5 and all(one.reading.reliable and one.reading.low > 0 for one in own)
    first = five[0]
    assert first.figure and int(str(first.figure["x"])) >= LEAST_VACANCIES
    # What heads the list is at least twice asked, even at the lower end of its interval.
    assert first.reading.low >= 1 and first.reading.low == max(one.reading.low for one in own)
    assert white_spots(figures, {}, window=window, regions=[region])
