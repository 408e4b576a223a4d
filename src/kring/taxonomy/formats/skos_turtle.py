"""A SKOS vocabulary in Turtle enters, Kring's own or another's; concepts for the engine leave."""

from dataclasses import dataclass, field
from pathlib import Path

from kring.core.problems import Problem, UnableTo
from kring.engines.skills import Concept, Label
from kring.taxonomy.formats.turtle import RDF, Triple, triples

LARGEST_FILE_BYTES = 200_000_000
SKOS = "http://www.w3.org/2004/02/skos/core#"
SUBJECT = "http://purl.org/dc/terms/subject"
TOPIC = "urn:kring:ai-topic:"
_LABELS = {f"{SKOS}prefLabel": "preferred", f"{SKOS}altLabel": "alternative"}


@dataclass
class _Subject:
    line: int
    is_concept: bool = False
    preferred: list[Label] = field(default_factory=list)
    alternative: list[Label] = field(default_factory=list)
    definitions: dict[str, str] = field(default_factory=dict)
    subject: str = ""
    is_top: bool = False

    @property
    def topic(self) -> str:
        return self.subject.removeprefix(TOPIC) if self.subject.startswith(TOPIC) else ""


def read_concepts(path: Path) -> list[Concept]:
    """Return the concepts with their labels; top concepts that head others (dct:subject) stay out."""
    subjects = _subjects(path)
    headings = {subject.subject for subject in subjects.values() if subject.subject}
    concepts = {
        uri: subject
        for uri, subject in subjects.items()
        if subject.is_concept and not (subject.is_top and uri in headings)
    }
    found = [
        Concept(uri, (*subject.preferred, *subject.alternative), subject.definitions, subject.topic)
        for uri, subject in concepts.items()
    ]
    nameless = [
        Problem("no_label", "The concept {uri} has no prefLabel.", "Give it one.", path.name, subject.line,
                params={"uri": uri})
        for uri, subject in concepts.items()
        if not subject.preferred
    ]  # fmt: skip
    if nameless:
        raise UnableTo(*nameless)
    if not found:
        raise UnableTo(
            Problem("no_concepts", "The file holds no skos:Concept.", "Use a SKOS Turtle file.", path.name)
        )
    return found


def _text(path: Path) -> str:
    if not path.is_file():
        raise UnableTo(Problem("no_file", "There is no such file.", "Check the path.", str(path)))
    if path.stat().st_size > LARGEST_FILE_BYTES:
        raise UnableTo(Problem("too_large", "The file is larger than 200 MB.", "Split it.", path.name))
    content = path.read_bytes()
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise UnableTo(
            Problem("not_utf8", "The file is not UTF-8 text.", "Save it as UTF-8.", path.name, line)
        ) from error


def _subjects(path: Path) -> dict[str, _Subject]:
    subjects: dict[str, _Subject] = {}
    for triple in triples(_text(path), path.name):
        if triple.subject.kind == "uri":
            _add(subjects.setdefault(triple.subject.value, _Subject(triple.line)), triple, path.name)
    return subjects


def _add(subject: _Subject, triple: Triple, file: str) -> None:
    predicate, value = triple.predicate, triple.value
    # en-GB is read as English: the engine knows languages, not countries.
    language = value.language.partition("-")[0]
    if predicate in _LABELS:
        if value.kind != "text":
            raise _no_text(file, triple)
        kind = _LABELS[predicate]
        labels = subject.preferred if kind == "preferred" else subject.alternative
        labels.append(Label(value.value, language, kind))
    elif predicate == f"{SKOS}definition" and value.kind == "text":
        subject.definitions.setdefault(language, value.value)
    elif predicate == f"{RDF}type":
        subject.is_concept |= value.value == f"{SKOS}Concept"
    elif predicate == f"{SKOS}topConceptOf":
        subject.is_top = True
    elif predicate == SUBJECT:
        subject.subject = value.value


def _no_text(file: str, triple: Triple) -> UnableTo:
    return UnableTo(
        Problem(
            "label_is_no_text",
            "The label {value} is no text.",
            'Write it between quotes, as "machine learning"@en.',
            file,
            triple.line,
            params={"value": "[ ]" if triple.value.kind == "blank" else triple.value.value},
        )
    )
