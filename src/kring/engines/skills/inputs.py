"""Concepts, labels and texts as the caller has them enter; frozen, checked inputs leave."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from kring.core.problems import Problem, UnableTo

LabelKind = Literal["preferred", "alternative"]
ConceptKind = Literal["skill", "occupation"]
Mode = Literal["fast", "full"]


@dataclass(frozen=True)
class Label:
    """One wording of a concept in one language."""

    text: str
    language: str
    kind: LabelKind = "preferred"


@dataclass(frozen=True)
class Concept:
    """A skill or occupation: its labels, its description by language, its AI topic ("" for none)."""

    uri: str
    labels: tuple[Label, ...]
    descriptions: Mapping[str, str] = field(default_factory=dict)
    topic: str = ""
    kind: ConceptKind = "skill"

    def preferred(self, language: str) -> str:
        """Return the preferred label in ``language``, else in any language, else the URI."""
        chosen = [label.text for label in self.labels if label.kind == "preferred"]
        exact = [
            label.text for label in self.labels if label.kind == "preferred" and label.language == language
        ]
        return (exact or chosen or [label.text for label in self.labels] or [self.uri])[0]


@dataclass(frozen=True)
class Text:
    """A text with its own key; ``language`` None means: detect it."""

    id: str
    text: str
    language: str | None = None


def check_concepts(concepts: Sequence[Concept]) -> None:
    """Raise ``UnableTo`` with every problem of these concepts at once."""
    problems = list(_concept_problems(concepts))
    if problems:
        raise UnableTo(*problems)


def _concept_problems(concepts: Sequence[Concept]) -> Iterable[Problem]:
    if not concepts:
        yield Problem("skills-no-concepts", "There are no concepts to compile.", "Import a taxonomy first.")
    seen: set[str] = set()
    for concept in concepts:
        if not concept.uri:
            yield Problem("skills-no-uri", "A concept has no URI.", field="uri")
        elif concept.uri in seen:
            yield Problem(
                "skills-twice", "The concept {uri} is there twice.", field="uri", params={"uri": concept.uri}
            )
        seen.add(concept.uri)
        if not any(label.text.strip() for label in concept.labels):
            yield Problem(
                "skills-no-label",
                "The concept {uri} has no label.",
                field="labels",
                params={"uri": concept.uri},
            )


def check_texts(texts: Sequence[Text], mode: str) -> None:
    """Raise ``UnableTo`` with every problem of these texts at once."""
    problems = [
        Problem("skills-not-text", "Text {id} is not a string.", field="text", params={"id": text.id})
        for text in texts
        if not isinstance(text.text, str)
    ]
    if mode not in ("fast", "full"):
        problems.append(
            Problem("skills-mode", "There is no mode {mode}.", "Use fast or full.", params={"mode": mode})
        )
    if problems:
        raise UnableTo(*problems)
