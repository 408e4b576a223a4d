"""Commands that run the program itself: serve, work, backup, restore."""

import argparse
import sys
from pathlib import Path

from django.conf import settings


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


def _serve(arguments: argparse.Namespace) -> int:
    from kring.cli.serving import require_free_port, serve
    from kring.cli.setting_up import set_up

    require_free_port(arguments.host, arguments.port)
    set_up(demo=not arguments.empty)
    serve(arguments.host, arguments.port)
    return 0


def _work(arguments: argparse.Namespace) -> int:
    from kring.cli.working import BackgroundWork

    if arguments.once:
        BackgroundWork().all_of_it()
    else:
        BackgroundWork().until_stopped()
    return 0


def _backup(arguments: argparse.Namespace) -> int:
    from kring.cli.safekeeping import backup

    size = backup(Path(settings.KRING_DATA), arguments.file)
    print(f"{arguments.file}: {size:,} bytes", file=sys.stderr)
    return 0


def _restore(arguments: argparse.Namespace) -> int:
    from kring.cli.safekeeping import restore
    from kring.cli.setting_up import set_up_tables

    key_changed = restore(Path(settings.KRING_DATA), arguments.file)
    # A backup of an earlier version gets the tables of this one.
    set_up_tables()
    print(f"Restored from {arguments.file}.", file=sys.stderr)
    if key_changed:
        print(
            "The secret key of the backup is back too. Is Kring serving? Then stop and start it: "
            "links and sign-ins of the backup work from then on.",
            file=sys.stderr,
        )
    return 0
