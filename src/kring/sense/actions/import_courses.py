"""Files of courses enter; one receipt leaves, with all their courses kept, or none."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import TypeAlias

from kring.core.problems import Problem, UnableTo
from kring.parties.permissions import require
from kring.parties.rules import Actor
from kring.sense.actions.incoming import Advance, incoming, label_of, require_paths
from kring.sense.actions.keep_documents import keep_documents
from kring.sense.formats import read_courses
from kring.sense.formats.records import CourseRecord, Reject
from kring.sense.models import ImportReceipt

Period: TypeAlias = tuple[date, date]


def import_courses(
    *,
    paths: Sequence[Path],
    actor: Actor,
    today: date,
    source: str = "",
    column_map: Mapping[str, str] | None = None,
    on_offer: Period | None = None,
    progress: Advance = lambda _: None,
) -> ImportReceipt:
    """Keep the courses of all files in one import; ``progress`` is told the bytes read.

    ``on_offer``: from when until when a course without any date is on offer. A catalogue often names no
    dates; without this its courses are kept and counted as unknown, outside the figures of a window.
    """
    require(actor, "import_courses")
    _require_order(on_offer)
    require_paths(paths)
    read = partial(_read, on_offer=on_offer)
    documents = incoming(paths, read, today=today, source=source, column_map=column_map, progress=progress)
    return keep_documents("courses", documents, source=label_of(paths, source), actor=actor)


def _require_order(on_offer: Period | None) -> None:
    if on_offer is not None and on_offer[0] > on_offer[1]:
        raise UnableTo(
            Problem("wrong_period", "The period ends before it begins.", "Turn the two dates around.")
        )


def _read(path: Path, *, on_offer: Period | None, **how: object) -> Iterator[CourseRecord | Reject]:
    for record in read_courses(path, **how):  # type: ignore[arg-type]
        if on_offer is not None and isinstance(record, CourseRecord) and not (record.starts or record.ends):
            record = replace(record, starts=on_offer[0], ends=on_offer[1])
        yield record
