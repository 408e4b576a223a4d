"""A file that cannot be read is refused with its name, line and remedy; nothing else escapes."""

import gzip
import io
import json
import zipfile
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kring.core.problems import NotFound, Problem, UnableTo
from kring.sense.formats import REASONS, Limits, Reject, json_stream, read_courses, read_vacancies
from kring.sense.formats.json_stream import MOST_RECORD_CHARACTERS

TODAY = date(2026, 3, 1)
RECORD = {"@type": "JobPosting", "title": "A", "description": "Werken met Python"}


def refused(path: Path, **options) -> Problem:
    with pytest.raises(UnableTo) as caught:
        list(read_vacancies(path, today=TODAY, **options))
    problem = caught.value.problems[0]
    assert problem.file.startswith(str(path))
    assert problem.remedy
    assert str(problem)
    return problem


def write(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def test_truncated_gzip(tmp_path):
    packed = gzip.compress("\n".join(json.dumps(RECORD | {"n": number}) for number in range(20_000)).encode())
    assert refused(write(tmp_path, "v.gz", packed[: len(packed) // 2])).code == "truncated"
    assert refused(write(tmp_path, "w.gz", packed[:100] + b"\0\1\2" + packed[103:])).code == "truncated"
    assert refused(write(tmp_path, "x.gz", packed[:5])).code == "truncated"


def test_bombs(tmp_path):
    bomb = gzip.compress(b" " * 40_000_000)
    assert refused(write(tmp_path, "v.json.gz", bomb)).code == "too_large"
    with zipfile.ZipFile(tmp_path / "v.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("v.json", b" " * 40_000_000)
    assert refused(tmp_path / "v.zip").code == "too_large"
    plain = write(tmp_path, "v.json", json.dumps([RECORD] * 100).encode())
    assert refused(plain, limits=Limits(most_bytes=1000)).code == "too_large"


def test_a_zip_that_lies_about_its_size(tmp_path):
    path = tmp_path / "v.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("v.jsonl", json.dumps(RECORD) * 50)
    content = bytearray(path.read_bytes())
    content[60] ^= 0xFF
    path.write_bytes(content)
    assert refused(path).code == "truncated"


@pytest.mark.parametrize("content", [b"", gzip.compress(b"", mtime=0)])
def test_empty_file(tmp_path, content):
    assert refused(write(tmp_path, "v.json", content)).code == "empty_file"


@pytest.mark.parametrize(
    "content",
    [b"\x89PNG\r\n\x1a\n\0\0", b"%PDF-1.7 \xe2\xe3", b"\xd0\xcf\x11\xe0" + b"\0" * 50, bytes(range(256)) * 9],
)
def test_binary_file(tmp_path, content):
    assert refused(write(tmp_path, "v.csv", content)).code == "not_text"


def test_wrong_encoding_names_the_line(tmp_path):
    lines = [json.dumps(RECORD)] * 20_000
    content = "\n".join(lines).encode() + b'\n{"description": "re\xebel"}'
    problem = refused(write(tmp_path, "v.jsonl", content))
    assert problem.code == "encoding"
    assert problem.line
    table = b"title;text\n" + b"A;Werken met data\n" * 20_000 + b"B;re\xebel\n"
    assert refused(write(tmp_path, "v.csv", table)).code == "encoding"


def test_json_that_ends_too_early_or_breaks(tmp_path):
    whole = json.dumps([RECORD, RECORD], indent=1)
    assert refused(write(tmp_path, "v.json", whole[:-40].encode())).code == "bad_json"
    broken = refused(write(tmp_path, "w.json", whole.replace('"title": "A"', '"title" "A"', 1).encode()))
    assert (broken.code, broken.line) == ("bad_json", 2)
    assert refused(write(tmp_path, "x.json", b"[" * 100_000)).code == "bad_json"


HUGE = 'Werken met Python \\\\ "} ]\n' * (MOST_RECORD_CHARACTERS // 18)
TOO_LONG = RECORD | {"description": HUGE}


@pytest.mark.parametrize(
    ("content", "lines"),
    [
        ([json.dumps(RECORD), json.dumps(TOO_LONG), json.dumps(RECORD), "{"], {2: "too", 4: "bad"}),
        ([json.dumps(TOO_LONG), json.dumps(RECORD), json.dumps(RECORD)], {1: "too"}),
        (["[" + json.dumps(RECORD) + ",", json.dumps(TOO_LONG) + ",", json.dumps(RECORD) + "]"], {2: "too"}),
        (['{"items": [' + json.dumps(RECORD), ",", json.dumps(TOO_LONG), "," + json.dumps(RECORD) + "]}"],
         {3: "too"}),
        ([json.dumps(TOO_LONG)], {1: "too"}),
    ],
    ids=["a line", "the first line", "in a list", "in an object", "alone"],
)  # fmt: skip
def test_a_record_over_the_limit_is_left_out_and_called_so(tmp_path, content, lines):
    path = write(tmp_path, "v.json", "\n".join(content).encode())
    read = list(read_vacancies(path, today=TODAY))
    rejects = {one.line: one.reason_code for one in read if isinstance(one, Reject)}
    assert rejects == {at: f"{'record_' if of == 'too' else ''}{of}_{'long' if of == 'too' else 'json'}"
                       for at, of in lines.items()}  # fmt: skip
    assert len(read) - len(rejects) == sum(
        RECORD["description"] in line and len(line) < 999 for line in content
    )


def test_a_record_at_the_limit_is_read_and_the_sentence_tells_the_limit(tmp_path):
    spare = MOST_RECORD_CHARACTERS - len(json.dumps(RECORD | {"description": ""}))
    whole = [json.dumps(RECORD | {"description": "x" * length}) for length in (9, spare, spare + 1)]
    lines = list(read_vacancies(write(tmp_path, "v.jsonl", "\n".join(whole).encode()), today=TODAY))
    listed = list(read_vacancies(write(tmp_path, "v.json", f"[{','.join(whole)}]".encode()), today=TODAY))
    for read in (lines, listed):
        assert [isinstance(one, Reject) and one.reason_code for one in read] == [
            False,
            False,
            "record_too_long",
        ]
    assert f"limit of {MOST_RECORD_CHARACTERS >> 20} MB" in REASONS["record_too_long"]


def test_a_record_over_the_limit_that_never_ends_is_told_at_its_line(tmp_path):
    content = f"[{json.dumps(RECORD)},\n{json.dumps(TOO_LONG)[:-2]}"
    broken = refused(write(tmp_path, "v.json", content.encode()))
    assert (broken.code, broken.line) == ("bad_json", 2)


@pytest.mark.parametrize("size", [1, 2, 3, 7])
def test_a_long_value_is_passed_over_wherever_the_windows_lie(monkeypatch, size):
    monkeypatch.setattr(json_stream, "_CHUNK", size)
    monkeypatch.setattr(json_stream, "MOST_RECORD_CHARACTERS", 40)
    long = {"a": ['\\"}]' * 9, "\\" * 5, {"b": [1, None, "{["]}], "c": "\\"}
    text = json.dumps([1, long, "x\\" * 30, {"d": 2}], indent=1)
    last = text[: text.index('{\n  "d"')].count("\n") + 1
    read = list(json_stream.json_records(io.StringIO(text), "v.json"))
    assert [one if isinstance(one, tuple) else one.reason_code for one in read] == [
        (2, 1),
        "record_too_long",
        "record_too_long",
        (last, {"d": 2}),
    ]


def test_a_number_of_thousands_of_digits_is_a_broken_file(tmp_path):
    assert refused(write(tmp_path, "v.json", b'[{"n": ' + b"9" * 5000 + b"}]")).code == "bad_json"


def test_page_instead_of_a_file(tmp_path):
    assert refused(write(tmp_path, "v.json", b"<!doctype html><p>404")).code == "web_page"


def test_wrong_column_map_lists_every_mistake_and_the_columns(tmp_path):
    path = write(tmp_path, "v.csv", b"kop;inhoudelijk\nA;B\n")
    with pytest.raises(UnableTo) as caught:
        list(read_vacancies(path, today=TODAY, column_map={"title": "titel", "colour": "kop"}))
    assert [problem.code for problem in caught.value.problems] == [
        "unknown_column",
        "unknown_field",
        "no_text_column",
    ]
    assert "kop, inhoudelijk" in str(caught.value.problems[0])
    assert refused(path).code == "no_text_column"


def test_quote_that_is_never_closed(tmp_path):
    content = b'title;text\nA;"open\n' + b"B;Werken met data\n" * 1_000_000
    assert refused(write(tmp_path, "v.csv", content)).code == "bad_csv"


@pytest.mark.parametrize("end", [b'C;"half a te', b'C;"half a te\n', b'C;"een\ntwee'])
def test_table_that_is_cut_off_inside_a_quoted_cell(tmp_path, end):
    problem = refused(write(tmp_path, "v.csv", b'title;text\nA;"een\ntwee"\n' + end))
    assert (problem.code, problem.line) == ("bad_csv", 4)


def test_table_that_ends_with_a_closed_quote_is_whole(tmp_path):
    path = write(tmp_path, "v.csv", b'title;text\nA;"een\ntwee"')
    assert [record.text for record in read_vacancies(path, today=TODAY)] == ["een\ntwee"]


@pytest.mark.parametrize(
    ("column_map", "fields"),
    [
        ({"text": "Datum"}, ["text"]),
        ({"text": "Wat", "posted": "Plaats"}, ["posted"]),
        ({"text": "Datum", "title": "Nummer", "posted": "Plaats"}, ["text", "title", "posted"]),
    ],
)
def test_column_map_whose_columns_hold_something_else(tmp_path, column_map, fields):
    path = write(tmp_path, "v.csv", b"Nummer;Wat;Plaats;Datum\n1;Werken met data;Zwolle;1 mei 2026\n")
    with pytest.raises(UnableTo) as caught:
        list(read_vacancies(path, today=TODAY, column_map=column_map))
    assert [(problem.code, problem.field) for problem in caught.value.problems] == [
        ("wrong_column", field) for field in fields
    ]
    assert all(problem.line == 1 and problem.remedy for problem in caught.value.problems)


def test_damaged_parquet(tmp_path):
    assert refused(write(tmp_path, "v.parquet", b"PAR1" + b"\0" * 400 + b"PAR1")).code == "bad_parquet"


def test_nothing_there(tmp_path):
    with pytest.raises(NotFound):
        list(read_vacancies(tmp_path / "no", today=TODAY))
    assert refused(tmp_path).code == "no_files"


@given(
    st.binary(max_size=400),
    st.sampled_from([b"", b"[", b'{"a":', b"PAR1", b"PK\x03\x04", b"\x1f\x8b\x08\0", b"text;a\n"]),
)
def test_any_bytes_are_read_or_refused(tmp_path_factory, content, start):
    path = tmp_path_factory.mktemp("any") / "v.json"
    path.write_bytes(start + content)
    for reader in (read_vacancies, read_courses):
        try:
            list(reader(path, today=TODAY))
        except UnableTo as error:
            assert error.problems
