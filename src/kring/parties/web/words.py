"""Codes of parties enter; words for people leave."""

from django.utils.translation import gettext_lazy as _

KINDS = {
    "company": _("Company"),
    "public-body": _("Public body"),
    "sector-body": _("Sector body"),
    "hub": _("AI hub"),
    "programme-office": _("Programme office"),
    "mbo": _("Vocational education (mbo)"),
    "hbo": _("University of applied sciences (hbo)"),
    "wo": _("University (wo)"),
    "teacher-team": _("Teacher team"),
    "sme-training-centre": _("Training centre for small firms"),
    "innovation-lab": _("Innovation lab"),
    "field-lab": _("Field lab"),
    "centre-of-expertise": _("Centre of expertise (hbo)"),
    "centre-for-innovative-craftsmanship": _("Centre for innovative craftsmanship (mbo)"),
    "research-group": _("Research group"),
}
ROLES = {
    "member": _("works at"),
    "lecturer": _("lecturer at"),
    "facilitator": _("facilitator at"),
    "broker": _("broker at"),
    "programme": _("programme officer at"),
    "auditor": _("auditor at"),
    "admin": _("administrator of"),
}
SIDES = {
    "practice": _("practice"),
    "education": _("education"),
    "research": _("research"),
    "network": _("network"),
}
ROLE_NAMES = {
    "member": _("member"),
    "lecturer": _("lecturer"),
    "facilitator": _("facilitator"),
    "broker": _("broker"),
    "programme": _("programme officer"),
    "auditor": _("auditor"),
    "admin": _("administrator"),
}
SIZES = {
    "micro": _("Fewer than 10 employees"),
    "small": _("10 to 49 employees"),
    "medium": _("50 to 249 employees"),
    "large": _("250 employees or more"),
}
FIELDS = {
    "name": _("Name"),
    "kind": _("Type of organisation"),
    "size_class": _("Size"),
    "place": _("Place"),
    "postcode": _("Postcode"),
    "corop": _("Region"),
    "area": _("Field"),
    "goals": _("Goals"),
    "offers": _("What it offers"),
    "available_from": _("Available from"),
    "available_until": _("Available until"),
    "hours_per_week": _("Hours a week"),
    "contact_name": _("Contact person"),
    "contact_email": _("E-mail address"),
    "contact_phone": _("Phone number"),
    "website": _("Website"),
    "consent_to_be_shown": _("May be shown to everybody"),
}
EVENTS = {
    "organisation_imported": _("Loaded from a spreadsheet"),
    "organisation_added": _("Added by hand"),
    "organisation_changed": _("Changed"),
    "goal_stated": _("The AI skills in its goals were recognised"),
    "hour_budget_set": _("Said how many hours it can spend"),
    "hub_added": _("The hub was added"),
    "hub_changed": _("The hub was changed"),
    "organisation_merged": _("Merged with another record of the same organisation"),
    "organisation_merge_undone": _("The merge was undone"),
    "organisations_left_apart": _("Looked at and left apart from another one"),
    "organisations_suspected_again": _("May be the same as another one after all"),
    "organisation_removed": _("Removed, when its import was undone"),
}


def kind_word(code: str) -> str:
    """Return the kind in words."""
    return str(KINDS.get(code, code))


def field_word(name: str) -> str:
    """Return the field in words."""
    return str(FIELDS.get(name, name))


def event_word(verb: str) -> str:
    """Return what happened in words."""
    return str(EVENTS.get(verb, verb.replace("_", " ")))
