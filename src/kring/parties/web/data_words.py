"""Names of fields in the export of one's own data, in words; and the parts that parties holds."""

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from kring.core.purposes import purposes
from kring.core.regions import regions
from kring.core.terms import levels
from kring.parties.actions.count_skills import forget_marks
from kring.parties.actions.forget_in_records import forget_in_records
from kring.parties.queries import personal_data as held
from kring.parties.queries.task_words import ROLE_NAMES
from kring.parties.web.account_words import BROWSERS, MEANS, SOURCES, SYSTEMS
from kring.parties.web.words import EVENTS

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


KINDS_OF_SIGN_IN = {
    "session": _("Device where you are signed in"),
    "passkey": _("Passkey"),
    "provider": _("Account elsewhere"),
    "token": _("Token of a program"),
}
THINGS = {
    "person": _("You"),
    "organisation": _("An organisation"),
    "challenge": _("A challenge"),
    "community": _("A community"),
    "offer": _("An offer"),
    "conversation": _("A call"),
    "adoption": _("Held places"),
    "role_invitation": _("An invitation for a role"),
    "party_import": _("A list of organisations"),
    "import": _("An import"),
    "scan": _("A scan"),
    "hub": _("A hub"),
}
VERBS = {
    "signed_in": _("You signed in"),
    "person_exported": _("You took your data along"),
    "details_changed": _("You changed your data"),
    "role_granted": _("You got a role"),
    "role_accepted": _("You accepted a role"),
    "role_refused": _("You said no to a role"),
    "role_left": _("You left a role"),
    "role_ended": _("A role was taken away"),
    "role_withdrawn": _("An invitation for a role was taken back"),
    "person_invited": _("Somebody was invited for a role"),
    "profile_viewed": _("A broker looked at a profile"),
    "passkey_added": _("A passkey was added"),
    "passkey_removed": _("A passkey was removed"),
    "provider_joined": _("An account elsewhere was added"),
    "provider_left": _("An account elsewhere was taken off"),
    "token_made": _("A token was made for a program"),
    "token_ended": _("A token of a program was ended"),
    "sessions_ended": _("Devices were signed out"),
    "profile_changed": _("The skills in your profile were changed"),
    "stepped_into_demo_role": _("Somebody stepped into this role of the example country"),
    "scan_answered": _("A scan was answered"),
    "import_requested": _("An import was asked for"),
    "gaps_computed": _("The gaps were computed"),
    "consent_given": _("You agreed to a purpose"),
    "consent_withdrawn": _("You withdrew an agreement"),
    "consent_lapsed": _("An agreement ended by itself"),
    "account_will_end": _("You were told that your account ends"),
    "parties_imported": _("A list of organisations was loaded"),
    "parties_import_undone": _("A list of organisations was taken back"),
}


def codes_in(language: str) -> dict[str, dict[str, object]]:
    """Return what the codes in the export mean, by column, in the reader's language."""
    named: dict[str, object] = {code: one.name(language) for code, one in levels().items()}
    return {
        **held.named_codes(),
        "level": named,
        "goal": named,
        "region": {code: one.name(language) for code, one in regions().items()},
        "purpose": {code: one.name(language) for code, one in purposes().items()},
    }


def _name_codes() -> None:
    yes_no = {"yes": _("yes"), "no": _("no")}
    for column, words in {
        "role": ROLE_NAMES, "kind": KINDS_OF_SIGN_IN, "means": MEANS, "browser": BROWSERS, "system": SYSTEMS,
        "source": SOURCES, "object_kind": THINGS, "language": dict(settings.LANGUAGES), "may_write": yes_no,
        "lapsed": yes_no, "state": {"asked": _("you are asked")}, "verb": {**EVENTS, **VERBS},
    }.items():  # fmt: skip
        held.name_codes(column, words)


def hold_parts() -> None:
    """Register what parties holds of a person, and what its codes mean."""
    _name_codes()
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
