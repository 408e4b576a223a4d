"""Values of JSON as outside sources write them enter; plain strings, numbers and languages leave."""

import re
from typing import Any

from kring.sense.formats.html import text_of

_LANGUAGES = {
    "nl": "nl", "nld": "nl", "dut": "nl", "dutch": "nl", "nederlands": "nl",
    "en": "en", "eng": "en", "english": "en", "engels": "en",
}  # fmt: skip
_NAMES = ("name", "legalName", "value", "@value", "text", "title", "description", "@id")


def text(value: Any) -> str | None:
    """Return ``value`` as one string: a string, number, object with a name or value, or a list of those."""
    if isinstance(value, str):
        return value.strip() or None
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, (int, float)):
        return str(value)
    if isinstance(value, list):
        return "\n".join(filter(None, map(text, value))) or None
    if isinstance(value, dict):
        return next((found for name in _NAMES if (found := text(value.get(name)))), None)
    return None


def line(value: Any) -> str | None:
    """Return ``value`` as one plain line, tags and entities gone."""
    found = text(value)
    return " ".join(text_of(found).split()) or None if found else None


def first(value: Any) -> Any:
    """Return the first of a list, else the value."""
    return next(iter(value), None) if isinstance(value, list) else value


def language(value: Any) -> str | None:
    """Return "nl", "en", another code in small letters, or None."""
    found = first(value)
    if isinstance(found, dict):
        found = found.get("alternateName") or found.get("name")
    if not isinstance(found, str) or not found.strip():
        return None
    code = re.split(r"[-_]", found.strip().lower())[0]
    return _LANGUAGES.get(code, code[:3])


def localised(value: Any, wanted: str | None) -> str | None:
    """Return the text of a list of {language, value} in the wanted language, else Dutch, English, the
    first."""
    if not isinstance(value, list):
        return text(value)
    by_language: dict[str | None, list[str]] = {}
    for item in value:
        code = language(item.get("language")) if isinstance(item, dict) else None
        nested = localised(item, wanted) if isinstance(item, list) else text(item)
        if nested:
            by_language.setdefault(code, []).append(nested)
    for code in (wanted, None, "nl", "en", *by_language):
        if code in by_language and (code is not None or len(by_language) == 1):
            return "\n".join(by_language[code])
    return "\n".join(by_language.get(None, [])) or None


def languages_of(value: Any) -> list[str]:
    """Return the languages in which a list of {language, value} speaks."""
    items = value if isinstance(value, list) else []
    found = (language(item.get("language")) for item in items if isinstance(item, dict))
    return [code for code in found if code]


def number(value: Any) -> int | None:
    """Return a whole number of at least 0, else None."""
    found = text(value)
    return int(found) if found and re.fullmatch(r"\d{1,9}", found) else None


def types(record: dict[str, Any]) -> set[str]:
    """Return the short names of @type, without prefix or address."""
    declared = record.get("@type", record.get("type"))
    names = declared if isinstance(declared, list) else [declared]
    return {re.split(r"[/#:]", name)[-1] for name in names if isinstance(name, str)}


def joined_text(*values: Any) -> str:
    """Return the plain text of several fields, one paragraph each, without repeating one that another
    holds."""
    parts: list[str] = []
    for value in values:
        found = text_of(text(value) or "")
        if found and not any(found in part for part in parts):
            parts.append(found)
    return "\n".join(parts)


def headline(title: str | None, body: str) -> str:
    """Return the title, or the beginning of the text where there is none."""
    return title or body.split("\n", 1)[0][:100]
