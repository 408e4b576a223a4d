"""A seed enters; passages with invented persons whose names stand in no list, and with listed ones, leave."""

import random
from collections.abc import Iterator

from kring.engines.redaction.words import flags_of, known_words

_ONSETS = [
    "b",
    "br",
    "d",
    "dr",
    "f",
    "fl",
    "g",
    "gr",
    "h",
    "j",
    "k",
    "kl",
    "l",
    "m",
    "n",
    "p",
    "pr",
    "r",
    "s",
    "sch",
    "st",
    "t",
    "tr",
    "v",
    "w",
    "z",
    "zw",
]
_VOWELS = ["a", "aa", "e", "ee", "i", "ie", "o", "oo", "u", "oe", "ei", "ui"]
_CODAS = ["k", "l", "m", "n", "p", "r", "s", "t", "lk", "rn", "st", "nd", "mp", "x", "f"]
_ENDINGS = ["a", "o", "i", "e", "in", "el", "us", "en", "ie"]
_PARTICLES = ["", "", "", "van ", "van der ", "de ", "el "]

_ANNOUNCED = {
    "nl": [
        "Neem voor vragen contact op met {}.",
        "Bel {} op 06-12345678.",
        "Contactpersoon: {}",
        "Vraag naar {}.",
        "Mevrouw {} vertelt je er meer over.",
        "De heer {} leidt de afdeling.",
        "Docent: dr. {}",
        "Met vriendelijke groet,\n{}",
        "Informatie bij {}, 030-1234567.",
        "Solliciteren? Mail naar {}: hr@x.invalid",
        "Mijn naam is {} en ik werk hier.",
        "De cursus wordt gegeven door {}.",
    ],
    "en": [
        "Please contact {} for details.",
        "Call {} on +31 6 12345678.",
        "Contact person: {}",
        "Ask for {}.",
        "Ms {} leads the department.",
        "Mr. {} supervises the thesis.",
        "Lecturer: Dr {}",
        "Kind regards,\n{}",
        "Reach out to {} at hr@x.invalid.",
        "My name is {} and I work here.",
        "Taught by {}.",
        "Your manager will be {}.",
    ],
}
_BARE = {
    "nl": [
        "{} werkt al jaren bij ons lab.",
        "Ons team groeit: {} begint in mei.",
        "Je vervangt {} tot de zomer.",
    ],
    "en": [
        "{} has worked in our lab for years.",
        "The team grows: {} starts in May.",
        "You replace {} in spring.",
    ],
}


def _invented(chance: random.Random) -> str:
    """Return a pronounceable word that no list of the engine knows."""
    while True:
        parts = [
            chance.choice(_ONSETS),
            chance.choice(_VOWELS),
            chance.choice(_CODAS),
            chance.choice(_ENDINGS),
        ]
        word = "".join(parts).capitalize()
        if not flags_of(word):
            return word


def _passage(template: str, name: str, language: str) -> dict:
    start = template.index("{}")
    span = {"kind": "name", "start": start, "end": start + len(name)}
    return {"language": language, "text": template.format(name), "spans": [span], "keep": []}


def _full(given: str, surname: str, chance: random.Random) -> str:
    return f"{given} {chance.choice(_PARTICLES)}{surname}"


def passages(kind: str, count: int, seed: int = 7) -> Iterator[dict]:
    """Yield ``count`` passages.

    "announced": given name and surname both invented, after a title, label or contact phrase. "half": a
    listed given name with an invented surname, no context. "bare": both invented, no context.
    """
    chance = random.Random(seed)
    given_names = sorted(word for word, flags in known_words().items() if flags == 1)
    for _ in range(count):
        language = chance.choice(["nl", "en"])
        given = chance.choice(given_names) if kind == "half" else _invented(chance)
        template = chance.choice((_ANNOUNCED if kind == "announced" else _BARE)[language])
        yield _passage(template, _full(given, _invented(chance), chance), language)
