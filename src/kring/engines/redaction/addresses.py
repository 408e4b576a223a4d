"""A text enters; the places of mail addresses, plain and disguised, leave."""

import re
from collections.abc import Iterator

_LOCAL = r"(?<![\w.+%'’-])[\w.+%'’-]+"
_DOMAIN = r"\w[\w-]*(?:\.[\w-]+)+"
_OPEN, _CLOSE = r"[(\[{<]", r"[)\]}>]"
_AT_WORD = r"(?:at|apenstaart(?:je)?|@|＠)"
_DOT = rf"(?:\s?{_OPEN}\s?(?:dot|punt|\.)\s?{_CLOSE}\s?|\s(?:dot|punt)\s)"
_SPELT_LOCAL = rf"{_LOCAL}(?:{_DOT}[\w+-]+)*"

_PLAIN = re.compile(rf"{_LOCAL}\s?[@＠]\s?{_DOMAIN}")
_ENCODED = re.compile(rf"{_LOCAL}(?:&#64;|&#x40;|%40|&commat;){_DOMAIN}", re.IGNORECASE)
_BRACKETED = re.compile(
    rf"{_SPELT_LOCAL}\s?{_OPEN}\s?{_AT_WORD}\s?{_CLOSE}\s?\w[\w-]*(?:(?:{_DOT}|\.)[\w-]+)*", re.IGNORECASE
)
_SPELT = re.compile(
    rf"{_SPELT_LOCAL}\s(?:at|apenstaart(?:je)?|@)\s\w[\w-]*(?:(?:{_DOT}|\.)[\w-]+)*{_DOT}[\w-]+", re.I
)
_SHOUTED = re.compile(rf"{_LOCAL}\s(?:AT|apenstaart(?:je)?)\s{_DOMAIN}")

_HINT_BRACKET = re.compile(rf"{_OPEN}\s?{_AT_WORD}\s?{_CLOSE}", re.IGNORECASE)
_HINT_DOT = re.compile(r"\b(?:dot|punt)\b", re.IGNORECASE)
_HINT_ENCODED = re.compile(r"&#64;|&#x40;|%40|&commat;", re.IGNORECASE)


def mail_spans(text: str) -> Iterator[tuple[int, int]]:
    """Yield (start, end) of every mail address; each costly pattern runs only where its sign occurs."""
    patterns = []
    if "@" in text or "＠" in text:
        patterns.append(_PLAIN)
    if _HINT_BRACKET.search(text):
        patterns.append(_BRACKETED)
    if _HINT_DOT.search(text):
        patterns.append(_SPELT)
    if " AT " in text or "staart" in text:
        patterns.append(_SHOUTED)
    if _HINT_ENCODED.search(text):
        patterns.append(_ENCODED)
    for pattern in patterns:
        for match in pattern.finditer(text):
            yield match.start(), match.end()
