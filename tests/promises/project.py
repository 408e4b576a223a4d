"""The project as the promise tests see it: its files and its words."""

import subprocess
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "kring"


@cache
def tracked(*patterns: str) -> tuple[Path, ...]:
    """The project's own files: committed, or new and not ignored; without git, all but the installed."""
    asked = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", *patterns]
    answer = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=False)
    if answer.returncode == 0:
        paths = [ROOT / line for line in answer.stdout.splitlines()]
    else:
        installed = {".git", ".venv", ".tools", "node_modules", "build", "data"}
        found = (path for pattern in patterns or ("*",) for path in ROOT.rglob(pattern.split("/")[-1]))
        paths = [path for path in found if not installed & set(path.relative_to(ROOT).parts)]
    return tuple(sorted({path for path in paths if path.is_file()}))


def document(name: str) -> str:
    path = ROOT / name
    if not path.exists():
        pytest.skip(f"{name} is not written yet")
    return path.read_text("utf-8")


def shown(path: Path) -> str:
    return str(path.relative_to(ROOT))
