"""A course of the Open Education API, version 5, enters; a course record or a reject leaves."""

import re
from datetime import date, timedelta
from typing import Any

from kring.sense.formats import values
from kring.sense.formats.areas import area_of
from kring.sense.formats.course import end_after
from kring.sense.formats.dates import date_of
from kring.sense.formats.places import place_of
from kring.sense.formats.records import CourseRecord, Reject

_TEXTS = (
    "description",
    "learningOutcomes",
    "assessment",
    "qualificationRequirements",
    "admissionRequirements",
)
_DURATION = re.compile(r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?")
_DAYS = (365, 30, 7, 1)


def is_ooapi(record: dict[str, Any]) -> bool:
    """Tell whether the record has the layout of an OOAPI course."""
    return "courseId" in record or any(
        isinstance(record.get(name), list) and languages for name in ("name", "description")
        if (languages := values.languages_of(record.get(name)))
    )  # fmt: skip


def course(record: dict[str, Any], *, file: str, line: int, today: date) -> CourseRecord | Reject:
    """Return the course, in its language of teaching where the texts have it, else in Dutch."""
    wanted = _language(record)
    text = values.joined_text(*(values.localised(record.get(name), wanted) for name in _TEXTS))
    title = values.line(values.localised(record.get("name"), wanted))
    if not text and not title:
        return Reject(file, line, "description", "empty_text")
    starts = date_of(record.get("startDate") or record.get("validFrom"))
    ends = end_after(starts, date_of(record.get("endDate") or record.get("validTo"))) or _end(record, starts)
    town, postal_code = place_of(_addresses(record))
    field = values.line(record.get("fieldsOfStudy"))
    return CourseRecord(
        title=values.headline(title, text),
        text=text or title or "",
        source_id=values.line(record.get("courseId")) or _code(record.get("primaryCode")),
        language=wanted,
        provider=_provider(record.get("organization"), wanted),
        place=town,
        postal_code=postal_code,
        industry=field,
        area=area_of(field),
        starts=starts,
        ends=ends,
        places=values.number(record.get("maxNumberStudents")),
        url=values.line(record.get("link") or record.get("url")),
        file=file,
        line=line,
    )


def _language(record: dict[str, Any]) -> str | None:
    spoken = [code for name in ("description", "name") for code in values.languages_of(record.get(name))]
    taught = values.language(record.get("teachingLanguage"))
    if taught and (taught in spoken or not spoken):
        return taught
    return next((code for code in ("nl", "en") if code in spoken), spoken[0] if spoken else None)


def _provider(organization: Any, wanted: str | None) -> str | None:
    if isinstance(organization, dict):
        return values.line(values.localised(organization.get("name"), wanted)) or values.line(
            organization.get("shortName")
        )
    found = values.line(organization)
    # A bare UUID refers to a page of the interface; it names nobody.
    return None if found and re.fullmatch(r"[0-9a-fA-F-]{32,36}", found) else found


def _code(primary: Any) -> str | None:
    return values.line(primary.get("code")) if isinstance(primary, dict) else values.line(primary)


def _end(record: dict[str, Any], starts: date | None) -> date | None:
    match = _DURATION.fullmatch(values.text(record.get("duration")) or "")
    if not starts or not match:
        return None
    days = sum(int(count or 0) * size for count, size in zip(match.groups(), _DAYS, strict=True))
    return starts + timedelta(days=days) if 0 < days < 20_000 else None


def _addresses(record: dict[str, Any]) -> Any:
    """Where it is taught: the course's own addresses, else those of its organisation."""
    school = record.get("organization")
    at = school.get("addresses") if isinstance(school, dict) else None
    return record.get("addresses") or record.get("address") or at
