"""An organisation enters; what its people may see of their skills together leaves, never anything of one."""

import hashlib
import hmac
import json
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction

from kring.core.disclosure import FEWEST, Shown, changed_enough, shown
from kring.core.terms import levels
from kring.parties.models import Membership, Organisation, Person, PersonSkill, SkillFigures
from kring.parties.permissions import require
from kring.parties.queries.profiles import people_who_agree
from kring.parties.rules import Actor


@dataclass(frozen=True)
class SkillLine:
    """One skill: what may be shown of how many can do it, and of how many want to learn it."""

    uri: str
    can: Shown
    want: int | None


def skill_totals(
    *, actor: Actor, organisation: Organisation, now: datetime
) -> tuple[datetime, list[SkillLine]] | None:
    """Return since when the figures stand, and a line per skill; None while fewer than ten take part.

    Only people who agreed to it count. Figures change only when at least ten people changed since the last.
    """
    require(actor, "view_skill_totals", organisation)
    with transaction.atomic():
        Organisation.objects.select_for_update().get(pk=organisation.pk)
        said = _contributions(organisation)
        if len(said) < FEWEST:
            return None
        kept = SkillFigures.objects.filter(organisation=organisation).first()
        marks = {key: _mark(values) for key, values in said.items()}
        if kept is None or changed_enough(kept.marks, marks, gone=kept.gone):
            kept, _created = SkillFigures.objects.update_or_create(
                organisation=organisation,
                defaults={"at": now, "counts": _counts(said), "marks": marks, "gone": 0},
            )
    lines = [_line(uri, counts) for uri, counts in kept.counts.items()]
    return kept.at, [line for line in lines if line.can.total is not None or line.want is not None]


def _line(uri: str, counts: list[int]) -> SkillLine:
    return SkillLine(uri, shown(counts[:-1]), counts[-1] if counts[-1] >= FEWEST else None)


def _contributions(organisation: Organisation) -> dict[str, list[tuple[str, str, bool]]]:
    """Return (skill, level, whether there is a goal) of everybody who works there and agreed to count."""
    there = Membership.objects.filter(organisation=organisation).values("person_id")
    people = people_who_agree("totals").filter(pk__in=there)
    found: dict[str, list[tuple[str, str, bool]]] = {
        str(key): [] for key in people.values_list("pk", flat=True)
    }
    rows = PersonSkill.objects.filter(person__in=people).order_by("uri")
    for person, uri, level, goal in rows.values_list("person_id", "uri", "level", "goal"):
        found[str(person)].append((uri, level, bool(goal)))
    return found


def _mark(values: list[tuple[str, str, bool]]) -> str:
    said = json.dumps(values).encode()
    return hmac.new(settings.SECRET_KEY.encode(), said, hashlib.sha256).hexdigest()[:16]


def _counts(said: dict[str, list[tuple[str, str, bool]]]) -> dict[str, list[int]]:
    order = list(levels())
    counts: dict[str, list[int]] = defaultdict(lambda: [0] * (len(order) + 1))
    for values in said.values():
        for uri, level, goal in values:
            if level in order:
                counts[uri][order.index(level)] += 1
            counts[uri][-1] += goal
    return dict(counts)


def forget_marks(person: Person, now: datetime) -> None:
    """Take an erased person's mark out of every organisation's figures."""
    key = str(person.pk)
    there = Membership.objects.filter(person=person).values("organisation_id")
    for row in SkillFigures.objects.select_for_update().filter(organisation__in=there):
        if row.marks.pop(key, None) is not None:
            row.gone += 1
            row.save(update_fields=["marks", "gone"])
