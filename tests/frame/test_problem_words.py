"""A refusal tells people where it is in words, as far as that is known."""

from django.utils import translation

from kring.core.problems import Problem
from kring.frame.problem_words import sentences

WRONG = {"code": "wrong", "message": "This is wrong."}


def test_where_it_is_stands_in_words() -> None:
    with translation.override("en"):
        assert sentences(
            [
                Problem(**WRONG),
                Problem(**WRONG, file="a.json", line=3),
                Problem(**WRONG, file="a.csv", line=1, field="place"),
            ]
        ) == ["This is wrong.", "a.json, line 3: This is wrong.", "a.csv, line 1, place: This is wrong."]
    with translation.override("nl"):
        assert sentences([Problem(**WRONG, line=3)])[0].startswith("regel 3: ")
