"""A record of a plain list of courses (id, name, description, learningOutcomes as strings) enters; a
course leaves."""

from datetime import date
from typing import Any

from kring.sense.formats import values
from kring.sense.formats.areas import area_of
from kring.sense.formats.course import end_after
from kring.sense.formats.dates import date_of
from kring.sense.formats.places import place_of
from kring.sense.formats.records import CourseRecord, Reject

_TEXTS = ("description", "learningOutcomes", "requirements")


def is_listed(record: dict[str, Any]) -> bool:
    """Tell whether the record has a name and at least an id or a text of a course."""
    return isinstance(record.get("name"), str) and any(key in record for key in ("id", *_TEXTS))


def course(record: dict[str, Any], *, file: str, line: int, today: date) -> CourseRecord | Reject:
    """Return the course; where it has no text but a name, the name is its text."""
    title = values.line(record.get("name"))
    text = values.joined_text(*(record.get(name) for name in _TEXTS)) or title
    if not text:
        return Reject(file, line, "description", "empty_text")
    starts, field = date_of(record.get("startDate")), values.line(record.get("field-of-study"))
    town, postal_code = place_of(record.get("location"))
    return CourseRecord(
        title=values.headline(title, text),
        text=text,
        source_id=values.line(record.get("id")),
        language=values.language(record.get("language")),
        provider=values.line(record.get("provider") or record.get("organization")),
        place=town,
        postal_code=postal_code,
        industry=field,
        area=area_of(field),
        starts=starts,
        ends=end_after(starts, date_of(record.get("endDate"))),
        places=values.number(record.get("places")),
        url=values.line(record.get("url")),
        file=file,
        line=line,
    )
