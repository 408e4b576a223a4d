"""A draft enters; a few skills that its words may point to leave: offered to its writer, never counted."""

from dataclasses import dataclass

from kring.connect.models import Challenge
from kring.connect.rules import MOST_SKILLS
from kring.engines.skills import Text, likely
from kring.engines.skills.sentences import why
from kring.taxonomy.queries.concepts import names, topic_by_skill
from kring.taxonomy.queries.vocabularies import compiled

MOST_OFFERED = 3


@dataclass(frozen=True)
class LikelySkill:
    """A skill with the words of the text that may point to it, and the sentence that says so."""

    uri: str
    name: str
    words: str
    why: str


def likely_skills(draft: Challenge, *, language: str) -> list[LikelySkill]:
    """Return skills that may be meant, the surest first; none that its writer has or took away."""
    said = {skill.uri: skill.removed for skill in draft.skills.all()}
    if draft.state != "draft" or list(said.values()).count(False) >= MOST_SKILLS:
        return []
    text = Text("challenge", draft.text, draft.language)
    known = topic_by_skill()
    found = [
        mention
        for mention in likely([text], compiled("kring-ai"), cues=True)[0]
        if mention.uri in known and mention.uri not in said
    ][:MOST_OFFERED]
    called = names([mention.uri for mention in found], language)
    return [
        LikelySkill(
            uri=mention.uri,
            name=called[mention.uri],
            words=mention.surface,
            why=why(mention.method, mention.surface, language),
        )
        for mention in found
    ]
