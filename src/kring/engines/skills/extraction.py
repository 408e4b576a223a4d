"""Texts enter; mentions of skills with offsets, score and reason leave.

1. Language; another language than Dutch or English is set aside. 2. Code the text. 3. Passages from
cues. 4. Labels. 5. Paraphrases and, on request, problem cues. 6. In full mode the tagger
doubts matches and finds named skills that matched nothing; the linker says which. 7. Score, abstain, sort.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from weakref import WeakKeyDictionary

from kring.engines.skills.describer import Described, describer
from kring.engines.skills.inputs import Mode, Text, check_texts
from kring.engines.skills.language import detect_language
from kring.engines.skills.levels import level_of, mention_level
from kring.engines.skills.matching import Match, Matcher
from kring.engines.skills.parameters import value
from kring.engines.skills.paraphrases import finder
from kring.engines.skills.results import Columns, Mention
from kring.engines.skills.segments import CueMatcher, Passages
from kring.engines.skills.sentence_linking import with_linked
from kring.engines.skills.trust import corrected
from kring.engines.skills.vocabulary import Vocabulary
from kring.engines.skills.words import CodedText, fold


class Extractor:
    """Everything that is made once for a vocabulary; ``extractor(vocabulary)`` remembers it."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self.matcher = Matcher(vocabulary)
        self.cues = CueMatcher(vocabulary.coder)
        self.numbers = {uri: number for number, uri in enumerate(vocabulary.uris)}
        self.has_own = any(vocabulary.topics)

    def mentions(self, text: Text, *, mode: Mode = "fast", cues: bool = False) -> list[Mention]:
        """Return the mentions of one text, in order of place, none overlapping."""
        language = text.language or detect_language(text.text)
        if language not in ("nl", "en"):
            return []
        coded = CodedText(text.text, self.vocabulary.coder)
        passages = self.cues.passages(coded)
        matches = self._with_wordings(coded, list(self.matcher.matches(coded)), cues)
        if mode == "full":
            matches = self._with_described(coded, matches)
            matches = with_linked(self.vocabulary, coded, passages, matches, language)
        if self.vocabulary.judged:
            matches = [self._as_judged(coded, match) for match in matches]
        ordered = sorted(matches, key=lambda m: m.first)
        kept = (self._mention(coded, passages, match, language) for match in ordered)
        return [mention for mention in kept if mention]

    def maybe_described(self, text: Text) -> list[Mention]:
        """Return what is likely but not sure in plain words, the surest first, recognised spans or not."""
        language = text.language or detect_language(text.text)
        if language not in ("nl", "en") or not self.has_own:
            return []
        coded = CodedText(text.text, self.vocabulary.coder)
        least, most = value("described_likely"), value("described_accept")
        spans = [one for one in describer().find(coded, least) if one.chance < most]
        if not spans:
            return []
        passages = self.cues.passages(coded)
        matches = [self._as_judged(coded, match) for match in self._matches_of(spans, "likely")]
        found = (
            self._mention(coded, passages, match, language, least="described_likely") for match in matches
        )
        return [mention for mention in found if mention]

    def level(self, text: Text) -> str | None:
        """Return the level that the whole text asks for or teaches."""
        coded = CodedText(text.text, self.vocabulary.coder)
        language = text.language or detect_language(text.text)
        return level_of(coded, self.cues.passages(coded).levels, language)

    def _with_wordings(self, coded: CodedText, matches: list[Match], cues: bool) -> list[Match]:
        """Add the hand-written wordings of the text."""
        tables = [("paraphrases", "paraphrase")] + ([("problems", "cue")] if cues else [])
        found = []
        for table, method in tables:
            score = value(f"{method}_score")
            # Of overlapping wordings the most specific goes first: more terms, then the shorter span.
            for one in sorted(
                finder(table).find(coded),
                key=lambda one: (-one.terms, one.last - one.first, one.first, one.uri),
            ):
                if one.uri in self.numbers:
                    found.append(Match(self.numbers[one.uri], one.first, one.last, score, method))
        return self._placed(matches, found)

    def _with_described(self, coded: CodedText, matches: list[Match]) -> list[Match]:
        """Add spans that say in plain words what an AI skill is."""
        if not self.has_own:
            return matches
        return self._placed(matches, self._matches_of(describer().find(coded), "described"))

    def _matches_of(self, spans: Sequence[Described], method: str) -> list[Match]:
        """Return the spans that describe a skill of the vocabulary as matches by this method."""
        return [
            Match(self.numbers[one.uri], one.first, one.last, one.chance, method)
            for one in spans
            if one.uri in self.numbers
        ]

    def _as_judged(self, coded: CodedText, match: Match) -> Match:
        """Return a match by other than a label with the score that people gave its words, if they did."""
        words = " ".join(map(fold, coded.parts[match.first : match.last + 1 : 2]))
        said = self.vocabulary.judged.get((self.vocabulary.uris[match.concept], words))
        own = match.method == "variant:compound" or not match.method.startswith(("label", "variant"))
        return replace(match, score=corrected(match.score, *said)) if said and own else match

    def _placed(self, matches: list[Match], found: list[Match]) -> list[Match]:
        """Add matches where they fit: each replaces what it spans, unless that is an AI skill itself."""
        if not found:
            return matches
        owners = {part: match for match in matches for part in range(match.first, match.last + 1)}
        for new in found:
            spanned = range(new.first, new.last + 1)
            hit = [owners[part] for part in spanned if part in owners]
            topics = self.vocabulary.topics
            if any(topics[m.concept] or m.first < new.first or m.last > new.last for m in hit):
                continue
            owners |= dict.fromkeys(spanned, new)
        return list(dict.fromkeys(owners.values()))

    def _mention(
        self,
        coded: CodedText,
        passages: Passages,
        match: Match,
        language: str,
        least: str = "accept_mention",
    ) -> Mention | None:
        """Return the mention that a match is; None where it is negated, set aside or not sure enough."""
        first, last = match.first, match.last
        if passages.aside.touches(first, first) or passages.negated.touches(first, last):
            return None
        score = match.score
        if passages.wished.touches(first, first):
            score *= value("optional_factor")
        if match.score < value(least):
            return None
        start, end = coded.span(match.first, match.last)
        level, hint = mention_level(coded, passages.levels, first, language)
        return Mention(
            uri=self.vocabulary.uris[match.concept],
            start=start,
            end=end,
            surface=coded.text[start:end],
            score=round(score, 4),
            method=match.method,
            level=level,
            level_hint=hint,
        )


_extractors: WeakKeyDictionary[Vocabulary, Extractor] = WeakKeyDictionary()


def extractor(vocabulary: Vocabulary) -> Extractor:
    """Return the extractor of a vocabulary, made on first use."""
    found = _extractors.get(vocabulary)
    if found is None:
        found = _extractors[vocabulary] = Extractor(vocabulary)
    return found


def extract(
    texts: Sequence[Text], vocabulary: Vocabulary, *, mode: Mode = "fast", cues: bool = False
) -> list[list[Mention]]:
    """Return the mentions of each text, in the order of the texts.

    ``mode`` "fast" matches labels and wordings; "full" also links sentences that speak of skills but
    matched nothing. ``cues=True`` adds what a small firm wants solved ("offertes automatisch maken"),
    for challenges, not for vacancies. Raises ``UnableTo`` with every problem of the texts at once.
    """
    check_texts(texts, mode)
    one = extractor(vocabulary)
    return [one.mentions(text, mode=mode, cues=cues) for text in texts]


def extract_batch(
    texts: Iterable[Text], vocabulary: Vocabulary, *, mode: Mode = "fast", cues: bool = False
) -> Columns:
    """Return the mentions of many texts as columns; ``document`` counts the texts from 0."""
    columns = Columns()
    one = extractor(vocabulary)
    for number, text in enumerate(texts):
        for mention in one.mentions(text, mode=mode, cues=cues):
            columns.add(number, mention)
    return columns


@lru_cache(maxsize=4)
def _loaded(path: str, stamp: int) -> Vocabulary:
    return Vocabulary.load(Path(path))


def extract_chunk(
    vocabulary_path: str, texts: Sequence[Text], mode: Mode = "fast", cues: bool = False
) -> Columns:
    """Do ``extract_batch`` in a worker process: the vocabulary is loaded once for each process."""
    stamp = Path(vocabulary_path).stat().st_mtime_ns
    return extract_batch(texts, _loaded(vocabulary_path, stamp), mode=mode, cues=cues)


def chunks(texts: Sequence[Text], size: int = 500) -> Iterator[Sequence[Text]]:
    """Yield slices of at most ``size`` texts, for a process pool."""
    for start in range(0, len(texts), size):
        yield texts[start : start + size]
