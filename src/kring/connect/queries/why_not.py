"""Why no community came about, from the engine, enters; sentences in the reader's language leave."""

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kring.connect.models import Offer, Proposal
from kring.connect.queries.shown_name import shown_name, shown_offer
from kring.engines.matching.results import NotFormed, Reason
from kring.engines.matching.sentences import say
from kring.taxonomy.queries.concepts import names

OWNER_OUT = "owner_out"


def called_offer(offer: Offer) -> str:
    """Return an offer with its party, as others may call them."""
    return f"{shown_name(offer.organisation)}: {shown_offer(offer)}"


def not_formed_words(found: NotFormed | None, *, language: str) -> list[str]:
    """Return why no community is possible, and the cheapest changes that would make one possible."""
    if found is None:
        return []
    values = [v for r in found.reasons for v in r.params.values()]
    values += [v for way in found.ways for edit in way.edits for v in edit.params.values()]
    flat: set[str] = set()
    for value in values:
        flat |= (
            {value}
            if isinstance(value, str)
            else set(value)
            if isinstance(value, (tuple, list, frozenset))
            else set()
        )
    words = names([one for one in flat if str(one).startswith(("urn:", "http"))], language)
    offers = Offer.objects.filter(pk__in=[one for one in flat if _is_id(str(one))]).select_related(
        "organisation"
    )
    words |= {str(o.pk): called_offer(o) for o in offers}
    words |= {str(o.organisation_id): shown_name(o.organisation) for o in offers}
    rows = [say(r.code, r.params, language=language, names=words) for r in found.reasons[:4]]
    for way in found.ways:
        rows.append(" ".join(say(e.code, e.params, language=language, names=words) for e in way.edits))
    return rows


def _is_id(text: str) -> bool:
    return len(text) == 36 and text.count("-") == 4


def why_not_again(proposal: Proposal) -> list[str]:
    """Return why no other community could take the place of a proposal that came to nothing."""
    if any(one["code"] == OWNER_OUT for one in proposal.not_again):
        return [_("The party that brings the challenge does not take part.")]
    reasons = tuple(Reason(one["code"], one["params"]) for one in proposal.not_again)
    language = (get_language() or "nl")[:2]
    found = not_formed_words(NotFormed(str(proposal.challenge_id), reasons), language=language)
    return found or [_("No other offers fit now.")]
