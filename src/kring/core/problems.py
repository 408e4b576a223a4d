"""The one problem type: what is wrong, where, and how to mend it; edges turn it into words."""

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong: a code for programs, a sentence for people, and its place.

    ``message`` and ``remedy`` are English sentences that edges translate; ``{name}`` in them is
    filled from ``params``. ``line`` counts from 1.
    """

    code: str
    message: str
    remedy: str = ""
    file: str = ""
    line: int | None = None
    field: str = ""
    params: dict[str, object] = dataclasses.field(default_factory=dict)

    @property
    def place(self) -> str:
        """Where it is wrong, as ``file:line field``, as far as known."""
        where = self.file + (f":{self.line}" if self.line is not None else "")
        return " ".join(part for part in (where, self.field) if part)

    def __str__(self) -> str:
        parts = [self.message.format(**self.params), self.remedy.format(**self.params)]
        said = " ".join(part for part in parts if part)
        return f"{self.place}: {said}" if self.place else said


class UnableTo(Exception):
    """Something could not be done; carries every problem at once, never only the first."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__("; ".join(str(problem) for problem in problems))
        self.problems: Sequence[Problem] = problems


class NotAllowed(UnableTo):
    """The actor lacks the right to do this."""


class NotFound(UnableTo):
    """The object does not exist, or the actor may not know that it does."""
