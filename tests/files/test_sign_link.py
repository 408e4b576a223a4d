"""A link serves one purpose for one object, for a while; nobody can make one."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kring.core.problems import NotAllowed
from kring.files.actions.sign_link import read_link, sign_link

DAY = timedelta(days=1)


def test_a_link_leads_back_to_its_object() -> None:
    assert read_link("invitation", sign_link("invitation", 7), lasts=DAY) == "7"


def test_a_link_serves_no_other_purpose() -> None:
    with pytest.raises(NotAllowed, match="does not work"):
        read_link("sign-in", sign_link("invitation", 7), lasts=DAY)


def test_a_link_ends() -> None:
    with pytest.raises(NotAllowed, match="expired"):
        read_link("invitation", sign_link("invitation", 7), lasts=timedelta(seconds=-1))


def test_another_secret_makes_no_link(settings) -> None:
    token = sign_link("invitation", 7)
    settings.SECRET_KEY = "another"
    with pytest.raises(NotAllowed):
        read_link("invitation", token, lasts=DAY)


@given(st.text(max_size=200))
def test_no_text_is_a_link_by_chance(text) -> None:
    with pytest.raises(NotAllowed):
        read_link("invitation", text, lasts=DAY)


@given(st.integers(0, 60), st.characters(codec="ascii", exclude_characters="\n"))
def test_one_changed_letter_breaks_it(at, letter) -> None:
    token = sign_link("invitation", "0b7f9a52-8d3e-4a57-9b0e-2f6d8a1c4e33")
    if token[at] == letter:
        return
    with pytest.raises(NotAllowed):
        read_link("invitation", token[:at] + letter + token[at + 1 :], lasts=DAY)
