"""A data folder enters; Kring served on a free port leaves, with what its tables and mails hold."""

import contextlib
import os
import re
import signal
import sqlite3
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tools.ports import free_port

ROOT = Path(__file__).resolve().parents[2]
KRING = [sys.executable, "-P", "-m", "kring.cli"]
START_SECONDS = 90
POLL_SECONDS = 0.1


def wait_for(found: Callable[[], Any], what: str, seconds: float = 30) -> Any:
    """Ask until there is an answer; an AssertionError that names what did not come."""
    until = time.monotonic() + seconds
    pause = threading.Event()
    while True:
        answer = found()
        if answer:
            return answer
        assert time.monotonic() < until, f"{what} did not come within {seconds:.0f} s"
        pause.wait(POLL_SECONDS)


@dataclass(frozen=True)
class Served:
    """A running Kring: its address and its data folder."""

    address: str
    folder: Path

    def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """Read the tables as they are, without Django."""
        with contextlib.closing(sqlite3.connect(f"file:{self.folder}/kring.sqlite3?mode=ro", uri=True)) as db:
            return db.execute(query, values).fetchall()

    def mail(self, to: str, link: str = "", nth: int = 1) -> str:
        """Return the body of the newest mail to somebody (with such a link), once ``nth`` are there."""

        def newest() -> str:
            found = self.rows(
                'SELECT body FROM notices_mail WHERE "to" = ? AND body LIKE ? ORDER BY created_at DESC',
                to, f"%{link}%",
            )  # fmt: skip
            return found[0][0] if len(found) >= nth else ""

        return str(wait_for(newest, f"a mail to {to} with {link or 'any text'}"))

    def link(self, to: str, link: str, nth: int = 1) -> str:
        """Return the address in the newest mail to somebody that holds ``link``."""
        found = re.search(rf"http\S*{re.escape(link)}\S*", self.mail(to, link, nth))
        assert found is not None
        return found.group()

    def facts(self, object_id: str) -> list[str]:
        """Return the verbs that the ledger holds about one object, oldest first."""
        rows = self.rows(
            "SELECT verb FROM ledger_fact WHERE REPLACE(object_id, '-', '') = ? ORDER BY id",
            object_id.replace("-", ""),
        )
        return [verb for (verb,) in rows]


def _environment(folder: Path) -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("KRING_", "DATABASE_URL"))}
    return {**kept, "KRING_DATA": str(folder)}


def load_small_demo(folder: Path) -> None:
    """Fill a new data folder with a small demo country."""
    command = [*KRING, "demo", "load", "--seed", "1", "--scale", "0.1"]
    subprocess.run(
        command, cwd=ROOT, env=_environment(folder), check=True, capture_output=True, timeout=START_SECONDS
    )


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=5):
            return True
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False


@contextlib.contextmanager
def serving(folder: Path, *options: str) -> Iterator[tuple[Served, str]]:
    """Serve a data folder; yields it with what the program said while starting."""
    address = f"http://127.0.0.1:{free_port()}"
    log = folder.parent / f"{folder.name}.log"
    with log.open("w") as said:
        server = subprocess.Popen(
            [*KRING, "serve", "--port", address.rsplit(":", 1)[1], *options],
            cwd=ROOT,
            env=_environment(folder),
            start_new_session=True,
            stdout=said,
            stderr=said,
        )
        try:
            wait_for(lambda: _started(server, address, log), "the server", START_SECONDS)
            yield Served(address, folder), log.read_text()
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(server.pid, signal.SIGTERM)
            with contextlib.suppress(subprocess.TimeoutExpired):
                server.wait(timeout=20)
            with contextlib.suppress(ProcessLookupError):
                os.killpg(server.pid, signal.SIGKILL)


def _started(server: subprocess.Popen[bytes], address: str, log: Path) -> bool:
    assert server.poll() is None, f"the server stopped:\n{log.read_text()}"
    return _answers(address)
