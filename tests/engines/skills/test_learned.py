"""Learned parts: vectors know synonyms, the tagger sees skills, the describer understands plain words."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kring.engines.skills import Text, Vocabulary, extract
from kring.engines.skills.describer import Sentence, describer
from kring.engines.skills.encoder import encoder
from kring.engines.skills.fitting import Fitting, RowFitting, bags_of, rate_at
from kring.engines.skills.network import pack, unpack
from kring.engines.skills.published import esco_concepts
from kring.engines.skills.sentence_vectors import sentence_vector, sentence_vectors
from kring.engines.skills.storage import Sections
from kring.engines.skills.tagger import BLOCK, one_class, spans, tagger
from kring.engines.skills.words import CodedText, Coder


def near(one: str, other: str) -> float:
    return float(encoder().phrase(one) @ encoder().phrase(other))


@pytest.mark.parametrize(
    ("phrase", "like", "unlike"),
    [
        ("leading a team", "een team aansturen", "brood bakken"),
        ("bookkeeping", "boekhouding voeren", "lassen van metaal"),
        ("klanten adviseren", "give advice to customers", "repair bicycles"),
        ("warmtepompinstallaties", "heat pumps", "office administration"),
    ],
)
def test_like_meaning_is_near_in_both_languages(phrase, like, unlike):
    assert near(phrase, like) > near(phrase, unlike) + 0.2


@given(st.text(max_size=200))
def test_every_text_has_a_vector_of_unit_length_or_none(text):
    length = float(np.linalg.norm(encoder().phrase(text)))
    assert length == pytest.approx(1, abs=1e-4) or length == 0
    assert np.allclose(encoder().phrases([text])[0], encoder().phrase(text), atol=1e-5)


def test_the_tagger_sees_skills_and_no_benefits():
    text = "You have experience with Java and SQL. We offer free lunch and a pension."
    coded = CodedText(text, Coder(one_class))
    found = [
        text[slice(*coded.span(one.first, one.last))]
        for one in spans(tagger().chances(coded.parts, coded.codes), coded.codes)
    ]
    assert any("Java" in one for one in found) and not any("lunch" in one for one in found)


def test_long_texts_are_read_block_by_block_alike():
    sentence = "You build web applications in Java with a team of six. "
    times = 2 * BLOCK // 11
    coded = CodedText(sentence * times, Coder(one_class))
    chances = tagger().chances(coded.parts, coded.codes)
    assert len(chances) == 11 * times
    inner = chances[22:-22].reshape(-1, 11, 3)
    assert np.abs(inner - inner[0]).max() < 1e-3


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Je laat computers leren van voorbeelden in plaats van regels te schrijven.", "machine-learning"),
        ("Software that predicts when a machine will break down.", "predictive-maintenance"),
    ],
)
def test_plain_words_are_recognised(text, slug):
    found = describer().find(CodedText(text, Coder(one_class)))
    assert found and found[0].uri.endswith(slug)


def test_a_vector_of_a_phrase_does_not_depend_on_what_is_beside_it():
    phrases = ["voorspellen wanneer een pomp stukgaat", "predicting when a pump breaks", "brood bakken"]
    alone = np.stack([sentence_vector(phrase) for phrase in phrases])
    assert np.allclose(np.linalg.norm(alone, axis=1), 1, atol=1e-4)
    assert alone[0] @ alone[1] > alone[0] @ alone[2] + 0.2
    assert np.allclose(sentence_vectors(phrases), alone, atol=1e-5)


def test_a_network_learns_what_words_and_vectors_tell_together():
    draw = np.random.default_rng(3)
    # The class is the sign of the vector and whether word 1 or word 2 is there; word 0 says nothing.
    words = draw.integers(1, 3, 600)
    vectors = draw.choice([-1.0, 1.0], (600, 1)).astype(np.float32)
    wanted = (words - 1) * 2 + (vectors[:, 0] > 0)
    bags = bags_of([[0, word, -1] for word in words], 3)
    fitting = Fitting(1 + 4, 16, 4, left_out=0.1)
    rows = RowFitting(3, 4, fitting)
    for epoch in range(40):
        seen = np.hstack([vectors, rows.vectors(bags)])
        slope = fitting.step(seen, wanted, rate_at(epoch / 40))
        rows.step(bags, slope[:, 1:], rate_at(epoch / 40))
    chances = fitting.network.chances(np.hstack([vectors, rows.vectors(bags)]))
    assert np.allclose(chances.sum(axis=1), 1, atol=1e-5)
    assert (chances.argmax(axis=1) == wanted).all()
    held = Sections()
    pack(held, "net", fitting.network)
    again = unpack(held, "net").chances(np.hstack([vectors, rows.vectors(bags)]))
    assert np.allclose(again, chances, atol=0.02)


@given(
    st.lists(
        st.sampled_from(["slimme", "software", "die", "leert", "voorspellen", "van", "onze", "data"]),
        max_size=60,
    )
)
def test_windows_that_are_looked_at_closely_never_overlap(words):
    if len(words) < 2:
        return
    taken = describer().windows_of(Sentence(words, describer().learned))
    places = [place for one in taken for place in range(one.begin, one.end)]
    assert len(places) == len(set(places)) and all(0 <= place < len(words) for place in places)
    chances = [round(one.chance, 3) for one in taken]
    assert chances == sorted(chances, reverse=True)


@pytest.mark.shared_data
def test_a_named_skill_without_its_label_is_linked(shared_data):
    concepts = esco_concepts(shared_data / "esco" / "esco-v1.1.1-en-csv.zip")
    vocabulary = Vocabulary.compile(concepts)
    text = "You are a strong communicator and you take ownership of your work."
    found = extract([Text("", text, "en")], vocabulary, mode="full")[0]
    assert any(mention.method == "linked" for mention in found)
