"""Files of vacancies and courses in outside formats enter; plain records and rejects leave, one at a time."""

from kring.sense.formats.opening import Limits, total_bytes
from kring.sense.formats.reading import read_courses, read_vacancies
from kring.sense.formats.records import REASONS, REMEDIES, CourseRecord, Posting, Reject

__all__ = [
    "REASONS",
    "REMEDIES",
    "CourseRecord",
    "Limits",
    "Posting",
    "Reject",
    "read_courses",
    "read_vacancies",
    "total_bytes",
]
