"""Loaded by pytest before Django's settings: gives each test process a data folder of its own."""

import atexit
import os
import shutil
import tempfile

_folder = tempfile.mkdtemp(prefix="kring-tests-")
_process = os.getpid()
os.environ["KRING_DATA"] = _folder
# Tests never send mail and never take their settings from the shell that starts them.
for _name in [
    name
    for name in os.environ
    if name.startswith("KRING_") and name not in ("KRING_DATA", "KRING_SHARED_DATA")
]:
    del os.environ[_name]


@atexit.register
def _remove() -> None:
    if os.getpid() == _process:
        shutil.rmtree(_folder, ignore_errors=True)
