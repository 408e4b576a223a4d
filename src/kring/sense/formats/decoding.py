"""A byte stream enters; its text leaves, in the encoding that its own bytes show, or a clear refusal."""

import codecs
import io

from kring.core.problems import Problem, UnableTo
from kring.sense.formats.opening import Source

_BINARY = {
    b"%PDF": "PDF",
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"PK\x03\x04": "ZIP",
    b"\xd0\xcf\x11\xe0": "XLS",
}
_SAMPLE = 1 << 16


def encoding_of(head: bytes) -> str | None:
    """Return the encoding of a text that begins with ``head``: by its mark, its zero bytes, or UTF-8 by
    trial."""
    sample = head[:_SAMPLE]
    if sample.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if sample.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    zeros = sample.count(0)
    if zeros:
        if zeros > len(sample) * 0.3:
            return "utf-16-le" if sample[1::2].count(0) > sample[::2].count(0) else "utf-16-be"
        return None
    try:
        codecs.getincrementaldecoder("utf-8")().decode(sample, final=False)
    except UnicodeDecodeError:
        control = sum(byte < 9 or 13 < byte < 32 for byte in sample)
        return None if control > len(sample) * 0.02 else "cp1252"
    return "utf-8"


def line_of_a_second_encoding(head: bytes) -> int | None:
    """Return the line where a text that was UTF-8 so far is so no longer; None when it has one encoding.

    >>> line_of_a_second_encoding("Café\nRené".encode()), line_of_a_second_encoding("Café".encode("cp1252"))
    (None, None)
    >>> line_of_a_second_encoding("Café\n".encode() + "René".encode("cp1252") + b" x")
    2
    """
    sample = head[:_SAMPLE]
    if 0 in sample or sample.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return None
    try:
        codecs.getincrementaldecoder("utf-8")().decode(sample, final=False)
    except UnicodeDecodeError as error:
        before = sample[: error.start]
        return None if before.isascii() else before.count(b"\n") + 1
    return None


def undecodable(name: str, line: int | None) -> UnableTo:
    """The refusal of bytes that are no text in the encoding of the file."""
    return UnableTo(
        Problem(
            "encoding",
            "The file holds bytes that are no text.",
            "Save it again as UTF-8.",
            file=name,
            line=line,
        )
    )


def text_stream(source: Source) -> io.TextIOWrapper:
    """Return the text of ``source``; refuse what is not text."""
    kind = next((kind for magic, kind in _BINARY.items() if source.head.startswith(magic)), "")
    line = None if kind else line_of_a_second_encoding(source.head)
    if line:
        raise undecodable(source.name, line)
    encoding = None if kind else encoding_of(source.head)
    if encoding is None:
        raise UnableTo(
            Problem(
                "not_text", "The file is not a text file{kind}.", "Save it as CSV, JSON or Parquet.",
                file=source.name,
                params={"kind": f" but {kind}" if kind else ""},
            )
        )  # fmt: skip
    return io.TextIOWrapper(source.stream, encoding=encoding, errors="strict", newline="")
