"""The industry of a vacancy, in words or as an SBI code, enters; the code of an application area
leaves, or None."""

import re
from functools import lru_cache

from kring.core.terms import areas

_SECTIONS = {
    "A": "agrifood", "B": "industry", "C": "industry", "D": "energy", "E": "energy", "F": "built",
    "H": "mobility",
    "K": "finance", "L": "built", "O": "public", "P": "education", "Q": "health", "R": "culture",
}  # fmt: skip
_DIVISIONS = [
    (1, 3, "agrifood"), (6, 9, "industry"), (10, 12, "agrifood"), (13, 29, "industry"), (30, 30, "industry"),
    (31, 33, "industry"), (35, 39, "energy"), (41, 43, "built"), (49, 49, "mobility"), (50, 50, "maritime"),
    (51, 53, "mobility"), (58, 60, "culture"), (64, 66, "finance"), (68, 68, "built"), (69, 69, "safety"),
    (71, 71, "built"), (80, 80, "safety"), (84, 84, "public"), (85, 85, "education"), (86, 88, "health"),
    (90, 93, "culture"),
]  # fmt: skip
_GROUPS = {"301": "maritime", "5222": "maritime", "842": "safety", "692": "finance", "75": "health"}
"""Groups that leave the area of their division: shipbuilding, port services, defence and justice,
accountants, vets."""

_WORDS = {
    "energy": "energie energy duurza sustainab zonne solar wind elektricit electricit waterstof "
    "hydrogen klimaat "
    "climate afval waste recycling drinkwater utilities milieu environment",
    "health": "zorg health ziekenhui hospital medi[cs] care\\b farma pharma verple nurs kliniek clinic ggz "
    "welzijn apothe tandarts dental gezondheid",
    "safety": "politie police justiti justice defensie defen[cs]e beveilig security\\b veiligheid "
    "safety recht legal "
    "law\\b advoca brandweer fire.brigade notari",
    "agrifood": "landbouw agri tuinbouw horticult voeding food\\b voedsel zuivel dairy visserij fisher "
    "vee(?:teelt|houd) "
    "bosbouw forest levensmiddel glastuin crop",
    "culture": "cultu[ur] media\\b uitgever publish museum muse[au] kunst arts\\b omroep broadcast film "
    "muziek music theater "
    "theatre journalis entertainment gaming erfgoed heritage",
    "finance": "financ bank verzeker insur pensioen pension accountan belegg invest fintech boekhoud",
    "built": "bouw construct vastgoed real.estate architect infra(?!struct) installatietechniek woningcorpor "
    "housing civiel civil.engineer",
    "maritime": "maritie?m haven\\b havens ports?\\b scheep ship offshore marine\\b zeevaart",
    "mobility": "mobilit transport logisti vervoer luchtvaart aviation airport spoor rail automotive "
    "warehous "
    "supply.chain koerier",
    "education": "onderwijs education school universit opleiding training\\b academi e-learning hogeschool",
    "public": "overheid government gemeente municipal provinci ministeri "
    "public.(?:sector|admin|service) publieke "
    "waterschap rijksoverheid openbaar.bestuur",
    "industry": "industri(?!al.design) manufactur productie machine metaal metal chemi semicon hightech "
    "high.tech elektron "
    "electronic maakindustrie fabriek factory techniek",
}
_PATTERNS = {
    code: re.compile(
        "|".join(rf"\b{word}" if len(word) < 5 else word for word in words.split()), re.IGNORECASE
    )
    for code, words in _WORDS.items()
}
_SBI = re.compile(
    r"\s*(?:SBI|NACE|ISIC)?[:\s]*([A-U])?\s*(\d{2}(?:\.?\d{1,3})*)?\s*(?:$|[-–:,;(]|\s)", re.IGNORECASE
)


def _by_code(section: str | None, digits: str) -> str | None:
    for length in range(len(digits), 1, -1):
        if digits[:length] in _GROUPS:
            return _GROUPS[digits[:length]]
    if len(digits) >= 2:
        division = int(digits[:2])
        return next((area for low, high, area in _DIVISIONS if low <= division <= high), None)
    return _SECTIONS.get(section.upper()) if section else None


@lru_cache(maxsize=10_000)
def area_of(industry: str | None) -> str | None:
    """Return the application area of an industry: its own code or name, an SBI code, or Dutch or English
    words.

    The area with the most words wins; a tie, such as "transport and food", is unknown.

    >>> area_of("86.10 Ziekenhuizen"), area_of("Q"), area_of("Tuinbouw"), area_of("Legal"), area_of("Toys")
    ('health', 'health', 'agrifood', 'safety', None)
    """
    text = (industry or "").strip()
    if not text:
        return None
    for code, term in areas().items():
        if text.lower() in (code, term.name_nl.lower(), term.name_en.lower()):
            return code
    code_match = _SBI.match(text)
    if code_match and (code_match[2] or (code_match[1] and len(text) == 1)):
        return _by_code(code_match[1], (code_match[2] or "").replace(".", ""))
    hits = {code: len(set(pattern.findall(text.lower()))) for code, pattern in _PATTERNS.items()}
    best = max(hits.values())
    winners = [code for code, count in hits.items() if count == best]
    return winners[0] if best and len(winners) == 1 else None
