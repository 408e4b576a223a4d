"""Named arrays, string lists and plain values enter one file, and leave it again memory-mapped.

Layout: 8 bytes of magic, 8 bytes length of the header, the header (JSON: values, and per section its
type, offset and size), then the sections, each aligned to 64 bytes. No code is stored, none is run.
"""

import json
import mmap
import os
import uuid
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from kring.core.problems import Problem, UnableTo

MAGIC = b"KRINGSK1"
ALIGN = 64
Array = npt.NDArray[Any]


@dataclass
class Sections:
    """What one file holds."""

    values: dict[str, Any] = field(default_factory=dict)
    arrays: dict[str, Array] = field(default_factory=dict)
    strings: dict[str, list[str]] = field(default_factory=dict)


def write_sections(path: Path, sections: Sections) -> None:
    """Write the file under a temporary name and move it into place at once."""
    blobs: list[tuple[str, str, bytes]] = []
    for name, array in sections.arrays.items():
        blobs.append((name, array.dtype.str, np.ascontiguousarray(array).tobytes()))
    for name, strings in sections.strings.items():
        blobs.append((name, "text", "\n".join(strings).encode()))
    index, offset = {}, 0
    for name, kind, blob in blobs:
        index[name] = [kind, offset, len(blob)]
        offset += -(-len(blob) // ALIGN) * ALIGN
    header = json.dumps({"values": sections.values, "index": index}).encode()
    header += b" " * (-(len(header) + 16) % ALIGN)
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}-{uuid.uuid4().hex}")
    with draft.open("wb") as file:
        file.write(MAGIC + len(header).to_bytes(8, "little") + header)
        for _, _, blob in blobs:
            file.write(blob + b"\0" * (-len(blob) % ALIGN))
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


def read_sections(path: Path) -> Sections:
    """Return the content; arrays stay on disk until they are used.

    Raises ``UnableTo`` when the file is absent, cut off, or of another make.
    """
    try:
        with path.open("rb") as file:
            content = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        if content[:8] != MAGIC:
            raise ValueError("magic")
        size = int.from_bytes(content[8:16], "little")
        header = json.loads(content[16 : 16 + size])
        return _sections(content, 16 + size, header)
    except (OSError, ValueError, KeyError) as error:
        problem = Problem(
            "skills-vocabulary-unreadable",
            "The compiled vocabulary cannot be read.",
            "Compile it again from the taxonomy.",
            file=str(path),
        )
        raise UnableTo(problem) from error


def _sections(content: mmap.mmap, start: int, header: dict[str, Any]) -> Sections:
    sections = Sections(values=header["values"])
    for name, (kind, offset, size) in header["index"].items():
        begin = start + offset
        if begin + size > len(content):
            raise ValueError("cut off")
        if kind == "text":
            text = content[begin : begin + size].decode()
            sections.strings[name] = text.split("\n") if text else []
        else:
            dtype = np.dtype(kind)
            sections.arrays[name] = np.frombuffer(content, dtype, size // dtype.itemsize, begin)
    return sections
