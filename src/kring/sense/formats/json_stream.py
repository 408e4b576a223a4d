"""The text of a JSON, JSON Lines or very large JSON file enters; its records leave one by one, with
their line."""

import io
import json
import re
from collections.abc import Collection, Iterator
from typing import Any

from kring.core.problems import Problem, UnableTo
from kring.sense.formats.decoding import undecodable
from kring.sense.formats.records import Reject

CONTAINERS = ("@graph", "items", "itemListElement", "data", "results", "courses", "vacancies", "jobs")
"""Keys of a wrapping object whose list holds the records."""

_CHUNK = 1 << 18
MOST_RECORD_CHARACTERS = 16 << 20
_SPACE = " \t\r\n\ufeff\x1e"
# Where a string goes on or ends, and where a value outside a string opens or ends.
_IN_STRING = re.compile(r'\\.|"', re.DOTALL)
_OUTSIDE = re.compile(r'["{}\[\]]')
# A literal, a number or an escape at the very end of the window may go on in the next.
_MAY_GO_ON = 16

Record = tuple[int, Any]


class _TooLong(Exception):
    """A value over the limit was passed over; reading can go on behind it."""


class _Reader:
    """A window over the text that is filled when a value is not complete yet; memory is bound by one
    record."""

    def __init__(self, stream: io.TextIOBase, name: str) -> None:
        self.stream, self.name = stream, name
        self.buffer, self.at, self.line, self.ended = "", 0, 1, False
        self.decode = json.JSONDecoder().raw_decode

    def fill(self, size: int = _CHUNK) -> bool:
        if self.ended:
            return False
        try:
            chunk = self.stream.read(size)
        except UnicodeDecodeError as error:
            raise undecodable(self.name, self.line + self.buffer.count("\n", self.at)) from error
        self.ended = not chunk
        self.buffer = self.buffer[self.at :] + chunk
        self.at = 0
        return bool(chunk)

    def move(self, to: int) -> None:
        self.line += self.buffer.count("\n", self.at, to)
        self.at = to

    def peek(self) -> str:
        """Return the next character that is no space, "" at the end."""
        while True:
            at = self.at
            while at < len(self.buffer) and self.buffer[at] in _SPACE:
                at += 1
            self.move(at)
            if at < len(self.buffer):
                return self.buffer[at]
            if not self.fill():
                return ""

    def take(self, wanted: str) -> None:
        if self.peek() != wanted:
            raise self.broken()
        self.move(self.at + 1)

    def value(self) -> Any:
        """Decode the next value, reading on while it is incomplete; pass over one that is too long."""
        self.peek()
        size = _CHUNK
        while True:
            try:
                value, end = self.decode(self.buffer, self.at)
            except (ValueError, RecursionError) as error:
                if len(self.buffer) - self.at > MOST_RECORD_CHARACTERS and self.goes_on(error):
                    self.skip()
                    raise _TooLong from error
                if len(self.buffer) - self.at > MOST_RECORD_CHARACTERS or not self.fill(size):
                    raise self.broken() from error
            else:
                if end < len(self.buffer) or not self.fill():
                    too_long = end - self.at > MOST_RECORD_CHARACTERS
                    self.move(end)
                    if too_long:
                        raise _TooLong
                    return value
            size *= 2

    def record(self) -> Record | Reject:
        """Return the next value with its line, or where one stood that is too long."""
        line = self.line
        try:
            return line, self.value()
        except _TooLong:
            return self.too_long(line)

    def too_long(self, line: int) -> Reject:
        return Reject(self.name, line, "", "record_too_long")

    def goes_on(self, error: Exception) -> bool:
        """Tell a value that is cut off by the window from one that is wrong in it."""
        if not isinstance(error, json.JSONDecodeError):
            return False
        return error.msg.startswith("Unterminated string") or error.pos > len(self.buffer) - _MAY_GO_ON

    def skip(self) -> None:
        """Pass over the string, list or object that begins here, one window at a time."""
        start, depth, quoted = self.line, 0, False
        while True:
            found = (_IN_STRING if quoted else _OUTSIDE).search(self.buffer, self.at)
            if found is None:
                # A backslash at the end of the window belongs to the sign that comes next.
                escaped = quoted and self.buffer.endswith("\\", self.at)
                self.move(len(self.buffer) - escaped)
                if not self.fill():
                    self.line = start
                    raise self.broken()
                continue
            self.move(found.end())
            sign = found[0]
            quoted = sign != '"' if quoted else sign == '"'
            depth += (sign in "{[") - (sign in "}]")
            if not (quoted or depth):
                return

    def skip_line(self) -> None:
        """Pass over what is left of the line."""
        while (end := self.buffer.find("\n", self.at)) < 0:
            self.move(len(self.buffer))
            if not self.fill():
                return
        self.move(end)

    def broken(self) -> UnableTo:
        ended = self.ended and not self.buffer[self.at :].strip()
        message = "The JSON ends too early." if ended else "The JSON cannot be read from this line on."
        return UnableTo(
            Problem(
                "bad_json",
                message,
                "Export the file again, or mend the line.",
                file=self.name,
                line=self.line,
            )
        )


def _elements(reader: _Reader) -> Iterator[Record | Reject]:
    reader.take("[")
    while reader.peek() != "]":
        yield reader.record()
        if reader.peek() == ",":
            reader.move(reader.at + 1)
        elif reader.peek() != "]":
            raise reader.broken()
    reader.take("]")


def _object(reader: _Reader, containers: Collection[str]) -> Iterator[Record | Reject]:
    """Yield the one object, or the elements of its container without ever holding the whole."""
    line, rest, contained, too_long = reader.line, dict[str, Any](), False, False
    reader.take("{")
    while reader.peek() != "}":
        key = reader.record()
        if isinstance(key, Reject) or not isinstance(key[1], str):
            raise reader.broken()
        reader.take(":")
        if key[1] in containers and reader.peek() == "[":
            contained = True
            yield from _elements(reader)
        elif isinstance(value := reader.record(), Reject):
            too_long = True
        else:
            rest[key[1]] = value[1]
        if reader.peek() == ",":
            reader.move(reader.at + 1)
        elif reader.peek() != "}":
            raise reader.broken()
    reader.take("}")
    if not contained:
        yield reader.too_long(line) if too_long else (line, rest)


def _is_lines(reader: _Reader) -> bool:
    """Tell JSON Lines from one object: the first line, or the second, is an object by itself."""
    while not reader.ended and reader.buffer.count("\n") < 2 and len(reader.buffer) < MOST_RECORD_CHARACTERS:
        reader.fill()
    lines = [line.strip() for line in reader.buffer.lstrip(_SPACE).split("\n", 2)[:2]]
    whole = [line for line in lines if line.startswith("{") and _parsed(line) is not None]
    return (
        len(lines) == 2
        and bool(lines[1] or whole)
        and bool(whole)
        and (lines[1] == "" or lines[1][:1] == "{")
    )


def _parsed(line: str) -> Any:
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        return None


def _lines(reader: _Reader) -> Iterator[Record | Reject]:
    while reader.peek():
        end = reader.buffer.find("\n", reader.at)
        while end < 0 and len(reader.buffer) - reader.at <= MOST_RECORD_CHARACTERS and reader.fill():
            end = reader.buffer.find("\n", reader.at)
        if (end if end >= 0 else len(reader.buffer)) - reader.at > MOST_RECORD_CHARACTERS:
            yield reader.too_long(reader.line)
            reader.skip_line()
            continue
        line, text = reader.line, reader.buffer[reader.at : end if end >= 0 else len(reader.buffer)]
        reader.move(end if end >= 0 else len(reader.buffer))
        value = _parsed(text)
        yield Reject(reader.name, line, "", "bad_json") if value is None else (line, value)


def json_records(
    stream: io.TextIOBase, name: str, containers: Collection[str] = CONTAINERS
) -> Iterator[Record | Reject]:
    """Yield (line, value) of every record.

    An array, an object with a list of records (under a key of ``containers``), one object, or an object a
    line. A bad line of JSON Lines, and a record over the limit, is a Reject and reading goes on; a break
    inside an array or object cannot be healed and raises UnableTo.
    """
    reader = _Reader(stream, name)
    first = reader.peek()
    if first == "[":
        yield from _elements(reader)
    elif first == "{" and _is_lines(reader):
        yield from _lines(reader)
    elif first == "{":
        while reader.peek() == "{":
            yield from _object(reader, containers)
    if reader.peek():
        raise reader.broken()
