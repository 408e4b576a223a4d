"""What people and labelled sentences said of surfaces: each counts once, few decide nothing."""

import pytest

from kring.engines.skills import Concept, Label, Text, Vocabulary, extract
from kring.engines.skills.gold import Sentence
from kring.engines.skills.judged import Forms, Verdict, judged_by, judged_in, together, votes_of
from kring.engines.skills.retrust import estimate
from kring.engines.skills.vocabulary import Judged

BOTS, VISION = "urn:t:bots", "urn:t:vision"
CONCEPTS = [
    Concept(BOTS, (Label("chatbot", "nl"), Label("praatrobot", "nl", "alternative")), topic="text"),
    Concept(VISION, (Label("beeldherkenning", "nl"),), topic="vision"),
]
TEXT = "Wij willen chatbots en beeldherkenning in de winkel."


@pytest.fixture(scope="module")
def forms() -> Forms:
    return Forms(Vocabulary.compile(CONCEPTS, floor=0.0))


def said(surface: str, voter: str, draft: str, right: bool, weight: float = 1.0, **more: str) -> Verdict:
    return Verdict(
        more.get("uri", BOTS), surface, more.get("method", "label:preferred"), voter, draft, right, weight
    )


def found(judged: Judged, text: str = TEXT) -> dict[str, float]:
    vocabulary = Vocabulary.compile(CONCEPTS, judged=judged)
    return {m.uri: m.score for m in extract([Text("a", text, "nl")], vocabulary)[0]}


def test_inflections_of_a_label_are_judged_together_other_words_by_themselves(forms):
    assert forms.keys(BOTS, "Chatbots", "variant:plural") == ((BOTS, "chatbot", True),)
    assert forms.keys(BOTS, "klantenchatbot", "variant:compound") == ((BOTS, "klantenchatbot", False),)
    assert forms.keys(VISION, "foto's sorteren", "paraphrase") == ((VISION, "foto's sorteren", False),)
    assert forms.keys(VISION, "chatbot", "added") == (), "words that are no label of this skill teach nothing"
    assert forms.keys(VISION, "", "added") == ()


def test_one_person_with_many_drafts_weighs_one_verdict_and_decides_nothing(forms):
    many = [said("chatbot", "one", f"d{n}", False) for n in range(40)]
    (votes,) = votes_of(many, forms).values()
    assert (votes.right, votes.seen, votes.drafts, votes.voters) == (0.0, 1.0, 40, 1)
    assert judged_by({((BOTS, "chatbot", True),): votes}) == {}


def test_one_draft_speaks_once_and_silence_weighs_half(forms):
    rows = [
        said("chatbot", "a", "d1", False),
        said("chatbots", "a", "d1", False),
        said("chatbot", "b", "d2", True, 0.5),
    ]
    (votes,) = votes_of(rows, forms).values()
    assert (votes.right, votes.seen, votes.drafts, votes.voters) == (0.5, 1.5, 2, 2)
    mixed = [said("chatbot", "a", f"d{n}", n % 2 == 0) for n in range(4)]
    (votes,) = votes_of(mixed, forms).values()
    assert (votes.right, votes.seen) == (0.5, 1.0)


@pytest.mark.parametrize(("people", "gone"), [(2, False), (3, True), (8, True)])
def test_a_label_that_enough_people_remove_is_no_mention_any_more(forms, people, gone):
    judged = judged_by(votes_of([said("chatbots", f"p{n}", f"d{n}", False) for n in range(people)], forms))
    scores = found(judged)
    assert (BOTS not in scores) is gone
    assert scores[VISION] == found({})[VISION], "another skill stays as it was"
    assert BOTS in found(judged, "Een praatrobot voor de winkel."), "another label of the skill too"


def test_trust_is_bayes_estimate(forms):
    judged = {(BOTS, "chatbot", True): (3.0, 5.0)}
    assert found(judged, "Een chatbot.")[BOTS] == round((3 + 4 * 0.8) / (5 + 4), 4)


def test_words_that_are_no_label_lose_their_score_too_and_the_file_keeps_it(forms, tmp_path):
    rows = [said("klantenchatbot", f"p{n}", f"d{n}", False, method="variant:compound") for n in range(4)]
    judged = judged_by(votes_of(rows, forms))
    assert BOTS not in found(judged, "Een klantenchatbot bouwen.")
    assert BOTS in found(judged, "Een chatbot bouwen.")
    vocabulary = Vocabulary.compile(CONCEPTS, judged=judged)
    vocabulary.save(tmp_path / "v")
    again = Vocabulary.load(tmp_path / "v")
    assert again.judged == vocabulary.judged != {}
    assert again.version != Vocabulary.compile(CONCEPTS).version
    assert extract([Text("a", "Een klantenchatbot bouwen.", "nl")], again) == [[]]


def test_labelled_sentences_speak_of_the_labels_that_stand_in_them(forms):
    rows = [
        Sentence("1", "nl", "named", TEXT, frozenset((BOTS,)), frozenset()),
        Sentence("2", "nl", "trap", "De chatbots van gisteren.", frozenset(), frozenset()),
        Sentence("3", "nl", "trap", "Een chatbot.", frozenset(), frozenset((BOTS,))),
    ]
    by_sentence = judged_in(rows, forms)
    assert together(*by_sentence.values()) == {
        (BOTS, "chatbot", True): (1.0, 2.0),
        (VISION, "beeldherkenning", True): (0.0, 1.0),
    }
    assert by_sentence["3"] == {}


def test_no_sentence_measures_what_it_taught(forms):
    """A label that one sentence alone calls wrong stays in use where that sentence is measured."""
    rows = [Sentence("0", "nl", "trap", "De chatbot.", frozenset(), frozenset())]
    rows += [
        Sentence(f"v{n}", "nl", "named", "Wij doen beeldherkenning.", frozenset((VISION,)), frozenset())
        for n in range(9)
    ]
    seen = estimate(CONCEPTS, rows, [], people_before={}, gold_before={})
    precision = next(f for f in seen.figures if (f.mode, f.language, f.name) == ("fast", "nl", "precision"))
    assert precision.before == precision.after == 0.9
    changed = {(one.uri, one.surface): one for one in seen.changes}
    assert changed[BOTS, "chatbot"].after < changed[BOTS, "chatbot"].before
    assert changed[VISION, "beeldherkenning"].after > changed[VISION, "beeldherkenning"].before


def test_feedback_of_people_shows_in_the_measures(forms):
    rows = [Sentence(f"s{n}", "nl", "named", TEXT, frozenset((VISION,)), frozenset()) for n in range(10)]
    against = [said("chatbot", f"p{n}", f"d{n}", False) for n in range(5)]
    seen = estimate(CONCEPTS, rows, against, people_before={}, gold_before={})
    precision = next(f for f in seen.figures if (f.mode, f.language, f.name) == ("fast", "nl", "precision"))
    assert (precision.before, precision.after) == (0.5, 1.0)
    (silent,) = [one for one in seen.changes if one.falls_silent]
    assert (silent.uri, silent.surface, silent.people) == (BOTS, "chatbot", 5.0)
