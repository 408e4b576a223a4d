"""Kring's Dutch is short: no sentence over 20 words, 12 on average, and it never shouts."""

import ast
import csv
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.promises.project import ROOT, SOURCE, shown

sys.path.insert(0, str(ROOT / "tools"))
import messages

LONGEST = 20
LONGEST_ON_AVERAGE = 12

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{[^{}]*\}")
TAG = re.compile(r"<[^<>]+>|&\w+;")
# An abbreviation or a figure ends no sentence: a stop counts before a capital or at the end.
SENTENCE_END = re.compile(r"[.?!…](?=\s+[A-ZÀ-Ý0-9«\"'(]|\s*$)|\n\s*\n|\n\s*[-*•]")


def sentences(text: str) -> list[str]:
    plain = PLACEHOLDER.sub(" X ", TAG.sub(" ", text))
    return [part.strip() for part in SENTENCE_END.split(plain) if part and part.strip()]


def words(sentence: str) -> int:
    return len(re.findall(r"[^\W_]+(?:[-'’./:,][^\W_]+)*", sentence))


def is_sentence_like(text: str) -> bool:
    return bool(re.search(r"[.?]\s*$", TAG.sub("", text)))


def catalogue_texts() -> Iterator[tuple[Path, str]]:
    for path, entry in messages.dutch_entries():
        strings = entry.string if isinstance(entry.string, tuple | list) else [entry.string]
        yield from ((path, text) for text in strings if text)


def sentence_file_texts() -> Iterator[tuple[Path, str]]:
    """Every {"nl": "…"} of the engines' sentences.py."""
    for path in sorted(SOURCE.rglob("sentences.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Dict):
                continue
            for key, value in zip(node.keys, node.values, strict=True):
                is_dutch = isinstance(key, ast.Constant) and key.value == "nl"
                if is_dutch and isinstance(value, ast.Constant) and isinstance(value.value, str):
                    yield path, value.value


def table_texts() -> Iterator[tuple[Path, str]]:
    for path in sorted((SOURCE / "core" / "data").glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as stream:
            for row in csv.DictReader(stream):
                yield from ((path, text) for name, text in row.items() if name.endswith("_nl") and text)


def texts() -> list[tuple[Path, str]]:
    return [*catalogue_texts(), *sentence_file_texts(), *table_texts()]


def test_no_dutch_sentence_is_over_20_words() -> None:
    long = [
        f"{shown(path)}: {words(sentence)} words: {sentence}"
        for path, text in texts()
        for sentence in sentences(text)
        if words(sentence) > LONGEST
    ]
    assert not long, "\n" + "\n".join(long)


def test_dutch_sentences_are_12_words_on_average() -> None:
    by_file: dict[Path, list[int]] = {}
    for path, text in texts():
        if is_sentence_like(text):
            by_file.setdefault(path, []).extend(words(each) for each in sentences(text))
    averages = {shown(path): sum(counts) / len(counts) for path, counts in by_file.items() if counts}
    assert not {name: round(value, 1) for name, value in averages.items() if value > LONGEST_ON_AVERAGE}


def test_kring_never_shouts() -> None:
    loud = [f"{shown(path)}: {text}" for path, text in texts() if "!" in text]
    assert not loud, "\n" + "\n".join(loud)


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("U krijgt € 3.200 van de gemeente. Dat is 1 op 9.", [6, 5]),
        ("%(count)s vacatures, bijv. in {place}", [5]),
        ("Klaar", [1]),
    ],
)
def test_sentences_are_counted_as_a_reader_would(text, counts) -> None:
    assert [words(each) for each in sentences(text)] == counts
