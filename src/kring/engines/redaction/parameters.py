"""Every constant of redaction: its value and what it means."""

from kring.engines.redaction.results import Kind

MARKS: dict[str, dict[Kind, str]] = {
    "nl": {"name": "[naam]", "mail": "[e-mail]", "phone": "[telefoon]"},
    "en": {"name": "[name]", "mail": "[e-mail]", "phone": "[phone]"},
}
"""The neutral mark of each kind; a language without marks gets the English ones."""

MOST_PASSES = 12
"""Passes over one text before it is taken as it is; two are enough for ordinary text."""

CONTEXT_CHARACTERS = 48
"""How far back a title or contact phrase is looked for."""

REACH_TO_ADDRESS = 24
"""Characters between a name and the mail address or phone number that betrays it."""

LONGEST_CHAIN = 6
"""Capitalised words that one person name may have."""

MOST_UNKNOWN = 2
"""Words of a name that may be in no list."""
