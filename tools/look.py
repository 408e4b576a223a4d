"""Screenshots of the whole product: a folder enters, a picture of every page in every dress leaves.

Serves a fresh demo country on a free port, lets Kring make what its pages need (drafts, proposals, imports,
links), asks for the list, and photographs each at two widths, light and dark, in Dutch and English:
NAME-390-dark-nl.png. With --empty the same for a Kring without any data: empty-NAME-390-dark-nl.png.
A page is loaded once per language; a page that scrolls sideways at one of the widths is reported.
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
# 1280 px at 400 %, and a small phone: no picture, but nothing may scroll sideways.
NARROWEST = 320
THEMES = ("light", "dark")
LANGUAGES = ("nl", "en")
BUSY = ("waiting", "running", "computing")
START_SECONDS = 300
MAKE_SECONDS = 60
ADMINISTRATOR = "administrator"
CHROMIUM_OPTIONS = ["--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-sync",
                    "--disable-component-update", "--disable-gpu"]  # fmt: skip


@dataclass(frozen=True)
class Page:
    """A page to look at, as a visitor or in the role that the demo bar steps into."""

    name: str
    path: str
    role: str = ""
    status: int = 200


@contextlib.contextmanager
def served(data: Path, *, empty: bool) -> Iterator[str]:
    """Kring with the demo country or empty on a free port; stopped afterwards, with all its processes."""
    address = f"http://127.0.0.1:{free_port()}"
    options = ["--empty"] if empty else []
    server = subprocess.Popen(
        [ROOT / "run", "--port", address.rsplit(":", 1)[1], "--data", data, *options],
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


def kring(data: Path, *words: str) -> str:
    """Give one command to Kring; its result leaves."""
    answer = subprocess.run(
        [ROOT / "run", "kring", *words],
        env={**os.environ, "KRING_DATA": str(data)},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return answer.stdout


def pages_of(data: Path, *, empty: bool) -> list[Page]:
    """Kring's own list: one JSON line a page. In the demo, pages that need something are made first."""
    if not empty:
        kring(data, "pages", "--make")
    until = time.monotonic() + MAKE_SECONDS
    while True:
        rows = [json.loads(line) for line in kring(data, "pages").splitlines() if line.strip()]
        busy = any(row["name"].startswith("load-status-") and row["name"][12:] in BUSY for row in rows)
        if not busy or time.monotonic() > until:
            break
        time.sleep(1)  # the background work is at it; its mails and receipts are pages too
    before = "empty-" if empty else ""
    return [Page(before + row["name"], row["path"], row["role"], row["status"]) for row in rows]


def step_into(page: Any, address: str, role: str) -> None:
    """Become somebody through the demo bar, as a visitor would."""
    page.goto(f"{address}/")
    with page.expect_navigation():
        page.locator(f'form:has(button[name="role"][value="{role}"])').first.evaluate(
            "(form, role) => form.requestSubmit(form.querySelector(`button[value='${role}']`))", role
        )


def sign_in_as_administrator(page: Any, address: str, data: Path) -> None:
    """Become administrator with the link that the command line gives."""
    said = kring(data, "people", "invite", f"{ADMINISTRATOR}@kring.invalid", "--role", "admin")
    page.goto(address + urlsplit(said.split()[-1]).path)
    with page.expect_navigation():
        page.locator("main form button").first.click()


def cookies_of(browser: Any, address: str, data: Path, roles: set[str]) -> dict[str, list[Any]]:
    """Become everybody once; the cookies that show it leave."""
    found: dict[str, list[Any]] = {"": []}
    for role in sorted(roles - {""}):
        context = browser.new_context()
        page = context.new_page()
        if role == ADMINISTRATOR:
            sign_in_as_administrator(page, address, data)
        else:
            step_into(page, address, role)
        found[role] = [one for one in context.cookies() if one["name"] != "django_language"]
        if not any(one["name"] == "sessionid" for one in found[role]):
            raise SystemExit(f"Nobody signed in as {role}.")
        context.close()
    return found


def dressed(page: Any, folder: Path, name: str, language: str) -> Iterator[str]:
    """Photograph the page that is open in every width and theme; what is too wide leaves."""
    for (width, height), theme in itertools.product(SCREENS.items(), THEMES):
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        picture = folder / f"{name}-{width}-{theme}-{language}.png"
        page.screenshot(path=picture, full_page=True, animations="disabled")
    for width in (*SCREENS, NARROWEST):
        page.set_viewport_size({"width": width, "height": 900})
        wide = page.evaluate("document.documentElement.scrollWidth")
        if wide > width:
            yield f"{name}-{language}: {wide} px wide on a screen of {width} px"


def photograph(
    browser: Any, address: str, pages: list[Page], folder: Path, cookies: dict[str, list[Any]]
) -> list[str]:
    """Take all pictures; returns what went wrong."""
    from playwright.sync_api import Error

    wrong = []
    done, total = 0, len(LANGUAGES) * len(pages)
    for language, role in itertools.product(LANGUAGES, sorted({each.role for each in pages})):
        context = browser.new_context(locale=language, reduced_motion="reduce")
        context.add_cookies([{"name": "django_language", "value": language, "url": address}, *cookies[role]])
        page = context.new_page()
        for each in pages:
            if each.role != role:
                continue
            try:
                answer = page.goto(address + each.path)
                page.evaluate("document.fonts.ready")
                if answer is None or answer.status != each.status:
                    wrong.append(f"{each.name}-{language}: {answer.status if answer else 'no answer'}")
                wrong += dressed(page, folder, each.name, language)
            except Error as problem:
                wrong.append(f"{each.name}-{language}: {str(problem).splitlines()[0]}")
            done += 1
            print(f"\r{done} of {total}", end="", file=sys.stderr, flush=True)
        context.close()
    print(file=sys.stderr)
    return wrong


def main() -> int:
    parser = argparse.ArgumentParser(description="A screenshot of every page in every dress.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--data", type=Path, help="an existing data folder (default: a fresh demo country)")
    parser.add_argument("--only", default="", help="only pages whose name contains this")
    parser.add_argument("--empty", action="store_true", help="a Kring without data: the empty states")
    given = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the server is stopped as well
    given.folder.mkdir(parents=True, exist_ok=True)
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        raise SystemExit("Chromium is missing: sudo apt-get install chromium")
    from playwright.sync_api import sync_playwright

    with contextlib.ExitStack() as stack:
        data = given.data or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="kring-look-")))
        address = stack.enter_context(served(data.resolve(), empty=given.empty))
        pages = [one for one in pages_of(data.resolve(), empty=given.empty) if given.only in one.name]
        playwright = stack.enter_context(sync_playwright())
        options = [*CHROMIUM_OPTIONS, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
        browser = playwright.chromium.launch(executable_path=program, args=options)
        cookies = cookies_of(browser, address, data.resolve(), {one.role for one in pages})
        wrong = photograph(browser, address, pages, given.folder, cookies)
        browser.close()
    for line in wrong:
        print(line)
    print(f"{len(pages)} pages in {given.folder}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
