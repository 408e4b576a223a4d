"""What waits enters (facts to follow, tasks, mails, invitations); done work leaves, until told to stop."""

import os
import signal
import socket
import sys
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from types import FrameType

from django.db import close_old_connections
from django.db.utils import OperationalError
from django.utils import timezone
from django_tasks_db.management.commands.db_worker import Worker

from kring.connect.actions.empty_old_words import empty_old_words
from kring.connect.actions.expire_invitations import expire_invitations
from kring.connect.actions.tidy_drafts import tidy_drafts
from kring.core.regions import ask_which_hubs
from kring.files.actions.tidy_uploads import tidy_uploads
from kring.ledger.jobs import enqueue_followers, forget_old_tasks, take_up_again
from kring.notices.actions.empty_old_mails import empty_old_mails
from kring.notices.actions.send_mails import send_mails
from kring.parties.actions.erase_person import end_unused_accounts
from kring.parties.actions.forget_old_requests import forget_old_requests
from kring.parties.actions.merge_parties import forget_old_merges
from kring.parties.actions.set_consent import lapse_consents
from kring.sense.models import ImportRequest

PAUSE_SECONDS = 0.3
TIDY_SECONDS = 30.0
FORGET_SECONDS = 3_600.0
# A worker on another machine cannot be asked; a task of it that takes longer than this was killed.
LONGEST_TASK = timedelta(minutes=15)


def _born(pid: int) -> str:
    """When a process began, in ticks since the machine did: with its number it is unique."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[19]
    except (OSError, IndexError):
        return ""


def worker_id(pid: int) -> str:
    """Return the name under which a process of this machine claims tasks."""
    return f"{socket.gethostname()} {pid} {_born(pid)}"


def is_alive(worker: str, started: datetime) -> bool:
    """Return whether the worker that claimed a task then may still be at it."""
    host, _, rest = worker.partition(" ")
    pid = rest.partition(" ")[0]
    if host != socket.gethostname() or not pid.isdigit():
        return started > timezone.now() - LONGEST_TASK
    return worker_id(int(pid)) == worker


def _forget_uploads(*, now: datetime) -> int:
    """Only an import that waits for its turn, or is at it, still needs its file after a day."""
    waiting = ImportRequest.objects.filter(state__in=("waiting", "running"))
    return tidy_uploads(needed=set(waiting.values_list("stored_as", flat=True)), now=now)


class BackgroundWork:
    """Works until told to stop, or until the process that started it is gone."""

    def __init__(self) -> None:
        self._worker = Worker(
            queue_names=["default"],
            interval=0,
            batch=True,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id=worker_id(os.getpid()),
            excluded_queue_names=[],
        )
        self._tidied = float("-inf")
        self._forgot = float("-inf")
        self._stopping = False
        self._once = False

    def stop(self, number: int, frame: FrameType | None) -> None:
        """Finish the task in hand, then stop; a second signal stops at once."""
        if self._stopping or not self._worker.running_task:
            sys.exit(0)
        self._stopping = True
        self._worker.running = False

    def all_of_it(self) -> None:
        """Do everything that waits, then return."""
        self._once = True
        while self._round():
            pass

    def until_stopped(self) -> None:
        """Look for work until a signal comes or the parent process is gone."""
        signal.signal(signal.SIGTERM, self.stop)
        # Ctrl-C reaches the whole group: the server stops this process when it is done itself.
        signal.signal(signal.SIGINT, self.stop)
        parent = os.getppid()
        while not self._stopping and os.getppid() == parent:
            did = self._round()
            if not did and not self._stopping:
                close_old_connections()
                time.sleep(PAUSE_SECONDS)

    def _round(self) -> int:
        ask_which_hubs()
        try:
            return self._whole_round()
        finally:
            ask_which_hubs(False)

    def _whole_round(self) -> int:
        again = self._tidy()
        taken = self._step(enqueue_followers)
        if taken or again:
            self._step(self._work_off)
        return taken + again + self._step(send_mails)

    def _work_off(self) -> int:
        self._worker.run()
        return 0

    def _step(self, work: Callable[[], int]) -> int:
        """Do one kind of work; when it breaks, the other kinds go on and this one comes again next round."""
        try:
            return work()
        except Exception as error:
            if self._once:
                raise
            # The kind of fault only: its text may hold an address. Of the database it names no rows.
            said = f": {error}" if isinstance(error, OperationalError) else ""
            print(f"kring work: {type(error).__name__}{said}", file=sys.stderr)
            return 0

    def _tidy(self) -> int:
        """Now and then: what other workers left behind, and what the clock asks for."""
        if time.monotonic() - self._tidied < TIDY_SECONDS:
            return 0
        now = timezone.now()
        first = self._tidied == float("-inf")
        # Set first: what breaks now comes again after the pause, not at once and for ever.
        self._tidied = time.monotonic()
        for tidy in (expire_invitations, forget_old_tasks):
            self._step(partial(tidy, now=now))
        again = self._step(partial(take_up_again, is_alive=is_alive, now=now))
        if time.monotonic() - self._forgot >= FORGET_SECONDS:
            self._forgot = time.monotonic()
            for forget in (
                forget_old_requests, empty_old_mails, _forget_uploads, tidy_drafts, empty_old_words,
                forget_old_merges, lapse_consents, end_unused_accounts,
            ):  # fmt: skip
                self._step(partial(forget, now=now))
        # Tasks may wait although every fact was followed: the last worker was killed between the two.
        return max(again, int(first))
