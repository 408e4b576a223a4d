"""Words, or a URI, enter; concepts of all loaded standards leave, with their labels and links."""

from dataclasses import dataclass

from django.db.models import Count, Q

from kring.engines.skills import look_up
from kring.taxonomy.models import Concept, Label, Relation, Release
from kring.taxonomy.queries.concepts import names, newest_release
from kring.taxonomy.queries.vocabularies import compiled

# Fewer concepts than this by the words as typed, and what is spelled alike or means the same is shown too.
ENOUGH_BY_WORDS = 3
NEAR_ENOUGH = 0.5


@dataclass(frozen=True)
class ReleaseRow:
    """One loaded release with its counts."""

    vocabulary: str
    version: str
    concepts: int
    labels: int
    languages: tuple[str, ...]


def release_rows() -> list[ReleaseRow]:
    """Return every loaded release with the number of concepts and labels, and the languages."""
    rows = []
    for release in Release.objects.annotate(n=Count("concepts")).order_by("vocabulary", "version"):
        labels = Label.objects.filter(concept__release=release)
        languages = labels.order_by("language").values_list("language", flat=True).distinct()
        rows.append(
            ReleaseRow(release.vocabulary, release.version, release.n, labels.count(), tuple(languages))
        )
    return rows


@dataclass(frozen=True)
class ConceptCard:
    """All that is known of one concept in one release."""

    uri: str
    release: str
    kind: str
    topic: str
    labels: tuple[tuple[str, str, str], ...]
    links: tuple[tuple[str, str, str], ...]


def concept_card(uri: str, *, language: str) -> ConceptCard | None:
    """Return a concept of the newest release that has it: labels (kind, language, text) and links."""
    found = (
        Concept.objects.filter(uri=uri).select_related("release").order_by("-release__imported_at").first()
    )
    if found is None:
        return None
    labels = found.labels.order_by("-kind", "language", "id").values_list("kind", "language", "text")
    links = list(
        Relation.objects.filter(release=found.release, source=uri)
        .order_by("kind")
        .values_list("kind", "target")
    )
    named = names([target for _, target in links], language)
    return ConceptCard(
        uri,
        str(found.release),
        found.kind,
        found.topic,
        tuple(labels),
        tuple((kind, target, named[target]) for kind, target in links),
    )


def search_concepts(words: str, *, language: str, limit: int = 20) -> list[tuple[str, str, str]]:
    """Return (URI, name, kind) of concepts with a label that holds all words, the best match first.

    Where there are few of them, concepts follow whose labels are spelled alike or mean the same.
    """
    if not words.strip():
        return []
    kinds = _by_words(words)
    whole = list(kinds)[:limit]
    if len(whole) < ENOUGH_BY_WORDS:
        for uri, kind in _alike(words, language=language, limit=limit):
            kinds.setdefault(uri, kind)
    chosen = list(kinds)[:limit]
    named = names(chosen, language)
    return [(uri, named[uri], kinds[uri]) for uri in chosen]


def _by_words(words: str) -> dict[str, str]:
    """Return URI and kind of concepts with a label that holds all words, the best match first."""
    releases = [
        release
        for vocabulary, kind in (("kring-ai", "skill"), ("esco", "skill"), ("esco", "occupation"))
        if (release := newest_release(vocabulary, kind))
    ]
    condition = Q(concept__release__in=releases, kind__in=["preferred", "alternative"])
    for word in words.split()[:6]:
        condition &= Q(text__icontains=word)
    rows = Label.objects.filter(condition).values_list("concept__uri", "concept__kind", "text")
    best: dict[str, tuple[bool, bool, int]] = {}
    kinds = {}
    whole = words.strip().casefold()
    for uri, kind, text in rows.iterator(chunk_size=5_000):
        rank = (text.casefold() != whole, not text.casefold().startswith(whole), len(text))
        best[uri] = min(best.get(uri, rank), rank)
        kinds[uri] = kind
    return {uri: kinds[uri] for uri in sorted(best, key=lambda uri: (best[uri], uri))}


def _alike(words: str, *, language: str, limit: int) -> list[tuple[str, str]]:
    """Return URI and kind of concepts that are spelled alike or mean the same, the nearest first."""
    found = []
    for vocabulary, standard, kind in (
        ("all", "kring-ai", "skill"),
        ("esco-occupations", "esco", "occupation"),
    ):
        if newest_release(standard, kind):
            near = look_up(words, compiled(vocabulary), k=limit, language=language)
            found += [(one.score, one.uri, kind) for one in near if one.score >= NEAR_ENOUGH]
    found.sort(key=lambda one: (-one[0], one[1]))
    return [(uri, kind) for _, uri, kind in found[:limit]]
