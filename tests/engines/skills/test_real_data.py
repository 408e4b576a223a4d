"""On real data the measures stay where the README says they are."""

import json

import pytest

from kring.engines.skills import Text, Vocabulary, extract, link
from kring.engines.skills.published import esco_concepts, is_right, skillspan_texts

pytestmark = pytest.mark.shared_data


@pytest.fixture(scope="module")
def esco(shared_data):
    folder = shared_data / "esco"
    return Vocabulary.compile(
        esco_concepts(folder / "esco-v1.1.1-en-csv.zip", folder / "skills_nl_partial.csv")
    )


def test_skillspan_dev_precision_and_recall(esco, shared_data):
    gold = skillspan_texts(shared_data / "gold/skillspan/dev.json")
    found = extract([Text("", one.text, "en") for one in gold], esco)
    right = [[m for m in ms if is_right(one, m.start, m.end)] for one, ms in zip(gold, found, strict=True)]
    spans = sum(len(one.spans) for one in gold)
    hit = sum(
        any(m.start < end and start < m.end for m in ms)
        for one, ms in zip(gold, right, strict=True)
        for start, end in one.spans
    )
    assert sum(map(len, right)) / sum(map(len, found)) >= 0.65
    assert hit / spans >= 0.20


def test_real_advertisements_keep_their_offsets(esco, shared_data):
    with (shared_data / "vacancies/skillspan_ads_en.jsonl").open(encoding="utf-8") as file:
        texts = [Text(str(i), json.loads(line)["description"]) for i, line in enumerate(file)]
    found = extract(texts, esco)
    assert all(
        text.text[m.start : m.end] == m.surface for text, ms in zip(texts, found, strict=True) for m in ms
    )
    assert sum(map(bool, found)) > 0.9 * len(texts)


def test_ten_of_all_skills(esco):
    (found,) = link(["programming in Python"], esco)
    assert len({one.uri for one in found}) == 10
    assert found[0].label == "Python (computer programming)"
