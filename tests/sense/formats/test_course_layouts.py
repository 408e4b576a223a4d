"""Every layout in which courses come is read."""

import gzip
import json
from datetime import date

import pytest

from kring.sense.formats import CourseRecord, Reject, read_courses

TODAY = date(2026, 3, 1)


def read(folder, content, name="c.json", **options):
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
    return list(read_courses(path, today=TODAY, **options))


OOAPI = {
    "courseId": "c-1",
    "name": [{"language": "en-GB", "value": "Applied AI"}, {"language": "nl-NL", "value": "Toegepaste AI"}],
    "description": [
        {"language": "en-GB", "value": "<p>Learn</p>"},
        {"language": "nl-NL", "value": "<p>Leren</p>"},
    ],
    "learningOutcomes": [
        [{"language": "nl-NL", "value": "Een model toetsen"}, {"language": "en-GB", "value": "Test"}]
    ],
    "teachingLanguage": "nld",
    "organization": {"name": [{"language": "nl-NL", "value": "Veenhogeschool"}]},
    "startDate": "2026-09-01",
    "duration": "P3M",
}


@pytest.mark.parametrize(
    "wrapped", [OOAPI, [OOAPI], {"pageSize": 10, "hasNextPage": False, "items": [OOAPI]}]
)
def test_ooapi(tmp_path, wrapped):
    (course,) = read(tmp_path, wrapped)
    assert (course.source_id, course.title, course.language) == ("c-1", "Toegepaste AI", "nl")
    assert course.text == "Leren\nEen model toetsen"
    assert (course.provider, course.starts, course.ends) == (
        "Veenhogeschool",
        date(2026, 9, 1),
        date(2026, 11, 30),
    )


def test_ooapi_is_taught_at_its_own_address_else_at_its_school(tmp_path):
    emmen, assen = (
        [{"addressType": "teaching", "city": "Emmen", "postalCode": "7811 AA"}],
        [{"city": "Assen"}],
    )
    own = OOAPI | {"addresses": emmen, "organization": {"name": "Veenhogeschool", "addresses": assen}}
    school = OOAPI | {"organization": {"name": "Veenhogeschool", "addresses": assen}}
    read_in = [(course.place, course.postal_code) for course in read(tmp_path, [own, school, OOAPI])]
    assert read_in == [("Emmen", "7811 AA"), ("Assen", None), (None, None)]


def test_ooapi_with_plain_strings_and_another_teaching_language(tmp_path):
    plain = {"courseId": "c-2", "name": "AI", "description": "Leren", "learningOutcomes": ["Een", "Twee"]}
    english = OOAPI | {"teachingLanguage": "eng", "organization": "00000000-0000-0000-0000-000000000000"}
    first, second = read(tmp_path, [plain, english])
    assert first.text == "Leren\nEen\nTwee"
    assert (second.title, second.text, second.provider) == ("Applied AI", "Learn\nTest", None)


def test_schema_org_course_takes_the_coming_instance(tmp_path):
    instances = [
        {"@type": "CourseInstance", "startDate": "2025-09-01", "location": "Assen"},
        {"startDate": "2026-09-01", "endDate": "2026-10-01",
         "location": {"address": {"addressLocality": "Emmen"}},
         "maximumAttendeeCapacity": 20},
    ]  # fmt: skip
    record = {
        "@context": "https://schema.org", "@type": "Course", "name": "AI &amp; zorg", "description": "Leren",
        "teaches": ["Python", "Kafka"], "provider": {"name": "Veenhogeschool"},
        "hasCourseInstance": instances,
        "courseCode": "AI-1", "inLanguage": "nl", "about": "Zorg",
    }  # fmt: skip
    (course,) = read(tmp_path, {"@graph": [record, {"@type": "Organization", "name": "x"}]})
    assert (course.title, course.text, course.source_id) == ("AI & zorg", "Leren\nPython\nKafka", "AI-1")
    assert (course.starts, course.ends, course.place) == (date(2026, 9, 1), date(2026, 10, 1), "Emmen")
    assert (course.places, course.provider, course.area) == (20, "Veenhogeschool", "health")


def test_plain_list_packed(tmp_path):
    records = [
        {"id": "1", "name": "Water", "description": "<p>Leren</p>", "learningOutcomes": "Meten",
         "requirements": "Geen"},
        {"id": "2", "name": "Alleen een naam"},
        {"id": "3", "name": " "},
    ]  # fmt: skip
    first, named, empty = read(tmp_path, gzip.compress(json.dumps(records).encode()))
    assert first.text == "Leren\nMeten\nGeen"
    assert named.text == named.title == "Alleen een naam"
    assert isinstance(empty, Reject)
    assert (empty.field, empty.reason_code) == ("description", "empty_text")


def test_csv(tmp_path):
    header = "titel;omschrijving;aanbieder;startdatum;einddatum;plaatsen;niveau"
    rows = f"{header}\nAI;Leren;Veen;1-9-2026;1-8-2026;25;user\n"
    (course,) = read(tmp_path, rows.encode(), "c.csv")
    assert (course.provider, course.starts, course.ends) == ("Veen", date(2026, 9, 1), None)
    assert (course.places, course.level) == (25, "user")


def test_what_is_no_course_is_rejected(tmp_path):
    assert [record.reason_code for record in read(tmp_path, [{"a": 1}, 3])] == [
        "not_a_course",
        "not_an_object",
    ]


@pytest.mark.shared_data
def test_real_courses(shared_data):
    records = list(read_courses(shared_data / "courses", today=TODAY))
    assert len(records) == 1433
    assert all(isinstance(record, CourseRecord) and record.text for record in records)
