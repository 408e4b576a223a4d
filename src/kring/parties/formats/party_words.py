"""Words of spreadsheets, Dutch and English, enter; the codes of fields, kinds and sizes leave."""

import re
import unicodedata

from kring.core.tables import rows
from kring.core.terms import areas

# Field → header in our own template, then other headers by which spreadsheets call it.
HEADERS: dict[str, tuple[str, ...]] = {
    "name": ("naam", "name", "organisatie", "organisation", "organization", "naam organisatie",
             "organisatienaam", "bedrijf", "bedrijfsnaam", "company", "partij", "party", "instelling"),
    "kind": ("soort", "type", "kind", "soort organisatie", "type organisatie", "organisation type",
             "organisatietype", "type partij", "categorie", "category"),
    "size_class": ("grootte", "size", "grootteklasse", "size class", "omvang", "bedrijfsgrootte",
                   "medewerkers", "aantal medewerkers", "werknemers", "employees", "fte", "mkb", "sme class"),
    "place": ("plaats", "place", "vestigingsplaats", "stad", "city", "town", "gemeente", "municipality",
              "woonplaats", "locatie", "location"),
    "postcode": ("postcode", "postal code", "zip", "zip code", "pc", "pc4", "pc6"),
    "area": ("gebied", "sector", "area", "branche", "toepassingsgebied", "application area", "field",
             "industry", "sbi"),
    "goals": ("doelen", "goals", "doel", "goal", "doelstelling", "ambitie", "ambition", "vraag", "wensen",
              "zoekt", "wants"),
    "offers": ("biedt", "aanbod", "offers", "offer", "wat biedt u", "kan bieden", "brengt", "brings",
               "bijdrage", "contribution"),
    "available_from": ("vanaf", "from", "beschikbaar vanaf", "available from", "start", "startdatum",
                       "start date", "begin", "begindatum"),
    "available_until": ("tot", "until", "tot en met", "t m", "beschikbaar tot", "available until", "einde",
                        "einddatum", "end", "end date", "to"),
    "hours_per_week": ("uren per week", "uren", "hours per week", "hours", "aantal uren", "uren week",
                       "tijd", "uur per week"),
    "contact_name": ("contactpersoon", "contact", "contact person", "contact name", "naam contactpersoon"),
    "contact_email": ("e-mail", "email", "mail", "e-mailadres", "emailadres", "mailadres", "email address",
                      "contact e-mail", "contact email"),
    "contact_phone": ("telefoon", "phone", "telefoonnummer", "tel", "telephone", "phone number", "mobiel",
                      "mobile"),
    "website": ("website", "site", "url", "web", "webadres"),
    "consent_to_be_shown": ("toestemming", "consent", "mag getoond worden", "tonen", "zichtbaar",
                            "toestemming tonen", "consent to be shown", "may be shown", "show", "publiek"),
}  # fmt: skip
REQUIRED = ("name", "kind")

_KINDS = {
    "company": "bedrijf company onderneming firma firm business zzp mkb sme mkb-bedrijf mkb'er ondernemer "
    "bv nv start-up startup scale-up bakkerij praktijk|midden en kleinbedrijf|grootbedrijf",
    "public-body": "overheid gemeente provincie waterschap ministerie rijksoverheid municipality province "
    "zorginstelling ziekenhuis hospital veiligheidsregio politie|public body|publieke organisatie|"
    "overheidsorganisatie|public organisation|publieke instelling|government|semi-overheid|zorgorganisatie",
    "sector-body": "branchevereniging brancheorganisatie koepel|sector body|branche organisatie|"
    "sector organisation|ondernemersvereniging|employers organisation",
    "hub": "hub ai-hub|regional ai hub|regionale ai hub|ai hub",
    "programme-office": "programmabureau|programme office|programma",
    "mbo": "mbo roc aoc vakschool|mbo instelling|mbo school|vocational school|vocational education",
    "hbo": "hbo hogeschool|hbo instelling|university of applied sciences",
    "wo": "wo universiteit university umc",
    "teacher-team": "docententeam opleidingsteam opleiding|teacher team|onderwijsteam",
    "sme-training-centre": "opleidingscentrum trainingscentrum opleider trainer bedrijfsschool|"
    "sme training centre|mkb trainingscentrum|training centre|training provider|bedrijfstakschool",
    "innovation-lab": "lab innovatielab living-lab livinglab|innovation lab|living lab|ai lab|ailab",
    "field-lab": "fieldlab|field lab|praktijklab",
    "centre-of-expertise": "coe|centre of expertise|expertisecentrum|kenniscentrum",
    "centre-for-innovative-craftsmanship": "civ|centrum voor innovatief vakmanschap|"
    "centre for innovative craftsmanship",
    "research-group": "lectoraat practoraat onderzoeksgroep|research group|kennisinstelling|kennisinstituut|"
    "research institute",
}
_SIZES = {
    "micro": "micro zzp eenmanszaak zelfstandig",
    "small": "small klein mkb sme kleinbedrijf",
    "medium": "medium middel middelgroot middenbedrijf midden",
    "large": "large groot grootbedrijf corporate",
}


def plain(text: str) -> str:
    """Spell a header or a word one way: no case, accents or punctuation.

    >>> plain("E-mailadres *"), plain("Type_organisatie")
    ('e mailadres', 'type organisatie')
    """
    bare = unicodedata.normalize("NFKD", text.casefold())
    return " ".join(re.sub(r"[\W_]+", " ", "".join(c for c in bare if not unicodedata.combining(c))).split())


def _spelled(words: str) -> set[str]:
    first, *phrases = words.split("|")
    return {plain(word) for word in (*first.split(), *phrases)}


# A trade that works in every field, or none that the list knows: kept without a field.
_EVERY_AREA = _spelled(
    "ict it software technologie technology ai data alle all diverse divers overig overige anders other "
    "geen none nvt zakelijke consultancy advies"
)
_YES = _spelled("ja yes j y true waar 1 x ok akkoord")
_NO = _spelled("nee no n false onwaar 0 neen geen")

_FIELD_OF = {plain(said): field for field, words in HEADERS.items() for said in words}
_KIND_OF = {word: kind for kind, words in _KINDS.items() for word in (plain(kind), *_spelled(words))}
_SIZE_OF = {word: size for size, words in _SIZES.items() for word in _spelled(words)}


def column_map(headers: tuple[str, ...]) -> dict[str, int]:
    """Return which column holds which field, as far as the headers tell; the first of two equals wins."""
    found: dict[str, int] = {}
    for position, header in enumerate(headers):
        said = plain(header)
        field = _FIELD_OF.get(said) or _FIELD_OF.get(
            re.sub(r"\s*\b(optional|optioneel|verplicht)\b", "", said)
        )
        if field:
            found.setdefault(field, position)
    return found


def kind_of(text: str) -> str | None:
    """Return the kind of party that a word means; None when it is not known.

    >>> kind_of("Hogeschool"), kind_of("MKB-bedrijf"), kind_of("field-lab"), kind_of("circus")
    ('hbo', 'company', 'field-lab', None)
    """
    return _KIND_OF.get(plain(text))


def size_of(text: str) -> str | None:
    """Return the size class that a word or a number of employees means; None when it means none.

    >>> size_of("1-9"), size_of("250+"), size_of("25 medewerkers"), size_of("<10"), size_of("Klein")
    ('micro', 'large', 'small', 'micro', 'small')
    """
    said = plain(text)
    if said in _SIZE_OF:
        return _SIZE_OF[said]
    numbers = [int(found) for found in re.findall(r"\d+", re.sub(r"(?<=\d)[.,](?=\d{3}\b)", "", text))]
    if not numbers or len(numbers) > 2:
        return next((size for word, size in _SIZE_OF.items() if said.startswith(f"{word} ")), None)
    employees = numbers[-1] - 1 if re.match(r"\s*(<|tot|minder|less|under)", text.lower()) else numbers[-1]
    return (
        "micro" if employees < 10 else "small" if employees < 50 else "medium" if employees < 250 else "large"
    )


_AREA_PATTERNS = {
    row["code"]: re.compile(rf"\b(?:{row['beginnings']})", re.IGNORECASE) for row in rows("area_words")
}


def area_of(text: str) -> str | None:
    """Return the application area that a text means: its code, its name, or words of its trade.

    "" stands for every area (a software firm); None for words that mean nothing here.

    >>> area_of("Landbouw en voedsel"), area_of("health"), area_of("Logistiek"), area_of("circus")
    ('agrifood', 'health', 'mobility', None)
    """
    said = plain(text)
    for code, term in areas().items():
        if said in (code, plain(term.name_nl), plain(term.name_en)):
            return code
    for code, term in areas().items():
        beginnings = {plain(name).split(" ")[0][:6] for name in (term.name_nl, term.name_en)}
        if len(said) > 5 and said[:6] in beginnings - {"techni", "gebouw", "public", "publie", "built"}:
            return code
    counts = {code: len(pattern.findall(text)) for code, pattern in _AREA_PATTERNS.items()}
    best = max(counts, key=lambda code: counts[code])
    if counts[best]:
        return best
    return "" if said.split(" ")[0] in _EVERY_AREA else None


def yes_or_no(text: str) -> bool | None:
    """Return what a word for yes or no means; an empty cell is no; None when it is neither."""
    said = plain(text)
    return True if said in _YES else False if not said or said in _NO else None
