"""Names of fields in the export of one's own data, in words; and the parts that parties holds."""

from django.utils.translation import gettext_lazy as _

from kring.parties.actions.count_skills import forget_marks
from kring.parties.actions.forget_in_records import forget_in_records
from kring.parties.queries import personal_data as held

LABELS = {
    "id": _("Number"),
    "email": _("E-mail address"),
    "name": _("Name"),
    "language": _("Language"),
    "region": _("Region"),
    "joined_at": _("Since"),
    "last_visit_at": _("Last visit"),
    "last_login": _("Last signed in"),
    "role": _("Role"),
    "organisation": _("Organisation"),
    "hub": _("Hub"),
    "since": _("Since"),
    "uri": _("Skill"),
    "level": _("Level"),
    "goal": _("Goal"),
    "source": _("Source"),
    "source_id": _("Number of the source"),
    "changed_at": _("Changed"),
    "purpose": _("Purpose"),
    "given_at": _("Given"),
    "withdrawn_at": _("Withdrawn"),
    "lapsed": _("Ended by itself"),
    "kind": _("Kind"),
    "means": _("Means"),
    "browser": _("Browser"),
    "system": _("System"),
    "at": _("When"),
    "last_used_at": _("Last used"),
    "created_at": _("Since"),
    "may_write": _("May change things"),
    "expires_at": _("Ends"),
    "issuer": _("Provider"),
    "subject": _("Number at the provider"),
    "contact_name": _("Contact person"),
    "phone": _("Phone number"),
    "verb": _("What happened"),
    "object_kind": _("To what"),
    "object_id": _("Number of the object"),
    "details": _("Details"),
    "title": _("Title"),
    "text": _("Text"),
    "state": _("State"),
    "subject_line": _("Subject"),
    "body": _("Text"),
    "sent_at": _("Sent"),
    "place": _("Place"),
}


def hold_parts() -> None:
    """Register what parties holds of a person."""
    for part in (
        held.Part("account", _("Your account"), held.account_rows),
        held.Part("roles", _("Your roles"), held.role_rows),
        held.Part("skills", _("Your skills"), held.skill_rows, forget_marks),
        held.Part("consents", _("What you agree to"), held.consent_rows),
        held.Part("sign_in", _("How you sign in"), held.sign_in_rows),
        held.Part("contacts", _("Organisations whose contact you are"), held.contact_rows, forget_in_records),
        held.Part(
            "facts",
            _("What was recorded"),
            held.fact_rows,
            stays=_(
                "The log of what happened stays, with a number instead of your name. Others must be able to "
                "check decisions."
            ),
        ),
    ):
        held.hold(part)
