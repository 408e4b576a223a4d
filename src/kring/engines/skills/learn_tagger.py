"""SkillSpan's training part enters; the tagger's file leaves.

    python -m kring.engines.skills.learn_tagger --gold train.json --out tables/tagger.bin

1. Each word of an advertisement is outside, inside, or the first word of a gold span. 2. The network of
``tagger`` is fitted, one advertisement a step (Adam; a part of the inputs and of the layers is left out at
random, so that it leans on vectors that also hold for words it never saw). ``--held-out`` keeps a fifth
apart and prints precision and recall on it for a few thresholds, instead of writing.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from kring.engines.skills.encoder import encoder
from kring.engines.skills.postings import Floats
from kring.engines.skills.published import GoldText, is_right, skillspan_texts
from kring.engines.skills.storage import Sections, write_sections
from kring.engines.skills.tagger import (
    FIRST,
    INSIDE,
    LOOKS,
    REACH,
    WEIGHTS,
    Tagger,
    neighbours,
    one_class,
    spans,
)
from kring.engines.skills.words import CodedText, Coder, fold

LOWER, UPPER, OWN = 64, 48, 16
LEAST_SEEN = 4
EPOCHS = 7
RATE, SHRINK, LAYER_DROP, WORD_DROP, ROW_DROP = 2e-3, 1e-3, 0.4, 0.05, 0.3
Numbers = npt.NDArray[np.int64]


def tags(gold: GoldText, coded: CodedText) -> Numbers:
    """Return for each word OUTSIDE, INSIDE or FIRST."""
    found = np.zeros(len(coded.parts) // 2, np.int64)
    places = [coded.span(2 * row + 1, 2 * row + 1) for row in range(len(found))]
    for start, end in gold.spans:
        inside = [row for row, (a, b) in enumerate(places) if a >= start and b <= end]
        for row in inside:
            if not found[row]:
                found[row] = FIRST if row == inside[0] else INSIDE
    return found


class Fitting:
    """The weights while they are learned."""

    def __init__(self, words: Sequence[str], seed: int = 0) -> None:
        self._draw = np.random.default_rng(seed)
        wide = encoder().size + LOOKS + OWN
        around = 2 * REACH + 1
        self.weights: dict[str, Floats] = {
            "rows": self._some(len(words) + 1, OWN) * np.float32(0.05),
            "W1": self._some(around * wide, LOWER) * np.float32(np.sqrt(1.5 / (around * wide))),
            "b1": np.zeros(LOWER, np.float32),
            "W2": self._some(around * LOWER, UPPER) * np.float32(np.sqrt(1.5 / (around * LOWER))),
            "b2": np.zeros(UPPER, np.float32),
            "W3": self._some(UPPER + LOWER, 3) * np.float32(0.5 * np.sqrt(1.5 / (UPPER + LOWER))),
            "b3": np.array([1, 0, -1], np.float32),
        }
        self._slow = {name: np.zeros_like(held) for name, held in self.weights.items()}
        self._square = {name: np.zeros_like(held) for name, held in self.weights.items()}
        self._steps = 0

    def _some(self, *shape: int) -> Floats:
        return self._draw.standard_normal(shape).astype(np.float32)

    def _kept(self, shape: tuple[int, ...], dropped: float) -> Floats:
        return (self._draw.random(shape) >= dropped).astype(np.float32)

    def step(self, fixed: Floats, numbers: Sequence[int], wanted: Numbers, rate: float) -> None:
        """Move the weights by one advertisement."""
        held, count = self.weights, len(wanted)
        kept_rows = self._kept((count, 1), ROW_DROP)
        kept_words = self._kept((count, 1), WORD_DROP)
        rows = np.hstack([fixed, held["rows"][numbers] * kept_rows]) * kept_words
        near = neighbours(rows)
        drop1 = self._kept((count, LOWER), LAYER_DROP) / np.float32(1 - LAYER_DROP)
        drop2 = self._kept((count, UPPER), LAYER_DROP) / np.float32(1 - LAYER_DROP)
        lower = np.maximum(near @ held["W1"] + held["b1"], 0) * drop1
        near2 = neighbours(lower)
        upper = np.maximum(near2 @ held["W2"] + held["b2"], 0) * drop2
        both = np.hstack([upper, lower])
        error = _softmax(both @ held["W3"] + held["b3"])
        error[np.arange(count), wanted] -= 1
        error /= np.float32(count)
        back = error @ held["W3"].T
        of_upper = back[:, :UPPER] * (upper > 0) * drop2
        of_lower = (_gathered(of_upper @ held["W2"].T, LOWER) + back[:, UPPER:]) * (lower > 0) * drop1
        of_rows = np.zeros_like(held["rows"])
        np.add.at(of_rows, list(numbers), _gathered(of_lower @ held["W1"].T, rows.shape[1])[:, -OWN:])
        self._move(
            {
                "rows": of_rows,
                "W1": near.T @ of_lower,
                "b1": of_lower.sum(axis=0),
                "W2": near2.T @ of_upper,
                "b2": of_upper.sum(axis=0),
                "W3": both.T @ error,
                "b3": error.sum(axis=0),
            },
            rate,
        )

    def _move(self, slopes: dict[str, Floats], rate: float) -> None:
        self._steps += 1
        for name, slope in slopes.items():
            slow = self._slow[name] = 0.9 * self._slow[name] + np.float32(0.1) * slope
            square = self._square[name] = 0.999 * self._square[name] + np.float32(0.001) * slope * slope
            ahead = slow / (1 - 0.9**self._steps)
            ahead = ahead / (np.sqrt(square / (1 - 0.999**self._steps)) + np.float32(1e-8))
            shrink = 0.0 if name == "b3" else SHRINK
            self.weights[name] = np.asarray(
                self.weights[name] - rate * (ahead + shrink * self.weights[name]), np.float32
            )


def _softmax(scores: Floats) -> Floats:
    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=1, keepdims=True), np.float32)


def _gathered(slope: Floats, width: int) -> Floats:
    """Undo ``neighbours``: add up what each row did beside its neighbours."""
    count = len(slope)
    padded = np.zeros((count + 2 * REACH, width), np.float32)
    for shift in range(2 * REACH + 1):
        padded[shift : shift + count] += slope[:, shift * width : (shift + 1) * width]
    return padded[REACH : REACH + count]


def learn(texts: Sequence[GoldText]) -> Tagger:
    """Return the tagger fitted to annotated texts."""
    coded = [CodedText(gold.text, Coder(one_class)) for gold in texts]
    seen = Counter(fold(word) for one in coded for word in one.parts[1::2])
    words = sorted(word for word, count in seen.items() if count >= LEAST_SEEN)
    vectors = encoder().words(sorted(seen))
    fitting = Fitting(words)
    tagger = Tagger(words, fitting.weights, 0.5 / float(np.sqrt((vectors * vectors).mean())))
    rows = [
        (*tagger.inputs(one.parts, one.codes), tags(gold, one))
        for gold, one in zip(texts, coded, strict=True)
        if len(one.parts) > 1
    ]
    draw = np.random.default_rng(1)
    for epoch in range(EPOCHS):
        for number in draw.permutation(len(rows)).tolist():
            fixed, numbers, wanted = rows[number]
            fitting.step(fixed, numbers, wanted, RATE * (1 - epoch / EPOCHS) + 1e-4)
    return tagger


def scores(tagger: Tagger, texts: Sequence[GoldText], lowest: float) -> tuple[float, float]:
    """Return precision and recall of the spans, by the half-inside definition."""
    right = given = hit = asked = 0
    for gold in texts:
        coded = CodedText(gold.text, Coder(one_class))
        found = [
            coded.span(one.first, one.last)
            for one in spans(tagger.chances(coded.parts, coded.codes), coded.codes, lowest)
        ]
        good = [place for place in found if is_right(gold, *place)]
        right, given, asked = right + len(good), given + len(found), asked + len(gold.spans)
        hit += sum(any(a < end and start < b for a, b in good) for start, end in gold.spans)
    return right / max(1, given), hit / max(1, asked)


def packed(tagger: Tagger) -> Sections:
    """Return the sections of the tagger's file."""
    weights = tagger.weights
    return Sections(
        values={
            "shapes": {name: list(weights[name].shape) for name in WEIGHTS},
            "scale": float(tagger.scale),
        },
        arrays={name: weights[name].astype(np.float16) for name in WEIGHTS},
        strings={"words": list(tagger.number)},
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Learn, and write the tagger's file or print its scores."""
    parser = argparse.ArgumentParser(description="Learn which words of an advertisement name a skill.")
    parser.add_argument("--gold", type=Path, required=True, help="SkillSpan train.json")
    parser.add_argument("--out", type=Path)
    parser.add_argument("--held-out", action="store_true", help="print scores on a fifth kept apart")
    chosen = parser.parse_args(arguments)
    texts = skillspan_texts(chosen.gold)
    if chosen.held_out:
        order = np.random.default_rng(3).permutation(len(texts)).tolist()
        tagger = learn([texts[number] for number in order[len(texts) // 5 :]])
        apart = [texts[number] for number in order[: len(texts) // 5]]
        for lowest in (0.35, 0.4, 0.45, 0.5, 0.55, 0.6):
            precision, recall = scores(tagger, apart, lowest)
            print(f"threshold {lowest:.2f}: precision {precision:.3f}, recall {recall:.3f}")
    if chosen.out:
        write_sections(chosen.out, packed(learn(texts)))
        print(f"{chosen.out} is written", file=sys.stderr)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
