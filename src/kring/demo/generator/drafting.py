"""Building a text from pieces: sentences and asked skills enter, text and true mentions leave.

Offsets are counted when the pieces are joined, so typing errors and reordering cannot break the truth.
"""

import random
from collections.abc import Sequence

from kring.demo.generator.records import TrueMention
from kring.demo.generator.sources import pick, pools, skills, wordings

PARAPHRASE_SHARE = 0.42
LEVEL_CODES = ("aware", "user", "practitioner", "expert", "none")
Piece = tuple[str, int]  # text, and the skill's index or -1


def say(
    rng: random.Random, kind: str, language: str, skill: int, level: str, used: set[str]
) -> tuple[str, list[Piece]]:
    """Return the form, and one sentence that asks for (vacancy) or teaches (course) the skill.

    ``used`` collects the sentence patterns of a text, so that it repeats none while others are left.
    """
    form, wording = wording_of(rng, language, skill)
    own_level = level if rng.random() < 0.75 else "none"
    known = pools("asks.txt")[f"{kind}.{language}.{form}.{own_level}"]
    template = pick(rng, [line for line in known if line not in used] or known)
    used.add(template)
    before, after = template.split("{m}")
    return form, [(before, -1), (wording, skill), (after, -1)]


def wording_of(rng: random.Random, language: str, skill: int, *, do_share: float = 0.6) -> tuple[str, str]:
    """Return a form (``do`` or ``thing``) and the words: a label, or more often a paraphrase."""
    known = wordings(language)[skill]
    if rng.random() >= PARAPHRASE_SHARE:
        return "thing", pick(rng, known.labels)
    form = "do" if rng.random() < do_share else "thing"
    return form, pick(rng, known.do if form == "do" else known.thing)


class Draft:
    """A text under construction."""

    def __init__(self) -> None:
        self.pieces: list[Piece] = []

    def add(self, text: str) -> None:
        """Append plain text."""
        self.pieces.append((text, -1))

    def prose(self, sentences: Sequence[list[Piece]]) -> None:
        """Append sentences as one paragraph."""
        for sentence in sentences:
            self.pieces += sentence
            self.add(" ")
        self._close_paragraph()

    def bullets(self, sentences: Sequence[list[Piece]], mark: str) -> None:
        """Append sentences as a list, one a line."""
        for sentence in sentences:
            self.add(mark)
            self.pieces += sentence
            self.add("\n")
        self._close_paragraph()

    def block(self, heading: str, sentences: Sequence[list[Piece]], mark: str) -> None:
        """Append a heading and its sentences: a list when there is a mark, else a paragraph."""
        self.add(heading + "\n")
        if mark:
            self.bullets(sentences, mark)
        else:
            self.prose(sentences)

    def _close_paragraph(self) -> None:
        while self.pieces and self.pieces[-1][0] in (" ", "\n"):
            self.pieces.pop()
        self.add("\n\n")

    def finish(self) -> tuple[str, tuple[TrueMention, ...]]:
        """Join the pieces; return the text and where it truly mentions a skill."""
        mentions, parts, at = [], [], 0
        for text, skill in self.pieces:
            if skill >= 0:
                mentions.append(TrueMention(skills()[skill].uri, at, at + len(text), text))
            parts.append(text)
            at += len(text)
        return "".join(parts).rstrip(), tuple(mentions)


def mistype(rng: random.Random, draft: Draft, until: int) -> None:
    """Make one to three typing errors in the first ``until`` pieces (the contact lines stay intact)."""
    wordy = [i for i, (text, _) in enumerate(draft.pieces[:until]) if len(text) > 20 and "@" not in text]
    for at in rng.sample(wordy, min(len(wordy), 1 + int(rng.random() * 3))):
        text, skill = draft.pieces[at]
        words = text.split(" ")
        long = [i for i, word in enumerate(words) if len(word) > 5 and word.isalpha()]
        if long:
            chosen = pick(rng, long)
            words[chosen] = _mistyped(rng, words[chosen])
            draft.pieces[at] = (" ".join(words), skill)


def _mistyped(rng: random.Random, word: str) -> str:
    at = 1 + int(rng.random() * (len(word) - 3))
    kind = rng.random()
    if kind < 0.5:
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    if kind < 0.8:
        return word[:at] + word[at + 1 :]
    return word[:at] + word[at] + word[at:]
