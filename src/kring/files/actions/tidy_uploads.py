"""The names that are still needed enter; other uploads that lay for a day are removed, a count leaves."""

from collections.abc import Collection
from datetime import datetime, timedelta

from kring.files.actions.keep_upload import uploads_folder

# Long enough to finish an import page the next morning; raw files hold names and addresses of people.
UPLOAD_LASTS = timedelta(hours=24)


def tidy_uploads(*, needed: Collection[str], now: datetime) -> int:
    """Remove uploads of imports that failed or were abandoned; return how many."""
    removed = 0
    for path in uploads_folder().iterdir():
        if path.name in needed or not path.is_file():
            continue
        try:
            if path.stat().st_mtime < (now - UPLOAD_LASTS).timestamp():
                path.unlink()
                removed += 1
        except FileNotFoundError:
            # An import that ended meanwhile removed it itself.
            continue
    return removed
