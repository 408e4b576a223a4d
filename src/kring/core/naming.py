"""Names of organisations: as people write them they enter, what tells them apart leaves."""

import re
import unicodedata
from collections.abc import Iterable
from difflib import SequenceMatcher

# What the law adds to a name says nothing about which organisation it is.
_LEGAL_FORMS = frozenset(
    {
        "bv", "nv", "vof", "cv", "ua", "ba", "stichting", "vereniging", "cooperatie", "cooperatieve",
        "maatschap", "eenmanszaak", "holding", "gmbh", "ltd", "inc", "llc", "sa", "plc", "foundation",
    }
)  # fmt: skip
_SPLIT_FORM = re.compile(r"\b([bnc])\.?\s?v\b\.?|\bv\.?\s?o\.?\s?f\b\.?", re.IGNORECASE)
_NO_WORD = re.compile(r"[^a-z0-9]+")
# Below this two names share too little for anybody to mean the same.
ALIKE = 0.82


def plain_name(name: str) -> str:
    """Return a name without case, accents, punctuation and legal form; "" stays "".

    >>> plain_name("Stichting Café De Brug"), plain_name("Cafe de Brug B.V.")
    ('cafe de brug', 'cafe de brug')
    >>> plain_name("Bakkerij Jansen & Zn. v.o.f.")
    'bakkerij jansen en zn'
    """
    text = unicodedata.normalize("NFKD", name.casefold())
    text = "".join(sign for sign in text if not unicodedata.combining(sign)).replace("&", " en ")
    words = _NO_WORD.sub(" ", _SPLIT_FORM.sub(" ", text)).split()
    kept = [word for word in words if word not in _LEGAL_FORMS]
    return " ".join(kept or words)


def likeness(one: str, other: str) -> float:
    """Return how much two plain names are alike, from 0 to 1.

    >>> likeness("bakkerij jansen", "bakkerij janssen") > ALIKE
    True
    """
    if one == other:
        return 1.0
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


def most_alike(wanted: str, names: Iterable[str], *, most: int = 3, least: float = 0.7) -> list[str]:
    """Return the names that come closest to what was typed, the closest first.

    >>> most_alike("bakerij janssen", ["Bakkerij Jansen B.V.", "Garage Smit"])
    ['Bakkerij Jansen B.V.']
    """
    plain = plain_name(wanted)
    matcher = SequenceMatcher(None, autojunk=False)
    matcher.set_seq2(plain)
    found = []
    for name in names:
        matcher.set_seq1(plain_name(name))
        if matcher.real_quick_ratio() >= least and matcher.quick_ratio() >= least:
            score = matcher.ratio()
            if score >= least:
                found.append((-score, name))
    return [name for _, name in sorted(found)[:most]]
