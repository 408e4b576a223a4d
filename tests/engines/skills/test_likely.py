"""What is likely in plain words is offered apart: sure enough to ask, not to say; nothing said already."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kring.core.problems import UnableTo
from kring.engines.skills import Text, Vocabulary, extract, likely
from kring.engines.skills import extraction as engine
from kring.engines.skills.describer import Described, describer
from kring.engines.skills.gold import gold_sentences
from kring.engines.skills.inputs import Concept
from kring.engines.skills.parameters import value
from kring.engines.skills.sentences import why
from kring.engines.skills.words import CodedText
from tests.engines.skills.examples import AI, CONCEPTS
from tests.engines.skills.gold import own_vocabulary

TEXT = "Zij weet vooraf welke pomp stilvalt. De chatbot leert wat mensen vragen. Wij bakken het brood zelf."


class Scripted:
    """A describer that says what a test wants of some words, with a chance for each."""

    def __init__(self, text: str, *said: tuple[str, str, float]) -> None:
        self.text, self.said = text, said

    def find(self, coded: CodedText, at_least: float | None = None) -> list[Described]:
        least = value("described_accept") if at_least is None else at_least
        found = []
        for words, slug, chance in self.said:
            start = self.text.index(words)
            inside = [
                part
                for part in range(1, len(coded.parts), 2)
                if start <= coded.span(part, part)[0] < start + len(words)
            ]
            if chance >= least:
                found.append(Described(AI + slug, inside[0], inside[-1], chance))
        return sorted(found, key=lambda one: -one.chance)


@pytest.fixture
def says(monkeypatch):
    """Let the describer say this of TEXT."""

    def _says(*said: tuple[str, str, float]) -> None:
        monkeypatch.setattr(engine, "describer", lambda: Scripted(TEXT, *said))

    return _says


def offered(vocabulary: Vocabulary) -> list[tuple[str, str, float]]:
    found = likely([Text("", TEXT, "nl")], vocabulary)[0]
    assert all(TEXT[one.start : one.end] == one.surface for one in found)
    return [(one.uri.removeprefix(AI), one.surface, one.score) for one in found]


def test_what_lies_between_the_two_thresholds_is_likely_the_surest_first(vocabulary, says):
    sure, likeliest = value("described_accept"), value("described_likely")
    says(
        ("welke pomp stilvalt", "predictive-maintenance", likeliest),
        ("bakken het brood", "computer-vision", sure - 0.01),
        ("Zij weet vooraf", "machine-learning", likeliest - 0.01),
    )
    assert offered(vocabulary) == [
        ("computer-vision", "bakken het brood", sure - 0.01),
        ("predictive-maintenance", "welke pomp stilvalt", likeliest),
    ]


def test_what_is_sure_is_recognised_and_not_likely(vocabulary, says):
    says(("welke pomp stilvalt", "predictive-maintenance", value("described_accept")))
    said = extract([Text("", TEXT, "nl")], vocabulary, mode="full")[0]
    assert AI + "predictive-maintenance" in {one.uri for one in said}
    assert offered(vocabulary) == []


def test_nothing_overlaps_or_repeats_what_was_recognised_and_no_skill_comes_twice(vocabulary, says):
    says(
        ("chatbot leert", "machine-learning", 0.8),
        ("wat mensen vragen", "chatbot-development", 0.8),
        ("welke pomp stilvalt", "predictive-maintenance", 0.7),
        ("Wij bakken", "predictive-maintenance", 0.6),
    )
    said = extract([Text("", TEXT, "nl")], vocabulary, mode="full")[0]
    assert {one.uri for one in said} == {AI + "chatbot-development"}
    assert offered(vocabulary) == [("predictive-maintenance", "welke pomp stilvalt", 0.7)]


def test_a_skill_that_the_vocabulary_lacks_is_not_offered(says):
    says(("welke pomp stilvalt", "predictive-maintenance", 0.7))
    without = Vocabulary.compile([one for one in CONCEPTS if not one.uri.endswith("predictive-maintenance")])
    assert offered(without) == []
    assert likely([Text("", TEXT, "nl")], Vocabulary.compile([Concept("urn:x", CONCEPTS[0].labels)])) == [[]]


def test_words_that_people_took_away_are_not_offered_again(says):
    says(("welke pomp stilvalt", "predictive-maintenance", 0.7))
    key = (AI + "predictive-maintenance", "welke pomp stilvalt", False)
    doubted = Vocabulary.compile(CONCEPTS, judged={key: (0.0, 20.0)})
    assert offered(doubted) == []
    assert offered(Vocabulary.compile(CONCEPTS, judged={key: (20.0, 20.0)}))[0][0] == "predictive-maintenance"


def test_what_is_negated_is_not_offered(vocabulary, monkeypatch):
    text = "Wij hebben geen camera die fouten ziet."
    monkeypatch.setattr(
        engine, "describer", lambda: Scripted(text, ("camera die fouten ziet", "computer-vision", 0.7))
    )
    assert likely([Text("", text, "nl")], vocabulary) == [[]]


def test_a_text_in_another_language_or_none_gives_nothing(vocabulary):
    german = "Wir möchten wissen, welche Pumpe als nächste ausfällt und warum das so ist."
    assert likely([Text("", german, "de"), Text("", ""), Text("", " \n ")], vocabulary) == [[], [], []]
    with pytest.raises(UnableTo):
        likely([Text("a", 3)], vocabulary)


@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_sentence_says_that_it_is_only_likely(language):
    assert "“x”" in why("likely", "x", language)
    assert why("likely", "x", language) != why("described", "x", language)


def test_of_the_frozen_sentences_likely_skills_are_more_often_right_than_wrong():
    """Measured on sentences that chose no threshold of what is likely: also with the traps among them."""
    right = wrong = 0
    plain = [one for one in gold_sentences() if one.kind != "named"]
    texts = [Text(one.id, one.text, one.language) for one in plain]
    for one, found in zip(plain, likely(texts, own_vocabulary()), strict=True):
        right += sum(mention.uri in one.skills for mention in found)
        wrong += sum(mention.uri not in one.skills | one.also for mention in found)
    assert right > wrong


@given(
    st.lists(
        st.sampled_from(
            [
                "slimme",
                "software",
                "die",
                "voorspellen",
                "welke",
                "pomp",
                "stilvalt",
                "chatbot",
                "geen",
                ".",
                "\n",
            ]
        ),
        max_size=30,
    ).map(" ".join)
)
def test_what_is_likely_never_touches_what_is_said(text):
    texts = [Text("", text, "nl")]
    said = extract(texts, own_vocabulary(), mode="full", cues=True)[0]
    found = likely(texts, own_vocabulary(), cues=True)[0]
    assert {one.uri for one in found}.isdisjoint(one.uri for one in said)
    for one in found:
        assert text[one.start : one.end] == one.surface and one.method == "likely"
        assert all(one.end <= other.start or other.end <= one.start for other in said)
    assert all(one.score >= other.score for one, other in pairwise(found))


def test_without_a_least_chance_the_describer_says_what_it_always_said():
    for one in gold_sentences()[::12]:
        coded = CodedText(one.text, own_vocabulary().coder)
        assert describer().find(coded) == describer().find(coded, value("described_accept"))
        assert set(describer().find(coded)) <= set(describer().find(coded, value("described_likely")))
