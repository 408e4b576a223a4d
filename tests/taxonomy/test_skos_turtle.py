"""SKOS in Turtle is read whole, whoever wrote it; what is no Turtle is refused with its line."""

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
        (GOOD.replace('"a"@nl', "[ ]"), 4, "The label [ ] is no text"),
        (GOOD.replace("skos:altLabel", "other:altLabel"), 5, "other:"),
        (GOOD.replace('skos:prefLabel "a"@nl', "skos:prefLabel <urn:y>"), 4, "urn:y"),
        (GOOD[:-4], 5, "ends in the middle"),
        (GOOD.replace('"b"@en', '"b'), 4, "does not belong here"),
        (GOOD.replace("skos:prefLabel", "skos:hiddenLabel"), 3, "has no prefLabel"),
        (HEAD, None, "holds no skos:Concept"),
        ("{}", 1, "does not belong here"),
        (GOOD + '<urn:x:b> a skos:Concept ; skos:prefLabel """a\n\n"b', 6, "does not belong here"),
        (GOOD.replace("skos:Concept ;", "skos:Concept ; <urn:x:p> " + "(" * 60), 3, "does not belong here"),
        ("<rdf:RDF xmlns='http://x'>", 1, "not RDF/XML"),
    ],
)
def test_no_turtle_is_refused(tmp_path: Path, text: str, line: int | None, said: str) -> None:
    with pytest.raises(UnableTo) as caught:
        read_concepts(write(tmp_path / "bad.ttl", text))
    (problem,) = caught.value.problems
    assert said in str(problem) and problem.file == "bad.ttl" and problem.line == line


OTHERS = {
    "sparql prefix and base": """PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
BASE <http://x.org/>
<a> a skos:Concept ; skos:prefLabel 'machine learning'@en-GB .""",
    "base and rdf:type": HEAD
    + """@base <http://x.org/> .
<a> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> skos:Concept ;
  skos:prefLabel "machine learning"@en .""",
    "nodes without a name": HEAD
    + """@prefix x: <http://x.org/> .
[] a skos:ConceptScheme . [ a skos:Collection ; skos:member x:a ] .
_:n1 x:says "nothing" .
x:a a skos:Concept, x:Skill ; skos:inScheme [ a skos:ConceptScheme ; skos:prefLabel "scheme"@en ] ;
  skos:prefLabel "machine learning"@en .""",
    "lists, numbers and truth": HEAD
    + """@prefix x: <http://x.org/> .
x:o a skos:OrderedCollection ; skos:memberList ( x:a ( ) "b" ) .
x:a a skos:Concept ; x:p true , -1.5 , 3e4, 7 ; skos:notation "1"^^x:kind, "2"^^<http://x.org/k> ;
  skos:prefLabel "machine learning"@en ; .""",
    "long texts and a comment": HEAD
    + """<http://x.org/a> # a comment; with <marks>
  a skos:Concept;skos:definition '''in "two"
lines'''@en; skos:prefLabel "machine learning"@en.""",
    "all are top concepts": HEAD
    + """<http://x.org/a> a skos:Concept ; skos:topConceptOf <http://x.org/s> ;
  skos:prefLabel "machine learning"@en .""",
}


@pytest.mark.parametrize("text", OTHERS.values(), ids=OTHERS)
def test_the_turtle_of_others_is_read(tmp_path: Path, text: str) -> None:
    (concept,) = read_concepts(write(tmp_path / "theirs.ttl", text))
    assert concept.uri == "http://x.org/a"
    assert [(label.text, label.language) for label in concept.labels] == [("machine learning", "en")]


def test_names_with_dots_and_escapes(tmp_path: Path) -> None:
    text = (
        HEAD
        + r"""@prefix e-x.y: <http://x.org/> .
e-x.y:v1.2 a skos:Concept ; skos:prefLabel "a" . e-x.y:c\#\+%20 a skos:Concept ; skos:prefLabel "b"."""
    )
    assert [one.uri for one in read_concepts(write(tmp_path / "n.ttl", text))] == [
        "http://x.org/v1.2",
        "http://x.org/c#+%20",
    ]


def test_a_file_that_is_not_there_or_not_utf8(tmp_path: Path) -> None:
    with pytest.raises(UnableTo, match="no such file"):
        read_concepts(tmp_path / "none.ttl")
    file = tmp_path / "latin.ttl"
    file.write_bytes(GOOD.encode() + b"\n# caf\xe9")
    with pytest.raises(UnableTo, match=r"latin\.ttl:7: The file is not UTF-8"):
        read_concepts(file)
