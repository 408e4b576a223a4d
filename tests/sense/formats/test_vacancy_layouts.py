"""Every layout in which vacancies come is read to the same posting."""

import csv
import gzip
import io
import json
import zipfile
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from kring.sense.formats import Posting, Reject, read_vacancies, total_bytes

TODAY = date(2026, 3, 1)
POSTING = {
    "@context": "https://schema.org",
    "@type": "JobPosting",
    "title": "Data-analist",
    "description": "<p>Je werkt met Python &amp;amp; SQL.</p><ul><li>Leren</li></ul>",
    "skills": "Kafka",
    "datePosted": "2026-02-01T23:30:00+01:00",
    "hiringOrganization": {"@type": "Organization", "name": "Zaagmolen BV"},
    "jobLocation": {"@type": "Place", "address": {"addressLocality": "Assen", "postalCode": "9401 AA"}},
    "industry": "Zorg",
    "identifier": {"@type": "PropertyValue", "value": "V-17"},
    "url": "https://zaagmolen.invalid/v17",
    "inLanguage": "nl-NL",
}


def read(path: Path, **options) -> list:
    return list(read_vacancies(path, today=TODAY, **options))


def write(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def check(posting: Posting) -> None:
    assert (posting.title, posting.employer, posting.source_id) == ("Data-analist", "Zaagmolen BV", "V-17")
    assert posting.text.startswith("Je werkt met Python & SQL.\nLeren")
    assert (posting.place, posting.postal_code, posting.posted) == ("Assen", "9401 AA", date(2026, 2, 1))
    assert (posting.area, posting.language, posting.url) == ("health", "nl", "https://zaagmolen.invalid/v17")


ONE = json.dumps(POSTING, indent=2)
LAYOUTS = {
    "one.json": ONE,
    "array.json": json.dumps([POSTING, POSTING], indent=1),
    "graph.json": json.dumps({"@context": "x", "@graph": [{"@type": "WebSite", "name": "x"}, POSTING]}),
    "list.json": json.dumps(
        {"@type": "ItemList", "itemListElement": [{"@type": "ListItem", "item": POSTING}]}
    ),
    "lines.jsonl": "\n".join([json.dumps(POSTING)] * 3) + "\n",
    "one-line.jsonl": json.dumps(POSTING),
    "pages.jsonl": "\n".join([json.dumps({"@graph": [POSTING, POSTING]})] * 2),
    "mark.json": b"\xef\xbb\xbf" + ONE.encode(),
    "wide.json": ONE.encode("utf-16"),
    "wrong-name.csv": ONE,
}


@pytest.mark.parametrize("name", LAYOUTS)
@pytest.mark.parametrize("packed", [False, True])
def test_json_layouts(tmp_path, name, packed):
    content = LAYOUTS[name] if isinstance(LAYOUTS[name], bytes) else LAYOUTS[name].encode()
    records = read(write(tmp_path, name, gzip.compress(content) if packed else content))
    assert records
    for record in records:
        check(record)
    wanted = {"array.json": 2, "lines.jsonl": 3, "pages.jsonl": 4}
    assert len(records) == wanted.get(name, 1)


def test_lines_carry_their_number(tmp_path):
    path = write(
        tmp_path, "v.jsonl", "\n".join([json.dumps(POSTING), "", '{"broken": ', json.dumps(POSTING)])
    )
    first, bad, last = read(path)
    assert (first.line, bad, last.line) == (1, Reject(str(path), 3, "", "bad_json"), 4)


def test_first_line_may_be_the_bad_one(tmp_path):
    path = write(tmp_path, "v.jsonl", '{"broken": \n' + json.dumps(POSTING) + "\n")
    assert [type(record) for record in read(path)] == [Reject, Posting]


def test_shapes_of_place_identifier_and_employer(tmp_path):
    shapes = [
        {
            "jobLocation": "Stationsplein 1, 9711 AB Groningen",
            "identifier": "a",
            "hiringOrganization": "Molen",
        },
        {"jobLocation": [{"@type": "Place"}, {"address": {"addressLocality": "Emmen"}}], "identifier": 7},
        {"jobLocation": {"address": "Zwolle"}, "identifier": {"name": "x", "value": "b"}},
    ]
    base = {key: POSTING[key] for key in ("@type", "title", "description")}
    records = read(write(tmp_path, "v.json", json.dumps([base | shape for shape in shapes])))
    assert [record.place for record in records] == ["Groningen", "Emmen", "Zwolle"]
    assert [record.source_id for record in records] == ["a", "7", "b"]
    assert records[0].postal_code == "9711 AB"
    assert [record.employer for record in records] == ["Molen", None, None]


def test_missing_date_place_and_employer_are_kept(tmp_path):
    path = write(tmp_path, "v.json", json.dumps({"@type": "JobPosting", "description": "Python"}))
    (record,) = read(path)
    assert (record.posted, record.place, record.employer, record.title) == (None, None, None, "Python")


def test_rejects_hold_place_and_reason_but_no_text(tmp_path):
    secret = {"@type": "JobPosting", "title": "Geheim"}
    records = [
        secret | {"description": " <p>&nbsp;</p> "},
        secret | {"description": "x", "datePosted": "2026-03-03"},
        secret | {"description": "x", "datePosted": "2026-03-02"},
        {"title": "Geheim"},
        "Geheim",
    ]
    path = write(tmp_path, "v.jsonl", "\n".join(map(json.dumps, records)))
    found = read(path)
    assert found[0] == Reject(str(path), 1, "description", "empty_text")
    assert found[1] == Reject(str(path), 2, "datePosted", "future_date")
    assert isinstance(found[2], Posting)
    assert [record.reason_code for record in found[3:]] == ["not_a_vacancy", "not_an_object"]
    assert "Geheim" not in repr([record for record in found if isinstance(record, Reject)])


HEADER = [
    "Functietitel",
    "Omschrijving",
    "Werkgever",
    "Plaats",
    "Postcode",
    "Datum",
    "Sector",
    "Vacaturenummer",
    "Link",
    "Taal",
]
ROW = ["Data-analist", POSTING["description"],
       "Zaagmolen BV", "Assen", "9401 AA", "01-02-2026", "Zorg", "V-17",
       "https://zaagmolen.invalid/v17", "Nederlands"]  # fmt: skip


def table(delimiter: str, header=HEADER) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows([header, ROW, ROW])
    return out.getvalue()


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_csv(tmp_path, delimiter, encoding):
    records = read(
        write(tmp_path, "v.csv", table(delimiter).replace("Leren", "Leren reëel").encode(encoding))
    )
    assert len(records) == 2
    for record in records:
        check(record)
        assert "reëel" in record.text


def test_csv_with_a_column_map(tmp_path):
    header = [f"k{number}" for number in range(len(HEADER))]
    fields = [
        "title",
        "text",
        "employer",
        "place",
        "postal_code",
        "posted",
        "industry",
        "source_id",
        "url",
        "language",
    ]
    path = write(tmp_path, "v.csv", table(";", header))
    for record in read(path, column_map=dict(zip(fields, header, strict=True))):
        check(record)


def test_column_map_names_only_the_columns_that_need_it(tmp_path):
    header = [name if name != "Omschrijving" else "Wat je doet" for name in HEADER]
    path = write(tmp_path, "v.csv", table(";", header))
    for record in read(path, column_map={"text": "Wat je doet"}):
        check(record)


def test_csv_row_numbers_count_lines_inside_cells(tmp_path):
    path = write(tmp_path, "v.csv", 'title;text\nA;"een\ntwee"\nB;\nC;drie;te veel\n')
    first, empty, long = read(path)
    assert (first.text, first.line) == ("een\ntwee", 3)
    assert (empty, long) == (Reject(str(path), 4, "text", "empty_text"), Reject(str(path), 5, "", "bad_row"))


def test_parquet(tmp_path):
    path = tmp_path / "v.parquet"
    columns = {name: [value, value] for name, value in zip(HEADER, ROW, strict=True)}
    pq.write_table(pa.table(columns | {"Datum": [date(2026, 2, 1)] * 2}), path)
    records = read(path)
    assert len(records) == 2
    for record in records:
        check(record)


def test_folder_and_zip(tmp_path):
    write(tmp_path, "a.json", ONE)
    (tmp_path / "deep").mkdir()
    write(tmp_path / "deep", "b.jsonl", ONE)
    write(tmp_path, "readme.md", "no vacancy")
    with zipfile.ZipFile(tmp_path / "c.zip", "w") as archive:
        archive.writestr("x/c.json", ONE)
        archive.writestr("x/c.csv", table(";"))
    records = read(tmp_path)
    assert len(records) == 5
    for record in records:
        check(record)


def test_progress_counts_every_byte_on_disk(tmp_path):
    write(tmp_path, "a.jsonl.gz", gzip.compress("\n".join([json.dumps(POSTING)] * 500).encode()))
    write(tmp_path, "b.csv", table(";"))
    told: list[int] = []
    read(tmp_path, progress=told.append)
    assert sum(told) == total_bytes(tmp_path)


def test_records_arrive_before_the_end_is_read(tmp_path):
    body = json.dumps([POSTING | {"description": f"{number} " + "Python " * 200} for number in range(3000)])
    told: list[int] = []
    records = read_vacancies(write(tmp_path, "v.json", body), today=TODAY, progress=told.append)
    next(records)
    assert sum(told) < len(body) / 3
    assert sum(1 for _ in records) == 2999


@pytest.mark.shared_data
def test_real_vacancies(shared_data):
    records = list(read_vacancies(shared_data / "vacancies", today=TODAY))
    assert len(records) == 198
    assert all(isinstance(record, Posting) and record.text for record in records)
