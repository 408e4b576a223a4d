"""Offsets point at the surface in the text as given, whatever the text."""

import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kring.engines.skills import Text, extract
from tests.engines.skills.examples import vocabulary

VOCABULARY = vocabulary()
LATIN = [
    "machine learning",
    "Machine\u00a0Learning",
    "LLM's",
    "taalmodellen",
    "C#",
    ".NET",
    "R",
    "Go",
    "café management",
]
MARKUP = [
    "&amp;",
    "&eacute;",
    "&#x1F600;",
    "<br/>",
    "<b>",
    "</b>",
    "<ul><li>",
    "https://x.nl/a?b=c",
    "a@b.nl",
    "\x00",
]
STRANGE = [
    "cafe\u0301 management",
    "👩🏽‍💻",
    "🇳🇱",
    "שלום",
    "مرحبا",
    "\u202e",
    "\u200b",
    "İstanbul",
    "ß",
    "ﬁ",
    "Ǆ",
    "\ud7ff",
]
PHRASES = [
    "geen ervaring met ",
    "is a plus",
    "What we offer\n",
    "computers beelden herkennen",
    "storingen voorspellen",
]
PIECES = st.sampled_from([*LATIN, *MARKUP, *STRANGE, *PHRASES, "\n", ". ", ", ", "-", " "])
MIXED = st.lists(st.one_of(PIECES, st.text(max_size=5)), max_size=25).map("".join)
TEXTS = st.one_of(st.text(max_size=200), MIXED)


@given(TEXTS, st.sampled_from(["fast", "full"]), st.sampled_from(["nl", "en", None]))
@settings(max_examples=300, deadline=None)
@example("", "full", None)
@example("İİİ machine learning", "fast", "en")
@example("👩🏽‍💻 R 👩🏽‍💻", "fast", "en")
def test_offsets_point_at_the_surface(text, mode, language):
    mentions = extract([Text("t", text, language)], VOCABULARY, mode=mode, cues=True)[0]
    last = 0
    for mention in mentions:
        assert last <= mention.start < mention.end <= len(text)
        assert text[mention.start : mention.end] == mention.surface
        assert 0 < mention.score <= 1
        last = mention.end


@given(TEXTS, TEXTS)
@settings(max_examples=100, deadline=None)
def test_a_label_is_found_between_any_two_texts(before, after):
    text = f"{before}\n\nkubernetes\n\nC++\n\n{after}"
    mentions = extract([Text("t", text, "en")], VOCABULARY)[0]
    if "offer" not in before.lower():
        assert any(m.surface == "C++" and m.start == len(before) + 14 for m in mentions)


@pytest.mark.parametrize(
    "unit", ["a", "é", "machine ", "<", "&", "-", "a@", "www.", "a'", "a&", "<a ", "geen ", "AI "]
)
def test_long_monotonous_texts_are_quick(unit):
    text = unit * (200_000 // len(unit))
    begin = time.process_time()
    extract([Text("t", text)], VOCABULARY, mode="full", cues=True)
    assert time.process_time() - begin < 5
