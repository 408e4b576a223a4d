"""The project's names, definitions and wordings of AI skills enter; the describer's file leaves.

    python -m kring.engines.skills.learn_describer --own kring-ai.csv --esco esco.zip \
        --dutch-skills skills_nl.csv --dutch-occupations occupations_nl.csv --gold train.json \
        --out tables/describer.bin

1. ``described_examples`` gives examples of each skill and of none. 2. The finder, and the rows of words
that it reads, are fitted in rounds: before each, windows of sentences about something else that it takes for
a skill are gathered, and learned as examples of none. 3. The judges learn from varied examples, and from the
windows of those sentences that the finder would show them. ``--held-out`` keeps a tenth of the wordings and
3,000 sentences apart and prints what is found in them; the encoder has seen some of the wordings.
"""

import argparse
import random
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from kring.engines.skills.described_examples import (
    Drawing,
    Drawn,
    Example,
    examples,
    others,
    without_technology,
)
from kring.engines.skills.describer import Describer, Sentence, WordRows, around, packed, windows
from kring.engines.skills.encoder import encoder, unit
from kring.engines.skills.fitting import Classes, Fitting, RowFitting, bags_of, rate_at
from kring.engines.skills.inputs import Concept
from kring.engines.skills.postings import Floats
from kring.engines.skills.published import own_concepts
from kring.engines.skills.sentence_vectors import SIZE, sentence_vectors
from kring.engines.skills.storage import write_sections

FINDER_INNER, ROUNDS, EPOCHS, BATCH, TIMES, ROW_SIZE = 192, 5, 2, 128, 2, 64
JUDGE_INNER, JUDGE_EPOCHS, JUDGE_TIMES, JUDGES = 512, 10, 3, 2
OTHERS_AN_EPOCH, HARD_AN_EPOCH, SINGLES_AN_EPOCH = 10_000, 16_000, 6_000
SEARCHED_A_ROUND, TAKEN_FOR_A_SKILL = 6000, 0.1
LEAST_OFTEN = 2


class FinderFitting:
    """The finder and the rows of words while they are learned."""

    def __init__(self, known: Sequence[Example], classes: int) -> None:
        often = Counter(word for one in known for word in set(one.words))
        self._words = sorted(word for word, times in often.items() if times >= LEAST_OFTEN)
        self._number = {word: at for at, word in enumerate(self._words)}
        self._fitting = Fitting(encoder().size + ROW_SIZE, FINDER_INNER, classes, left_out=0.3)
        self._rows = RowFitting(len(self._words), ROW_SIZE, self._fitting)

    def learned(self) -> tuple[WordRows, Fitting]:
        """Return what was learned until now."""
        return WordRows(self._words, self._rows.rows), self._fitting

    def epoch(self, rows: Sequence[Drawn], rate: float) -> None:
        """Learn from all rows once."""
        for start in range(0, len(rows), BATCH):
            part = rows[start : start + BATCH]
            numbers = [[self._number.get(word, -1) for word in words] for words, _ in part]
            bags = self._rows.some_left_out(bags_of(numbers, len(self._words)))
            meant = unit(np.stack([encoder().words(words).sum(axis=0) for words, _ in part]))
            vectors = np.hstack([meant, self._rows.vectors(bags)])
            slope = self._fitting.step(vectors, np.array([skill for _, skill in part], np.int64), rate)
            self._rows.step(bags, slope[:, encoder().size :], rate)


def finder_of(known: Sequence[Example], none: Sequence[Example], classes: int) -> tuple[WordRows, Fitting]:
    """Return the rows of words and the finder fitted to examples."""
    fitting, chance = FinderFitting(known, classes), random.Random(5)  # noqa: S311
    drawing = Drawing(known, none, chance)
    bare: list[Drawn] = [(words, classes - 1) for words in without_technology(known)]
    hard: dict[tuple[str, ...], None] = {}
    for turn in range(ROUNDS):
        if turn:
            learned, fitted = fitting.learned()
            some = chance.sample(none, min(SEARCHED_A_ROUND, len(none)))
            hard |= dict.fromkeys(_taken_for_a_skill(Describer([], learned, fitted.network), some))
            print(f"{len(hard)} windows taken for a skill", file=sys.stderr)
        for epoch in range(EPOCHS):
            wrong = chance.sample(list(hard), min(HARD_AN_EPOCH, len(hard)))
            rows = drawing.about_skills(TIMES) + drawing.about_others(OTHERS_AN_EPOCH) + bare
            rows += drawing.single_words(SINGLES_AN_EPOCH) + [(words, classes - 1) for words in wrong]
            chance.shuffle(rows)
            fitting.epoch(rows, rate_at((turn * EPOCHS + epoch) / (ROUNDS * EPOCHS)))
    return fitting.learned()


def _taken_for_a_skill(describer: Describer, some: Sequence[Example]) -> list[tuple[str, ...]]:
    found = []
    for one in some:
        begins, ends = windows(len(one.words))
        if len(begins):
            chances = describer.finder.chances(Sentence(one.words, describer.learned).vectors(begins, ends))
            for row in np.flatnonzero(chances[:, :-1].max(axis=1) >= TAKEN_FOR_A_SKILL):
                found.append(one.words[begins[row] : ends[row]])
    return found


def learn(concepts: Sequence[Concept], known: Sequence[Example], none: Sequence[Example]) -> Describer:
    """Return the describer fitted to examples."""
    learned, fitted = finder_of(known, none, len(concepts) + 1)
    describer = Describer([one.uri for one in concepts], learned, fitted.network)
    vectors, wanted = _for_judges(describer, known, none)
    print(f"{len(wanted)} examples for the judges", file=sys.stderr)
    judges = [_judge(vectors, wanted, len(concepts) + 1, seed).network for seed in range(JUDGES)]
    return Describer(describer.uris, learned, fitted.network, judges)


def _for_judges(
    describer: Describer, known: Sequence[Example], none: Sequence[Example]
) -> tuple[Floats, Classes]:
    """Return the vectors of what the finder would show the judges, and the number of the skill of each."""
    chance = random.Random(7)  # noqa: S311
    number = none[0].skill
    drawing = Drawing(known, none, chance)
    rows: list[Drawn] = [(one.words, one.skill) for one in known] + drawing.about_skills(JUDGE_TIMES - 1)
    rows += drawing.single_words(SINGLES_AN_EPOCH)
    rows += [(words, number) for words in without_technology(known)]
    shown = dict.fromkeys(words for one in none for words in _shown(describer, one.words))
    rows += [(words, number) for words in shown]
    rows = [row for row in rows if row[0]]
    begin = np.array([0])
    meant = [
        Sentence(words, describer.learned).vectors(begin, np.array([len(words)]))[0] for words, _ in rows
    ]
    said = sentence_vectors([" ".join(words) for words, _ in rows])
    return np.hstack([said, np.stack(meant)]), np.array([skill for _, skill in rows], np.int64)


def _shown(describer: Describer, words: tuple[str, ...]) -> list[tuple[str, ...]]:
    """Return what the judges would read of a sentence."""
    taken = describer.windows_of(Sentence(words, describer.learned)) if len(words) > 1 else []
    begins, ends = around([(one.begin, one.end) for one in taken], len(words))
    return [words[begin:end] for begin, end in zip(begins, ends, strict=True)]


def _judge(vectors: Floats, wanted: Classes, classes: int, seed: int) -> Fitting:
    size = SIZE + encoder().size + ROW_SIZE
    fitting = Fitting(size, JUDGE_INNER, classes, left_out=0.5, unread=0.2, seed=seed)
    draw = np.random.default_rng(seed)
    for epoch in range(JUDGE_EPOCHS):
        for some in np.array_split(draw.permutation(len(wanted)), len(wanted) // BATCH + 1):
            fitting.step(vectors[some], wanted[some], rate_at(epoch / JUDGE_EPOCHS))
    return fitting


def scored(describer: Describer, apart: Sequence[Example], none: Sequence[Example]) -> list[str]:
    """Return a line for each threshold: right and wrong in wordings, and found in other sentences."""
    right, top = _judged(describer, apart)
    _, other = _judged(describer, none)
    return [
        f"threshold {lowest}: right {(right & (top >= lowest)).mean():.3f}, "
        f"wrong {(~right & (top >= lowest)).mean():.3f}, in other sentences {(other >= lowest).mean():.4f}"
        for lowest in (0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95)
    ]


def _judged(describer: Describer, texts: Sequence[Example]) -> tuple[np.ndarray, np.ndarray]:
    """Return for each text whether its surest window has its skill, and that window's chance."""
    right, top = np.zeros(len(texts), bool), np.zeros(len(texts))
    for number, one in enumerate(texts):
        if len(one.words) < 2:
            continue
        sentence = Sentence(one.words, describer.learned)
        taken = describer.windows_of(sentence)
        if taken:
            chances = describer.judged(sentence, taken)[:, :-1]
            surest = chances[chances.max(axis=1).argmax()]
            right[number], top[number] = surest.argmax() == one.skill, surest.max()
    return right, top


def main(arguments: Sequence[str] | None = None) -> int:
    """Learn, and write the describer's file or print its scores."""
    parser = argparse.ArgumentParser(description="Learn which words describe an AI skill.")
    for name in ("own", "esco", "dutch-skills", "dutch-occupations", "gold"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--held-out", action="store_true", help="print scores on wordings kept apart")
    chosen = parser.parse_args(arguments)
    concepts = own_concepts(chosen.own)
    known, apart = examples(concepts, chosen.held_out)
    chance = random.Random(3)  # noqa: S311
    none = others(chosen, concepts, chance)
    chance.shuffle(none)
    if chosen.held_out:
        print("\n".join(scored(learn(concepts, known, none[3000:]), apart, none[:3000])))
    if chosen.out:
        write_sections(chosen.out, packed(learn(concepts, known, none)))
        print(f"{chosen.out} is written", file=sys.stderr)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
