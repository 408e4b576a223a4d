"""The frozen sentences about AI skills: figures stay where `gold_scores.json` says, or better."""

import hashlib
import json

import pytest

from tests.engines.skills.gold import EXPECTED, GOLD, OWN, gold_sentences, table

FROZEN = "61def406c5922824d387427bf700bf76398cc5b19aea4d8367f74638456d0c30"


def test_the_sentences_are_frozen_varied_and_labelled_with_known_skills():
    assert hashlib.sha256(GOLD.read_bytes()).hexdigest() == FROZEN
    sentences = gold_sentences()
    assert len({one.text for one in sentences}) == len(sentences) >= 200
    kinds = [(one.language, one.kind) for one in sentences]
    parts = [(lang, kind) for lang in ("nl", "en") for kind in ("named", "paraphrase", "trap")]
    assert min(kinds.count(part) for part in parts) > 20
    table_text = OWN.read_text(encoding="utf-8")
    for one in sentences:
        assert all(f"{uri}," in table_text for uri in (*one.skills, *one.also))
        assert bool(one.skills) == (one.kind != "trap")


@pytest.mark.parametrize("mode", ["fast", "full"])
def test_scores_are_the_expected_ones(mode):
    expected = json.loads(EXPECTED.read_text(encoding="utf-8"))[mode]
    found = table(mode)
    worse = {
        f"{part} {name}": (found[part][name], figure)
        for part, figures in expected.items()
        for name, figure in figures.items()
        if found[part][name] < figure - 0.001
    }
    assert not worse, "found, expected"
