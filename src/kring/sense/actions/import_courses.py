"""Files of courses enter; one receipt leaves, with all their courses kept, or none."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from kring.parties.permissions import require
from kring.parties.rules import Actor
from kring.sense.actions.incoming import Advance, incoming, label_of, require_paths
from kring.sense.actions.keep_documents import keep_documents
from kring.sense.formats import read_courses
from kring.sense.models import ImportReceipt


def import_courses(
    *,
    paths: Sequence[Path],
    actor: Actor,
    today: date,
    source: str = "",
    column_map: Mapping[str, str] | None = None,
    progress: Advance = lambda _: None,
) -> ImportReceipt:
    """Keep the courses of all files in one import; ``progress`` is told the bytes read."""
    require(actor, "import_courses")
    require_paths(paths)
    documents = incoming(
        paths, read_courses, today=today, source=source, column_map=column_map, progress=progress
    )
    return keep_documents("courses", documents, source=label_of(paths, source), actor=actor)
