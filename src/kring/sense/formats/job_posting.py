"""A JSON record enters; the schema.org JobPostings in it leave as postings or rejects."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from kring.sense.formats import values
from kring.sense.formats.areas import area_of
from kring.sense.formats.dates import date_of
from kring.sense.formats.json_stream import CONTAINERS
from kring.sense.formats.places import place_of
from kring.sense.formats.records import Posting, Reject

_TEXTS = (
    "description", "responsibilities", "skills", "qualifications", "experienceRequirements",
    "educationRequirements",
)  # fmt: skip
_MARGIN = timedelta(days=1)


def is_future(day: date | None, today: date) -> bool:
    """A day later than tomorrow: tomorrow may be today elsewhere."""
    return day is not None and day > today + _MARGIN


def _is_posting(record: dict[str, Any]) -> bool:
    names = values.types(record)
    return "JobPosting" in names or (not names and "description" in record and "title" in record)


def postings(record: Any, *, file: str, line: int, today: date) -> Iterator[Posting | Reject]:
    """Yield the postings of one record: itself, those of its list, or the item of a list element.

    Other things that a page describes beside its vacancy (@type Organization …) are passed over in silence.
    """
    if isinstance(record, list):
        for item in record:
            yield from postings(item, file=file, line=line, today=today)
    elif not isinstance(record, dict):
        yield Reject(file, line, "", "not_an_object")
    elif _is_posting(record):
        yield _posting(record, file=file, line=line, today=today)
    elif inner := [
        record[key]
        for key in (*CONTAINERS, "item", "mainEntity")
        if isinstance(record.get(key), (list, dict))
    ]:
        yield from postings(inner, file=file, line=line, today=today)
    elif not values.types(record):
        yield Reject(file, line, "@type", "not_a_vacancy")


def _posting(record: dict[str, Any], *, file: str, line: int, today: date) -> Posting | Reject:
    text = values.joined_text(*(record.get(name) for name in _TEXTS))
    if not values.joined_text(record.get("description")):
        return Reject(file, line, "description", "empty_text")
    posted = date_of(values.first(record.get("datePosted")))
    if is_future(posted, today):
        return Reject(file, line, "datePosted", "future_date")
    town, postal_code = place_of(record.get("jobLocation"))
    industry = values.line(record.get("industry")) or values.line(record.get("occupationalCategory"))
    return Posting(
        title=values.headline(values.line(record.get("title") or record.get("name")), text),
        text=text,
        source_id=_identifier(record),
        language=values.language(record.get("inLanguage")),
        employer=values.line(values.first(record.get("hiringOrganization"))),
        place=town,
        postal_code=postal_code,
        industry=industry,
        area=area_of(values.line(record.get("industry")))
        or area_of(values.line(record.get("occupationalCategory"))),
        posted=posted,
        url=values.line(values.first(record.get("url"))),
        file=file,
        line=line,
    )


def _identifier(record: dict[str, Any]) -> str | None:
    identifier = values.first(record.get("identifier"))
    if isinstance(identifier, dict):
        identifier = identifier.get("value") or identifier.get("@value") or identifier.get("propertyID")
    return values.line(identifier) or values.line(record.get("@id"))
