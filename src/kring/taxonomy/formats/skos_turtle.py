"""A SKOS Turtle file in the shape that Kring itself writes enters; concepts for the engine leave.

The shape: `@prefix` lines, then one block for every concept: `<uri> a skos:Concept ; predicate objects …
.`, with full URIs in angle brackets and texts as "…"@language. Other shapes of Turtle are refused with
the line, never half read.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from kring.core.problems import Problem, UnableTo
from kring.engines.skills import Concept, Label

LARGEST_FILE_BYTES = 200_000_000
SKOS = "http://www.w3.org/2004/02/skos/core#"
_TOKEN = re.compile(
    r"""(?P<space>\s+|\#[^\n]*)
      | (?P<prefix>@prefix\s+(?P<short>[\w-]*):\s*<(?P<long>[^<>\s]*)>\s*\.)
      | <(?P<uri>[^<>\s]*)>
      | "(?P<text>(?:[^"\\\n]|\\.)*)"(?:@(?P<language>[A-Za-z]+(?:-[A-Za-z0-9]+)*)|\^\^\S+(?<![;,.]))?
      | (?P<name>[A-Za-z][\w-]*:[\w-]+)
      | (?P<a>a)(?=\s)
      | (?P<mark>[;,.])""",
    re.VERBOSE,
)
_ESCAPED = re.compile(r"\\(u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|.)")
_CONTROLS = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"}


@dataclass(frozen=True)
class _Token:
    kind: str
    value: str
    language: str
    line: int


@dataclass
class _Subject:
    line: int
    is_concept: bool = False
    preferred: list[Label] = field(default_factory=list)
    alternative: list[Label] = field(default_factory=list)
    definitions: dict[str, str] = field(default_factory=dict)
    topic: str = ""
    is_top: bool = False


def read_concepts(path: Path) -> list[Concept]:
    """Return the concepts with their labels; top concepts are headings and stay out."""
    subjects = _subjects(_Reader(path.name, _tokens(_text(path), path.name)))
    found = [
        Concept(uri, (*subject.preferred, *subject.alternative), subject.definitions, subject.topic)
        for uri, subject in subjects.items()
        if subject.is_concept and not subject.is_top
    ]
    nameless = [
        Problem("no_label", "The concept {uri} has no prefLabel.", "Give it one.", path.name, subject.line,
                params={"uri": uri})
        for uri, subject in subjects.items()
        if subject.is_concept and not subject.is_top and not subject.preferred
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


def _tokens(text: str, file: str) -> Iterator[_Token]:
    position, line, prefixes = 0, 1, {}
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None:
            raise _not_our_shape(file, line, text[position : position + 20].split("\n")[0])
        position = match.end()
        here, line = line, line + match[0].count("\n")
        kind = match.lastgroup or ""
        if match["prefix"]:
            prefixes[match["short"]] = match["long"]
        elif match["name"]:
            short, _, local = match["name"].partition(":")
            if short not in prefixes:
                raise _not_our_shape(file, here, f"{short}:")
            yield _Token("uri", prefixes[short] + local, "", here)
        elif match["text"] is not None:
            yield _Token("text", _unescaped(match["text"]), (match["language"] or "").lower(), here)
        elif match["uri"] is not None:
            yield _Token("uri", match["uri"], "", here)
        elif kind != "space":
            yield _Token("a" if match["a"] else "mark", match[0], "", here)


def _unescaped(text: str) -> str:
    def plain(match: re.Match[str]) -> str:
        code = match[1]
        return chr(int(code[1:], 16)) if len(code) > 1 else _CONTROLS.get(code, code)

    return _ESCAPED.sub(plain, text)


def _not_our_shape(file: str, line: int, found: str) -> UnableTo:
    return UnableTo(
        Problem(
            "not_this_turtle",
            "“{found}” does not belong here.",
            "Write full blocks as in the vocabulary that ships with Kring, without lists or blank nodes.",
            file,
            line,
            params={"found": found},
        )
    )


class _Reader:
    """Walks through the tokens and knows where it is."""

    def __init__(self, file: str, tokens: Iterator[_Token]) -> None:
        self.file = file
        self._tokens = tokens
        self.line = 1

    def next(self) -> _Token | None:
        token = next(self._tokens, None)
        if token is not None:
            self.line = token.line
        return token

    def expect(self, *kinds: str) -> _Token:
        token = self.next()
        if token is None:
            raise UnableTo(
                Problem(
                    "cut_off", "The file ends in the middle of a block.", "It may be cut off: copy it again.",
                    self.file, self.line,
                )
            )  # fmt: skip
        if token.kind not in kinds:
            raise _not_our_shape(self.file, token.line, token.value)
        return token


def _subjects(reader: _Reader) -> dict[str, _Subject]:
    subjects: dict[str, _Subject] = {}
    while (token := reader.next()) is not None:
        if token.kind != "uri":
            raise _not_our_shape(reader.file, token.line, token.value)
        _block(reader, subjects.setdefault(token.value, _Subject(token.line)))
    return subjects


def _block(reader: _Reader, subject: _Subject) -> None:
    mark = ";"
    while mark == ";":
        predicate = reader.expect("uri", "a")
        mark = ","
        while mark == ",":
            _add(subject, predicate, reader.expect("uri", "text"), reader.file)
            mark = reader.expect("mark").value


def _add(subject: _Subject, predicate: _Token, value: _Token, file: str) -> None:
    name = predicate.value.removeprefix(SKOS)
    if predicate.kind == "a":
        subject.is_concept |= value.value == f"{SKOS}Concept"
    elif name in {"prefLabel", "altLabel", "definition"} and value.kind != "text":
        raise _not_our_shape(file, value.line, value.value)
    elif name == "prefLabel":
        subject.preferred.append(Label(value.value, value.language, "preferred"))
    elif name == "altLabel":
        subject.alternative.append(Label(value.value, value.language, "alternative"))
    elif name == "definition":
        subject.definitions.setdefault(value.language, value.value)
    elif name == "topConceptOf":
        subject.is_top = True
    elif predicate.value == "http://purl.org/dc/terms/subject":
        subject.topic = value.value.rpartition(":")[2]
