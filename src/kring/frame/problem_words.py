"""A refusal enters; its sentences in the reader's language and its HTTP status leave."""

import shutil
from collections.abc import Sequence
from datetime import date

from django.conf import settings
from django.db.utils import OperationalError
from django.utils.formats import date_format
from django.utils.translation import gettext

from kring.core.problems import NotAllowed, NotFound, Problem, UnableTo

_DISK_FULL = Problem(
    "disk_full", "The disk is full; nothing was kept.", "Try again later, and tell who runs Kring."
)
# With less room than this SQLite cannot even open its database, and calls that "disk I/O error".
LEAST_ROOM = 200_000


def in_words(problem: Problem) -> str:
    """Return the problem and its remedy in the reader's language."""
    parts = [gettext(text) for text in (problem.message, problem.remedy) if text]
    params = {key: _said(value) for key, value in problem.params.items()}
    return " ".join(part.format(**params) for part in parts)


def _said(value: object) -> object:
    if isinstance(value, date):
        return date_format(value, "j F Y")
    return gettext(value) if isinstance(value, str) and value else value


def sentences(problems: Sequence[Problem]) -> list[str]:
    """Return all problems in the reader's language, each with its place in front."""
    places = ((_where(problem), in_words(problem)) for problem in problems)
    return [f"{place}: {said}" if place else said for place, said in places]


def _where(problem: Problem) -> str:
    """Return "names.csv, line 3, place", as far as known."""
    line = "" if problem.line is None else gettext("line {line}").format(line=problem.line)
    return ", ".join(part for part in (problem.file, line, problem.field) if part)


def status_of(error: UnableTo) -> int:
    """Return the HTTP status that tells a program what people read in the sentences."""
    codes = {problem.code for problem in error.problems}
    if "disk_full" in codes:
        return 507
    if "token_wrong" in codes:
        return 401
    if isinstance(error, NotAllowed):
        return 403
    if isinstance(error, NotFound):
        return 404
    if "too_large" in codes:
        return 413
    return 429 if "too_many" in codes else 400


def refusal_in(error: BaseException | None) -> UnableTo | None:
    """Return the refusal that an exception is or means; None when it is a fault.

    A full disk counts behind another exception too: Django says "session interrupted" of it.
    """
    if isinstance(error, UnableTo):
        return error
    while error is not None:
        if isinstance(error, OperationalError) and _says_full(str(error)):
            return UnableTo(_DISK_FULL)
        error = error.__cause__ or error.__context__
    return None


def _says_full(said: str) -> bool:
    if "full" in said:
        return True
    return "disk I/O error" in said and shutil.disk_usage(settings.KRING_DATA).free < LEAST_ROOM
