"""The text before and after a capitalised word enters; how strongly it points at a person leaves."""

import re

from kring.engines.redaction.parameters import CONTEXT_CHARACTERS
from kring.engines.redaction.signs import signs

NONE, HINT, CONTACT, TITLE = 0, 1, 2, 3
"""No sign · a role or a list of people · a contact phrase, label or signature · a personal title."""

_TITLES, _FILLERS, _ROLES = signs("titles"), signs("fillers"), signs("roles")
_LABELS = _ROLES - signs("not_a_label")
_CONTACT_PHRASES, _HINT_PHRASES = signs("contact_phrases"), signs("hint_phrases")
_SIGN_OFFS = tuple(signs("sign_offs"))
_BEFORE_INSTITUTION = signs("before_institution")
_COPULAS = ("is", "wordt", "zijn", "are")
_LAST_WORDS = frozenset(
    re.split(r"[ .]", sign.rstrip("."))[-1]
    for sign in (*_TITLES, *_FILLERS, *_ROLES, *_CONTACT_PHRASES, *_HINT_PHRASES, *_SIGN_OFFS, *_COPULAS)
)
_EDGES = "()\"'“”‘’„:,;.*•|!?–—-"
_AFTER_ROLE = re.compile(
    r" ?(?:,|\(|–|-|\n|:)? ?(?:onze |our |the |de |hoofd |head |senior |corporate )?"
    r"(?:recruiter|teamleider|team ?lead|hr|afdelings|projectleider|docent|lecturer|teacher|begeleider"
    r"|voorzitter|zegt|vertelt|says|explains|helpt|leidt|leads|chairs|who |die "
    r"|secretar|coördinator|coordinator|opleidingsadv|software eng|data sci|machine learning eng"
    r"|hoofd|head of|group leader|directeur|director|manager)",
    re.IGNORECASE,
)
INSTITUTION = re.compile(
    r"[ -]?(?:academie|academy|college|school|scholen|stichting|instituut|institute|universit|hogeschool"
    r"|museum|lyceum|straat|laan|plein|kade|gracht|singel|weg\b|street|square|avenue|road|lane|park"
    r"|fellowship|programm?e\b"
    r"|award|prize|prijs|actions|foundation|fonds|fund\b"
    r"|ziekenhuis|hospital|kliniek|b\.?v\b|n\.?v\b|ltd|inc\b|gmbh|llc"
    r"|groep|group\b|& |en zonen|& zn|advocaten|consult|holding|framework|model\b|methode|method\b|theorem"
    r"|stelling|test\b|toets|index|coefficient|scholarship|beurs|lezing|lecture\b|huis\b|house\b|centrum"
    r"|centre|center|library)",
    re.IGNORECASE,
)


def _signature(before: str) -> bool:
    lines = before.rstrip(" \t").rstrip("\n").rsplit("\n", 1) if before.endswith("\n") else [before]
    return lines[-1].rstrip(" ,!.\t").endswith(_SIGN_OFFS)


def _may_announce(earlier: str) -> bool:
    """Tell cheaply whether the last word before can belong to any sign; most words cannot."""
    for word in reversed(earlier.split()):
        if bare := word.strip(_EDGES):
            return bare.rsplit(".", 1)[-1] in _LAST_WORDS
    return False


def _label_above(earlier: str) -> bool:
    """Tell whether the line above is only a label, such as "Contactpersoon:"."""
    lines = earlier.rstrip().rsplit("\n", 1)
    label = lines[-1].strip()
    return label.endswith(":") and label.rstrip(":") in _LABELS


def _ends(words: list[str], phrases: frozenset[str]) -> bool:
    return any(" ".join(words[-count:]) in phrases for count in range(1, min(4, len(words)) + 1))


def before(text: str, start: int) -> int:
    """Return how strongly the words before ``start`` announce a person (NONE, HINT, CONTACT, TITLE)."""
    earlier = text[max(0, start - CONTEXT_CHARACTERS) : start].lower()
    if not _may_announce(earlier):
        return NONE
    if _signature(earlier):
        return CONTACT
    line = earlier.rsplit("\n", 1)[-1]
    if not line.strip():
        return CONTACT if _label_above(earlier) else NONE
    words = line.split()
    stopped = words[-1].endswith((".", "?", "!"))
    labelled = words[-1].endswith((":", ","))
    words = [word.strip("()\"'“”‘’„:,;*•|!?") for word in words]
    words = [word for word in words if word and word not in "-–—"] or [""]
    last = words[-1].rstrip(".")
    if not labelled and (last in _TITLES or last.rsplit(".", 1)[-1] in _TITLES):
        return TITLE
    if last in ("t.a.v", "t.n.v", "attn"):
        return CONTACT
    if stopped:
        return NONE
    if words[-1] in ("collega", "colleague"):
        return HINT
    words = [word for word in words if word not in _FILLERS] or [""]
    if len(words) > 1 and words[-1] in _COPULAS and words[-2] in _ROLES:
        return CONTACT
    if words[-1] in _ROLES and labelled:
        return CONTACT
    if _ends(words, _CONTACT_PHRASES):
        return CONTACT
    return HINT if words[-1] in _ROLES or _ends(words, _HINT_PHRASES) else NONE


def after(text: str, end: int) -> int:
    """Return HINT when a role or a verb of speech follows ``end``."""
    return HINT if _AFTER_ROLE.match(text, end) else NONE


def bears_a_name_only(text: str, start: int, end: int) -> bool:
    """Tell whether the chain is part of an institution, a street or a firm."""
    if INSTITUTION.match(text, end):
        return True
    earlier = text[max(0, start - 16) : start].lower().split()
    return bool(earlier) and earlier[-1].rstrip(".") in _BEFORE_INSTITUTION
