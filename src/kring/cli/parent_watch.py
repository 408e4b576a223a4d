"""The number of the serving process enters; this process leaves when that one is gone, however it went."""

import os
import threading
import time

VARIABLE = "KRING_SERVER_PID"
LOOK_SECONDS = 1.0


def leave_with_parent() -> None:
    """Watch the process named in the environment: a killed server must leave nobody on its port."""
    named = os.environ.get(VARIABLE, "")
    if named.isdigit() and int(named) == os.getppid():
        threading.Thread(target=_watch, args=(int(named),), name="parent-watch", daemon=True).start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(LOOK_SECONDS)
    # Nothing is half done: what was not committed is rolled back by the database.
    os._exit(1)
