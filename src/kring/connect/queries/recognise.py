"""A text in somebody's own words enters; language, skills with their place, area and topic leave."""

import re
from dataclasses import dataclass

from kring.core.tables import rows
from kring.core.terms import areas
from kring.engines.redaction import redact
from kring.engines.skills import Mention, Text, detect_language, extract, likely, link
from kring.taxonomy.queries.concepts import names, search_skills, topic_by_skill
from kring.taxonomy.queries.vocabularies import compiled

# Beginnings of words by which a firm names its trade.
_AREA_PATTERNS = {
    row["code"]: re.compile(rf"\b(?:{row['beginnings']})", re.IGNORECASE) for row in rows("area_words")
}

# Fewer hits than this by label, and the meaning of the words is looked at too.
ENOUGH_BY_LABEL = 3
NEAR_ENOUGH = 0.35


@dataclass(frozen=True)
class Recognised:
    """What was recognised in a text that no longer holds names, mail addresses or phone numbers."""

    text: str
    language: str
    mentions: tuple[Mention, ...]
    area: str
    topic: str

    @property
    def by_uri(self) -> dict[str, Mention]:
        """The best mention of each skill."""
        best: dict[str, Mention] = {}
        for mention in sorted(self.mentions, key=lambda m: (-m.score, m.start)):
            best.setdefault(mention.uri, mention)
        return best


def area_in(text: str) -> str:
    """Return the application area whose words occur most often in the text; "" when none do."""
    counts = {code: len(pattern.findall(text)) for code, pattern in _AREA_PATTERNS.items()}
    best = max(counts, key=lambda code: counts[code])
    return best if counts[best] and best in areas() else ""


def recognise(text: str, *, language: str) -> Recognised:
    """Recognise skills, area and topic. ``language`` is the page's, used where the text's is unclear."""
    said = detect_language(text, otherwise=language)
    spoken = said if said in {"nl", "en"} else language
    clean = redact(text, spoken).text
    mentions = tuple(
        extract([Text("challenge", clean, spoken)], compiled("kring-ai"), mode="full", cues=True)[0]
    )
    topics = topic_by_skill()
    found = [topics[m.uri] for m in mentions if m.uri in topics]
    return Recognised(
        text=clean,
        language=spoken,
        mentions=mentions,
        area=area_in(clean),
        topic=max(found, key=found.count) if found else "",
    )


def skills_for(words: str, *, language: str, limit: int = 8) -> list[tuple[str, str]]:
    """Return (URI, name) of skills for a visitor's search: by label, else by what the words mean.

    Few people know a skill by its name; "bonnetjes lezen" has to find what reads receipts.
    """
    found = dict(search_skills(words, language=language, limit=limit))
    if len(found) < ENOUGH_BY_LABEL:
        vocabulary = compiled("kring-ai")
        text = [Text("find", words, language)]
        said = extract(text, vocabulary, mode="full", cues=True)[0] + likely(text, vocabulary, cues=True)[0]
        near = link([words], vocabulary, k=limit, language=language)[0]
        meant = [mention.uri for mention in said] + [one.uri for one in near if one.score >= NEAR_ENOUGH]
        for uri, name in names(meant, language).items():
            found.setdefault(uri, name)
    return list(found.items())[:limit]
