"""The text of one advertisement: an occupation, asked skills and slots enter, text and mentions leave."""

import random

from kring.demo.generator.drafting import Draft, Piece, mistype, say, wording_of
from kring.demo.generator.records import TrueMention
from kring.demo.generator.sources import Occupation, pick, pools

TYPO_SHARE = 0.03
DISTRACTOR_SHARE = 0.32
HEADINGS = {
    "nl": (("Wat ga je doen?", "Wie ben jij?", "Wat bieden wij?"), ("Je taken", "Wij vragen", "Wij bieden")),
    "en": (("What will you do?", "Who are you?", "What do we offer?"), ("Your tasks", "We ask", "We offer")),
}
LISTED = {"nl": ("Je bent thuis in ", " en "), "en": ("You are at home in ", " and ")}
MARKS = ("- ", "• ", "* ", "")
Sentences = list[list[Piece]]


class Advertisement:
    """One text under construction: what one does, what is asked, who asks."""

    def __init__(self, rng: random.Random, language: str, level: str, slots: dict[str, str]) -> None:
        self._rng = rng
        self._language = language
        self._level = level
        self._slots = slots
        self.tasks: Sentences = []
        self.demands: Sentences = []
        self.company: Sentences = []

    def write(self, job: Occupation, asked: list[int]) -> tuple[str, tuple[TrueMention, ...]]:
        """Compose the ordinary sentences, weave the skills in, and join everything."""
        self._ordinary(job)
        self._ask(asked)
        if self._rng.random() < DISTRACTOR_SHARE:
            pick(self._rng, (self.tasks, self.demands, self.company)).append(self._some("distract")[0])
        return self._join()

    def _some(self, section: str, count: int = 1) -> Sentences:
        chosen = self._rng.sample(pools("phrases.txt")[f"{self._language}.{section}"], count)
        return [[(line.format_map(self._slots), -1)] for line in chosen]

    def _ordinary(self, job: Occupation) -> None:
        self.tasks = [[(task, -1)] for task in job.tasks[self._language]]
        self.demands = self._some(f"level.{self._level}") if self._level != "none" else []
        self.demands += self._some("ask", 2 + int(self._rng.random() * 3))
        self.company = self._some("company")
        if self._rng.random() < 0.6:
            self.company += self._some(f"company.{self._slots['area']}")

    def _ask(self, asked: list[int]) -> None:
        """Say each skill once: what one does mostly among the tasks, what one knows among the demands."""
        rng = self._rng
        rng.shuffle(asked)
        if len(asked) >= 3 and rng.random() < 0.25:
            self.demands.append(self._listed(*asked[:2]))
            asked = asked[2:]
        used: set[str] = set()
        for skill in asked:
            form, sentence = say(rng, "vacancy", self._language, skill, self._level, used)
            into = self.tasks if form == "do" and rng.random() < 0.8 else self.demands
            into.insert(int(rng.random() * (len(into) + 1)), sentence)

    def _listed(self, first: int, second: int) -> list[Piece]:
        """Return a bare list of two skills, as advertisements often end their demands with."""
        start, between = LISTED[self._language]
        one, two = (wording_of(self._rng, self._language, s, do_share=0.0)[1] for s in (first, second))
        return [(start, -1), (one, first), (between, -1), (two, second), (".", -1)]

    def _join(self) -> tuple[str, tuple[TrueMention, ...]]:
        rng, draft = self._rng, Draft()
        headings, mark = pick(rng, HEADINGS[self._language]), pick(rng, MARKS)
        company_first = rng.random() < 0.4
        draft.prose(self._some("intro") + (self.company if company_first else []))
        benefits = self._some("benefit", 2 + int(rng.random() * 3))
        for heading, sentences in zip(headings, (self.tasks, self.demands, benefits), strict=True):
            draft.block(heading, sentences, mark)
        if not company_first:
            draft.prose(self.company)
        if rng.random() < 0.5:
            draft.prose(self._some("diversity"))
        body = len(draft.pieces)
        draft.prose(self._some("contact") + (self._some("procedure") if rng.random() < 0.5 else []))
        if rng.random() < TYPO_SHARE:
            mistype(rng, draft, body)
        return draft.finish()
