"""A vacancy or course with its mentions enters; the words around them leave, its employer hidden if asked."""

import re
from collections.abc import Sequence

from django.utils.translation import gettext as _

from kring.sense.queries.documents import Document, Found

AROUND = 90
MOST_PARTS = 3
LIST_SIGN = re.compile(r"(?m)(?<=^)[*•‣–-](?=[ \t])")
Marks = list[dict[str, object]]


def without_organisation(text: str, organisation: str | None, found: Sequence[Found]) -> tuple[str, Marks]:
    """Replace the organisation's name by a word for it; the mentions move along."""
    marks: Marks = [{"start": one.start, "end": one.end, "uri": one.uri} for one in found]
    name = (organisation or "").strip()
    if len(name) < 2:
        return text, marks
    instead = _("[employer]")
    parts, moved, at, shift = [], [], 0, 0
    left = sorted(marks, key=lambda mark: int(str(mark["start"])))
    for match in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", text, re.IGNORECASE):
        while left and int(str(left[0]["end"])) <= match.start():
            moved.append(_moved(left.pop(0), shift))
        while left and int(str(left[0]["start"])) < match.end():
            left.pop(0)
        parts += [text[at : match.start()], instead]
        at = match.end()
        shift += len(instead) - (match.end() - match.start())
    moved += [_moved(mark, shift) for mark in left]
    return "".join([*parts, text[at:]]), moved


def _moved(mark: dict[str, object], shift: int) -> dict[str, object]:
    return {**mark, "start": int(str(mark["start"])) + shift, "end": int(str(mark["end"])) + shift}


def whole(one: Document, *, hide_organisation: bool) -> tuple[str, Marks]:
    """Return the whole text with its marks."""
    return without_organisation(one.text, one.organisation if hide_organisation else None, one.found)


def excerpt(one: Document, *, hide_organisation: bool) -> tuple[str, Marks]:
    """Return the words around the first mentions, each with its mark at the right place."""
    text, marks = whole(one, hide_organisation=hide_organisation)
    # As long as before, so that every mark stays in place.
    text = LIST_SIGN.sub("·", text).replace("\n", " ")
    if not marks:
        return text[: AROUND * 2], []
    parts: list[str] = []
    kept: Marks = []
    length, reached = 0, -1
    for mark in marks:
        start, end = int(str(mark["start"])), int(str(mark["end"]))
        if start < reached or len(parts) == MOST_PARTS:
            continue
        first, last = _word_start(text, start - AROUND), _word_end(text, end + AROUND)
        first = max(first, reached)
        lead = "… " if first > 0 else ""
        part = f"{lead}{text[first:last].strip()}{' …' if last < len(text) else ''}"
        offset = text[first:last].find(text[first:last].strip())
        moved = length + len(lead) + start - first - offset
        kept.append({**mark, "start": moved, "end": moved + end - start})
        parts.append(part)
        length += len(part) + 1
        reached = last
    return "\n".join(parts), kept


def _word_start(text: str, at: int) -> int:
    at = max(0, at)
    return 0 if at == 0 else text.find(" ", at) + 1 if " " in text[at : at + 30] else at


def _word_end(text: str, at: int) -> int:
    at = min(len(text), at)
    found = text.rfind(" ", at - 30, at)
    return at if at == len(text) or found < 0 else found
