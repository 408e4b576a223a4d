"""Names, topics and links of concepts: URIs enter, words in the reader's language leave."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from django.db.models import Q

from kring.core.terms import topics
from kring.taxonomy import rules
from kring.taxonomy.models import Label, Release

TOPIC_PREFIX = "urn:kring:ai-topic:"


@dataclass(frozen=True)
class SkillName:
    """A skill of Kring's own vocabulary, as pages show it."""

    uri: str
    name_nl: str
    name_en: str
    definition_nl: str
    definition_en: str
    topic: str

    def name(self, language: str) -> str:
        """The name in the reader's language."""
        return self.name_nl if language == "nl" else self.name_en

    def definition(self, language: str) -> str:
        """The definition in the reader's language."""
        return self.definition_nl if language == "nl" else self.definition_en


def newest_release(vocabulary: str, kind: str = "skill") -> Release | None:
    """Return the newest active release of a vocabulary that has concepts of this kind."""
    found = Release.objects.filter(vocabulary=vocabulary, active=True, concepts__kind=kind).distinct()
    return max(found, key=lambda release: rules.version_key(release.version), default=None)


def release_marks() -> tuple[tuple[str, str, str], ...]:
    """Return (vocabulary, version, fingerprint) of every release: changes when any label changes."""
    return tuple(
        Release.objects.order_by("vocabulary", "version").values_list("vocabulary", "version", "fingerprint")
    )


@lru_cache(maxsize=4)
def _ai_skills(fingerprint: str, release_id: int) -> dict[str, SkillName]:
    texts: dict[str, dict[tuple[str, str], str]] = {}
    topic_of: dict[str, str] = {}
    rows = Label.objects.filter(
        concept__release_id=release_id, kind__in=["preferred", "description"]
    ).values_list("concept__uri", "concept__topic", "language", "kind", "text")
    for uri, topic, language, kind, text in rows:
        texts.setdefault(uri, {})[language, kind] = text
        topic_of[uri] = topic
    return {
        uri: SkillName(
            uri,
            words.get(("nl", "preferred"), uri),
            words.get(("en", "preferred"), uri),
            words.get(("nl", "description"), ""),
            words.get(("en", "description"), ""),
            topic_of[uri],
        )
        for uri, words in texts.items()
    }


def ai_skills() -> dict[str, SkillName]:
    """Return Kring's AI skills and topics by URI; empty before the vocabulary is loaded."""
    release = newest_release("kring-ai")
    return _ai_skills(release.fingerprint, release.pk) if release else {}


def topic_by_skill() -> dict[str, str]:
    """Return the AI topic of every skill of Kring's vocabulary, by URI."""
    return {uri: skill.topic for uri, skill in ai_skills().items() if not uri.startswith(TOPIC_PREFIX)}


def names(uris: Iterable[str], language: str) -> dict[str, str]:
    """Return the preferred name of each URI in ``language``, else in English, else the URI itself."""
    wanted = list(dict.fromkeys(uris))
    known = ai_skills()
    result = {uri: known[uri].name(language) for uri in wanted if uri in known}
    rest = [uri for uri in wanted if uri not in result]
    if rest:
        found: dict[tuple[str, str], str] = {
            (uri, code): text
            for uri, code, text in Label.objects.filter(
                concept__uri__in=rest, kind="preferred", language__in=[language, "en"]
            ).values_list("concept__uri", "language", "text")
        }
        for uri in rest:
            result[uri] = found.get((uri, language)) or found.get((uri, "en")) or _topic_name(uri, language)
    return {uri: result[uri] for uri in wanted}


def _topic_name(uri: str, language: str) -> str:
    topic = topics().get(uri.removeprefix(TOPIC_PREFIX))
    return topic.name(language) if topic else uri


def search_skills(words: str, *, language: str, limit: int = 10) -> list[tuple[str, str]]:
    """Return (URI, name) of AI skills whose labels hold all words; names that begin with them first."""
    release = newest_release("kring-ai")
    if not release or not words.strip():
        return []
    condition = Q(concept__release=release, concept__kind="skill", kind__in=["preferred", "alternative"])
    for word in words.split()[:6]:
        condition &= Q(text__icontains=word)
    uris = list(Label.objects.filter(condition).values_list("concept__uri", flat=True).distinct()[:200])
    named = sorted(
        ((uri, name) for uri, name in names(uris, language).items()),
        key=lambda row: (not row[1].casefold().startswith(words.strip().casefold()), row[1].casefold()),
    )
    return named[:limit]
