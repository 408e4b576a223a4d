"""What tests of every folder share: the machine's components and the data beside the project.

Nothing here imports Django at the top: the engines' tests also run where it is not installed.
"""

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

import pytest

ROOT = Path(__file__).resolve().parents[1]
CHROMIUM_OPTIONS = ["--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-sync",
                    "--disable-component-update", "--disable-gpu"]  # fmt: skip

try:
    from hypothesis import settings
except ImportError:
    pass
else:
    # The same examples every time: a red test is a change in the code, not in the dice.
    settings.register_profile("kring", derandomize=True, deadline=None, database=None)
    settings.load_profile("kring")


def missing(component: str) -> NoReturn:
    """Skip where a component is missing; in CI, where it is installed, fail."""
    if os.environ.get("CI", "").lower() in {"1", "true", "yes"}:
        pytest.fail(f"{component} is missing", pytrace=False)
    pytest.skip(f"{component} is missing")


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Whatever draws pages needs the style sheets and scripts that npm brings."""
    if item.get_closest_marker("needs_npm"):
        from kring.frame import assets

        if assets.missing_files():
            missing("npm ci in frontend/")


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder with real data beside the project; not shipped with it."""
    folder = Path(os.environ.get("KRING_SHARED_DATA") or ROOT.parent / "shared" / "data")
    if not folder.is_dir():
        pytest.skip("no real data beside the project (shared/data, or where KRING_SHARED_DATA points)")
    return folder


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A PostgreSQL server: the one of DATABASE_URL, else a throw-away one."""
    if os.environ.get("DATABASE_URL"):
        yield os.environ["DATABASE_URL"]
        return
    sys.path.insert(0, str(ROOT / "tools"))
    from throwaway_postgres import programs, throwaway_postgres

    if programs() is None:
        missing("PostgreSQL")
    with throwaway_postgres() as url:
        yield url


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """Debian's Chromium, driven by Playwright: one browser for the session, a context per test."""
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        missing("Chromium")
    from playwright.sync_api import sync_playwright

    # Playwright keeps an event loop in this thread, which Django would take for an asynchronous view.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        options = [*CHROMIUM_OPTIONS, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
        browser = playwright.chromium.launch(executable_path=program, args=options)
        yield browser
        browser.close()
