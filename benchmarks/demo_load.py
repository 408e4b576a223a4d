"""Loads the fictional country into an empty data folder and prints one JSON line with times and memory.

Run: python benchmarks/demo_load.py [--scale N] [--seed N]. Progress goes to standard error.
"""

import argparse
import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def main() -> int:
    """Load in a process of its own, as `kring demo load` does, and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}", "KRING_DATA": folder}
        environment.pop("DATABASE_URL", None)
        command = [sys.executable, "-P", "-m", "kring.cli", "demo", "load"]
        started = time.monotonic()
        done = subprocess.run(
            [*command, "--scale", str(asked.scale), "--seed", str(asked.seed)],
            cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, check=False,
        )  # fmt: skip
        seconds = time.monotonic() - started
        size = sum(path.stat().st_size for path in Path(folder).rglob("*") if path.is_file())
    if done.returncode:
        return done.returncode
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(
        json.dumps(
            {
                "benchmark": "demo_load",
                "scale": asked.scale,
                "seed": asked.seed,
                "seconds": round(seconds, 1),
                "cpu_seconds": round(used.ru_utime + used.ru_stime, 1),
                "largest_process_mb": round(used.ru_maxrss / 1024),
                "folder_mb": round(size / 1e6),
                **{name: int(n) for name, n in (line.split("\t") for line in done.stdout.splitlines())},
                "cores": os.cpu_count(),
                "python": platform.python_version(),
            }
        )
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
