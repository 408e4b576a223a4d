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

_DUTCH = """de het een en van voor met zijn op te dat wij ons onze bij aan ook je jij jouw niet naar uit om
als er wordt worden deze dit hebt heb heeft kun kunt kan binnen jullie u uw wil zoeken geen maar door over"""
_ENGLISH = """the and of to a for with you your we our is are be as this that will on by or from an have has
at it their which who can using they not but"""
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
    return next((str(language) for language, _ in ranked if language in ("nl", "en")), "en")
