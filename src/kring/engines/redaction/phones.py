"""A text enters; the places of phone numbers leave, while dates, times, amounts and codes stay out."""

import re
from collections.abc import Iterator

_GAP = r"[ \t\u00a0\u2009\u202f.\-‐‑–−/]{0,3}"
_DUTCH = re.compile(rf"(?<![\w+€$£])(?<!\d[.,/-])\(?0(?=[1-9\)]){_GAP}(?:[0-9]\)?{_GAP}){{8}}[0-9](?![0-9])")
_SERVICE = re.compile(
    rf"(?<![\w+])0[89]00{_GAP}(?:[0-9]{_GAP}){{3}}(?:(?:[0-9]{_GAP}){{2}}[0-9])?[0-9](?![0-9])"
)
_NETHERLANDS = re.compile(
    rf"(?<![\w+])\(?(?:\+|00{_GAP}){_GAP}31\)?{_GAP}(?:\(0\)|0)?{_GAP}\(?(?:[0-9]\)?{_GAP}){{8}}[0-9](?![0-9])"
)
_ABROAD = re.compile(
    rf"(?<![\w+])\(?(?:\+|00){_GAP}[1-9][0-9]{{0,2}}\)?{_GAP}(?:\(0\){_GAP})?\(?(?:[0-9]\)?{_GAP}\(?){{5,14}}[0-9]"
)
_AMERICAN = re.compile(r"(?<![\w+-])(?:\([2-9][0-9]{2}\) ?|[2-9][0-9]{2}-)[0-9]{3}-[0-9]{4}(?![\w-])")
_BESIDE_WORD = re.compile(
    r"\b(?:tel(?:efoon(?:nummer)?|ephone)?|phone|mobiel|mobile|fax|gsm|whatsapp)\b[^\n0-9+€]{0,16}?"
    rf"(\(?[0-9]\)?{_GAP}(?:\(?[0-9]\)?{_GAP}){{5,12}}[0-9])(?![0-9])",
    re.IGNORECASE,
)
_MUNICIPAL = re.compile(
    r"\b(?:tel|telefoon|telefoonnummer|phone|bel|belt|bellen|call|dial|nummer|number)\b[^\n0-9]{0,24}"
    r"\b(14[ \u00a0]?0[1-9][0-9]{1,2})(?![0-9.,]?[0-9])",
    re.IGNORECASE,
)
_DATE = re.compile(
    r"\(?(?:[0-3]?[0-9][-./ ][01]?[0-9][-./ ](?:19|20)[0-9]{2}|(?:19|20)[0-9]{2}[-./][01][0-9])(?![0-9])"
)
_TIMES = re.compile(r"[0-2]?[0-9][.:][0-5][0-9][ \u00a0]?[-–−/ ][ \u00a0]?[0-2]?[0-9][.:][0-5][0-9](?![0-9])")
_THOUSANDS = re.compile(r"\+?[0-9]{1,3}(?:[ .][0-9]{3})*[ .]?000\Z")
_HINT = re.compile(rf"[0-9](?:[()]?{_GAP}[()]?[0-9]){{6,}}")
_SHORTEST = 7
_WORD_BEFORE = 40


def _is_number(found: str) -> bool:
    """Tell a phone number from a date, a pair of times or a round amount."""
    if _DATE.match(found) or _TIMES.match(found) or _THOUSANDS.match(found):
        return False
    return sum(character.isdigit() for character in found) >= _SHORTEST


def _patterns(text: str) -> list[re.Pattern[str]]:
    patterns = [_DUTCH, _AMERICAN, _BESIDE_WORD]
    return [*patterns, _NETHERLANDS, _ABROAD, _SERVICE] if "+" in text or "00" in text else patterns


def phone_spans(text: str) -> Iterator[tuple[int, int]]:
    """Yield (start, end) of every phone number; the patterns run only where seven digits stand together."""
    if "14" in text:
        for match in _MUNICIPAL.finditer(text):
            yield match.span(1)
    patterns: list[re.Pattern[str]] = []
    for digits in _HINT.finditer(text):
        patterns = patterns or _patterns(text)
        window = max(0, digits.start() - _WORD_BEFORE), digits.end()
        for pattern in patterns:
            for match in pattern.finditer(text, *window):
                if _is_number(match.group(pattern.groups)):
                    yield match.span(pattern.groups)
