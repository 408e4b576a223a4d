"""What people did with the skills recognised in their questions enters; verdicts without persons leave.

Words of a draft that never went to a hub stay with its sender: of those only names of skills count. Who said
it is used to count each person once, and is never shown.
"""

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from kring.connect.models import ChallengeSkill
from kring.engines.skills.judged import ADDED, Forms, Verdict, is_form
from kring.engines.skills.parameters import value
from kring.engines.skills.vocabulary import surface_words

# What nobody confirmed by mail may all be one person with many drafts.
STRANGERS = "strangers"
CONTEXT = 40
MOST_EXAMPLES = 2
SURE = 1.96


@dataclass
class Disputed:
    """One surface of one skill with what people did; ``examples`` are words of sent questions."""

    uri: str
    surface: str
    removed: int = 0
    kept: int = 0
    added: int = 0
    drafts: int = 0
    people: set[str] = field(default_factory=set, repr=False)
    examples: list[str] = field(default_factory=list)

    @property
    def dispute(self) -> float:
        """The least share of people's acts that go against the engine, at 95 % (Wilson): 0 to 1."""
        against, total = self.removed + self.added, self.removed + self.kept + self.added
        share, square = against / total, SURE * SURE
        spread = SURE * math.sqrt(share * (1 - share) / total + square / (4 * total * total))
        return (share + square / (2 * total) - spread) / (1 + square / total)


def _rows() -> Iterator[ChallengeSkill]:
    rows = ChallengeSkill.objects.filter(challenge__is_demo=False).select_related("challenge")
    yield from rows.order_by("challenge__created_at", "challenge_id", "id").iterator(chunk_size=2000)


def _act(row: ChallengeSkill) -> str:
    """Return what was done: removed, kept (it went to a hub so), added, or nothing yet."""
    if row.origin == ADDED:
        return "" if row.removed else ADDED
    if row.removed:
        return "removed"
    return "kept" if row.challenge.posted_at else ""


def _may_be_read(row: ChallengeSkill) -> bool:
    return row.challenge.confirmed_at is not None or (row.method != ADDED and is_form(row.method))


def _who(row: ChallengeSkill) -> str:
    one = row.challenge
    if one.owner_id:
        return f"account {one.owner_id}"
    if one.confirmed_at and one.contact_email:
        return f"mail {one.contact_email.casefold()}"
    return STRANGERS


def verdicts() -> Iterator[Verdict]:
    """Yield what each draft says of each surface; who let a skill stand said less than who acted."""
    for row in _rows():
        act = _act(row)
        if act and row.surface and _may_be_read(row):
            weight = value("kept_weight") if act == "kept" else 1.0
            draft = str(row.challenge_id)
            yield Verdict(row.uri, row.surface, row.method, _who(row), draft, act != "removed", weight)


def disputed(forms: Forms) -> Sequence[Disputed]:
    """Return the surfaces that people corrected or let stand, the most disputed first.

    A skill that was added by hand without any words of the text stands under "".
    """
    found: dict[tuple[str, str], Disputed] = {}
    drafts: defaultdict[tuple[str, str], set[object]] = defaultdict(set)
    for row in _rows():
        act = _act(row)
        if not act or not _may_be_read(row):
            continue
        keys = forms.keys(row.uri, row.surface, row.method)
        key = (row.uri, keys[0][1] if keys else surface_words(row.surface))
        one = found.setdefault(key, Disputed(*key))
        setattr(one, act, getattr(one, act) + 1)
        drafts[key].add(row.challenge_id)
        one.drafts = len(drafts[key])
        one.people.add(_who(row))
        if (words := _context(row)) and len(one.examples) < MOST_EXAMPLES and words not in one.examples:
            one.examples.append(words)
    order = sorted(found.values(), key=lambda one: (-one.dispute, -one.drafts, one.uri, one.surface))
    return [one for one in order if one.removed or one.added]


def _context(row: ChallengeSkill) -> str:
    """Return the surface with some words around it, from a text that was sent and is still there."""
    text, start, end = row.challenge.text, row.start, row.end
    if row.challenge.confirmed_at is None or start is None or end is None or text[start:end] != row.surface:
        return ""
    before = text[:start][-CONTEXT:]
    if start > CONTEXT:
        before = before.partition(" ")[2]
    after = text[end:][:CONTEXT]
    if end + CONTEXT < len(text):
        after = after.rpartition(" ")[0]
    return " ".join(f"{before}[{row.surface}]{after}".split())
