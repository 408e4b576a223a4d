"""Composed communities enter; what the comparison page shows of each leaves, in the reader's language."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kring.connect.models import Adoption, Offer
from kring.connect.queries.hours import NoHours, members_without_hours
from kring.connect.queries.shown_name import shown_name, shown_offer
from kring.connect.queries.why_not import called_offer
from kring.connect.steps import cost
from kring.connect.web.held_words import held_words
from kring.connect.web.words import SIDES, word
from kring.engines.matching.alternatives import Alternatives
from kring.engines.matching.results import Community
from kring.engines.matching.sentences import say
from kring.engines.matching.weeks import monday_of
from kring.taxonomy.queries.concepts import names

REASONS_SHOWN = ("covers", "role_only", "seats", "cross_sector", "gap", "missing", "brings", "learns")


@dataclass(frozen=True)
class PartyView:
    """One party of a candidate: with no ``skills`` it fits by its side only."""

    name: str
    offer: str
    side: str
    skills: str
    held: str = ""
    no_hours: str = ""


@dataclass(frozen=True)
class CandidateView:
    """One column of the comparison."""

    number: int
    parties: list[PartyView]
    party_ids: str
    starts: date
    weeks: int
    hours_per_week: int | None
    cost: str
    seats: int
    covered: list[str]
    missing: list[str]
    reasons: list[str]
    difference: list[str]


def _offers(communities: list[Community]) -> dict[str, Offer]:
    ids = {member.offer for one in communities for member in one.members}
    rows = Offer.objects.filter(pk__in=ids).select_related("organisation")
    return {str(offer.pk): offer for offer in rows}


def _held(communities: list[Community]) -> dict[str, str]:
    """Return what schools hold for the challenge of these communities, by offer."""
    rows = Adoption.objects.filter(
        challenge__in={one.challenge for one in communities}, released_at=None
    ).select_related("offer__organisation")
    return {str(one.offer_id): held_words(one) for one in rows}


def no_hours_words(found: NoHours | None) -> str:
    """Return that a party has too few hours, and until when; "" where it has enough."""
    if found is None:
        return ""
    if found.until is None:
        return _("Has fewer hours in a quarter than this asks.")
    return _("No hours left until {day}.").format(day=date_format(found.until, "j F Y"))


def candidate_views(
    found: Alternatives, *, challenge: object = None, language: str, own_hours: int | None = None
) -> list[CandidateView]:
    """Return the candidates side by side; each says how it differs from the first."""
    communities = [one.community for one in found.candidates]
    offers = _offers(communities)
    held = _held(communities)
    called: dict[str, str] = {key: called_offer(o) for key, o in offers.items()}
    called |= {str(o.organisation_id): shown_name(o.organisation) for o in offers.values()}
    views = []
    for number, one in enumerate(found.candidates, start=1):
        community = one.community
        full = members_without_hours(community, offers, challenge=challenge)
        uris = [c.skill for c in community.covered] + list(community.missing)
        skills = names(uris, language)
        words = {**called, **skills}
        parties = [
            PartyView(
                name=shown_name(offers[m.offer].organisation),
                offer=shown_offer(offers[m.offer]),
                side=word(SIDES, m.side or "network"),
                skills=", ".join(
                    skills[c.skill] for c in community.covered if m.offer in (*c.brought_by, *c.learned_by)
                ),
                held=held.get(m.offer, ""),
                no_hours=no_hours_words(full.get(str(offers[m.offer].organisation_id))),
            )
            for m in community.members
            if m.offer in offers
        ]
        views.append(
            CandidateView(
                number=number,
                parties=parties,
                party_ids=",".join(community.organisations),
                starts=monday_of(community.start_week),
                weeks=community.weeks,
                hours_per_week=own_hours if community.hours_per_week is None else community.hours_per_week,
                cost=cost(community.euros, at_least=community.euros_at_least),
                seats=community.seats,
                covered=[skills[c.skill] for c in community.covered],
                missing=[skills[uri] for uri in community.missing],
                reasons=_reasons(community, words, language),
                difference=_difference(one.difference, words) if number > 1 else [],
            )
        )
    return views


def _reasons(community: Community, words: Mapping[str, str], language: str) -> list[str]:
    shown = [r for r in community.reasons if r.code in REASONS_SHOWN]
    return [say(r.code, r.params, language=language, names=words) for r in shown[:6]]


def _difference(difference: object, words: Mapping[str, str]) -> list[str]:
    rows = []
    joins = ", ".join(words.get(party, party) for party in difference.joins)  # type: ignore[attr-defined]
    leaves = ", ".join(words.get(party, party) for party in difference.leaves)  # type: ignore[attr-defined]
    if joins:
        rows.append(_("With {parties}").format(parties=joins))
    if leaves:
        rows.append(_("Without {parties}").format(parties=leaves))
    weeks = difference.weeks_later  # type: ignore[attr-defined]
    if weeks > 0:
        rows.append(
            ngettext("Starts {weeks} week later", "Starts {weeks} weeks later", weeks).format(weeks=weeks)
        )
    elif weeks < 0:
        rows.append(
            ngettext("Starts {weeks} week earlier", "Starts {weeks} weeks earlier", -weeks).format(
                weeks=-weeks
            )
        )
    less = ", ".join(words.get(uri, uri) for uri in difference.skills_less)  # type: ignore[attr-defined]
    more = ", ".join(words.get(uri, uri) for uri in difference.skills_more)  # type: ignore[attr-defined]
    if less:
        rows.append(_("Does not cover {skills}").format(skills=less))
    if more:
        rows.append(_("Also covers {skills}").format(skills=more))
    return rows
