"""Found skills leave: mentions with their evidence, linked concepts, and columns for a table."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Mention:
    """A concept found in a text: ``text[start:end] == surface``; ``method`` says why.

    ``score`` is the estimated probability (0-1) that a reader would agree; ``level`` is a hint or None, and
    ``level_hint`` are the words of the text that gave it.
    """

    uri: str
    start: int
    end: int
    surface: str
    score: float
    method: str
    level: str | None = None
    level_hint: str = ""


@dataclass(frozen=True, slots=True)
class Linked:
    """A concept near a phrase; ``accepted`` False means: the engine abstains."""

    uri: str
    label: str
    score: float
    accepted: bool


@dataclass
class Columns:
    """Mentions of many texts as equally long lists; ``document`` is the index of the text."""

    document: list[int] = field(default_factory=list)
    uri: list[str] = field(default_factory=list)
    start: list[int] = field(default_factory=list)
    end: list[int] = field(default_factory=list)
    surface: list[str] = field(default_factory=list)
    score: list[float] = field(default_factory=list)
    method: list[str] = field(default_factory=list)
    level: list[str | None] = field(default_factory=list)

    def add(self, document: int, mention: Mention) -> None:
        """Append one mention of text number ``document``."""
        self.document.append(document)
        self.uri.append(mention.uri)
        self.start.append(mention.start)
        self.end.append(mention.end)
        self.surface.append(mention.surface)
        self.score.append(mention.score)
        self.method.append(mention.method)
        self.level.append(mention.level)

    def __len__(self) -> int:
        return len(self.uri)
