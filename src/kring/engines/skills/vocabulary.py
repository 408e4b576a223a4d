"""Concepts enter; a compiled, searchable vocabulary leaves, saved to one file and loaded from it."""

import hashlib
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Self

import numpy as np
from ahocorasick_rs import AhoCorasick, MatchKind

from kring.core.problems import Problem, UnableTo
from kring.engines.skills.inputs import Concept, check_concepts
from kring.engines.skills.labels import VARIANTS, Form, clean_label, forms_of
from kring.engines.skills.lexicon import Lexicon, word_classes
from kring.engines.skills.linking import LinkIndex
from kring.engines.skills.parameters import value
from kring.engines.skills.storage import Sections, read_sections, write_sections
from kring.engines.skills.trust import Surface, Trust, corrected, learned_trust
from kring.engines.skills.wordlists import ambiguous_words, cues, tables_hash
from kring.engines.skills.words import WORD, CodedText, Coder, fold

FORMAT = 4
LANGUAGES = ("en", "nl", "")
# A concept's URI, the folded words of a surface, and whether that is a form of a label or stands for itself.
Key = tuple[str, str, bool]
# What people and labelled sentences said of a surface: how often right, how often seen (``judged``).
Judged = Mapping[Key, tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Candidate:
    """One reading of a surface form."""

    concept: int
    written: str
    folded: str
    alternative: bool
    variant: str
    trust: float


class Vocabulary:
    """All labels of all concepts, compiled for matching and linking.

    ``version`` is the hash of the concepts and of the engine's own tables.
    """

    def __init__(self, sections: Sections) -> None:
        self._sections = sections
        strings, arrays = sections.strings, sections.arrays
        self.version: str = sections.values["version"]
        self.uris = strings["uris"]
        self.topics = ["" if topic == "-" else topic for topic in strings["topics"]]
        self.kinds = strings["kinds"]
        self._written = strings["written"]
        self._of_form = arrays["form_concept"].tolist()
        self._first_form = arrays["pattern_first_form"].tolist()
        self.lexicon = Lexicon(strings["words"], "".join(strings["codes"]), strings["parts"])
        self.coder = Coder(self.lexicon.code_of)
        self._candidates: dict[int, tuple[Candidate, ...]] = {}
        self.judged = _judged_words(sections)

    @property
    def patterns(self) -> list[str]:
        """The patterns over word classes, sorted."""
        return self._sections.strings["patterns"]

    @cached_property
    def automaton(self) -> AhoCorasick:
        """The label matcher; built on first use, in about 0.2 s for all of ESCO."""
        return AhoCorasick(self.patterns, matchkind=MatchKind.LeftmostLongest, store_patterns=False)

    @cached_property
    def links(self) -> LinkIndex:
        """The index for linking phrases to concepts."""
        return LinkIndex(self._sections)

    def __len__(self) -> int:
        return len(self.uris)

    def preferred(self, concept: int, language: str) -> str:
        """Return the preferred label of concept number ``concept``."""
        nl = self._sections.strings["preferred_nl"][concept]
        en = self._sections.strings["preferred_en"][concept]
        return (nl or en) if language == "nl" else (en or nl)

    def candidates(self, pattern: int) -> tuple[Candidate, ...]:
        """Return the readings of one pattern, the best first."""
        found = self._candidates.get(pattern)
        if found is None:
            first, end = self._first_form[pattern], self._first_form[pattern + 1]
            found = tuple(self._candidate(form) for form in range(first, end))
            self._candidates[pattern] = found
        return found

    def _candidate(self, form: int) -> Candidate:
        arrays = self._sections.arrays
        written = self._written[form]
        return Candidate(
            self._of_form[form],
            written,
            fold(written),
            bool(arrays["form_alternative"][form]),
            VARIANTS[int(arrays["form_variant"][form])],
            float(arrays["form_trust"][form]),
        )

    def save(self, path: Path) -> None:
        """Write the vocabulary to one file, at once."""
        write_sections(path, self._sections)

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read a saved vocabulary; raises ``UnableTo`` when the file is damaged or of another version."""
        sections = read_sections(path)
        if sections.values.get("format") != FORMAT:
            problem = Problem(
                "skills-vocabulary-format",
                "The compiled vocabulary is of another version of the program.",
                "Compile it again from the taxonomy.",
                file=str(path),
            )
            raise UnableTo(problem)
        return cls(sections)

    @classmethod
    def compile(
        cls,
        concepts: Iterable[Concept],
        *,
        trust: Trust | None = None,
        floor: float | None = None,
        judged: Judged | None = None,
        like: Self | None = None,
    ) -> Self:
        """Compile concepts; raises ``UnableTo`` with every problem at once.

        ``judged`` is what people and labelled sentences said of surfaces; it corrects their trust.
        ``like`` is a vocabulary of the same concepts, whose linking index serves this one too.

        1. Surface forms from labels. 2. Words and their classes. 3. Trust of every form; forms under
        the floor are left out. 4. Patterns over classes. 5. The linking index.
        """
        known = list(concepts)
        check_concepts(known)
        forms = [form for number, concept in enumerate(known) for form in forms_of(number, concept)]
        trusts = trusts_of(forms, known, trust or learned_trust(), judged or {})
        lowest = value("trust_floor") if floor is None else floor
        kept = [(form, worth) for form, worth in zip(forms, trusts, strict=True) if worth >= lowest]
        version = vocabulary_version(known, judged or {})
        sections = Sections(values={"version": version, "format": FORMAT})
        _add_judged(sections, judged or {})
        _add_concepts(sections, known)
        _add_patterns(sections, kept, forms, known)
        if like is None:
            LinkIndex.add_to(sections, known)
        else:
            sections.arrays |= {n: a for n, a in like._sections.arrays.items() if n not in sections.arrays}
        return cls(sections)


def vocabulary_version(concepts: Iterable[Concept], judged: Judged) -> str:
    """Return the hash that keys a compiled vocabulary: concepts, what was judged, engine tables, format."""
    digest = hashlib.blake2b(f"{FORMAT} {tables_hash()}".encode(), digest_size=8)
    for concept in concepts:
        labels = [(label.text, label.language, label.kind) for label in concept.labels]
        content = (concept.uri, labels, sorted(concept.descriptions.items()), concept.topic, concept.kind)
        digest.update(repr(content).encode())
    if judged:
        digest.update(repr(sorted(judged.items())).encode())
    return digest.hexdigest()


def trusts_of(
    forms: Sequence[Form], concepts: Sequence[Concept], trust: Trust, judged: Judged
) -> list[float]:
    """Return how far each form is to be trusted; what was judged corrects the prior."""
    rarity = word_rarity(concepts)
    owners: defaultdict[tuple[str, ...], set[int]] = defaultdict(set)
    for form in forms:
        owners[form.words].add(form.concept)
    found = []
    for form in forms:
        concept = concepts[form.concept]
        said = judged.get((concept.uri, " ".join(form.words), True), (0.0, 0.0))
        if concept.topic:
            found.append(corrected(_own_trust(form), *said))
        else:
            found.append(trust.of(surface_of(form, owners, rarity), *said))
    return found


def _add_judged(sections: Sections, judged: Judged) -> None:
    """Keep what was judged of surfaces that are no form of a label."""
    rows = sorted((key[:2], said) for key, said in judged.items() if not key[2])
    if rows:
        sections.strings["judged"] = [f"{uri} {words}" for (uri, words), _ in rows]
        sections.arrays["judged_counts"] = np.array([said for _, said in rows], np.float64)


def _judged_words(sections: Sections) -> dict[tuple[str, str], tuple[float, float]]:
    names = sections.strings.get("judged", [])
    if not names:
        return {}
    counts = sections.arrays["judged_counts"].reshape(-1, 2).tolist()
    split = (name.split(" ", 1) for name in names)
    return {(uri, words): (right, seen) for (uri, words), (right, seen) in zip(split, counts, strict=True)}


def surface_of(form: Form, owners: dict[tuple[str, ...], set[int]], rarity: dict[str, float]) -> Surface:
    """Return a form as the trust model sees it."""
    rarities = [rarity.get(word, 1.0) for word in form.words]
    return Surface(form.words, form.written, form.alternative, len(owners[form.words]) > 1, rarities)


def surface_words(surface: str) -> str:
    """Return the folded words of a surface, by which it is judged."""
    return " ".join(fold(word) for word in WORD.findall(surface))


def _own_trust(form: Form) -> float:
    if len(form.words) > 1 or form.variant == "joined":
        return value("own_phrase_trust")
    return 0.0 if form.words[0] in ambiguous_words("generic") else value("own_word_trust")


def word_rarity(concepts: Sequence[Concept]) -> dict[str, float]:
    """Return for each word 1 − log(texts with it) ÷ log(texts), over labels and descriptions."""
    counts: Counter[str] = Counter()
    for concept in concepts:
        texts = [*concept.descriptions.values(), *(label.text for label in concept.labels)]
        counts.update({fold(word) for text in texts for word in WORD.findall(text)})
    size = np.log(len(concepts) + 1)
    return {word: float(1 - np.log(count) / size) for word, count in counts.items()}


def _add_concepts(sections: Sections, concepts: Sequence[Concept]) -> None:
    sections.strings["uris"] = [concept.uri for concept in concepts]
    sections.strings["topics"] = [concept.topic or "-" for concept in concepts]
    sections.strings["kinds"] = [concept.kind for concept in concepts]
    for language in ("nl", "en"):
        sections.strings[f"preferred_{language}"] = [clean_label(c.preferred(language)) for c in concepts]


def _add_patterns(
    sections: Sections, kept: Sequence[tuple[Form, float]], forms: Sequence[Form], concepts: Sequence[Concept]
) -> None:
    cue_words = {fold(word) for cue in cues() for word in WORD.findall(cue.phrase)}
    cue_words |= ambiguous_words("generic") | ambiguous_words("case")
    joined = {"".join(form.words) for form, _ in kept if form.variant == "joined"}
    words, codes = word_classes({word for form in forms for word in form.words} | cue_words | joined)
    single = {form.words[0] for form, _ in kept if len(form.words) == 1} | joined
    coder = Coder(Lexicon(words, codes, ()).code_of)
    coded = [(pattern_of(form.written, coder), *_rank(form, concepts), form, worth) for form, worth in kept]
    coded.sort(key=lambda row: row[:-2])
    patterns = sorted({row[0] for row in coded})
    starts = [row[0] for row in coded]
    sections.strings |= {
        "words": words,
        "codes": [codes],
        "parts": sorted(part for part in single if part not in ambiguous_words("generic")),
        "patterns": patterns,
        "written": [row[-2].written for row in coded],
    }
    first = [0, *(bisect_right(starts, pattern) for pattern in patterns)]
    sections.arrays |= {
        "pattern_first_form": np.array(first, np.int32),
        "form_concept": np.array([row[-2].concept for row in coded], np.int32),
        "form_alternative": np.array([row[-2].alternative for row in coded], np.uint8),
        "form_variant": np.array([VARIANTS.index(row[-2].variant) for row in coded], np.uint8),
        "form_trust": np.array([row[-1] for row in coded], np.float32),
    }


def _rank(form: Form, concepts: Sequence[Concept]) -> tuple[bool, bool, int, bool, str, str]:
    """Order readings of one pattern: own vocabulary, skills, plain labels, preferred, then by URI."""
    concept = concepts[form.concept]
    variant = VARIANTS.index(form.variant)
    return (not concept.topic, concept.kind != "skill", variant, form.alternative, concept.uri, form.written)


def pattern_of(written: str, coder: Coder) -> str:
    """Return the code characters of a label, without what stands before and after its words."""
    codes = CodedText(written, coder).codes
    return codes[1:-1]
