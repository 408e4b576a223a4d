"""The method code or the level of a mention enters; a sentence in Dutch or English that says why leaves."""

SENTENCES: dict[str, dict[str, str]] = {
    "label:preferred": {
        "nl": "De tekst noemt deze vaardigheid bij haar naam: “{surface}”.",
        "en": "The text calls this skill by its name: “{surface}”.",
    },
    "label:alternative": {
        "nl": "“{surface}” is een andere naam voor deze vaardigheid.",
        "en": "“{surface}” is another name for this skill.",
    },
    "variant:plural": {
        "nl": "“{surface}” is een enkelvoud of meervoud van de naam.",
        "en": "“{surface}” is a singular or plural of the name.",
    },
    "variant:inflection": {
        "nl": "“{surface}” is een andere vorm van de naam.",
        "en": "“{surface}” is another form of the name.",
    },
    "variant:spelling": {
        "nl": "“{surface}” is de naam met een streepje of spatie anders.",
        "en": "“{surface}” is the name with a hyphen or space changed.",
    },
    "variant:qualifier": {
        "nl": "“{surface}” is de naam zonder de toelichting tussen haakjes.",
        "en": "“{surface}” is the name without its note in brackets.",
    },
    "variant:acronym": {
        "nl": "“{surface}” is de afkorting van de naam.",
        "en": "“{surface}” is the abbreviation of the name.",
    },
    "variant:joined": {
        "nl": "“{surface}” is de naam aan elkaar geschreven.",
        "en": "“{surface}” is the name written as one word.",
    },
    "variant:compound": {
        "nl": "De naam is een deel van het woord “{surface}”.",
        "en": "The name is a part of the word “{surface}”.",
    },
    "paraphrase": {
        "nl": "“{surface}” beschrijft deze vaardigheid zonder haar te noemen.",
        "en": "“{surface}” describes this skill without naming it.",
    },
    "cue": {
        "nl": "Bij de vraag “{surface}” helpt deze vaardigheid vaak.",
        "en": "This skill often helps with the need “{surface}”.",
    },
    "described": {
        "nl": "“{surface}” beschrijft in gewone woorden deze vaardigheid.",
        "en": "“{surface}” describes this skill in plain words.",
    },
    "likely": {
        "nl": "“{surface}” kan hierop wijzen.",
        "en": "“{surface}” may point to it.",
    },
    "linked": {
        "nl": "“{surface}” lijkt het meest op deze vaardigheid.",
        "en": "“{surface}” resembles this skill the most.",
    },
}


def why(method: str, surface: str, language: str) -> str:
    """Return the sentence for one mention.

    >>> why("label:preferred", "machine learning", "nl")
    'De tekst noemt deze vaardigheid bij haar naam: “machine learning”.'
    """
    return SENTENCES[method]["nl" if language == "nl" else "en"].format(surface=surface)


LEVELS: dict[str, dict[str, str]] = {
    "aware": {
        "nl": "“{hint}” wijst op het niveau bewust: weten wat het is.",
        "en": "“{hint}” hints at the level aware: knowing what it is.",
    },
    "user": {
        "nl": "“{hint}” wijst op het niveau gebruiker: het in het werk gebruiken.",
        "en": "“{hint}” hints at the level user: using it at work.",
    },
    "practitioner": {
        "nl": "“{hint}” wijst op het niveau vakmens: het zelf maken of inrichten.",
        "en": "“{hint}” hints at the level practitioner: making or setting it up oneself.",
    },
    "expert": {
        "nl": "“{hint}” wijst op het niveau expert: anderen de weg wijzen.",
        "en": "“{hint}” hints at the level expert: showing others the way.",
    },
}


def why_level(level: str, hint: str, language: str) -> str:
    """Return the sentence that says why a mention has a level.

    >>> why_level("aware", "basiskennis van", "nl")
    '“basiskennis van” wijst op het niveau bewust: weten wat het is.'
    """
    return LEVELS[level]["nl" if language == "nl" else "en"].format(hint=hint)
