"""Asks a running Kring for its heaviest pages and prints one JSON line: p50, p95 and page weight.

Run: python benchmarks/web_radar.py [--data DIR] [--address URL] [--rounds N]. Without an address it serves
the data folder itself with granian, two workers, as `./run` does. The weight counts the page, its styles,
scripts, fonts and icons as a browser gets them over the wire, compressed, with an empty cache.
"""

import argparse
import contextlib
import gzip
import json
import os
import platform
import re
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from urllib.parse import urljoin

ROOT = Path(__file__).resolve().parents[1]
HEADERS = {"Accept-Encoding": "gzip", "Cookie": "django_language=nl", "User-Agent": "kring-benchmark"}
PAGES = {"radar": "/radar/", "radar_hub": "/radar/hub:noord/", "radar_corop": "/radar/NL350/"}
ASSET = re.compile(r'<(?:link|script)[^>]*?(?:href|src)="([^"]+)"[^>]*>')
IN_STYLE = re.compile(r'url\("?([^")]+)"?\)|@import\s+"([^"]+)"')


def fetch(address: str) -> tuple[int, bytes]:
    """Return the bytes on the wire and the unpacked content."""
    request = urllib.request.Request(address, headers=HEADERS)
    with urllib.request.urlopen(request, timeout=60) as answer:
        body = answer.read()
        packed = answer.headers.get("Content-Encoding") == "gzip"
    return len(body), gzip.decompress(body) if packed else body


def weight(address: str) -> dict[str, int]:
    """Return the bytes of a page by kind: what a first visit with the latin alphabet loads."""
    size, content = fetch(address)
    found = {"html": size, "css": 0, "js": 0, "fonts": 0, "other": 0}
    page = content.decode()
    waiting = [urljoin(address, one) for one in ASSET.findall(page)]
    seen: set[str] = set()
    while waiting:
        asset = waiting.pop()
        if asset in seen:
            continue
        seen.add(asset)
        kind = _kind(asset)
        # The second font file holds letters that only other languages need; a browser leaves it out.
        if kind == "fonts" and "latin-ext" in asset:
            continue
        size, content = fetch(asset)
        found[kind] += size
        if kind == "css":
            named = IN_STYLE.findall(content.decode())
            waiting += [
                urljoin(asset, one or two) for one, two in named if not (one or two).startswith("data:")
            ]
    return {**found, "total": sum(found.values())}


def _kind(asset: str) -> str:
    ending = asset.partition("?")[0].rsplit(".", 1)[-1]
    return {"css": "css", "js": "js", "woff2": "fonts"}.get(ending, "other")


def times(address: str, rounds: int) -> dict[str, float]:
    """Return the first and the warm answering times in milliseconds, body included."""
    taken = []
    for _ in range(rounds + 1):
        started = time.perf_counter()
        fetch(address)
        taken.append((time.perf_counter() - started) * 1000)
    first, *warm = taken
    warm.sort()
    p95 = warm[min(len(warm) - 1, int(len(warm) * 0.95))]
    return {"first_ms": round(first), "p50_ms": round(statistics.median(warm), 1), "p95_ms": round(p95, 1)}


def _figure(address: str) -> str:
    """Return the address of the first figure that the radar shows."""
    _, content = fetch(f"{address}/radar/")
    found = re.search(r'class="k-row-label"><a href="([^"]+)"', content.decode())
    if found is None:
        raise SystemExit("The radar shows no figure; load data first.")
    return found[1].replace("&amp;", "&")


@contextlib.contextmanager
def served(data: Path) -> Iterator[str]:
    """Serve a data folder on a free port until the block ends."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", "kring.cli", "serve", "--port", str(port)],
        env={**os.environ, "KRING_DATA": str(data), "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"},
        stdout=subprocess.PIPE,
        stderr=sys.stderr,
        text=True,
        start_new_session=True,
    )
    try:
        assert process.stdout is not None
        for line in process.stdout:
            if "ready" in line:
                break
        address = f"http://127.0.0.1:{port}"
        _wait_for(address)
        yield address
    finally:
        process.terminate()
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)


def _wait_for(address: str) -> None:
    for _ in range(100):
        with contextlib.suppress(OSError):
            fetch(f"{address}/radar/")
            return
        time.sleep(0.2)
    raise SystemExit("The server does not answer.")


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, help="data folder to serve (default: a new demo country)")
    parser.add_argument("--address", help="of a Kring that runs already")
    parser.add_argument("--rounds", type=int, default=200)
    options = parser.parse_args()
    with contextlib.ExitStack() as stack:
        address = options.address
        if not address:
            data = options.data or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="kring-web-")))
            address = stack.enter_context(served(data.resolve()))
        pages = {**PAGES, "figure": _figure(address)}
        measured = {
            name: times(f"{address}{path}", options.rounds) | {"bytes": weight(f"{address}{path}")}
            for name, path in pages.items()
        }
    result = {
        "benchmark": "web_radar",
        "date": date.today().isoformat(),
        "python": platform.python_version(),
        "server": "granian, 2 workers" if not options.address else options.address,
        "rounds": options.rounds,
        "pages": measured,
    }
    print(json.dumps(result))


if __name__ == "__main__":
    main()
