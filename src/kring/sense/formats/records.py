"""What every format gives: a vacancy, a course, or a rejection that never holds text."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, kw_only=True)
class Posting:
    """One vacancy as its source has it, in plain text, NOT yet redacted; unknown things are None."""

    title: str
    text: str
    source_id: str | None = None
    language: str | None = None
    employer: str | None = None
    place: str | None = None
    postal_code: str | None = None
    corop: str | None = None
    industry: str | None = None
    area: str | None = None
    level: str | None = None
    posted: date | None = None
    url: str | None = None
    file: str = ""
    line: int | None = None


@dataclass(frozen=True, kw_only=True)
class CourseRecord:
    """One course as its source has it, in plain text, NOT yet redacted; unknown things are None."""

    title: str
    text: str
    source_id: str | None = None
    language: str | None = None
    provider: str | None = None
    place: str | None = None
    postal_code: str | None = None
    corop: str | None = None
    industry: str | None = None
    area: str | None = None
    level: str | None = None
    starts: date | None = None
    ends: date | None = None
    places: int | None = None
    url: str | None = None
    file: str = ""
    line: int | None = None


@dataclass(frozen=True)
class Reject:
    """One record that cannot be used: where it stands and why (a code of REASONS), never its text."""

    file: str
    line: int | None
    field: str
    reason_code: str


REASONS = {
    "empty_text": "The description holds no text.",
    "future_date": "The date lies in the future.",
    "bad_json": "The line is not valid JSON.",
    "record_too_long": "The record is larger than the limit of 16 MB.",
    "not_an_object": "The record is not a JSON object.",
    "not_a_vacancy": "The record is not a JobPosting.",
    "not_a_course": "The record is not a course.",
    "bad_row": "The row has more cells than the header has columns.",
}
"""The sentence for each reason code; edges translate it."""
REMEDIES = {
    "empty_text": "Add the description, or leave the record out.",
    "future_date": "Mend the date.",
    "bad_json": "The file may be cut off: export it again, or mend the line.",
    "record_too_long": "Leave it out, shorten it, or put each vacancy or course in a record of its own.",
    "not_an_object": "Write one record as {…}.",
    "not_a_vacancy": "Give it the @type JobPosting, or load it as what it is.",
    "not_a_course": "Load it as what it is.",
    "bad_row": "Put a text with the separator in it between double quotes.",
}
"""What to do about each reason."""
