"""A schema.org Course enters; a course record or a reject leaves."""

from datetime import date
from typing import Any

from kring.sense.formats import values
from kring.sense.formats.areas import area_of
from kring.sense.formats.dates import date_of
from kring.sense.formats.places import place_of
from kring.sense.formats.records import CourseRecord, Reject

_TEXTS = (
    "description",
    "abstract",
    "teaches",
    "educationalCredentialAwarded",
    "competencyRequired",
    "syllabusSections",
)


def is_course(record: dict[str, Any]) -> bool:
    """Tell whether the record declares itself a schema.org course."""
    return bool(values.types(record) & {"Course", "EducationalOccupationalProgram"})


def course(record: dict[str, Any], *, file: str, line: int, today: date) -> CourseRecord | Reject:
    """Return the course; of several instances the first that starts today or later, else the last."""
    title, instance = values.line(record.get("name")), _instance(record, today)
    text = values.joined_text(*(record.get(name) for name in _TEXTS))
    if not text and not title:
        return Reject(file, line, "description", "empty_text")
    town, postal_code = place_of(instance.get("location"))
    about = values.line(record.get("about")) or values.line(record.get("occupationalCategory"))
    starts = date_of(instance.get("startDate") or record.get("startDate"))
    return CourseRecord(
        title=values.headline(title, text),
        text=text or title or "",
        source_id=values.line(record.get("courseCode")) or values.line(record.get("identifier"))
        or values.line(record.get("@id")),
        language=values.language(record.get("inLanguage") or instance.get("inLanguage")),
        provider=values.line(values.first(record.get("provider")))
        or values.line(values.first(instance.get("organizer"))),
        place=town,
        postal_code=postal_code,
        industry=about,
        area=area_of(about),
        starts=starts,
        ends=end_after(starts, date_of(instance.get("endDate") or record.get("endDate"))),
        places=values.number(instance.get("maximumAttendeeCapacity") or record.get("maximumEnrollment")),
        url=values.line(values.first(record.get("url"))),
        file=file,
        line=line,
    )  # fmt: skip


def _instance(record: dict[str, Any], today: date) -> dict[str, Any]:
    found = record.get("hasCourseInstance")
    instances = [item for item in (found if isinstance(found, list) else [found]) if isinstance(item, dict)]
    dated = sorted(
        ((day, number) for number, item in enumerate(instances) if (day := date_of(item.get("startDate")))),
    )
    if not dated:
        return instances[0] if instances else {}
    coming = [number for day, number in dated if day >= today]
    return instances[coming[0] if coming else dated[-1][1]]


def end_after(starts: date | None, ends: date | None) -> date | None:
    """Return the end, unless it lies before the start."""
    return None if starts and ends and ends < starts else ends
