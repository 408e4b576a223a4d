"""Kring's own vocabulary of AI skills, shipped with the program, enters; its release in the tables leaves."""

from django.db import transaction

from kring.core.terms import topics
from kring.ledger.actions.record_fact import record_fact
from kring.taxonomy.actions.store_release import ReleaseWriter
from kring.taxonomy.models import Release
from kring.taxonomy.vocabulary.build import VocabularyConcept, read_table, version

VOCABULARY = "kring-ai"


def import_kring_vocabulary(*, by: str) -> Release:
    """Load the shipped vocabulary; nothing happens when this version is there already."""
    shipped = version()
    found = Release.objects.filter(vocabulary=VOCABULARY, version=shipped).exclude(fingerprint="").first()
    if found:
        return found
    with transaction.atomic():
        writer = ReleaseWriter(VOCABULARY, shipped)
        for code, topic in topics().items():
            uri = f"urn:kring:ai-topic:{code}"
            writer.concept(uri, kind="topic", code=code, topic=code)
            writer.label(uri, "nl", "preferred", topic.name_nl)
            writer.label(uri, "en", "preferred", topic.name_en)
        for concept in read_table():
            _write(writer, concept)
        release = writer.finish()
        record_fact(
            "taxonomy_imported",
            object_kind="release",
            object_id=release.pk,
            actor=by,
            details={"vocabulary": VOCABULARY, "release": shipped, "labels": writer.added_labels},
        )
    return release


def _write(writer: ReleaseWriter, concept: VocabularyConcept) -> None:
    writer.concept(concept.uri, kind="skill", code=concept.slug, topic=concept.topic)
    for language, preferred, alternatives, definition in (
        ("nl", concept.pref_nl, concept.alt_nl, concept.definition_nl),
        ("en", concept.pref_en, concept.alt_en, concept.definition_en),
    ):
        writer.label(concept.uri, language, "preferred", preferred)
        for label in alternatives:
            writer.label(concept.uri, language, "alternative", label)
        writer.label(concept.uri, language, "description", definition)
    for broader in concept.broader:
        writer.relation(concept.uri, "broader", broader)
    for close in concept.close_match:
        writer.relation(concept.uri, "close", close)
