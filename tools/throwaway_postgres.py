"""A PostgreSQL server for one run of the tests: nothing enters, a DATABASE_URL leaves, nothing stays."""

import contextlib
import os
import pwd
import re
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from ports import free_port

OLDEST = 15
WAIT_SECONDS = 60


def programs() -> Path | None:
    """The folder with the newest initdb and postgres of this machine, Debian's own place included."""
    places = [Path(place) for place in os.environ.get("PATH", "").split(os.pathsep) if place]
    places += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    for place in places:
        if not ((place / "initdb").exists() and (place / "postgres").exists()):
            continue
        answer = subprocess.run(
            [place / "postgres", "--version"], capture_output=True, text=True, check=False
        )
        found = re.search(r"(\d+)", answer.stdout)
        if found and int(found[1]) >= OLDEST:
            return (place / "initdb").resolve().parent
    return None


def unprivileged() -> dict[str, object]:
    """PostgreSQL refuses to run as root: then it runs as the machine's own postgres, or nobody."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            who = pwd.getpwnam(name)
            return {"user": who.pw_uid, "group": who.pw_gid, "extra_groups": []}
    raise RuntimeError("this machine has neither a user postgres nor nobody to run PostgreSQL as")


def answers(port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False


@contextlib.contextmanager
def throwaway_postgres() -> Iterator[str]:
    """Start a server on a free loopback port, give its URL, and remove it whatever happens."""
    place = programs()
    if place is None:
        raise RuntimeError(
            f"PostgreSQL {OLDEST} or newer is not installed (Debian: apt-get install postgresql)"
        )
    who = unprivileged()
    folder = Path(tempfile.mkdtemp(prefix="kring-postgres-"))
    server = None
    try:
        password = secrets.token_hex(16)
        (folder / "password").write_text(password + "\n")
        if who:
            for path in (folder, folder / "password"):
                os.chown(path, who["user"], who["group"])  # type: ignore[arg-type]
        data = folder / "data"
        subprocess.run(
            [place / "initdb", "-D", data, "-U", "kring", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync",
             "--auth=scram-sha-256", f"--pwfile={folder / 'password'}"],
            check=True, stdout=subprocess.DEVNULL, cwd=folder, **who,  # type: ignore[call-overload]
        )  # fmt: skip
        port = free_port()
        settings = {
            "listen_addresses": "127.0.0.1", "port": port, "unix_socket_directories": "", "fsync": "off",
            "synchronous_commit": "off", "full_page_writes": "off", "max_connections": 100,
        }  # fmt: skip
        with (folder / "log").open("wb") as log:
            server = subprocess.Popen(
                [place / "postgres", "-D", data, *(f"-c{name}={value}" for name, value in settings.items())],
                stdout=log, stderr=log, cwd=folder, start_new_session=True, **who,  # type: ignore[call-overload]
            )  # fmt: skip
        until = time.monotonic() + WAIT_SECONDS
        while not answers(port):
            if server.poll() is not None or time.monotonic() > until:
                raise RuntimeError("PostgreSQL did not start:\n" + (folder / "log").read_text()[-2000:])
            time.sleep(0.1)
        yield f"postgresql://kring:{password}@127.0.0.1:{port}/postgres"
    finally:
        if server is not None and server.poll() is None:
            server.send_signal(signal.SIGINT)
            try:
                server.wait(timeout=20)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()
        shutil.rmtree(folder, ignore_errors=True)
