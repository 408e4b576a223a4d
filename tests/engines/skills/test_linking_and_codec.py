"""Linking gives exactly k concepts; the codec gives one line for each line."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kring.core.problems import UnableTo
from kring.engines.skills import extract_lines, link, link_lines
from tests.engines.skills.examples import AI, CONCEPTS, vocabulary

VOCABULARY = vocabulary()


@given(st.text(max_size=80), st.integers(1, len(CONCEPTS)))
@settings(max_examples=100, deadline=None)
def test_exactly_k_distinct_best_first(phrase, k):
    (found,) = link([phrase], VOCABULARY, k=k)
    assert len(found) == len({one.uri for one in found}) == k
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)
    assert all(0 <= one.score <= 1.0001 for one in found)


@pytest.mark.parametrize(
    ("phrase", "uri"),
    [
        ("machine learning", AI + "machine-learning"),
        ("het voorspellend onderhouden van pompen", AI + "predictive-maintenance"),
        ("managing the budget of a team", "urn:test:budgets"),
        ("kwaliteit van data", AI + "data-quality"),
    ],
)
def test_the_nearest_concept_comes_first(phrase, uri):
    assert link([phrase], VOCABULARY, k=3)[0][0].uri == uri


def test_an_unrelated_phrase_is_not_accepted():
    assert not any(one.accepted for one in link(["zwemmen in de zee"], VOCABULARY)[0])
    assert link(["machine learning"], VOCABULARY)[0][0].accepted


def test_labels_come_in_the_language_asked():
    assert link(["machine learning"], VOCABULARY, k=1, language="nl")[0][0].label == "machinaal leren"


def test_levels_are_told_on_request_beside_the_fixed_keys():
    lines = ['{"id": 1, "text": "Basiskennis van Java.", "lang": "nl"}']
    (plain,), (told,) = (
        json.loads(next(extract_lines(lines, VOCABULARY, "fast", levels=levels)))["mentions"]
        for levels in (False, True)
    )
    assert told == plain | {"level": "aware", "level_hint": "Basiskennis"}


def test_extract_lines_in_order_one_for_each():
    lines = ['{"id": 7, "text": "Java"}', "", '{"id": "b", "text": "niets hier", "lang": "nl"}']
    out = [json.loads(line) for line in extract_lines(lines, VOCABULARY, "fast")]
    assert [row["id"] for row in out] == [7, "b"]
    assert out[0]["mentions"][0].keys() == {"uri", "start", "end", "surface", "score", "method"}
    assert out[1]["mentions"] == []


def test_link_lines_give_k_concepts():
    (line,) = link_lines(['{"id": "a", "text": "taalmodellen"}'], VOCABULARY, k=4)
    row = json.loads(line)
    assert len(row["concepts"]) == 4
    assert row["concepts"][0].keys() == {"uri", "label", "score", "accepted"}


@pytest.mark.parametrize(
    "line",
    ["{", "[]", '{"id": "a"}', '{"text": "a"}', '{"id": "a", "text": 3}', '{"id":"a","text":"b","lang":1}'],
)
def test_a_malformed_line_is_named(line):
    with pytest.raises(UnableTo) as error:
        list(extract_lines(['{"id": "a", "text": "b"}', line], VOCABULARY, "fast"))
    assert {problem.line for problem in error.value.problems} == {2}


def test_a_bad_mode_or_k_is_a_problem():
    with pytest.raises(UnableTo):
        list(extract_lines([], VOCABULARY, "slow"))  # type: ignore[arg-type]
    for k in (0, len(CONCEPTS) + 1):
        with pytest.raises(UnableTo):
            list(link_lines(['{"id": "a", "text": "b"}'], VOCABULARY, k=k))
