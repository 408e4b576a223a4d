"""A visitor's search for a skill is understood by its label, else by what it means."""

import pytest

from kring.connect.queries.recognise import skills_for

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def vocabulary(cast) -> None:
    """The cast's world has Kring's vocabulary."""


def test_a_label_is_found_by_a_part_of_it() -> None:
    assert "urn:kring:ai-skill:predictive-maintenance" in dict(skills_for("onderhoud", language="nl"))


def test_everyday_words_are_found_by_their_meaning() -> None:
    found = [uri for uri, _ in skills_for("bonnetjes lezen", language="nl")]
    assert found[0] == "urn:kring:ai-skill:optical-character-recognition"


def test_nonsense_finds_nothing() -> None:
    assert skills_for("xyzzy", language="nl") == []
