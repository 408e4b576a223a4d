"""What is installed is pinned by hash, and no lock says from which host."""

import json
import re

import pytest

from tests.promises.project import ROOT, shown, tracked

HOST = re.compile(r"https?://|\bgit\+|file:/", re.IGNORECASE)
LOCKS = ("*.lock", "*.lock.txt", "*package-lock.json", "*requirements*", "*.npmrc")


def test_locks_name_no_host() -> None:
    named = [
        f"{shown(path)}:{number}: {line.strip()[:100]}"
        for path in tracked(*LOCKS)
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if HOST.search(line)
    ]
    assert not named, "\n".join(named)


@pytest.mark.parametrize(
    "name",
    [
        "requirements.lock",
        "requirements-dev.lock",
        "tools/uv.lock.txt",
        "tools/node.lock.txt",
        "tools/rerank.lock.txt",
    ],
)
def test_every_python_package_has_its_hash(name) -> None:
    blocks = [
        each for each in re.split(r"\n(?=[A-Za-z0-9])", (ROOT / name).read_text("utf-8")) if each.strip()
    ]
    assert blocks
    assert not [each.splitlines()[0] for each in blocks if "==" not in each or "--hash=sha256:" not in each]


def test_every_browser_package_has_its_hash_and_no_address() -> None:
    lock = json.loads((ROOT / "frontend" / "package-lock.json").read_text("utf-8"))
    packages = {name: entry for name, entry in lock["packages"].items() if name}
    assert packages
    assert not [name for name, entry in packages.items() if "resolved" in entry or "integrity" not in entry]
    assert "omit-lockfile-registry-resolved=true" in (ROOT / "frontend" / ".npmrc").read_text("utf-8").split()
