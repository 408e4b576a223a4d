"""Builds the vocabulary of AI skills; kring-ai.csv enters, concepts and SKOS Turtle leave."""

import csv
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from kring.core.problems import Problem, UnableTo
from kring.core.terms import levels, topics

TABLE = "kring-ai.csv"
TURTLE = "kring-ai.ttl"
SCHEME = "urn:kring:ai-skills"
SKILL = "urn:kring:ai-skill:"
TOPIC = "urn:kring:ai-topic:"
LICENCE = "https://creativecommons.org/licenses/by/4.0/"
TITLE_NL = "Kring: vaardigheden voor AI"
TITLE_EN = "Kring: skills for AI"
COLUMNS = (
    "slug",
    "uri",
    "pref_nl",
    "pref_en",
    "alt_nl",
    "alt_en",
    "definition_nl",
    "definition_en",
    "topic",
    "broader",
    "close_match",
    "level_hint",
)


@dataclass(frozen=True)
class VocabularyConcept:
    """One AI skill; ``broader`` and ``close_match`` hold URIs, ``level_hint`` a level code or ""."""

    slug: str
    uri: str
    pref_nl: str
    pref_en: str
    alt_nl: tuple[str, ...]
    alt_en: tuple[str, ...]
    definition_nl: str
    definition_en: str
    topic: str
    broader: tuple[str, ...]
    close_match: tuple[str, ...]
    level_hint: str = ""

    @property
    def topic_uri(self) -> str:
        """The URI of the AI topic that this skill belongs to."""
        return TOPIC + self.topic

    def labels(self, language: str) -> tuple[str, ...]:
        """Return preferred and alternative labels in "nl" or "en", the preferred one first."""
        return (self.pref_nl, *self.alt_nl) if language == "nl" else (self.pref_en, *self.alt_en)


def version() -> str:
    """Return the version of the vocabulary, such as 2026.1."""
    return files(__package__).joinpath("VERSION").read_text(encoding="utf-8").strip()


@cache
def read_table() -> tuple[VocabularyConcept, ...]:
    """Return the shipped concepts in table order; raise UnableTo with everything wrong in the table."""
    return concepts_of(files(__package__).joinpath(TABLE).read_text(encoding="utf-8"))


def concepts_of(text: str) -> tuple[VocabularyConcept, ...]:
    """Turn the text of a table into concepts, or raise UnableTo with every problem at once."""
    reader = csv.DictReader(text.splitlines())
    if tuple(reader.fieldnames or ()) != COLUMNS:
        wanted = ", ".join(COLUMNS)
        raise UnableTo(
            Problem("columns", "The columns differ.", "Use: {wanted}.", TABLE, 1, params={"wanted": wanted})
        )
    concepts = tuple(_concept(row) for row in reader)
    problems = tuple(_problems(concepts))
    if problems:
        raise UnableTo(*problems)
    return concepts


def _concept(row: dict[str, str]) -> VocabularyConcept:
    texts = {name: row[name] for name in ("slug", "uri", "pref_nl", "pref_en", "topic", "level_hint")}
    return VocabularyConcept(
        **texts,
        definition_nl=row["definition_nl"],
        definition_en=row["definition_en"],
        alt_nl=_parts(row["alt_nl"]),
        alt_en=_parts(row["alt_en"]),
        broader=tuple(part if part.startswith("urn:") else SKILL + part for part in _parts(row["broader"])),
        close_match=_parts(row["close_match"]),
    )


def _parts(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split(" | ") if part.strip())


def _problems(concepts: tuple[VocabularyConcept, ...]) -> Iterator[Problem]:
    known = {concept.uri for concept in concepts} | {TOPIC + code for code in topics()}
    owners: dict[tuple[str, str], str] = {}
    seen: set[str] = set()
    for line, concept in enumerate(concepts, start=2):

        def problem(field: str, message: str, line: int = line, **params: object) -> Problem:
            return Problem("vocabulary", message, "", TABLE, line, field, params)

        if concept.uri != SKILL + concept.slug or concept.uri in seen:
            yield problem("uri", "{uri} is used twice or differs from its slug.", uri=concept.uri)
        seen.add(concept.uri)
        if concept.topic not in topics():
            yield problem("topic", "{topic} is no AI topic.", topic=concept.topic)
        if concept.level_hint and concept.level_hint not in levels():
            yield problem("level_hint", "{level} is no level.", level=concept.level_hint)
        for uri in concept.broader:
            if uri not in known:
                yield problem("broader", "{uri} is no concept.", uri=uri)
        for language in ("nl", "en"):
            for label in concept.labels(language):
                owner = owners.setdefault((language, label.casefold()), concept.slug)
                if owner != concept.slug or not label:
                    yield problem(
                        f"alt_{language}", "“{label}” is a label of {owner}.", label=label, owner=owner
                    )


def turtle(concepts: Iterable[VocabularyConcept], release: str) -> str:
    """Return the vocabulary as SKOS Turtle; the same concepts and release give the same text."""
    concepts = tuple(concepts)
    blocks = [_prefixes(), _scheme(release)]
    blocks += [
        _block(
            TOPIC + term.code,
            "skos:Concept",
            [
                ("skos:inScheme", f"<{SCHEME}>"),
                ("skos:topConceptOf", f"<{SCHEME}>"),
                ("skos:notation", _text(term.code)),
                ("skos:prefLabel", f"{_text(term.name_nl, 'nl')}, {_text(term.name_en, 'en')}"),
            ],
        )
        for term in topics().values()
    ]
    blocks += [_skill(concept) for concept in concepts]
    return "\n".join(blocks)


def _prefixes() -> str:
    names = {
        "skos": "http://www.w3.org/2004/02/skos/core#",
        "dct": "http://purl.org/dc/terms/",
        "owl": "http://www.w3.org/2002/07/owl#",
    }
    return "".join(f"@prefix {name}: <{uri}> .\n" for name, uri in names.items())


def _scheme(release: str) -> str:
    return _block(
        SCHEME,
        "skos:ConceptScheme",
        [
            ("dct:title", f"{_text(TITLE_NL, 'nl')}, {_text(TITLE_EN, 'en')}"),
            ("owl:versionInfo", _text(release)),
            ("dct:license", f"<{LICENCE}>"),
            ("skos:hasTopConcept", ", ".join(f"<{TOPIC}{code}>" for code in topics())),
        ],
    )


def _skill(concept: VocabularyConcept) -> str:
    lines = [
        ("skos:inScheme", f"<{SCHEME}>"),
        ("skos:notation", _text(concept.slug)),
        ("skos:prefLabel", f"{_text(concept.pref_nl, 'nl')}, {_text(concept.pref_en, 'en')}"),
    ]
    for language, labels in (("nl", concept.alt_nl), ("en", concept.alt_en)):
        if labels:
            lines.append(("skos:altLabel", ", ".join(_text(label, language) for label in labels)))
    lines.append(
        ("skos:definition", f"{_text(concept.definition_nl, 'nl')}, {_text(concept.definition_en, 'en')}")
    )
    lines.append(("dct:subject", f"<{concept.topic_uri}>"))
    lines.append(("skos:broader", ", ".join(f"<{uri}>" for uri in concept.broader)))
    if concept.close_match:
        lines.append(("skos:closeMatch", ", ".join(f"<{uri}>" for uri in concept.close_match)))
    return _block(concept.uri, "skos:Concept", lines)


def _block(uri: str, kind: str, lines: list[tuple[str, str]]) -> str:
    return f"<{uri}> a {kind}" + "".join(f" ;\n    {name} {value}" for name, value in lines) + " .\n"


def _text(words: str, language: str = "") -> str:
    escaped = words.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"' + (f"@{language}" if language else "")


def main() -> int:
    """Print the Turtle file that the shipped table builds; the README says where it goes."""
    try:
        sys.stdout.write(turtle(read_table(), version()))
    except UnableTo as unable:
        sys.stderr.write("".join(f"{problem}\n" for problem in unable.problems))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
