"""SKOS and SKOS-XL in Turtle, RDF/XML and JSON-LD give the same concepts; broken files are named."""

import json
from pathlib import Path

import pytest

from kring.core.problems import UnableTo
from kring.core.terms import topics
from kring.engines.skills import Concept, Label
from kring.taxonomy.formats.skos import read_concepts
from kring.taxonomy.queries.vocabularies import compiled_from, loaded
from kring.taxonomy.vocabulary.build import read_table, turtle, version

# The shape of CompetentNL: labels as nodes of their own (SKOS-XL), layers linked to ESCO.
TURTLE = """@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xl: <http://www.w3.org/2008/05/skos-xl#> .
@prefix x: <https://example.invalid/skill/> .
x:bake a skos:Concept ; skos:inScheme x:layer2 ; skos:broader x:cook ;
    xl:prefLabel [ a xl:Label ; xl:literalForm "brood  bakken"@nl-NL ] ;
    xl:altLabel [ xl:literalForm "brood maken"@nl ] ; skos:prefLabel "bake bread"@en ;
    skos:definition "Deeg tot brood bakken."@nl ;
    skos:exactMatch <http://data.europa.eu/esco/skill/bake> .
x:cook a skos:Concept ; skos:prefLabel "koken"@nl .
x:nameless a skos:Concept .
x:layer2 a skos:ConceptScheme ; skos:prefLabel "laag 2"@nl .
"""
BAKE = Concept(
    "https://example.invalid/skill/bake",
    (
        Label("bake bread", "en"),
        Label("brood bakken", "nl"),
        Label("brood maken", "nl", "alternative"),
    ),
    {"nl": "Deeg tot brood bakken."},
)
COOK = Concept("https://example.invalid/skill/cook", (Label("koken", "nl"),), {})


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_the_shipped_vocabulary_comes_back_as_its_table(tmp_path: Path) -> None:
    table = {row.uri: row for row in read_table()}
    concepts = read_concepts(write(tmp_path / "own.ttl", turtle(list(table.values()), version())))
    assert {concept.uri for concept in concepts} == set(table)
    for concept in concepts:
        row = table[concept.uri]
        for language in ("nl", "en"):
            said = {label.text for label in concept.labels if label.language == language}
            assert said == set(row.labels(language))
        assert concept.descriptions == {"nl": row.definition_nl, "en": row.definition_en}
        assert concept.topic == row.topic and concept.topic in topics()


HEAD = "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
OTHERS = {
    "sparql prefix and base": """PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
BASE <http://x.org/>
<a> a skos:Concept ; skos:prefLabel 'machine learning'@en-GB .""",
    "nodes without a name": HEAD
    + """@prefix x: <http://x.org/> .
[] a skos:ConceptScheme . [ a skos:Collection ; skos:member x:a ] .
x:a a skos:Concept, x:Skill ; skos:inScheme [ a skos:ConceptScheme ; skos:prefLabel "scheme"@en ] ;
  skos:prefLabel "machine learning"@en .""",
    "lists and numbers": HEAD
    + """@prefix x: <http://x.org/> .
x:o a skos:OrderedCollection ; skos:memberList ( x:a ( ) "b" ) .
x:a a skos:Concept ; x:p true , -1.5 , 3e4, 7 ; skos:notation "1"^^x:kind ;
  skos:prefLabel "machine learning"@en ; .""",
    "a byte order mark, all top concepts": "\ufeff"
    + HEAD
    + """<http://x.org/a> a skos:Concept ; skos:topConceptOf <http://x.org/s> ;
  skos:prefLabel "machine learning"@en .""",
}


@pytest.mark.parametrize("text", OTHERS.values(), ids=OTHERS)
def test_the_turtle_of_others_is_read(tmp_path: Path, text: str) -> None:
    (concept,) = read_concepts(write(tmp_path / "theirs.ttl", text))
    assert concept.uri == "http://x.org/a"
    assert [(label.text, label.language) for label in concept.labels] == [("machine learning", "en")]


def test_a_file_that_is_not_there_or_not_utf8(tmp_path: Path) -> None:
    with pytest.raises(UnableTo, match="no such file"):
        read_concepts(tmp_path / "none.ttl")
    file = tmp_path / "latin.ttl"
    file.write_bytes(HEAD.encode() + b"\n# caf\xe9")
    with pytest.raises(UnableTo, match=r"latin\.ttl:3: The file is not UTF-8"):
        read_concepts(file)


@pytest.mark.parametrize(("suffix", "kind"), [("nt", "nt"), ("rdf", "pretty-xml"), ("jsonld", "json-ld")])
def test_every_format_gives_the_same_concepts(tmp_path: Path, suffix: str, kind: str) -> None:
    from rdflib import Graph

    turtle = read_concepts(write(tmp_path / "a.ttl", TURTLE))
    assert turtle == [BAKE, COOK]
    other = Graph().parse(data=TURTLE, format="turtle").serialize(format=kind)
    assert read_concepts(write(tmp_path / f"a.{suffix}", other)) == turtle


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("a.ttl", TURTLE[:-200] + '"', "cannot be read as turtle"),
        ("a.rdf", "<rdf:RDF", "cannot be read as xml"),
        ("a.jsonld", "{", "is not JSON"),
        ("a.jsonld", json.dumps({"@context": "https://example.invalid/context"}), "is elsewhere"),
        ("a.jsonld", json.dumps([{"x": {"@context": [{}, "http://a.invalid/c"]}}]), "is elsewhere"),
        ("a.rdf", '<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/>', "no skos:Concept"),
        ("a.doc", "", "no SKOS file"),
    ],
)
def test_what_cannot_be_read_is_told(tmp_path: Path, name: str, text: str, said: str) -> None:
    with pytest.raises(UnableTo, match=said) as caught:
        read_concepts(write(tmp_path / name, text))
    assert caught.value.problems[0].file == name


def test_an_entity_of_another_file_is_not_read(tmp_path: Path) -> None:
    secret = write(tmp_path / "secret", "hidden words")
    text = f"""<?xml version="1.0"?><!DOCTYPE r [<!ENTITY e SYSTEM "file://{secret}">]>
<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:s="http://www.w3.org/2004/02/skos/core#">
<s:Concept r:about="urn:a"><s:prefLabel xml:lang="en">bake &e;</s:prefLabel></s:Concept></r:RDF>"""
    try:
        found = read_concepts(write(tmp_path / "a.rdf", text))
    except UnableTo:
        return
    assert "hidden" not in repr(found)


def test_a_file_is_compiled_once(tmp_path: Path, settings) -> None:
    settings.KRING_DATA = tmp_path / "data"
    file = write(tmp_path / "a.ttl", TURTLE)
    read: list[Path] = []

    def reader(path: Path) -> list[Concept]:
        read.append(path)
        return read_concepts(path)

    kept = compiled_from(file, reader)
    assert kept == compiled_from(file, reader) and read == [file]
    assert loaded(kept).uris == [BAKE.uri, COOK.uri]
    write(file, TURTLE.replace("koken", "kokkerellen"))
    assert loaded(compiled_from(file, reader)).preferred(1, "nl") == "kokkerellen"
