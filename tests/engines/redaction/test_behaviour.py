"""What redaction promises for any text: it never raises, a second run changes nothing, the rest stays."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kring.engines.redaction import Redacted, redact

_PIECES = st.sampled_from(
    [
        "Sanne de Vries",
        "van der ",
        "J.P. ",
        "Kafka",
        "contact: ",
        "Bel ",
        "Mr. ",
        "dr. ",
        ", ",
        "\n",
        "06-12345678",
        "+31 (0)6 ",
        "0031 ",
        "12 34 56 78",
        "@",
        "x.nl",
        " (at) ",
        "[at]",
        " punt ",
        " dot ",
        "a",
        "[naam]",
        "[e-mail]",
        "(",
        "linkedin.com/in/",
        "Groet,\n",
        "El ",
        "'t ",
        "Ada",
        "\xc9",
        "\ufb01",
        "\xdf",
        "\u0130",
        "\x00",
        "\U0001f600",
        " ",
        "-",
        "contact person ",
        "tel ",
        "14 050",
    ]
)
_TEXTS = st.one_of(st.text(), st.lists(_PIECES).map("".join), st.text(alphabet="Aa .,@0123456789+()-'\n[]"))


@settings(max_examples=400, deadline=None)
@given(_TEXTS, st.sampled_from(["nl", "en", "de", None]))
def test_any_text(text: str, language: str | None):
    once = redact(text, language)
    assert redact(once.text, language).text == once.text
    _rest_untouched(text, once)


def _rest_untouched(text: str, result: Redacted) -> None:
    at, place = 0, 0
    for span in result.removed:
        assert at <= span.start < span.end <= len(text)
        kept = text[at : span.start]
        assert result.text.startswith(kept, place)
        place += len(kept)
        mark = result.text[place : result.text.index("]", place) + 1]
        assert mark in {"[naam]", "[name]", "[e-mail]", "[telefoon]", "[phone]"}
        place += len(mark)
        at = span.end
    assert result.text[place:] == text[at:]


@settings(max_examples=50, deadline=None)
@given(st.text(st.characters(codec=None, categories=["L", "M", "N", "P", "S", "Z", "C"])))
def test_lone_surrogates_and_marks(text: str):
    assert isinstance(redact(text).text, str)


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("Bel Sanne de Vries op 06-12345678.", "nl", "Bel [naam] op [telefoon]."),
        ("Call Sarah Whitfield: +44 20 7946 0123", "en", "Call [name]: [phone]"),
        ("mail jan (at) voorbeeld punt nl", "nl", "mail [e-mail]"),
        ("We use Julia; ask Julia Bergman.", "en", "We use Julia; ask [name]."),
        ("Jan van Eyck Academie", "nl", "Jan van Eyck Academie"),
        ("De heer Jenkins werkt met Jenkins.", "nl", "De heer [naam] werkt met Jenkins."),
        ("precision@5 en recall@10", "nl", "precision@5 en recall@10"),
    ],
)
def test_examples(text, language, expected):
    assert redact(text, language).text == expected


def test_the_small_words_choose_the_marks():
    assert redact("Je belt naar het nummer van Sanne de Vries.").text.endswith("[naam].")
    assert redact("You can write to the team of Sarah Whitfield.").text.endswith("[name].")


def test_removals_hold_places_and_no_content():
    removed = redact("Bel Sanne: 06-12345678", "nl").removed
    assert [(span.kind, span.start, span.end) for span in removed] == [("name", 4, 9), ("phone", 11, 22)]


@pytest.mark.parametrize(
    "text",
    [
        "Schaal 10, € 3.200 - € 4.750",
        "op 01-09-2025 30 uur",
        "09.00 - 17.00 36 uur",
        "KvK 12345678",
        "+10 000 000 rijen",
    ],
)
def test_numbers_that_are_no_phone_numbers_stay(text):
    assert redact(text, "nl").text == text


def test_long_text_without_spaces_is_no_trap():
    for text in (
        "a" * 100_000,
        "A" * 100_000,
        "0" * 100_000,
        "a." * 50_000,
        "A." * 30_000,
        "( " * 50_000,
        "a-" * 50_000,
    ):
        redact(text, "nl")
