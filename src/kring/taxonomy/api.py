"""Endpoints of the standards: words or a URI enter, concepts leave; a text enters, its skills leave."""

from typing import Annotated, Literal

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema
from pydantic import StringConstraints

from kring.core.problems import NotFound, Problem
from kring.engines.skills import Text, detect_language, extract, link
from kring.frame.api import Code, Language, Uri, Words, answers
from kring.taxonomy.queries.concepts import names
from kring.taxonomy.queries.search import concept_card, search_concepts
from kring.taxonomy.queries.vocabularies import compiled

router = Router()

LONGEST_TEXT = 20_000
MOST_TEXTS = 50
Passage = Annotated[str, StringConstraints(max_length=LONGEST_TEXT)]


class Skill(Schema):
    """A concept with its name in the asked language."""

    uri: str
    name: str
    kind: str


class LabelOut(Schema):
    """One label of a concept."""

    kind: str
    language: str
    text: str


class LinkOut(Schema):
    """One link from a concept to another."""

    kind: str
    uri: str
    name: str


class ConceptOut(Schema):
    """All that is known of one concept in its newest release."""

    uri: str
    release: str
    kind: str
    topic: str
    labels: list[LabelOut]
    links: list[LinkOut]


class TextIn(Schema):
    """A text to read; its language is detected when it is not given."""

    id: Code
    text: Passage
    lang: Language | None = None


class TextsIn(Schema):
    """Texts to read, and how."""

    texts: list[TextIn] = Field(max_length=MOST_TEXTS)
    mode: Literal["fast", "full"] = "fast"


class MentionOut(Schema):
    """A skill in a text: offsets are code points of the text as given, the end exclusive."""

    uri: str
    start: int
    end: int
    surface: str
    score: float
    method: str


class ReadOut(Schema):
    """The skills of one text."""

    id: str
    mentions: list[MentionOut]


class NearOut(Schema):
    """A concept near a phrase; ``accepted`` is false where Kring would abstain."""

    uri: str
    name: str
    score: float
    accepted: bool


@router.get("/skills/", response=answers(list[Skill]), summary="Find concepts by words of a label")
def find_skills(
    request: HttpRequest,
    q: Words,
    language: Language = "nl",
    limit: Annotated[int, Query(ge=1, le=50)] = 20,
) -> list[dict[str, str]]:
    """Concepts of all loaded standards whose labels hold all words, the best match first."""
    found = search_concepts(q, language=language, limit=limit)
    return [{"uri": uri, "name": name, "kind": kind} for uri, name, kind in found]


@router.get("/skills/concept/", response=answers(ConceptOut), summary="One concept with its labels")
def concept(request: HttpRequest, uri: Uri, language: Language = "nl") -> dict[str, object]:
    """Labels and links of the newest release that has the concept."""
    card = concept_card(uri, language=language)
    if card is None:
        raise NotFound(
            Problem("no_concept", "There is no concept {uri}.", "Look for it by words.", params={"uri": uri})
        )
    return {
        "uri": card.uri,
        "release": card.release,
        "kind": card.kind,
        "topic": card.topic,
        "labels": [{"kind": kind, "language": tongue, "text": text} for kind, tongue, text in card.labels],
        "links": [{"kind": kind, "uri": target, "name": name} for kind, target, name in card.links],
    }


@router.post("/skills/extract/", response=answers(list[ReadOut]), summary="The AI skills that texts name")
def extract_skills(request: HttpRequest, given: TextsIn) -> list[dict[str, object]]:
    """Recognise skills of Kring's own vocabulary; nothing of the texts is kept."""
    texts = [Text(one.id, one.text, one.lang or detect_language(one.text)) for one in given.texts]
    found = extract(texts, compiled("kring-ai"), mode=given.mode)
    return [
        {
            "id": one.id,
            "mentions": [
                {name: getattr(mention, name) for name in MentionOut.model_fields} for mention in mentions
            ],
        }
        for one, mentions in zip(given.texts, found, strict=True)
    ]


@router.get("/skills/near/", response=answers(list[NearOut]), summary="The skills nearest to a phrase")
def near_skills(
    request: HttpRequest,
    phrase: Annotated[str, StringConstraints(min_length=1, max_length=300)],
    language: Language = "nl",
    k: Annotated[int, Query(ge=1, le=50)] = 10,
) -> list[dict[str, object]]:
    """The k nearest AI skills, best first."""
    found = link([phrase], compiled("kring-ai"), k=k, language=language)[0]
    named = names([one.uri for one in found], language)
    return [
        {"uri": one.uri, "name": named[one.uri], "score": one.score, "accepted": one.accepted}
        for one in found
    ]
