"""The product as people start it: a folder and perhaps a database enter, commands and servers leave."""

import contextlib
import http.client
import http.cookies
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from tools.ports import free_port

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 60.0
CSRF = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


@dataclass(frozen=True)
class Product:
    """Kring on one data folder, and on one PostgreSQL database where ``database_url`` is given."""

    folder: Path
    database_url: str = ""

    def environment(self, **more: str) -> dict[str, str]:
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("KRING_", "DATABASE_URL", "DJANGO_", "COV_", "PYTEST_"))
        }
        kept |= {"KRING_DATA": str(self.folder), "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"}
        if self.database_url:
            kept["DATABASE_URL"] = self.database_url
        return kept | more

    def command(self, *words: object) -> list[str]:
        return [sys.executable, "-P", "-m", "kring.cli", *map(str, words)]

    def kring(self, *words: object, seconds: float = 120, **more: str) -> subprocess.CompletedProcess[str]:
        """Give one command and wait for its end, whatever that is."""
        return subprocess.run(
            self.command(*words),
            cwd=ROOT,
            env=self.environment(**more),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=seconds,
            check=False,
        )

    def done(self, *words: object) -> str:
        """Give one command that must succeed; return its result."""
        answer = self.kring(*words)
        assert answer.returncode == 0, answer.stderr[-3000:]
        return answer.stdout

    def python(self, program: str, *words: object, **more: str) -> subprocess.Popen[str]:
        """Start a few lines of Python in the product's surroundings, in a process group of its own."""
        return subprocess.Popen(
            [sys.executable, "-c", f"import django; django.setup()\n{program}", *map(str, words)],
            cwd=ROOT,
            env=self.environment(DJANGO_SETTINGS_MODULE="config.settings", **more),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def said(self, program: str, *words: object) -> str:
        """Run a few lines of Python; return what they print."""
        process = self.python(program, *words)
        out, err = process.communicate(timeout=60)
        assert process.returncode == 0, err[-3000:]
        return out.strip()

    @contextlib.contextmanager
    def served(self, *options: str, **more: str) -> Iterator["Served"]:
        """Serve on a free port until the end of the block."""
        port = free_port()
        log = self.folder.parent / f"serve-{port}.log"
        with log.open("wb") as handle:
            process = subprocess.Popen(
                self.command("serve", "--port", port, *options),
                cwd=ROOT,
                env=self.environment(**more),
                stdin=subprocess.DEVNULL,
                stdout=handle,
                stderr=handle,
                start_new_session=True,
            )
        running = Served(port, process, log)
        try:
            running.wait_until_ready()
            yield running
        finally:
            running.kill()


@dataclass
class Served:
    """A server that runs, in a process group of its own."""

    port: int
    process: subprocess.Popen[bytes]
    log: Path

    def wait_until_ready(self) -> None:
        def ready() -> bool:
            assert self.process.poll() is None, self.log.read_text()[-3000:]
            with contextlib.suppress(OSError, http.client.HTTPException):
                return Visitor(self.port).get("/").status == 200
            return False

        wait_until(ready, START_SECONDS, f"the server did not answer: {self.log}")

    def kill(self) -> None:
        """End the server and everything it started, as a power cut would."""
        for number in [self.process.pid, *self.helpers()]:
            with contextlib.suppress(ProcessLookupError):
                os.kill(number, signal.SIGKILL)
        self.process.wait()

    def helpers(self) -> list[int]:
        """The processes that the server started."""
        return [number for number, parent, _ in processes() if parent == self.process.pid]


def processes() -> Iterator[tuple[int, int, int]]:
    """Number, parent and group of every process that has not ended."""
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            number, _, rest = stat.read_text().partition(" (")
            state, parent, group = rest.rpartition(")")[2].split()[:3]
            if state != "Z":
                yield int(number), int(parent), int(group)


def members_of(group: int) -> list[int]:
    return [number for number, _, found in processes() if found == group]


def alive(numbers: list[int]) -> list[int]:
    return [number for number, _, _ in processes() if number in numbers]


@dataclass(frozen=True)
class Answer:
    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def location(self) -> str:
        return self.headers.get("Location", "")


@dataclass
class Visitor:
    """One browser, on a machine of its own if need be: it keeps cookies and sends the form's token."""

    port: int
    machine: str = "127.0.0.1"
    cookies: dict[str, str] = field(default_factory=dict)
    patience: float = 20

    def ask(self, method: str, path: str, body: bytes | None = None, **headers: str) -> Answer:
        source = (self.machine, 0)
        connection = http.client.HTTPConnection(
            "127.0.0.1", self.port, timeout=self.patience, source_address=source
        )
        sent = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()), **headers}
        try:
            connection.request(method, path, body, sent)
            response = connection.getresponse()
            answer = Answer(response.status, response.headers, response.read())
        finally:
            connection.close()
        for line in answer.headers.get_all("Set-Cookie") or []:
            for name, morsel in http.cookies.SimpleCookie(line).items():
                self.cookies[name] = morsel.value
        return answer

    def get(self, path: str) -> Answer:
        return self.ask("GET", path)

    def post(self, path: str, **values: str) -> Answer:
        """Fill in the form that stands on the page and send it."""
        token = CSRF.search(self.get(path).text)
        values["csrfmiddlewaretoken"] = token[1] if token else ""
        body = urlencode(values).encode()
        return self.ask("POST", path, body, **{"Content-Type": "application/x-www-form-urlencoded"})

    def sent(self, path: str, **values: str) -> str:
        """Send a form without looking at it first; return where the server leads to once it took it."""
        token = self.cookies.setdefault("csrftoken", "k" * 32)
        body = urlencode({**values, "csrfmiddlewaretoken": token}).encode()
        answer = self.ask("POST", path, body, **{"Content-Type": "application/x-www-form-urlencoded"})
        assert answer.status == 302, f"{answer.status}: {answer.text[:2000]}"
        return answer.location

    def draft(self, text: str) -> str:
        """Write a question; return the path of the draft: the server has acknowledged it."""
        answer = self.post("/challenges/new/", text=text)
        assert answer.status == 302, answer.text[:2000]
        return answer.location.removesuffix("place/")

    def challenge(self, text: str, email: str) -> str:
        """Post a whole challenge; return its path once the server has acknowledged it."""
        path = self.draft(text)
        assert self.post(f"{path}place/", place="Groningen").status == 302
        answer = self.post(f"{path}send/", email=email, chosen="form")
        assert answer.status == 302, answer.text[:2000]
        return path


def wait_until(holds: Callable[[], bool], seconds: float, otherwise: str) -> None:
    until = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < until, otherwise
        time.sleep(0.05)


@contextlib.contextmanager
def new_database(url: str, template: str = "") -> Iterator[str]:
    """A database of its own on a PostgreSQL server, or a copy of another; removed afterwards."""
    import psycopg

    name = f"kring_{uuid.uuid4().hex[:12]}"
    copied = f' TEMPLATE "{urlsplit(template).path.strip("/")}"' if template else ""
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}"{copied}')
    try:
        yield urlsplit(url)._replace(path=f"/{name}").geturl()
    finally:
        with psycopg.connect(url, autocommit=True) as server:
            server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def copy_of(product: Product, folder: Path) -> Path:
    """Copy a data folder that nobody uses."""
    shutil.copytree(product.folder, folder, ignore=shutil.ignore_patterns("static", "*.lock", ".lock"))
    return folder
