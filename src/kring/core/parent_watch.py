"""A process that was started by another enters; it leaves as soon as the other is gone, however it went."""

import os
import threading
import time

VARIABLE = "KRING_SERVER_PID"
LOOK_SECONDS = 1.0


def leave_with_parent() -> None:
    """Watch the process that started this one: what was killed must leave nobody behind at its work."""
    threading.Thread(target=_watch, args=(os.getppid(),), name="parent-watch", daemon=True).start()


def leave_with_server() -> None:
    """The same for the processes that answer requests, where the server says that it is Kring's own."""
    if os.environ.get(VARIABLE) == str(os.getppid()):
        # Ctrl-C reaches the whole group of the terminal; here only the server itself answers to it.
        os.setpgid(0, 0)
        leave_with_parent()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(LOOK_SECONDS)
    # Nothing is half done: what was not committed is rolled back by the database.
    os._exit(1)
