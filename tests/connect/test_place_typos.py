"""A misspelt place is answered with what was probably meant."""

from django.utils import translation

from kring.connect.web.forms import PlaceForm


def test_a_typo_gets_a_suggestion_and_the_regions() -> None:
    with translation.override("nl"):
        form = PlaceForm({"place": "Zwole"})
        assert not form.is_valid() and form.asks_region
        assert "Bedoelt u Zwolle" in form.errors["place"][0]


def test_nonsense_gets_the_regions_only() -> None:
    with translation.override("en"):
        form = PlaceForm({"place": "qqq xyz"})
        assert not form.is_valid() and "Do you mean" not in form.errors["place"][0]
