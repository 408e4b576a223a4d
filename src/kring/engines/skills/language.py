"""A text enters; its language leaves: nl, en or other.

1. Count words that only Dutch, English, German, French or Spanish uses all the time: "we", "is", "of"
and "over" are both Dutch and English, so they count for neither. 2. A clear
majority decides. 3. Otherwise the n-gram model of py3langid decides, when it is sure.
"""

from functools import cache
from typing import Any

from kring.engines.skills.words import WORD

LOOKED_AT = 1500
CLEAR_LEAD = 2
ENOUGH_WORDS = 6
SURE = 0.9

_DUTCH = """de het een en van voor met zijn op te dat wij ons onze bij aan ook je jij jouw niet naar uit om
als er wordt worden deze dit hebt heb heeft kun kunt kan binnen jullie u uw wil willen zoeken geen maar door
hoe hoeveel elke elk iedere veel moet moeten weten"""
_ENGLISH = """the and to a for with you your our are be as this that will on by or from an have has
at it their which who can using they not but how every these about"""
_OTHERS = """der die das und für mit nicht sie wir ist ein eine auf von zu den le la les et des une pour dans
vous nous est avec el los las y para con una por del il lo gli che di per och att det som til"""
_VOTES = {
    language: frozenset(words.split())
    for language, words in (("nl", _DUTCH), ("en", _ENGLISH), ("other", _OTHERS))
}


@cache
def _model() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def detect_language(text: str, *, otherwise: str = "") -> str:
    """Return "nl", "en" or "other" (any other language).

    A text too short to tell is in the language ``otherwise``; where none is given, in the likelier of the
    two, and English where it has no words.

    >>> detect_language("Wij zoeken een ontwikkelaar die het team versterkt"), detect_language("Python")
    ('nl', 'en')
    """
    words = [word.lower() for word in WORD.findall(text[:LOOKED_AT])]
    votes = {language: sum(map(stop.__contains__, words)) for language, stop in _VOTES.items()}
    best, second = sorted(votes, key=lambda language: -votes[language])[:2]
    if votes[best] >= CLEAR_LEAD * max(1, votes[second]) and best != "other":
        return best
    if not words:
        return otherwise or "en"
    ranked = _model().rank(text[:LOOKED_AT])
    certainty = ranked[0][1]
    if (
        ranked[0][0] not in ("nl", "en")
        and certainty >= SURE
        and len(words) >= ENOUGH_WORDS
        and votes["nl"] + votes["en"] <= votes["other"]
    ):
        return "other"
    if votes["nl"] != votes["en"]:
        return "nl" if votes["nl"] > votes["en"] else "en"
    if otherwise and certainty < SURE:
        return otherwise
    return next((str(language) for language, _ in ranked if language in ("nl", "en")), "en")
