"""A served demo country enters; p50, p95 and weight of its heaviest pages leave as one JSON line.

Run: .venv/bin/python benchmarks/web.py [--data FOLDER] [--requests 60] [--scale 1]
     … --users 50 --seconds 300    also a closed loop of people in all roles (web_users.py)
     … --postgres                  on a throw-away PostgreSQL instead of SQLite
"""

import argparse
import contextlib
import http.client
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urljoin, urlsplit

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tools"))

from ports import free_port  # noqa: E402
from throwaway_postgres import throwaway_postgres  # noqa: E402
from web_users import users_at_once  # noqa: E402

COMMAND = [sys.executable, "-P", "-m", "kring.cli"]
START_SECONDS = 300
# Measured to be the heaviest of all pages that a visitor opens.
PAGES = {
    "radar": "/radar/",
    "radar_hub": "/radar/hub:noord/",
    "challenges": "/challenges/",
    "offers": "/offers/",
}
ASSET = re.compile(
    r'<(?:link[^>]+rel="(?:stylesheet|preload|icon)"[^>]+href|script[^>]+src|img[^>]+src)="([^"]+)"'
)
FONT = re.compile(r'url\("?([^")]+\.woff2)"?\)')


def environment(data: Path, database: str) -> dict[str, str]:
    """As behind a proxy, so that each of many users is a machine of its own."""
    path = f"{ROOT / 'src'}{os.pathsep}{ROOT}"
    proxy = {"KRING_HOSTS": "kring.test,127.0.0.1", "KRING_BASE_URL": "https://kring.test"}
    own = {"PYTHONPATH": path, "KRING_DATA": str(data), "KRING_BEHIND_HTTPS": "yes", **proxy}
    return {**os.environ, **own, **({"DATABASE_URL": database} if database else {})}


def asked(port: int, path: str) -> tuple[int, bytes, int]:
    """Status, content and bytes on the wire of one page, as a browser asks for it: compressed."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", path, headers={"Accept-Encoding": "gzip", "Accept-Language": "nl"})
    answer = connection.getresponse()
    content = answer.read()
    connection.close()
    weight = len(content)
    if answer.headers.get("Content-Encoding") == "gzip":
        import gzip

        content = gzip.decompress(content)
    return answer.status, content, weight


@contextlib.contextmanager
def served(data: Path, database: str) -> Iterator[int]:
    port = free_port()
    server = subprocess.Popen(
        [*COMMAND, "serve", "--port", str(port)], cwd=ROOT, env=environment(data, database), stdout=sys.stderr
    )
    try:
        until = time.monotonic() + START_SECONDS
        while True:
            with contextlib.suppress(OSError):
                asked(port, "/")
                break
            if server.poll() is not None or time.monotonic() > until:
                raise SystemExit("The server did not start.")
            time.sleep(0.2)
        yield port
    finally:
        server.terminate()
        server.wait(timeout=30)


def weight_of(port: int, path: str, known: dict[str, int]) -> tuple[int, int]:
    """Compressed bytes of the page, and of the page with everything that it loads the first time."""
    status, content, page = asked(port, path)
    if status != 200:
        raise SystemExit(f"{path} answers {status}.")
    wanted = {urljoin(path, found) for found in ASSET.findall(content.decode())}
    for address in sorted(wanted):
        if urlsplit(address).netloc or address in known:
            continue
        _, style, known[address] = asked(port, address)
        if urlsplit(address).path.endswith(".css"):
            # A Dutch or English page needs the Latin part of each font; browsers leave the rest alone.
            for font in {urljoin(address, found) for found in FONT.findall(style.decode())}:
                if "latin-ext" not in font and font not in known:
                    known[font] = asked(port, font)[2]
                    wanted.add(font)
    fonts = {name for name in known if name.endswith(".woff2")}
    return page, page + sum(known.get(each, 0) for each in {*wanted, *fonts})


def measured(port: int, path: str, requests: int) -> dict[str, float]:
    page, whole = weight_of(port, path, {})
    for _ in range(6):
        asked(port, path)
    taken = []
    for _ in range(requests):
        started = time.perf_counter()
        asked(port, path)
        taken.append((time.perf_counter() - started) * 1000)
    taken.sort()
    return {
        "p50_ms": round(taken[len(taken) // 2], 1),
        "p95_ms": round(taken[min(len(taken) - 1, int(len(taken) * 0.95))], 1),
        "page_bytes": page,
        "with_assets_bytes": whole,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description="p50, p95 and weight of the heaviest pages.")
    parser.add_argument("--data", type=Path, help="an existing data folder (default: a fresh demo country)")
    parser.add_argument("--requests", type=int, default=60)
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--users", type=int, default=0)
    parser.add_argument("--seconds", type=float, default=120.0)
    parser.add_argument("--postgres", action="store_true")
    given = parser.parse_args()
    with contextlib.ExitStack() as stack:
        database = stack.enter_context(throwaway_postgres()) if given.postgres else ""
        data = given.data
        if data is None:
            data = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="kring-web-"))) / "data"
            load = [*COMMAND, "demo", "load", "--scale", str(given.scale)]
            subprocess.run(load, cwd=ROOT, env=environment(data, database), check=True, stdout=sys.stderr)
        port = stack.enter_context(served(data.resolve(), database))
        pages = {name: measured(port, path, given.requests) for name, path in PAGES.items()}
        load = {"load": users_at_once(port, given.users, given.seconds)} if given.users else {}
    about = {"benchmark": "web", "database": "postgresql" if database else "sqlite", "scale": given.scale}
    print(json.dumps({**about, "requests": given.requests, **pages, **load}))


if __name__ == "__main__":
    main()
