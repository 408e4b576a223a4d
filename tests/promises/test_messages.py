"""Every word a user sees is there in Dutch: in the catalogues, with the same placeholders."""

import sys

import pytest

from tests.promises.project import ROOT, SOURCE, shown

sys.path.insert(0, str(ROOT / "tools"))
import messages


def test_every_message_has_its_dutch() -> None:
    gaps = [f"{use}: {use.message.text!r}" for use in messages.missing()]
    assert not gaps, "no Dutch (tools/messages.py add, then fill in):\n" + "\n".join(gaps)


def test_no_catalogue_entry_is_left_over() -> None:
    left = [f"{shown(path)}: {text!r}" for path, text in messages.leftover()]
    assert not left, "used nowhere:\n" + "\n".join(left)


def test_placeholders_are_the_same_in_dutch() -> None:
    wrong = [f"{shown(path)}: {text!r}" for path, text in messages.broken()]
    assert not wrong, "other placeholders:\n" + "\n".join(wrong)


def test_no_message_has_two_dutch_texts() -> None:
    """Django merges all catalogues: of two translations one would silently win."""
    first: dict[tuple[str, str], object] = {}
    double = []
    for path, entry in messages.dutch_entries():
        key = messages.key_of(entry)
        if messages.translated(entry) and first.setdefault(key, entry.string) != entry.string:
            double.append(f"{shown(path)}: {key[1]!r}")
    assert not double, "translated twice, differently:\n" + "\n".join(double)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('{% load i18n %}{% translate "Gap" %}', [("", "Gap", "")]),
        ('{% load i18n %}{% translate "May" context "month" %}', [("month", "May", "")]),
        (
            "{% load i18n %}{% blocktranslate trimmed count n=n %}\n  one gap\n{% plural %}\n {{ n }} gaps"
            "\n{% endblocktranslate %}",
            [("", "one gap", "%(n)s gaps")],
        ),
        (
            '{% load i18n %}<c-x title="{% translate "A \'b\'" %}">{{ _("C") }}</c-x>',
            [("", "A 'b'", ""), ("", "C", "")],
        ),
    ],
)
def test_the_reader_finds_what_templates_use(tmp_path, source, expected) -> None:
    template = tmp_path / "page.html"
    template.write_text(source)
    messages.used()  # gives Django its settings where a test has not
    found = [use.message for use in messages.used_in_template(template)]
    assert [(each.context, each.text, each.plural) for each in found] == expected


def test_the_reader_finds_what_python_uses(tmp_path) -> None:
    module = tmp_path / "page.py"
    module.write_text('_("A")\nngettext("one", "many", n)\npgettext("c", "B")\n_(variable)\nother("D")\n')
    found = [use.message for use in messages.used_in_python(module)]
    assert [(each.context, each.text, each.plural) for each in found] == [
        ("", "A", ""),
        ("", "one", "many"),
        ("c", "B", ""),
    ]


def test_there_is_something_to_read() -> None:
    assert messages.used() or not list(SOURCE.rglob("*.html"))
