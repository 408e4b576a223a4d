"""Kring's AI vocabulary: complete in two languages, unambiguous, and the Turtle equals the table."""

import csv
import io
import re
import zipfile
from collections import Counter
from importlib.resources import files
from pathlib import Path

import pytest

from kring.core.problems import UnableTo
from kring.core.terms import levels, topics
from kring.taxonomy.vocabulary import build
from kring.taxonomy.vocabulary.build import SKILL, TOPIC, concepts_of, read_table, turtle, version

CONCEPTS = read_table()
BY_URI = {concept.uri: concept for concept in CONCEPTS}
FOLDER = files("kring.taxonomy.vocabulary")
FIXED = """
prompt-engineering llm-application retrieval-augmented-generation llm-fine-tuning llm-evaluation ai-agents
generative-image-creation chatbot-development text-classification named-entity-recognition
document-understanding sentiment-analysis semantic-search machine-translation speech-to-text
voice-assistants speaker-recognition supervised-learning predictive-maintenance demand-forecasting
anomaly-detection recommender-systems reinforcement-learning time-series-analysis deep-learning
feature-engineering model-validation computer-vision object-detection medical-image-analysis
visual-quality-inspection satellite-image-analysis robotic-process-automation
intelligent-document-processing workflow-automation-with-ai process-mining ai-planning-and-scheduling
mobile-robots drones-autonomous-flight autonomous-vehicles sensor-fusion ai-literacy
working-with-ai-assistants critical-use-of-ai-output ai-opportunity-scan ai-change-management
teaching-with-ai ai-act-compliance algorithm-register ai-risk-assessment ai-bias-and-fairness
explainable-ai privacy-in-ai ai-ethics data-quality data-governance data-engineering data-annotation
data-visualisation synthetic-data knowledge-graphs mlops model-deployment model-monitoring ai-security
edge-ai digital-twins federated-learning ai-product-management
"""
TOO_GENERIC = """
ai model modellen models data planning training tools python sql docker claude gemini make
"""


def test_enough_concepts_and_every_fixed_slug():
    assert len(CONCEPTS) >= 210
    assert set(FIXED.split()) <= {concept.slug for concept in CONCEPTS}


def test_slugs_and_uris_are_unique_and_agree():
    assert len(BY_URI) == len(CONCEPTS)
    for concept in CONCEPTS:
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", concept.slug)
        assert concept.uri == SKILL + concept.slug


def test_every_topic_has_at_least_ten_skills():
    counts = Counter(concept.topic for concept in CONCEPTS)
    assert set(counts) == set(topics())
    assert min(counts.values()) >= 10


@pytest.mark.parametrize("language", ["nl", "en"])
def test_three_or_more_alternatives_per_language(language):
    for concept in CONCEPTS:
        labels = concept.labels(language)
        assert 4 <= len(labels) <= 9, concept.slug
        assert len({label.casefold() for label in labels}) == len(labels), concept.slug


def test_no_label_belongs_to_two_concepts_in_either_language():
    owners: dict[str, set[str]] = {}
    for concept in CONCEPTS:
        for label in concept.labels("nl") + concept.labels("en"):
            owners.setdefault(label.casefold(), set()).add(concept.slug)
    assert {label: slugs for label, slugs in owners.items() if len(slugs) > 1} == {}


def test_labels_are_clean_and_specific():
    for concept in CONCEPTS:
        for label in concept.labels("nl") + concept.labels("en"):
            assert label.casefold() not in TOO_GENERIC.split(), label
            assert len(label) >= 3, label
            assert label == " ".join(label.split()) and label.isprintable(), label
            assert not set(label) & set('|;"<>'), label


def test_short_labels_are_abbreviations_in_capitals_or_have_more_than_three_letters():
    for concept in CONCEPTS:
        for label in concept.labels("nl") + concept.labels("en"):
            assert len(label) > 3 or sum(letter.isupper() for letter in label) >= 2 or label in {"n8n", "IoT"}


def test_definitions_are_one_sentence_and_short_in_dutch():
    for concept in CONCEPTS:
        for words in (concept.definition_nl, concept.definition_en):
            assert words[0].isupper() and words.endswith("."), concept.slug
            assert len(re.findall(r"[.!?](?:\s|$)", words)) == 1, concept.slug
        assert len(concept.definition_nl.split()) <= 20, concept.slug
    assert len({concept.definition_nl for concept in CONCEPTS}) == len(CONCEPTS)
    assert len({concept.definition_en for concept in CONCEPTS}) == len(CONCEPTS)


def test_broader_ends_at_a_topic_without_a_cycle():
    tops = {TOPIC + code for code in topics()}

    def climb(uri: str, path: tuple[str, ...]) -> None:
        assert uri not in path, path
        if uri in tops:
            return
        assert BY_URI[uri].broader
        for broader in BY_URI[uri].broader:
            climb(broader, (*path, uri))

    for uri in BY_URI:
        climb(uri, ())


def test_level_hints_are_levels_and_cover_all_four():
    assert {concept.level_hint for concept in CONCEPTS} - {""} == set(levels())


def test_the_committed_turtle_equals_what_the_table_builds():
    built = turtle(read_table(), version())
    assert FOLDER.joinpath("kring-ai.ttl").read_text(encoding="utf-8") == built
    assert turtle(read_table(), version()) == built


TERM = re.compile(
    r'\s*(<[^<>"\s]+>|"(?:[^"\\\n]|\\["\\n])*"(?:@[a-z]{2})?|[a-z]+:[A-Za-z]+|[;,.]|a(?=\s)|@prefix|[a-z]+:)'
)


def test_the_turtle_is_well_formed_and_says_what_the_table_says():
    prefixes, triples = _parse(FOLDER.joinpath("kring-ai.ttl").read_text(encoding="utf-8"))
    assert set(prefixes) == {"skos:", "dct:", "owl:"}
    kinds = Counter(value for _, name, value in triples if name == "a")
    assert kinds == {"skos:ConceptScheme": 1, "skos:Concept": len(CONCEPTS) + len(topics())}
    said = set(triples)
    assert len(said) == len(triples)
    assert ("<urn:kring:ai-skills>", "owl:versionInfo", f'"{version()}"') in said
    for concept in CONCEPTS:
        me = f"<{concept.uri}>"
        assert (me, "skos:notation", f'"{concept.slug}"') in said
        assert (me, "skos:prefLabel", f'"{concept.pref_nl}"@nl') in said
        assert {(me, "skos:altLabel", f'"{label}"@en') for label in concept.alt_en} <= said
        assert {(me, "skos:closeMatch", f"<{uri}>") for uri in concept.close_match} <= said


def _parse(text: str) -> tuple[dict[str, str], list[tuple[str, str, str]]]:
    """A strict reader of the small part of Turtle that Kring writes."""
    tokens, at = [], 0
    while at < len(text.rstrip()):
        match = TERM.match(text, at)
        assert match, text[at : at + 60]
        tokens.append(match[1])
        at = match.end()
    prefixes: dict[str, str] = {}
    triples: list[tuple[str, str, str]] = []
    rest = iter(tokens)
    for token in rest:
        if token == "@prefix":
            name = next(rest)
            prefixes[name] = next(rest)
            assert next(rest) == "."
            continue
        assert token.startswith("<")
        end = ";"
        while end == ";":
            name = next(rest)
            end = ","
            while end == ",":
                triples.append((token, name, next(rest)))
                end = next(rest)
        assert end == "."
    return prefixes, triples


def test_a_broken_table_is_refused_with_every_problem_at_once():
    source = FOLDER.joinpath("kring-ai.csv").read_text(encoding="utf-8")
    broken = list(csv.DictReader(source.splitlines()))[:2]
    broken[0] |= {"topic": "astrology", "broader": "no-such-skill", "level_hint": "guru"}
    broken[1] |= {"pref_nl": broken[0]["pref_nl"].upper(), "broader": TOPIC + "machine-learning"}
    out = io.StringIO()
    writer = csv.DictWriter(out, build.COLUMNS)
    writer.writeheader()
    writer.writerows(broken)
    with pytest.raises(UnableTo) as caught:
        concepts_of(out.getvalue())
    assert [(problem.line, problem.field) for problem in caught.value.problems] == [
        (2, "topic"),
        (2, "level_hint"),
        (2, "broader"),
        (3, "alt_nl"),
    ]
    with pytest.raises(UnableTo, match="columns"):
        concepts_of("slug,label\nx,y\n")


@pytest.mark.shared_data
def test_close_links_exist_in_esco(shared_data: Path):
    with zipfile.ZipFile(shared_data / "esco" / "esco-v1.1.1-en-csv.zip") as zipped:
        (name,) = [name for name in zipped.namelist() if name.endswith("skills_en.csv")]
        rows = csv.DictReader(io.TextIOWrapper(zipped.open(name), encoding="utf-8"))
        known = {row["conceptUri"] for row in rows}
    linked = {uri for concept in CONCEPTS for uri in concept.close_match}
    assert len(linked) >= 15
    assert linked <= known
