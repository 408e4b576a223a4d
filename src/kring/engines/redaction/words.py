"""A capitalised word enters; what the project's lists know of it leaves, as flags."""

import re
from functools import cache, lru_cache

from kring.engines.redaction.signs import LISTS, signs

# What a word may be, as bits; plain integers, for this is asked of every capitalised word. 0: in no list.
# "Weak" names are also words, places or tools and need company.
GIVEN, GIVEN_WEAK, SURNAME, SURNAME_WEAK = 1, 2, 4, 8
PROTECTED, COMMON, PARTICLE, INITIALS, BY_ENDING = 16, 32, 64, 128, 256

PARTICLES = signs("particles")
_SURNAME_ENDINGS, _WORD_ENDINGS = tuple(signs("surname_endings")), tuple(signs("word_endings"))
_SHORTEST_BY_ENDING = 7


def _lines(name: str) -> list[str]:
    content = (LISTS / f"{name}.txt").read_text(encoding="utf-8")
    return [line for line in content.splitlines() if line and not line.startswith("#")]


def _put(known: dict[str, int], name: str, plain: int, weak: int) -> None:
    certain, doubtful = set[str](), set[str]()
    for line in _lines(name):
        (doubtful if line.startswith("! ") else certain).update(line.removeprefix("! ").split())
    for word in certain - doubtful:
        known[word] = known.get(word, 0) | plain
    for word in doubtful:
        known[word] = known.get(word, 0) | weak


@cache
def known_words() -> dict[str, int]:
    """Return every listed word with its flags."""
    known: dict[str, int] = {}
    _put(known, "given", GIVEN, GIVEN_WEAK)
    _put(known, "surnames", SURNAME, SURNAME_WEAK)
    _put(known, "protected", PROTECTED, PROTECTED)
    _put(known, "common", COMMON, COMMON)
    for particle in PARTICLES:
        capital = particle.capitalize()
        known[capital] = known.get(capital, 0) | PARTICLE
    return known


@cache
def protected_phrases() -> dict[str, tuple[str, ...]]:
    """Return the institutions called after a person, by first word, longest first."""
    by_first: dict[str, list[str]] = {}
    for line in _lines("phrases"):
        by_first.setdefault(re.split(r"[\s-]", line)[0], []).append(line)
    return {first: tuple(sorted(lines, key=len, reverse=True)) for first, lines in by_first.items()}


@lru_cache(maxsize=100_000)
def flags_of(word: str) -> int:
    """Return the flags of a capitalised word: as listed, by its parts, or by a surname ending.

    A compound with a small letter after its hyphen ("Julia-pakket") is a thing, not a person.
    """
    known = known_words()
    if word in known:
        return known[word]
    if word[-1] == ".":
        return INITIALS
    bare = re.sub(r"['’]s?$", "", word)
    if bare in known:
        return known[bare]
    parts = re.split(r"[-‐‑]", bare)
    if len(parts) > 1:
        return _flags_of_compound(parts)
    if bare.isupper() and len(bare) >= 4:
        return _flags_of_capitals(bare)
    if len(bare) >= _SHORTEST_BY_ENDING and bare.endswith(_SURNAME_ENDINGS):
        return SURNAME
    if len(bare) >= _SHORTEST_BY_ENDING and bare.endswith(_WORD_ENDINGS):
        return COMMON | BY_ENDING
    return COMMON if len(bare) < 2 or not bare.isalpha() and "'" not in bare and "’" not in bare else 0


def _flags_of_capitals(word: str) -> int:
    """A word in capitals is more often an acronym: only a listed name counts, and it needs company."""
    flags = known_words().get(word.title(), 0)
    if len(word) < 5 or not flags:
        return COMMON
    weak = GIVEN_WEAK if flags & GIVEN else 0
    return weak | flags & (SURNAME | PROTECTED | COMMON)


def _flags_of_compound(parts: list[str]) -> int:
    if not all(part[:1].isupper() for part in parts):
        return COMMON
    flags = [flags_of(part) for part in parts]
    if any(flag & PROTECTED for flag in flags):
        return PROTECTED
    if any(flag & SURNAME for flag in flags) and not flags[0] & GIVEN:
        return SURNAME
    if all(flag & (GIVEN | GIVEN_WEAK) for flag in flags):
        return GIVEN
    if any(flag & SURNAME_WEAK for flag in flags):
        return SURNAME
    return COMMON if any(flag & COMMON for flag in flags) else 0
