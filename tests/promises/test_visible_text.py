"""No template says anything that cannot be translated."""

import re
from html.parser import HTMLParser

import pytest

from tests.promises.project import SOURCE, shown

# Names that are the same in every language, and words about one's own language choice.
SAME_EVERYWHERE = {
    "Kring",
    "AI",
    "ESCO",
    "Nederlands",
    "English",
    "EUPL",
    "CSV",
    "XLSX",
    "JSON",
    "RSS",
    "PDF",
    "SVG",
    "NL",
    "EN",
}
SPOKEN_ATTRIBUTES = {
    "alt", "aria-label", "aria-description", "placeholder", "title", "label", "heading", "summary", "caption",
    "hint", "legend", "lead", "text", "action-label", "empty", "unit", "term", "question", "intro",
    "subtitle",
}  # fmt: skip
BLOCKS = re.compile(
    r"{#.*?#}|{%\s*comment.*?endcomment\s*%}|{%\s*(?:blocktranslate|blocktrans)\b.*?{%\s*end(?:blocktranslate|blocktrans)\s*%}",
    re.DOTALL,
)
TAGS = re.compile(r"{%.*?%}|{{.*?}}", re.DOTALL)
LETTERS = re.compile(r"[^\W\d_]{2,}")


class Visible(HTMLParser):
    """Collects the words that a reader would see or hear."""

    SILENT = {"script", "style", "code", "kbd"}

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[tuple[int, str]] = []
        self._silent = 0

    def _note(self, text: str) -> None:
        if any(word not in SAME_EVERYWHERE for word in LETTERS.findall(text)):
            self.words.append((self.getpos()[0], " ".join(text.split())))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent += tag in self.SILENT
        self.handle_attributes(attrs)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_attributes(attrs)

    def handle_attributes(self, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name in SPOKEN_ATTRIBUTES and value:
                self._note(value)

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in self.SILENT

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self._note(data)


def blank(match: re.Match[str]) -> str:
    return "\n" * match[0].count("\n") or " "


def untranslatable(source: str) -> list[tuple[int, str]]:
    reader = Visible()
    reader.feed(TAGS.sub(blank, BLOCKS.sub(blank, source)))
    reader.close()
    return reader.words


def test_templates_say_nothing_untranslatable() -> None:
    said = [
        f"{shown(path)}:{line}: {words}"
        for path in sorted(SOURCE.rglob("*.html"))
        for line, words in untranslatable(path.read_text("utf-8"))
    ]
    assert not said, "not translatable:\n" + "\n".join(said)


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("<p>Hello</p>", ["Hello"]),
        ('<p>{% translate "Hello" %} Kring {{ name }}</p>', []),
        ("<p>{% blocktranslate %}Hello {{ x }}{% endblocktranslate %}</p>", []),
        ('<img alt="A map">', ["A map"]),
        ('<a class="link" href="/x/" title="{% translate "x" %}"></a>', []),
        ("<script>let words</script><style>body {}</style>", []),
    ],
)
def test_the_reader_sees_what_a_person_sees(source, words) -> None:
    assert [each for _, each in untranslatable(source)] == words
