"""A file tells one thing: no source file is over 500 lines."""

from tests.promises.project import shown, tracked

LONGEST = 500
SOURCES = {".py", ".html", ".css", ".js", ".sh", ".toml"}
REASONS: dict[str, str] = {}


def test_no_source_file_is_over_500_lines() -> None:
    long = {}
    for path in tracked():
        if path.suffix in SOURCES and "migrations" not in path.parts and shown(path) not in REASONS:
            lines = path.read_text("utf-8").count("\n")
            if lines > LONGEST:
                long[shown(path)] = lines
    assert not long
