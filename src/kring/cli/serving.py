"""A host and a port enter; pages leave, with the background work beside them, until Ctrl-C."""

import os
import socket
import subprocess
import sys
import threading
from importlib import import_module
from types import TracebackType

from django.conf import settings
from django.db import connections
from django.utils import timezone
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from config.environment import SERVED_AT
from kring.core.parent_watch import VARIABLE
from kring.core.problems import Problem, UnableTo
from kring.parties.actions.first_administrator import first_administrator

RESTART_SECONDS = 1.0
LONGEST_RESTART_SECONDS = 30.0
STOP_SECONDS = 10.0
# Served on all addresses of the machine.
EVERY_ADDRESS = frozenset({"0.0.0.0", "::", ""})  # noqa: S104 (only compared with)


def require_free_port(host: str, port: int) -> None:
    """Refuse at once, before anything is set up, when nothing can be served there."""
    if not 0 < port < 65_536:
        raise UnableTo(
            Problem("no_port", "There is no port {port}.", "Choose one up to 65535.", params={"port": port})
        )
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise UnableTo(
                Problem(
                    "port_taken",
                    "Cannot serve on {host} port {port}: {why}.",
                    "Stop the other program, or use --port with another number.",
                    params={"host": host, "port": port, "why": error.strerror},
                )
            ) from error


class WorkerBeside:
    """Keeps one `kring work` process going for as long as the server serves."""

    def __init__(self) -> None:
        self._ended = threading.Event()
        self._process: subprocess.Popen[bytes] | None = None
        self._thread = threading.Thread(target=self._keep_going, name="worker", daemon=True)

    def __enter__(self) -> "WorkerBeside":
        # Before the server forks: a copy of this process made while another starts would keep that start
        # waiting for ever, since it holds the pipe on which the start is reported.
        self._start()
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ended.set()
        if self._process is not None:
            self._process.terminate()
        self._thread.join(timeout=STOP_SECONDS)
        if self._process is not None and self._process.poll() is None:
            self._process.kill()

    def _start(self) -> subprocess.Popen[bytes]:
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "kring.cli", "work"], stdin=subprocess.DEVNULL, process_group=0
        )
        return self._process

    def _keep_going(self) -> None:
        pause = RESTART_SECONDS
        process = self._process or self._start()
        while True:
            if self._ended.is_set():
                process.terminate()
            code = process.wait()
            if self._ended.wait(pause):
                return
            print(f"kring: the background work ended ({code}) and is started again", file=sys.stderr)
            pause = min(pause * 2, LONGEST_RESTART_SECONDS)
            process = self._start()


def address_to_open(host: str, port: int) -> str:
    """Return the address for a browser on this machine: nobody can open the one that stands for all."""
    name = "localhost" if host in EVERY_ADDRESS else f"[{host}]" if ":" in host else host
    return f"http://{name}:{port}"


def _tell_settings(address: str, host: str) -> None:
    """Links in mails and the host check follow from where we serve, unless the environment says otherwise."""
    if "KRING_BASE_URL" not in os.environ:
        os.environ["KRING_BASE_URL"] = settings.KRING_BASE_URL = address
        settings.CSRF_TRUSTED_ORIGINS = [address]
        (settings.KRING_DATA / SERVED_AT).write_text(address, encoding="ascii")
        if host in EVERY_ADDRESS:
            print(f"Links in mails begin with {address}; KRING_BASE_URL gives another name.", file=sys.stderr)
    if "KRING_HOSTS" not in os.environ and host not in {"127.0.0.1", "localhost", "::1"}:
        names = [*settings.ALLOWED_HOSTS, f"[{host}]" if ":" in host else host, socket.gethostname().lower()]
        settings.ALLOWED_HOSTS = names
        os.environ["KRING_HOSTS"] = ",".join(names)
        print(f"Answers to {', '.join(names)}; KRING_HOSTS adds other names.", file=sys.stderr)


def _load_once() -> None:
    """What answers are copies of this process: what is slow to load is loaded here, once and by one thread.

    Two threads that import pandas and draw a chart at the same moment would break each other.
    """
    for module in ("pandas", "pyarrow.dataset", "altair", "config.urls", "kring.connect.queries.candidates"):
        import_module(module)


def serve(host: str, port: int) -> None:
    """Serve until stopped."""
    address = address_to_open(host, port)
    _tell_settings(address, host)
    os.environ[VARIABLE] = str(os.getpid())
    first = first_administrator(base_url=settings.KRING_BASE_URL, now=timezone.now())
    _load_once()
    connections.close_all()
    server = Granian(
        "config.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=min(2, os.cpu_count() or 1),
        blocking_threads=4,
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
        workers_kill_timeout=int(STOP_SECONDS // 2),
    )

    @server.on_startup
    def say() -> None:
        print(f"Kring is ready: {address}  (stop with Ctrl-C)", flush=True)
        if first:
            print(f"Sign in as the first administrator: {first}", flush=True)

    with WorkerBeside():
        server.serve()
