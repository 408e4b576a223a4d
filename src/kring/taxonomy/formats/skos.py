"""A SKOS or SKOS-XL file (Turtle, N-Triples, RDF/XML, JSON-LD) enters; concepts for the engine leave.

Only the file is read: a JSON-LD context that lies elsewhere is refused, since nothing is fetched. Top
concepts that are the subject (dct:subject) of others are headings and stay out.
"""

import codecs
import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kring.core.problems import Problem, UnableTo
from kring.engines.skills import Concept, Label
from kring.taxonomy import rules

if TYPE_CHECKING:
    from rdflib import Graph
    from rdflib.term import Node

FORMATS = {
    ".ttl": "turtle",
    ".turtle": "turtle",
    ".nt": "nt",
    ".rdf": "xml",
    ".owl": "xml",
    ".xml": "xml",
    ".jsonld": "json-ld",
    ".json": "json-ld",
}
LARGEST_FILE_BYTES = 200_000_000
TOPIC = "urn:kring:ai-topic:"
XL = "http://www.w3.org/2008/05/skos-xl#"


def read_concepts(path: Path) -> list[Concept]:
    """Return the concepts of a file with their labels and definitions; those without a name stay out.

    Raises ``UnableTo`` with the file, and the line where the reader knows it.
    """
    kind = FORMATS.get(path.suffix.lower())
    if kind is None:
        known = " ".join(FORMATS)
        raise UnableTo(
            Problem("unknown_skos_file", "This is no SKOS file that Kring reads.", "Use one of {known}.",
                    path.name, params={"known": known})
        )  # fmt: skip
    return _concepts(_graph(path, kind), path.name)


def _graph(path: Path, kind: str) -> "Graph":
    from rdflib import Graph

    if not path.is_file():
        raise UnableTo(Problem("no_file", "There is no such file.", "Check the path.", str(path)))
    if path.stat().st_size > LARGEST_FILE_BYTES:
        raise UnableTo(Problem("too_large", "The file is larger than 200 MB.", "Split it.", path.name))
    content = path.read_bytes().removeprefix(codecs.BOM_UTF8)
    if kind in ("turtle", "nt"):
        _refuse_other_encodings(content, path.name)
    if kind == "json-ld":
        _refuse_far_contexts(content, path.name)
    graph = Graph()
    try:
        graph.parse(data=content, format=kind)
    except Exception as error:  # each of rdflib's readers has errors of its own
        raise UnableTo(
            Problem("no_rdf", "The file cannot be read as {kind}.", "Check that it is whole: copy it again.",
                    path.name, _line(error), params={"kind": kind})
        ) from error  # fmt: skip
    return graph


def _refuse_other_encodings(content: bytes, file: str) -> None:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise UnableTo(
            Problem("not_utf8", "The file is not UTF-8 text.", "Save it as UTF-8.", file, line)
        ) from error


def _line(error: Exception) -> int | None:
    if hasattr(error, "getLineNumber"):
        return int(error.getLineNumber())
    lines = getattr(error, "lines", None)
    return lines + 1 if isinstance(lines, int) else None


def _refuse_far_contexts(content: bytes, file: str) -> None:
    try:
        document = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise UnableTo(
            Problem("not_json", "The file is not JSON.", "Check that it is whole.", file)
        ) from error
    far = next(_far_contexts(document), None)
    if far is not None:
        raise UnableTo(
            Problem(
                "far_context",
                "The file leans on a context that is elsewhere: {address}.",
                "Put that context into the file.",
                file,
                params={"address": far},
            )
        )


def _far_contexts(part: Any) -> Iterator[str]:
    waiting = [part]
    while waiting:
        one = waiting.pop()
        if isinstance(one, list):
            waiting += one
        elif isinstance(one, dict):
            held = one.get("@context")
            yield from (
                text for text in (held if isinstance(held, list) else [held]) if isinstance(text, str)
            )
            if isinstance(one.get("@import"), str):
                yield one["@import"]
            waiting += one.values()


def _concepts(graph: "Graph", file: str) -> list[Concept]:
    from rdflib import DCTERMS, RDF, SKOS, URIRef

    headings = set(graph.objects(None, DCTERMS.subject))
    uris = sorted({one for one in graph.subjects(RDF.type, SKOS.Concept) if isinstance(one, URIRef)})
    below = [one for one in uris if one not in headings or (one, SKOS.topConceptOf, None) not in graph]
    found = [concept for one in below if (concept := _concept(graph, one)) is not None]
    if not found:
        raise UnableTo(
            Problem("no_concepts", "The file holds no skos:Concept.", "Use a file with SKOS concepts.", file)
        )
    return found


def _concept(graph: "Graph", one: "Node") -> Concept | None:
    """Return the concept; None for one without a name."""
    from rdflib import DCTERMS

    labels = [*_labels(graph, one, "prefLabel", "preferred"), *_labels(graph, one, "altLabel", "alternative")]
    if not any(label.kind == "preferred" for label in labels):
        return None
    subjects = sorted(str(subject) for subject in graph.objects(one, DCTERMS.subject))
    topic = next((uri.removeprefix(TOPIC) for uri in subjects if uri.startswith(TOPIC)), "")
    return Concept(str(one), tuple(dict.fromkeys(labels)), _definitions(graph, one), topic)


def _labels(graph: "Graph", concept: "Node", name: str, kind: Any) -> Iterator[Label]:
    """Yield plain labels and those of SKOS-XL, by language and text, so that each run is alike."""
    from rdflib import SKOS, Literal, URIRef

    nodes = [
        *graph.objects(concept, SKOS[name]),
        *(
            form
            for label in graph.objects(concept, URIRef(XL + name))
            for form in graph.objects(label, URIRef(f"{XL}literalForm"))
        ),
    ]
    rows = {(_language(node), rules.clean_label(str(node))) for node in nodes if isinstance(node, Literal)}
    for language, text in sorted(rows):
        if text:
            yield Label(text, language, kind)


def _definitions(graph: "Graph", concept: "Node") -> dict[str, str]:
    from rdflib import DCTERMS, RDF, SKOS, Literal

    found: dict[str, str] = {}
    for predicate in (SKOS.definition, DCTERMS.description, SKOS.scopeNote):
        nodes = list(graph.objects(concept, predicate))
        nodes += [text for node in nodes for text in graph.objects(node, RDF.value)]
        rows = {(_language(node), str(node)) for node in nodes if isinstance(node, Literal)}
        for language, text in sorted(rows):
            found.setdefault(language, text)
    return found


def _language(node: Any) -> str:
    return (node.language or "").split("-")[0].lower()
