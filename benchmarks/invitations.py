"""Invites many people at once and prints one JSON line: how long until all have a link, and all mails left.

Run: python benchmarks/invitations.py [--people N]. A mail server of its own takes the mails. Set DATABASE_URL
for a PostgreSQL database that is empty.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from aiosmtpd.controller import Controller

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tools.ports import free_port  # noqa: E402


class Box:
    """Counts the mails that arrive, per address."""

    def __init__(self) -> None:
        self.arrived: dict[str, int] = {}

    async def handle_DATA(self, server: object, session: object, envelope: object) -> str:  # noqa: N802
        """Take every mail."""
        for address in envelope.rcpt_tos:  # type: ignore[attr-defined]
            self.arrived[address] = self.arrived.get(address, 0) + 1
        return "250 OK"


def _timed(environment: dict[str, str], *words: object) -> float:
    started = time.monotonic()
    command = [sys.executable, "-P", "-m", "kring.cli", *map(str, words)]
    subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)
    return round(time.monotonic() - started, 1)


def main() -> int:
    """Invite, do the work, and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=10_000)
    people = parser.parse_args().people
    box = Box()
    mail_server = Controller(box, hostname="127.0.0.1", port=free_port())
    mail_server.start()
    with tempfile.TemporaryDirectory() as folder:
        path = f"{ROOT / 'src'}{os.pathsep}{ROOT}"
        environment = {**os.environ, "PYTHONPATH": path, "KRING_DATA": f"{folder}/data"}
        environment.pop("KRING_SMTP_URL", None)
        _timed(environment, "pages")
        file = Path(folder) / "people.txt"
        file.write_text("".join(f"person{number}@kring.invalid\n" for number in range(people)), "utf-8")
        invited = _timed(environment, "people", "invite", "--role", "auditor", "--from", file)
        queued = _timed(environment, "work", "--once")
        environment["KRING_SMTP_URL"] = f"smtp://127.0.0.1:{mail_server.port}"
        sent = _timed(environment, "work", "--once")
    mail_server.stop()
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    figures = {
        "benchmark": "invitations",
        "people": people,
        "seconds_to_invite": invited,
        "seconds_to_queue_mails": queued,
        "seconds_to_send_mails": sent,
        "mails_arrived": sum(box.arrived.values()),
        "twice": sum(count > 1 for count in box.arrived.values()),
        "cpu_seconds": round(used.ru_utime + used.ru_stime, 1),
        "largest_process_mb": round(used.ru_maxrss / 1024),
        "cores": os.cpu_count(),
    }
    print(json.dumps(figures))
    return 0 if figures["mails_arrived"] == people and not figures["twice"] else 1


if __name__ == "__main__":
    sys.exit(main())
