"""Records as outside formats give them enter; documents ready to be redacted and kept leave."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from pathlib import Path

from kring.core.places import place
from kring.core.problems import Problem, UnableTo
from kring.core.regions import regions
from kring.sense.actions.keep_documents import Incoming
from kring.sense.formats import CourseRecord, Posting, Reject
from kring.sense.formats.areas import area_of
from kring.sense.rules import Raw, key_of, own_id, web_address, without_contacts

Advance = Callable[[int], None]
Reader = Callable[..., Iterator[Posting | CourseRecord | Reject]]

_ENDINGS = re.compile(r"(\.(jsonl?|ndjson|jsonld|csv|tsv|txt|parquet|gz|zip|xlsx))+$", re.IGNORECASE)
_DATE_AT_END = re.compile(r"[-_ .]*(19|20)\d\d([-_.]?(\d\d|[qk]\d|w\d\d?)){0,2}$", re.IGNORECASE)


def source_name(path: Path | str) -> str:
    """Return the name of a source: the file's name without endings and without a date at its end.

    The files of one feed, one a month, are one source: growth is measured on a constant set of sources.

    >>> source_name("in/werk-vacatures-2026-03.json.gz"), source_name("ads_en.jsonl"), source_name("2026.csv")
    ('werk-vacatures', 'ads_en', '2026')
    """
    name = _ENDINGS.sub("", Path(path).name)
    return (_DATE_AT_END.sub("", name) or name or "unnamed")[:200]


@lru_cache(maxsize=50_000)
def _corop_of(postal_code: str, town: str) -> str | None:
    found = place(f"{postal_code} {town}".strip()) or (place(town) if town else None)
    return found.corop if found else None


def corop_of(record: Posting | CourseRecord) -> str | None:
    """Return the COROP area that the record names, by code, postcode or town; None when it is unknown."""
    code = (record.corop or "").strip().upper()
    if code in regions() and regions()[code].level == "corop":
        return code
    return _corop_of(record.postal_code or "", record.place or "")


def _clean(value: str | None) -> str | None:
    """Mail addresses, phone numbers and people to turn to have no place in the columns either."""
    return without_contacts(value) if value else None


def _key(kind: str, source: str, record: Posting | CourseRecord, own: Mapping[str, object]) -> str:
    if record.source_id:
        return key_of(kind, source, record.source_id)
    return key_of(kind, "by content", record.title, record.text, record.place, *own.values())


def _document(kind: str, source: str, record: Posting | CourseRecord, own: dict[str, object]) -> Incoming:
    return Incoming(
        _key(kind, source, record, own),
        Raw(record.title, record.text, language=record.language or "", level=record.level or ""),
        {
            "source": source,
            "source_id": own_id(record.source_id) if record.source_id else None,
            "place": _clean(record.place),
            "corop": corop_of(record),
            "area": record.area or area_of(record.industry),
            "url": web_address(record.url) if record.url else None,
            **own,
        },
    )


def _of_posting(posting: Posting, source: str) -> Incoming:
    own: dict[str, object] = {"employer": _clean(posting.employer), "posted": posting.posted}
    return _document("vacancy", source, posting, own)


def _of_course(course: CourseRecord, source: str) -> Incoming:
    own: dict[str, object] = {
        "provider": _clean(course.provider),
        "starts": course.starts,
        "ends": course.ends,
        "places": course.places,
    }
    return _document("course", source, course, own)


def incoming(
    paths: Sequence[Path],
    read: Reader,
    *,
    today: date,
    source: str,
    column_map: Mapping[str, str] | None,
    progress: Advance,
) -> Iterator[Incoming | Reject]:
    """Yield the documents and rejects of several files or folders, each path a source of its own."""
    for path in paths:
        name = source or source_name(path)
        for record in read(path, today=today, column_map=column_map, progress=progress):
            if isinstance(record, Posting):
                yield _of_posting(record, name)
            elif isinstance(record, CourseRecord):
                yield _of_course(record, name)
            else:
                yield record


def require_paths(paths: Iterable[Path]) -> None:
    """Refuse all paths that do not exist at once, before anything is read."""
    missing = [path for path in paths if not path.exists()]
    if missing:
        raise UnableTo(
            *(
                Problem("not_found", "There is no such file or folder.", "Check the path.", file=str(path))
                for path in missing
            )
        )


def label_of(paths: Sequence[Path], source: str) -> str:
    """Return what a receipt calls the source: the given name, or the names of the first files."""
    names = list(dict.fromkeys(source_name(path) for path in paths))
    more = f" + {len(names) - 3}" if len(names) > 3 else ""
    return source or ", ".join(names[:3]) + more
