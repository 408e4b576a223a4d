"""A party enters; what others may call it leaves: its name where it agreed, else its type and region.

The law of the house: before a proposal is accepted an organisation is named only if it agreed to be shown.
It holds for everybody who reads the proposal, brokers too; whoever accepted is named afterwards.
"""

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from kring.connect.models import Challenge, Offer, ProposalPart
from kring.core.regions import regions
from kring.parties.models import Organisation

KINDS = {
    "company": gettext_lazy("a company"),
    "public-body": gettext_lazy("a public body"),
    "sector-body": gettext_lazy("a sector body"),
    "hub": gettext_lazy("an AI hub"),
    "programme-office": gettext_lazy("a programme office"),
    "mbo": gettext_lazy("a vocational school (mbo)"),
    "hbo": gettext_lazy("a university of applied sciences (hbo)"),
    "wo": gettext_lazy("a university (wo)"),
    "teacher-team": gettext_lazy("a teacher team"),
    "sme-training-centre": gettext_lazy("a training centre for small firms"),
    "innovation-lab": gettext_lazy("an innovation lab"),
    "field-lab": gettext_lazy("a field lab"),
    "centre-of-expertise": gettext_lazy("a centre of expertise (hbo)"),
    "centre-for-innovative-craftsmanship": gettext_lazy("a centre for innovative craftsmanship (mbo)"),
    "research-group": gettext_lazy("a research group"),
}
OFFER_KINDS = {
    "student_places": gettext_lazy("places for students"),
    "staff_places": gettext_lazy("places for employees"),
    "lab_slot": gettext_lazy("lab slots"),
    "coaching": gettext_lazy("coaching hours"),
    "course": gettext_lazy("course"),
    "tool": gettext_lazy("tool"),
    "data": gettext_lazy("data"),
    "expertise": gettext_lazy("expertise"),
    "guidance": gettext_lazy("guidance"),
    "location": gettext_lazy("location"),
    "money": gettext_lazy("money"),
}


def _type_and_region(kind: str, corop: str) -> str:
    what = str(KINDS.get(kind, _("a party")))
    region = regions().get(corop)
    if region is None:
        return what
    return _("{kind} in {region}").format(kind=what, region=region.name((get_language() or "nl")[:2]))


def shown_name(party: Organisation, *, accepted: bool = False) -> str:
    """Return the party's name if it agreed to be shown or accepted, else its type and region."""
    if accepted or party.consent_to_be_shown:
        return party.name
    return _type_and_region(party.kind, party.corop)


def shown_owner(challenge: Challenge, *, accepted: bool = False) -> str:
    """Return what others may call the party that brings the challenge."""
    if challenge.organisation:
        return shown_name(challenge.organisation, accepted=accepted)
    if challenge.organisation_name and (accepted or challenge.name_may_be_shown):
        return challenge.organisation_name
    return _type_and_region(challenge.organisation_kind, challenge.corop)


def shown_offer(offer: Offer) -> str:
    """Return the title of an offer; the words of a party that is not named could name it: then the kind."""
    if offer.organisation.consent_to_be_shown:
        return offer.title
    return str(OFFER_KINDS.get(offer.kind, _("an offer")))


def shown_part(part: ProposalPart, *, reader: object = None) -> str:
    """Return what a reader of the proposal may call one of its parties; everybody knows itself."""
    accepted = part.proposal.state == "agreed" or part.pk == reader
    if part.organisation:
        return shown_name(part.organisation, accepted=accepted)
    return shown_owner(part.proposal.challenge, accepted=accepted)
