"""A folded word enters; the words it may be an inflection of, Dutch or English, leave.

Rules only, and a result counts only when it is a word of the vocabulary, so that a wrong guess
rarely does harm: "modellen" → "model", "systemen" → "systeem", "managing" → "manage".
"""

from collections.abc import Container, Iterator

SHORTEST = 3
LONG = 6
_VOWELS = "aeiou"
_DOUBLE = frozenset("bdfgklmnprst")


def singulars(word: str) -> Iterator[str]:
    """Yield what ``word`` may be the plural or genitive of."""
    if word.endswith("'s") or word.endswith("s'"):
        yield word[:-2]
        yield word[:-2] + word[-1:] if word.endswith("s'") else word[:-2]
    if word.endswith("ies"):
        yield word[:-3] + "y"
        yield word[:-1]
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        yield word[:-1]
        if word.endswith("es"):
            yield word[:-2]
    if word.endswith("en"):
        yield from _dutch_stem(word[:-2])


def _dutch_stem(stem: str) -> Iterator[str]:
    yield stem
    if len(stem) < SHORTEST:
        return
    if stem[-1] == stem[-2] and stem[-1] in _DOUBLE:
        yield stem[:-1]
    hardened = stem[:-1] + {"v": "f", "z": "s"}.get(stem[-1], stem[-1])
    if hardened != stem:
        yield hardened
    if stem[-2] in "aeou" and stem[-3] not in _VOWELS and stem[-1] not in _VOWELS:
        yield hardened[:-1] + stem[-2] + hardened[-1]


def bases(word: str) -> Iterator[str]:
    """Yield what ``word`` may be any inflection of: plural, verb form, adjective with -e."""
    yield from singulars(word)
    for ending in ("ing", "ed"):
        if word.endswith(ending) and len(word) >= LONG:
            stem = word[: -len(ending)]
            yield stem
            yield stem + "e"
            if len(stem) > SHORTEST and stem[-1] == stem[-2]:
                yield stem[:-1]
    if word.endswith("e") and len(word) >= LONG:
        yield from _dutch_stem(word[:-1])
    if word.endswith("eert"):
        yield word[:-4] + "eren"


def widened(word: str) -> Iterator[str]:
    """Yield words that ``word`` may be the base of."""
    for ending in ("s", "en", "'s", "e", "es"):
        yield word + ending
    yield word + word[-1:] + "en"


def is_plural_pair(one: str, other: str) -> bool:
    """Tell whether two folded words differ only in number.

    >>> is_plural_pair("taalmodel", "taalmodellen"), is_plural_pair("train", "training")
    (True, False)
    """
    return other in singulars(one) or one in singulars(other)


def base_in(word: str, known: Container[str]) -> str | None:
    """Return the known word that ``word`` is a form of, the first by the order of the rules."""
    for candidate in bases(word):
        if len(candidate) >= SHORTEST and candidate != word and candidate in known:
            return candidate
    return None
