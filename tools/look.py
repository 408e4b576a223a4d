"""Screenshots of the whole product: a folder enters, a picture of every page in every dress leaves.

Serves a fresh demo country on a free port, asks Kring for its pages, and photographs each at two widths,
light and dark, in Dutch and English: NAME-390-dark-nl.png.
"""

import argparse
import contextlib
import itertools
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

sys.path.insert(0, str(Path(__file__).parent))

from ports import free_port  # noqa: E402

ROOT = Path(__file__).resolve().parents[1]
SCREENS = {390: 844, 1280: 900}
THEMES = ("light", "dark")
LANGUAGES = ("nl", "en")
START_SECONDS = 300
CHROMIUM_OPTIONS = ["--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-sync",
                    "--disable-component-update", "--disable-gpu"]  # fmt: skip


@dataclass(frozen=True)
class Page:
    """A page to look at, as a visitor or in the role that the demo bar steps into."""

    name: str
    path: str
    role: str = ""


@contextlib.contextmanager
def served(data: Path) -> Iterator[str]:
    """Kring with the demo country on a free port; stopped afterwards, with all its processes."""
    address = f"http://127.0.0.1:{free_port()}"
    server = subprocess.Popen(
        [ROOT / "run", "--port", address.rsplit(":", 1)[1], "--data", data],
        start_new_session=True,
        stdout=sys.stderr,
    )
    try:
        until = time.monotonic() + START_SECONDS
        while True:
            try:
                with urllib.request.urlopen(address, timeout=20):
                    break
            except urllib.error.HTTPError:
                break  # it answers; what it answers is seen in the pictures
            except OSError:
                pass
            if server.poll() is not None or time.monotonic() > until:
                raise SystemExit("The server did not start.")
            time.sleep(0.5)
        yield address
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(server.pid, signal.SIGTERM)
        try:
            server.wait(timeout=20)
        except subprocess.TimeoutExpired:
            os.killpg(server.pid, signal.SIGKILL)


def pages_of(data: Path) -> list[Page]:
    """Kring's own list: one JSON line a page."""
    answer = subprocess.run(
        [ROOT / "run", "kring", "pages"],
        env={**os.environ, "KRING_DATA": str(data)},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    rows = [json.loads(line) for line in answer.stdout.splitlines() if line.strip()]
    return [Page(row["name"], row["path"], row.get("role") or "") for row in rows]


def step_into(context: Any, address: str, role: str) -> None:
    """Become somebody through the demo bar, as a visitor would."""
    page = context.new_page()
    page.goto(f"{address}/")
    page.locator(
        f'form:has(input[name="role"][value="{role}"]), form:has(button[value="{role}"])'
    ).first.evaluate(
        """(form, role) => {
            const button = form.querySelector(`button[value="${role}"]`);
            if (button) { form.requestSubmit(button); } else { form.requestSubmit(); }
        }""",
        role,
    )
    page.wait_for_load_state("networkidle")
    page.close()


def photograph(browser: Any, address: str, pages: list[Page], folder: Path) -> list[str]:
    """Take all pictures; returns what went wrong."""
    from playwright.sync_api import Error

    wrong = []
    dresses = list(itertools.product(SCREENS.items(), THEMES, LANGUAGES))
    done, total = 0, len(dresses) * len(pages)
    for ((width, height), theme, language), role in itertools.product(
        dresses, sorted({each.role for each in pages})
    ):
        context = browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme=theme,
            reduced_motion="reduce",
            locale=language,
        )
        context.add_cookies([{"name": "django_language", "value": language, "url": address}])
        if role:
            step_into(context, address, role)
        page = context.new_page()
        for each in pages:
            if each.role != role:
                continue
            name = f"{each.name}-{width}-{theme}-{language}"
            try:
                answer = page.goto(address + each.path)
                page.wait_for_load_state("networkidle")
            except Error as problem:
                wrong.append(f"{name}: {str(problem).splitlines()[0]}")
                continue
            page.screenshot(path=folder / f"{name}.png", full_page=True)
            if answer is None or answer.status >= 400 and not urlsplit(each.path).path.startswith("/no-such"):
                wrong.append(f"{name}: {answer.status if answer else 'no answer'}")
            wide = page.evaluate("document.documentElement.scrollWidth")
            if wide > width:
                wrong.append(f"{name}: {wide} px wide")
            done += 1
            print(f"\r{done} of {total} pictures", end="", file=sys.stderr, flush=True)
        context.close()
    print(file=sys.stderr)
    return wrong


def main() -> int:
    parser = argparse.ArgumentParser(description="A screenshot of every page in every dress.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--data", type=Path, help="an existing data folder (default: a fresh demo country)")
    parser.add_argument("--only", default="", help="only pages whose name contains this")
    given = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the server is stopped as well
    given.folder.mkdir(parents=True, exist_ok=True)
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        raise SystemExit("Chromium is missing: sudo apt-get install chromium")
    from playwright.sync_api import sync_playwright

    with contextlib.ExitStack() as stack:
        data = given.data or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="kring-look-")))
        address = stack.enter_context(served(data.resolve()))
        pages = [page for page in pages_of(data.resolve()) if given.only in page.name]
        playwright = stack.enter_context(sync_playwright())
        options = [*CHROMIUM_OPTIONS, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
        browser = playwright.chromium.launch(executable_path=program, args=options)
        wrong = photograph(browser, address, pages, given.folder)
        browser.close()
    for line in wrong:
        print(line)
    print(f"{len(pages)} pages in {given.folder}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
