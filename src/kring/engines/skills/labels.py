"""A label as published enters; the surface forms to look for, each with the reason why, leave."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kring.engines.skills.inputs import Concept, Label
from kring.engines.skills.words import WORD, fold

_HIDDEN = re.compile(r"[\x00-\x1f\x7f\u00ad\u200b-\u200f\u2028-\u202e\u2060\ufeff]+")
_QUALIFIER = re.compile(r"^(.{2,}?)\s*\(([^()]{2,60})\)\s*$")
_ACRONYM = re.compile(r"^[A-Z][A-Z0-9-]{1,7}$")
_ARTICLE = re.compile(r"^(?:the|a|an|de|het|een)\s+", re.IGNORECASE)
LONGEST_LABEL_WORDS = 14
JOINED_LENGTH = 7

VARIANTS = ("label", "qualifier", "acronym", "joined")


@dataclass(frozen=True)
class Form:
    """A surface form of concept number ``concept``: its words folded, as written, and why it is one."""

    concept: int
    written: str
    language: str
    alternative: bool
    variant: str
    words: tuple[str, ...]


def clean_label(text: str) -> str:
    """Return the label without hidden characters and doubled spaces.

    >>> clean_label("machine\\u200b  learning ")
    'machine learning'
    """
    return " ".join(_HIDDEN.sub(" ", text).split())


def plain_labels(text: str) -> list[str]:
    """Return the clean label, and the same without its qualifier.

    >>> plain_labels("Python (computer programming)")
    ['Python (computer programming)', 'Python']
    """
    clean = clean_label(text)
    match = _QUALIFIER.match(clean)
    return ([clean, match[1]] if match else [clean]) if clean else []


def forms_of(number: int, concept: Concept) -> Iterator[Form]:
    """Yield every distinct surface form of one concept, preferred labels first."""
    done: set[tuple[str, str]] = set()
    for label in sorted(concept.labels, key=lambda label: label.kind != "preferred"):
        for text, variant in _variants(label):
            words = tuple(fold(word) for word in WORD.findall(text))
            key = (text, variant if variant == "joined" else "")
            if words and all(words) and key not in done and len(words) <= LONGEST_LABEL_WORDS:
                done.add(key)
                yield Form(number, text, label.language, label.kind == "alternative", variant, words)


def _variants(label: Label) -> Iterator[tuple[str, str]]:
    text = clean_label(label.text)
    yield text, "label"
    match = _QUALIFIER.match(text)
    if match:
        yield match[1], "qualifier"
        if _ACRONYM.match(match[2]):
            yield match[2], "acronym"
        text = match[1]
    plain = _ARTICLE.sub("", text)
    if plain != text:
        yield plain, "label"
    parts = WORD.findall(plain)
    if len(parts) == 2 and len(plain) >= JOINED_LENGTH and all(len(part) > 2 for part in parts):
        yield "".join(parts), "joined"
