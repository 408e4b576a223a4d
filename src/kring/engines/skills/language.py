"""A text enters; its language leaves: nl, en or other.

1. Count words that only Dutch, English, German, French or Spanish uses all the time. 2. A clear
majority decides. 3. Otherwise the n-gram model of py3langid decides, when it is sure.
"""

from functools import cache
from typing import Any

from kring.engines.skills.words import WORD

LOOKED_AT = 1500
CLEAR_LEAD = 2
ENOUGH_WORDS = 6
SURE = 0.9

_STOP = {
    "nl": "de het een en van voor met zijn op te dat wij ons onze bij aan ook je jij jouw niet naar uit om als er "
    "wordt worden deze dit hebt heb heeft kun kunt kan binnen jullie u uw wil zoeken geen maar door over".split(),
    "en": "the and of to a for with you your we our is are be as this that will on by or from an have has at "
    "it their which who can using they not but".split(),
    "other": "der die das und für mit nicht sie wir ist ein eine auf von zu den le la les et des une pour dans "
    "vous nous est avec el los las y para con una por del il lo gli che di per och att det som til".split(),
}
_VOTES = {language: frozenset(words) for language, words in _STOP.items()}


@cache
def _model() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_pickled_model(MODEL_FILE, norm_probs=True)


def detect_language(text: str) -> str:
    """Return "nl", "en" or "other" (any other language); a text too short to tell counts as English.

    >>> detect_language("Wij zoeken een ontwikkelaar die het team versterkt"), detect_language("Python")
    ('nl', 'en')
    """
    words = [word.lower() for word in WORD.findall(text[:LOOKED_AT])]
    votes = {language: sum(map(stop.__contains__, words)) for language, stop in _VOTES.items()}
    best, second = sorted(votes, key=lambda language: -votes[language])[:2]
    if votes[best] >= CLEAR_LEAD * max(1, votes[second]) and best != "other":
        return best
    if not words:
        return "en"
    language, certainty = _model().classify(text[:LOOKED_AT])
    if language in ("nl", "en"):
        return str(language)
    if certainty >= SURE and len(words) >= ENOUGH_WORDS and votes["nl"] + votes["en"] <= votes["other"]:
        return "other"
    return "nl" if votes["nl"] > votes["en"] else "en"
