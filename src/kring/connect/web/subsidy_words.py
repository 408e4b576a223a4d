"""A challenge and a day enter; subsidies that may fit leave in words, each condition with its clause."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kring.connect.models import Challenge
from kring.connect.rules import USUAL_KIND
from kring.core.regions import province_of
from kring.core.subsidies import FAIL, OPEN, PASS, UNKNOWN, Subsidy, Verdict, verdicts
from kring.frame.templatetags.frame import euros

# What each kind of next step costs money for.
COSTS_OF_STEP = {
    "take": frozenset({"training"}),
    "join": frozenset({"training"}),
    "reuse": frozenset({"purchase", "advice"}),
    "form": frozenset({"development", "placement", "training"}),
}
ANSWERS = {PASS: gettext_lazy("yes"), FAIL: gettext_lazy("no"), UNKNOWN: gettext_lazy("not known")}
OUTCOMES = {
    PASS: gettext_lazy("may fit"),
    UNKNOWN: gettext_lazy("may fit, not everything is known"),
    FAIL: gettext_lazy("does not fit"),
}


@dataclass(frozen=True)
class SubsidyView:
    """One subsidy: what it is for, whether it may fit, each condition as (words, answer, clause)."""

    name: str
    what: str
    giver: str
    outcome: str
    said: str
    amount: str
    conditions: list[tuple[str, str, str]]
    link: str
    looked_at: date


def facts_of(challenge: Challenge, steps: Iterable[str]) -> dict[str, object]:
    """Return what is known of who asks; what nobody told stays unknown."""
    party = challenge.organisation
    kind = party.kind if party else challenge.organisation_kind
    # Before it is sent, the kind of organisation is only what most senders are.
    assumed = party is None and challenge.state == "draft" and kind == USUAL_KIND[challenge.initiative]
    own = frozenset({"development"} if challenge.initiative == "result" else ())
    chosen = COSTS_OF_STEP.get(challenge.chosen_step)
    possible = frozenset({OPEN}).union(*(COSTS_OF_STEP.get(step, frozenset()) for step in steps))
    return {
        "kind": None if assumed else kind,
        "size_class": party.size_class if party else None,
        "province": province_of(challenge.corop) if challenge.corop else None,
        "area": challenge.area or None,
        "cost": (chosen or possible) | own,
    }


def subsidy_views(
    challenge: Challenge, *, steps: Iterable[str], costs: int | None, day: date, language: str
) -> list[SubsidyView]:
    """Return every subsidy for this challenge, what may fit first."""
    return [_view(one, day, language) for one in verdicts(facts_of(challenge, steps), costs=costs, day=day)]


def _view(found: Verdict, day: date, language: str) -> SubsidyView:
    one = found.subsidy
    said = _("not valid on {day}").format(day=date_format(day, "j F Y"))
    rows = [
        (each.condition.said(language), str(ANSWERS[each.outcome]), each.condition.clause)
        for each in found.answers
    ]
    if one.least_euros is not None:
        least = _("The subsidy is at least {euros}.").format(euros=euros(one.least_euros))
        rows.append((least, str(ANSWERS[found.amount]), ""))
    return SubsidyView(
        name=one.name(language),
        what=one.what(language),
        giver=one.giver,
        outcome=found.outcome if found.valid else "not_valid",
        said=str(OUTCOMES[found.outcome]) if found.valid else said,
        amount=_amount(one),
        conditions=rows,
        link=one.link,
        looked_at=one.looked_at,
    )


def _amount(one: Subsidy) -> str:
    parts = []
    if one.share_percent is not None:
        parts.append(_("{percent} % of the costs").format(percent=one.share_percent))
    if one.most_euros is not None:
        parts.append(_("at most {euros}").format(euros=euros(one.most_euros)))
    return ", ".join(parts)
