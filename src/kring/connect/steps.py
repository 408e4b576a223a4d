"""Next steps from the engine enter; what a page or mail shows of each leaves, in the reader's language."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.core.cache import cache
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from kring.connect.models import Challenge
from kring.connect.queries.candidates import Steps, steps_for
from kring.connect.queries.chosen_step import called_by_goal, called_together
from kring.connect.queries.shown_name import shown_name, shown_offer
from kring.connect.queries.why_not import not_formed_words
from kring.connect.rules import next_start
from kring.core.problems import Problem
from kring.engines.matching.next_steps import Step
from kring.engines.matching.sentences import say
from kring.engines.matching.weeks import monday_of
from kring.frame.problem_words import in_words
from kring.frame.templatetags.frame import euros
from kring.ledger.queries import newest_fact_id
from kring.sense.rules import key_of
from kring.taxonomy.queries.concepts import names

COLORS = {"join": "practice", "reuse": "research", "take": "education", "form": "education"}
LABELS = {
    "question": {
        "join": gettext_lazy("Join"),
        "reuse": gettext_lazy("Reuse"),
        "take": gettext_lazy("Learn"),
        "form": gettext_lazy("Start new"),
    },
    "result": {
        "join": gettext_lazy("Bring it in"),
        "reuse": gettext_lazy("First user"),
        "take": gettext_lazy("Use it in a course"),
        "form": gettext_lazy("Try it together"),
    },
}
ACTIONS = {
    "join": gettext_lazy("Look and join"),
    "reuse": gettext_lazy("Read the example"),
    "take": gettext_lazy("Look at the course"),
    "form": gettext_lazy("Ask for this"),
}
REASONS_SHOWN = 4
KEPT_SECONDS = 600
# What changes next steps; that somebody signs in does not.
STEPS_FOLLOW = (
    "challenge", "community", "organisation", "offer", "party_import", "import", "release", "gap_release",
)  # fmt: skip


@dataclass(frozen=True)
class StepView:
    """One next step as a card or a paragraph of a mail."""

    kind: str
    label: str
    title: str
    meta: list[str]
    reasons: list[str]
    missing: list[str]
    action: str
    href: str
    reference: str
    color: str
    outside: bool

    def plain(self) -> dict[str, object]:
        """Return what a mail needs, as JSON can keep it."""
        return {
            "kind": self.kind,
            "label": self.label,
            "title": self.title,
            "meta": self.meta,
            "reasons": [*self.reasons, *self.missing],
            "href": self.href,
        }


def texts_of(problem: Problem) -> list[str]:
    """Return a problem as sentences."""
    return [in_words(problem)]


def long_day(day: date, today: date) -> str:
    """Return "12 januari", with the year when it is another one than today's."""
    return date_format(day, "j F" if day.year == today.year else "j F Y")


def _said(code: str, params: Mapping[str, object], language: str) -> str:
    uris = [
        value for value in params.values() if isinstance(value, str) and value.startswith(("urn:", "http"))
    ]
    return say(code, params, language=language, names=names(uris, language))


def _reasons(step: Step, language: str) -> tuple[list[str], list[str]]:
    # The line under the title says the start already, and nobody is asked for a week.
    silent = {f"step_{step.kind}", "step_at_once", "step_soon"}
    if step.kind == "form":
        # Its region is that of the challenge, its distance that of the furthest partner.
        silent |= {"step_same_corop", "step_neighbour", "step_province", "step_hub"}
    good = [r for r in step.reasons if r.points > 0 and r.code not in silent]
    skills = [r for r in good if r.code == "step_skill"]
    others = [r for r in good if r.code != "step_skill"]
    shown = []
    if skills:
        words = ", ".join(names([str(r.params["skill"]) for r in skills], language).values())
        shown.append(_("It is about {skills}.").format(skills=words))
    shown += [_said(r.code, r.params, language) for r in others[: REASONS_SHOWN - 1]]
    bad = [r for r in step.reasons if r.points < 0]
    return shown, [_said(r.code, r.params, language) for r in bad[:3]]


def _true_start(step: Step, steps: Steps, today: date) -> date | None:
    """Return the day on which it really starts: the engine counts in weeks."""
    key = step.candidate.id
    if key in steps.offers:
        return next_start(steps.offers[key].starts, steps.offers[key].repeats, today)
    if key in steps.communities:
        return steps.communities[key].starts
    return steps.courses[key].starts if key in steps.courses else None


def _meta(step: Step, steps: Steps, today: date) -> list[str]:
    candidate = step.candidate
    rows = []
    if candidate.at_once:
        rows.append(_("possible at once, from {day}").format(day=long_day(today, today)))
    elif candidate.start_week is not None:
        day = max(_true_start(step, steps, today) or monday_of(candidate.start_week), today)
        rows.append(_("starts {day}").format(day=long_day(day, today)))
    else:
        rows.append(_("start date not known"))
    if candidate.hours_per_week:
        hours = candidate.hours_per_week
        rows.append(ngettext("{hours} hour a week", "{hours} hours a week", hours).format(hours=hours))
    if candidate.euros is not None:
        rows.append(cost(candidate.euros, at_least=candidate.euros_at_least))
    return rows


def cost(amount: int | None, *, at_least: bool) -> str:
    """Return money in words: a sum of which a part is unknown is a lower bound."""
    if amount is None:
        return _("costs not known")
    return _("at least {euros}").format(euros=euros(amount)) if at_least else euros(amount)


def _form_title(steps: Steps) -> str:
    community = steps.form.community
    sides = {member.side for member in community.members} if community else set()
    if {"education", "research"} <= sides:
        return _("With a school and a lab or research group")
    if "education" in sides:
        return _("With a school near you")
    return _("With partners in your region")


def _subject(step: Step, steps: Steps, draft: Challenge) -> tuple[str, str, bool]:
    """Return title, address and whether it leads outside Kring."""
    key = step.candidate.id
    if key in steps.groups:
        other = steps.groups[key]
        title = called_together(draft.initiative, other)
        return title, reverse("challenge", args=[other.pk]), False
    if key in steps.goals:
        party = steps.goals[key]
        title = called_by_goal(draft.initiative, party)
        return title, reverse("party", args=[party.pk]), False
    if key in steps.offers:
        offer = steps.offers[key]
        return (
            f"{shown_name(offer.organisation)}: {shown_offer(offer)}",
            reverse("offer", args=[offer.pk]),
            False,
        )
    if step.kind == "join":
        community = steps.communities[key]
        return community.title, reverse("community", args=[community.pk]), False
    if step.kind == "reuse":
        example = steps.examples[key]
        return example.title, reverse("example", args=[example.pk]), False  # type: ignore[attr-defined]
    if step.kind == "take":
        return steps.courses[key].title, reverse("document", args=["course", key]), False
    return _form_title(steps), "", False


def _action(step: Step, steps: Steps) -> str:
    if step.candidate.id in steps.groups:
        return _("Look at that question")
    if step.candidate.id in steps.goals:
        return _("Look at the organisation")
    return _("Look at the offer") if step.candidate.id in steps.offers else ""


@dataclass(frozen=True)
class Found:
    """The next steps of a challenge, and in words why no new community is among what could be."""

    views: list[StepView]
    why_no_community: list[str]


def step_views(draft: Challenge, *, today: date, language: str) -> list[StepView]:
    """Return the next steps of a challenge, ready to show."""
    return steps_found(draft, today=today, language=language).views


def steps_found(draft: Challenge, *, today: date, language: str) -> Found:
    """Return the next steps, and why no new community is possible where none is.

    Composing takes a third of a second, and people come back to a page: what was found is kept until
    anything happens in Kring, which the ledger tells, or the challenge itself is another.
    """
    about = (
        draft.pk,
        draft.initiative,
        draft.corop,
        draft.area,
        draft.topic,
        draft.hours_per_week,
        draft.state,
    )
    skills = sorted(draft.skill_uris)
    kept_under = "steps:" + key_of(*about, *skills, today, language, newest_fact_id(*STEPS_FOLLOW))
    found: Found | None = cache.get(kept_under)
    if found is None:
        found = _found(draft, today=today, language=language)
        cache.set(kept_under, found, KEPT_SECONDS)
    return found


def _found(draft: Challenge, *, today: date, language: str) -> Found:
    labels = LABELS[draft.initiative]
    steps = steps_for(draft, today=today)
    views = []
    for step in steps.result.shown:
        title, href, outside = _subject(step, steps, draft)
        good, bad = _reasons(step, language)
        views.append(
            StepView(
                kind=step.kind,
                label=str(labels[step.kind]),
                title=title,
                meta=_meta(step, steps, today),
                reasons=good,
                missing=bad,
                action=_action(step, steps) or str(ACTIONS[step.kind]),
                href=href,
                reference=step.candidate.id[:80],
                color=COLORS[step.kind],
                outside=outside,
            )
        )
    return Found(views, not_formed_words(steps.form.not_formed, language=language))
