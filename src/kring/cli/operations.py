"""Commands that run the program itself: serve, work, backup, restore."""

import argparse
import os
import socket
import subprocess
import sys
import time
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from kring.core.problems import Problem, UnableTo


def add_commands(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add serve, work, backup and restore."""
    serve = subparsers.add_parser("serve", help="set up the data folder and serve the pages")
    serve.add_argument("--host", default="127.0.0.1", help="address to serve on (127.0.0.1)")
    serve.add_argument("--port", type=int, default=8000, help="port to serve on (8000)")
    serve.add_argument("--empty", action="store_true", help="start without the demo country")
    serve.set_defaults(run=_serve, sets_up_itself=True)
    work = subparsers.add_parser("work", help="run the background work: jobs that follow facts, mails")
    work.add_argument("--once", action="store_true", help="do what waits, then stop")
    work.set_defaults(run=_work)
    backup = subparsers.add_parser("backup", help="write everything to one file, also while serving")
    backup.add_argument("file", type=Path)
    backup.set_defaults(run=_backup)
    restore = subparsers.add_parser("restore", help="put a backup back, also while serving")
    restore.add_argument("file", type=Path)
    restore.set_defaults(run=_restore, sets_up_itself=True)


def _require_free_port(host: str, port: int) -> None:
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


def _serve(arguments: argparse.Namespace) -> int:
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    from kring.cli.setting_up import set_up
    from kring.parties.actions.first_administrator import first_administrator

    _require_free_port(arguments.host, arguments.port)
    set_up(demo=not arguments.empty)
    shown = f"[{arguments.host}]" if ":" in arguments.host else arguments.host
    address = f"http://{shown}:{arguments.port}"
    os.environ.setdefault("KRING_BASE_URL", address)
    if arguments.host not in {"127.0.0.1", "localhost", "::1"}:
        os.environ.setdefault("KRING_HOSTS", f"{arguments.host},localhost,127.0.0.1,[::1]")
    worker = subprocess.Popen([sys.executable, "-P", "-m", "kring.cli", "work"], stdin=subprocess.DEVNULL)
    server = Granian(
        "config.wsgi:application",
        address=arguments.host,
        port=arguments.port,
        interface=Interfaces.WSGI,
        workers=min(2, os.cpu_count() or 1),
        blocking_threads=4,
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
    )

    first = first_administrator(base_url=os.environ["KRING_BASE_URL"].rstrip("/"), now=timezone.now())

    @server.on_startup
    def say() -> None:
        print(f"Kring is ready: {address}  (stop with Ctrl-C)", flush=True)
        if first:
            print(f"Sign in as the first administrator: {first}", flush=True)

    try:
        server.serve()
    finally:
        worker.terminate()
        worker.wait(timeout=30)
    return 0


def _work_once() -> int:
    from django_tasks_db.management.commands.db_worker import Worker

    from kring.connect.actions.answer_invitation import expire_invitations
    from kring.ledger.jobs import enqueue_followers
    from kring.notices.actions.send_mails import send_mails

    expire_invitations(now=timezone.now())
    taken = enqueue_followers()
    if taken:
        Worker(
            queue_names=["default"],
            interval=0,
            batch=True,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id=f"kring-{os.getpid()}",
            excluded_queue_names=[],
        ).run()
    return taken + send_mails()


def _work(arguments: argparse.Namespace) -> int:
    from django.db import close_old_connections
    from django.db.utils import OperationalError

    parent = os.getppid()
    while True:
        try:
            did = _work_once()
        except OperationalError as error:
            # A locked or restarting database: what waits is still there on the next round.
            print(f"kring work: {error}", file=sys.stderr)
            did = 0
        if arguments.once:
            if not did:
                return 0
            continue
        if os.getppid() != parent:
            return 0
        if not did:
            close_old_connections()
            time.sleep(0.3)


def _backup(arguments: argparse.Namespace) -> int:
    from kring.cli.safekeeping import backup

    size = backup(Path(settings.KRING_DATA), arguments.file)
    print(f"{arguments.file}: {size:,} bytes", file=sys.stderr)
    return 0


def _restore(arguments: argparse.Namespace) -> int:
    from kring.cli.safekeeping import restore

    restore(Path(settings.KRING_DATA), arguments.file)
    print(f"Restored from {arguments.file}.", file=sys.stderr)
    return 0
