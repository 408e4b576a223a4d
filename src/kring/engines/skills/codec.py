"""JSON Lines of texts enter; JSON Lines of mentions or of linked concepts leave, one for each, in order."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from kring.core.problems import Problem, UnableTo
from kring.engines.skills.extraction import extractor
from kring.engines.skills.inputs import Mode, Text, check_texts
from kring.engines.skills.language import detect_language
from kring.engines.skills.nearest import link
from kring.engines.skills.rerank import Reranker
from kring.engines.skills.vocabulary import Vocabulary


def read_texts(lines: Iterable[str]) -> Iterator[tuple[Text, str | int]]:
    """Yield a text and its id as given for each line that is not blank.

    Raises ``UnableTo`` that names the malformed line and its field.
    """
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        row = _row(line, number)
        yield Text(str(row["id"]), row["text"], row.get("lang") or None), row["id"]


def _row(line: str, number: int) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise UnableTo(
            Problem("skills-not-json", "This line is not JSON.", "Write one JSON object a line.", line=number)
        ) from error
    if not isinstance(row, dict):
        raise UnableTo(Problem("skills-not-object", "This line is not a JSON object.", line=number))
    problems = list(_problems(row, number))
    if problems:
        raise UnableTo(*problems)
    return row


def _problems(row: dict[str, Any], number: int) -> Iterator[Problem]:
    if not isinstance(row.get("id"), str | int):
        yield Problem("skills-id", "The id must be a string or a whole number.", line=number, field="id")
    if not isinstance(row.get("text"), str):
        yield Problem("skills-text", "The text must be a string.", line=number, field="text")
    if not isinstance(row.get("lang"), str | None):
        yield Problem("skills-lang", "The lang must be a string: nl, en.", line=number, field="lang")


def extract_lines(
    lines: Iterable[str],
    vocabulary: Vocabulary,
    mode: Mode = "full",
    *,
    cues: bool = False,
    levels: bool = False,
) -> Iterator[str]:
    """Yield for each line {"id","mentions":[{"uri","start","end","surface","score","method"}]}.

    Offsets are code points of the text as given, end exclusive. With ``levels`` each mention has its
    "level" too, or null, and the words that hint at it as "level_hint".
    """
    check_texts((), mode)
    one = extractor(vocabulary)
    fields = (
        "uri",
        "start",
        "end",
        "surface",
        "score",
        "method",
        *(("level", "level_hint") if levels else ()),
    )
    for text, given in read_texts(lines):
        mentions = one.mentions(text, mode=mode, cues=cues)
        found = [{field: getattr(mention, field) for field in fields} for mention in mentions]
        yield json.dumps({"id": given, "mentions": found}, ensure_ascii=False)


def link_lines(
    lines: Iterable[str], vocabulary: Vocabulary, k: int = 10, *, rerank: Reranker | None = None
) -> Iterator[str]:
    """Yield for each line {"id","concepts":[{"uri","label","score","accepted"}]}, ``k`` of them, best first.

    Raises ``UnableTo`` when the vocabulary has fewer than ``k`` concepts.
    """
    if not 1 <= k <= len(vocabulary):
        raise UnableTo(
            Problem(
                "skills-k",
                "There are {size} concepts, so {k} of them cannot be given.",
                "Ask for 1 to {size}.",
                params={"k": k, "size": len(vocabulary)},
            )
        )
    for text, given in read_texts(lines):
        language = text.language or detect_language(text.text)
        found = link([text.text], vocabulary, k=k, language=language, rerank=rerank)[0]
        concepts = [
            {"uri": one.uri, "label": one.label, "score": one.score, "accepted": one.accepted}
            for one in found
        ]
        yield json.dumps({"id": given, "concepts": concepts}, ensure_ascii=False)
