"""A Turtle text enters (RDF 1.1 Turtle); its triples leave, each with the line where its object stands.

Blank nodes, lists, `[ … ]`, long strings, numbers, relative addresses and both spellings of prefix and base
are read. What is no Turtle is refused with its line.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urljoin

from kring.core.problems import Problem, UnableTo

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_LOCAL = r"(?:[\w:]|%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?\#@%])"
_TOKEN = re.compile(
    rf"""(?P<space>\s+|\#[^\n]*)
      | (?P<directive>@(?:prefix|base)\b|(?i:prefix|base)(?=\s))
      | <(?P<iri>[^<>"{{}}|^`\s]*)>
      | (?P<string>\"\"\"(?:(?:\"{{1,2}})?(?:[^"\\]|\\.))*\"\"\"|'''(?:(?:'{{1,2}})?(?:[^'\\]|\\.))*'''
          |"(?:[^"\\\n\r]|\\.)*"|'(?:[^'\\\n\r]|\\.)*')
      | @(?P<language>[A-Za-z]+(?:-[A-Za-z0-9]+)*)
      | (?P<datatype>\^\^)
      | _:(?P<blank>\w(?:[\w.-]*[\w-])?)
      | (?P<name>(?:[^\W\d_](?:[\w.-]*[\w-])?)?:(?:{_LOCAL}(?:(?:{_LOCAL}|[.-])*(?:{_LOCAL}|-))?)?)
      | (?P<number>[+-]?(?:\d+\.\d*[eE][+-]?\d+|(?:\d*\.\d+|\d+)(?:[eE][+-]?\d+)?))
      | (?P<word>a|true|false)(?![\w:-])
      | (?P<mark>[;,.()\[\]])""",
    re.VERBOSE | re.DOTALL,
)
_ESCAPED = re.compile(r"\\(u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|.)", re.DOTALL)
_CONTROLS = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"}
_DEEPEST = 50


@dataclass(frozen=True)
class Term:
    """A resource (``uri``), a node without a name (``blank``) or a text with the language it states."""

    kind: str
    value: str
    language: str = ""


@dataclass(frozen=True)
class Triple:
    """What the file says once: of which subject, what, and which value."""

    subject: Term
    predicate: str
    value: Term
    line: int


@dataclass(frozen=True)
class _Token:
    kind: str
    value: str
    line: int


def triples(text: str, file: str) -> Iterator[Triple]:
    """Yield every triple in the order of the file."""
    return _Parser(text, file).triples()


def _tokens(text: str, file: str) -> Iterator[_Token]:
    position, line = 0, 1
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None:
            raise _does_not_belong(file, line, text[position : position + 20].split("\n")[0])
        kind = match.lastgroup or ""
        if kind != "space":
            yield _Token(kind, match[kind], line)
        line += match[0].count("\n")
        position = match.end()


def _unescaped(text: str) -> str:
    def plain(match: re.Match[str]) -> str:
        code = match[1]
        if len(code) == 1:
            return _CONTROLS.get(code, code)
        number = int(code[1:], 16)
        return chr(number) if number < 0x110000 and not 0xD800 <= number < 0xE000 else "\ufffd"

    return _ESCAPED.sub(plain, text)


def _does_not_belong(file: str, line: int, found: str) -> UnableTo:
    return UnableTo(
        Problem(
            "not_turtle",
            "“{found}” does not belong here.",
            "Check the block around this line, and that the file is Turtle: not RDF/XML or JSON-LD.",
            file,
            line,
            params={"found": found},
        )
    )


class _Parser:
    """Walks through the tokens, and keeps prefixes, base and the triples of nodes inside nodes."""

    def __init__(self, text: str, file: str) -> None:
        self.file = file
        self._tokens = _tokens(text, file)
        self._ahead: _Token | None = None
        self._line = 1
        self._prefixes: dict[str, str] = {}
        self._base = ""
        self._blanks = 0
        self._depth = 0
        self._found: list[Triple] = []

    def triples(self) -> Iterator[Triple]:
        while (token := self._peek()) is not None:
            if token.kind == "directive":
                self._directive()
            else:
                self._statement()
            yield from self._found
            self._found.clear()

    # ---- tokens ----

    def _peek(self) -> _Token | None:
        if self._ahead is None:
            self._ahead = next(self._tokens, None)
        return self._ahead

    def _next(self) -> _Token:
        token = self._peek()
        if token is None:
            raise UnableTo(
                Problem(
                    "cut_off", "The file ends in the middle of a block.", "It may be cut off: copy it again.",
                    self.file, self._line,
                )
            )  # fmt: skip
        self._ahead = None
        self._line = token.line
        return token

    def _at(self, *marks: str) -> bool:
        token = self._peek()
        return token is not None and token.kind == "mark" and token.value in marks

    def _mark(self, mark: str) -> None:
        token = self._next()
        if (token.kind, token.value) != ("mark", mark):
            raise self._wrong(token)

    def _wrong(self, token: _Token) -> UnableTo:
        return _does_not_belong(self.file, token.line, token.value)

    # ---- grammar ----

    def _directive(self) -> None:
        said = self._next().value
        if said.lower().endswith("prefix"):
            name = self._next()
            if name.kind != "name" or not name.value.endswith(":"):
                raise self._wrong(name)
            self._prefixes[name.value[:-1]] = self._address()
        else:
            self._base = self._address()
        if said.startswith("@"):
            self._mark(".")

    def _address(self) -> str:
        token = self._next()
        if token.kind != "iri":
            raise self._wrong(token)
        return self._resolved(token.value)

    def _resolved(self, iri: str) -> str:
        return urljoin(self._base, _unescaped(iri)) if self._base else _unescaped(iri)

    def _statement(self) -> None:
        described_inside = self._at("[")
        subject = self._term(as_subject=True)
        if not (described_inside and self._at(".")):
            self._properties(subject)
        self._mark(".")

    def _properties(self, subject: Term) -> None:
        while True:
            predicate = self._predicate()
            self._object(subject, predicate)
            while self._at(","):
                self._next()
                self._object(subject, predicate)
            if not self._at(";"):
                return
            while self._at(";"):
                self._next()
            if self._at(".", "]"):
                return

    def _predicate(self) -> str:
        token = self._next()
        if token.kind == "word" and token.value == "a":
            return f"{RDF}type"
        if token.kind not in {"iri", "name"}:
            raise self._wrong(token)
        return self._named(token)

    def _object(self, subject: Term, predicate: str) -> None:
        ahead = self._peek()
        line = ahead.line if ahead else self._line
        self._found.append(Triple(subject, predicate, self._term(), line))

    def _named(self, token: _Token) -> str:
        if token.kind == "iri":
            return self._resolved(token.value)
        short, _, local = token.value.partition(":")
        if short not in self._prefixes:
            raise _does_not_belong(self.file, token.line, f"{short}:")
        return self._prefixes[short] + re.sub(r"\\(.)", r"\1", local)

    def _term(self, *, as_subject: bool = False) -> Term:
        token = self._next()
        if token.kind in {"iri", "name"}:
            return Term("uri", self._named(token))
        if token.kind == "blank":
            return Term("blank", f"_:{token.value}")
        if token.kind == "mark" and token.value in "[(":
            return self._nested(token)
        if not as_subject and (token.kind in {"string", "number"} or token.value in {"true", "false"}):
            return self._text(token)
        raise self._wrong(token)

    def _text(self, token: _Token) -> Term:
        if token.kind != "string":
            return Term("text", token.value)
        quotes = 3 if token.value[:3] in {'"""', "'''"} else 1
        said = _unescaped(token.value[quotes:-quotes])
        ahead = self._peek()
        if ahead and ahead.kind == "language":
            return Term("text", said, self._next().value.lower())
        if ahead and ahead.kind == "datatype":
            self._next()
            kind = self._next()
            if kind.kind not in {"iri", "name"}:
                raise self._wrong(kind)
            self._named(kind)
        return Term("text", said)

    def _nested(self, opening: _Token) -> Term:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise self._wrong(opening)
        self._blanks += 1
        node = Term("blank", f"[{self._blanks}]")
        closing = "]" if opening.value == "[" else ")"
        if closing == ")":
            while not self._at(closing):
                self._object(node, f"{RDF}first")
        elif not self._at(closing):
            self._properties(node)
        self._mark(closing)
        self._depth -= 1
        return node
