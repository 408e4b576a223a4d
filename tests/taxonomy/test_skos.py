"""SKOS and SKOS-XL in Turtle, RDF/XML and JSON-LD give the same concepts; broken files are named."""

import json
from pathlib import Path

import pytest

from kring.core.problems import UnableTo
from kring.engines.skills import Concept, Label
from kring.taxonomy.formats.skos import read_concepts
from kring.taxonomy.queries.vocabularies import compiled_from, loaded

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
