"""The Turtle that the project writes is read back whole; other shapes are refused with their line."""

from pathlib import Path

import pytest

from kring.core.problems import UnableTo
from kring.core.terms import topics
from kring.taxonomy.formats.skos_turtle import read_concepts
from kring.taxonomy.vocabulary.build import read_table, turtle, version

HEAD = "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n\n"
BLOCK = """<urn:x:a> a skos:Concept ;
    skos:prefLabel "a"@nl, "b"@en ;
    skos:altLabel "c\\"d\\u00e9"@nl .
"""
GOOD = HEAD + BLOCK


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_the_shipped_vocabulary_comes_back_as_its_table(tmp_path: Path) -> None:
    table = read_table()
    concepts = read_concepts(write(tmp_path / "own.ttl", turtle(table, version())))
    assert [concept.uri for concept in concepts] == [row.uri for row in table]
    for concept, row in zip(concepts, table, strict=True):
        for language in ("nl", "en"):
            said = [label.text for label in concept.labels if label.language == language]
            assert said == list(row.labels(language))
        assert concept.descriptions == {"nl": row.definition_nl, "en": row.definition_en}
        assert concept.topic == row.topic and concept.topic in topics()


def test_escapes_comments_and_full_uris(tmp_path: Path) -> None:
    (concept,) = read_concepts(write(tmp_path / "a.ttl", "# mine\n" + GOOD))
    assert [label.text for label in concept.labels] == ["a", "b", 'c"dé']
    full = GOOD.replace("skos:prefLabel", "<http://www.w3.org/2004/02/skos/core#prefLabel>")
    assert read_concepts(write(tmp_path / "b.ttl", full)) == [concept]


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        (GOOD.replace('"a"@nl', "[ ]"), 4, "does not belong here"),
        (GOOD.replace("skos:altLabel", "other:altLabel"), 5, "other:"),
        (GOOD.replace('skos:prefLabel "a"@nl', "skos:prefLabel <urn:y>"), 4, "urn:y"),
        (GOOD[:-4], 5, "ends in the middle"),
        (GOOD.replace('"b"@en', '"b'), 4, "does not belong here"),
        (GOOD.replace("skos:prefLabel", "skos:hiddenLabel"), 3, "has no prefLabel"),
        (HEAD, None, "holds no skos:Concept"),
        ("{}", 1, "does not belong here"),
    ],
)
def test_other_shapes_are_refused(tmp_path: Path, text: str, line: int | None, said: str) -> None:
    with pytest.raises(UnableTo) as caught:
        read_concepts(write(tmp_path / "bad.ttl", text))
    (problem,) = caught.value.problems
    assert said in str(problem) and problem.file == "bad.ttl" and problem.line == line


def test_a_file_that_is_not_there_or_not_utf8(tmp_path: Path) -> None:
    with pytest.raises(UnableTo, match="no such file"):
        read_concepts(tmp_path / "none.ttl")
    file = tmp_path / "latin.ttl"
    file.write_bytes(GOOD.encode() + b"\n# caf\xe9")
    with pytest.raises(UnableTo, match=r"latin\.ttl:7: The file is not UTF-8"):
        read_concepts(file)
