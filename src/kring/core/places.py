"""Places in the Netherlands: the text of a place or postcode enters, its COROP area and province leave."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from typing import Literal, cast

from kring.core.regions import province_of, regions
from kring.core.tables import rows

Certainty = Literal["certain", "approximate"]

_POSTCODE = re.compile(r"(?<![\w-])([1-9]\d)\d\d(\s?[A-Za-z]{2}\b)?(?!\w)")
_SEPARATORS = re.compile(r"[,;|/()\[\]\n]|\s[-–—]\s")
_AROUND = re.compile(
    r"^(?:gemeente|regio|omgeving|greater|region) |"
    r" (?:en omgeving|eo|area|region|centrum|centre|stad|city|noord|oost|zuid|west|campus|science park)$"
)
_ABROAD = frozenset(
    {"belgie", "belgium", "be", "duitsland", "germany", "deutschland", "de", "noorwegen", "norway"}
)
_PROVINCES = {
    "NL11": "groningen|gr|gn",
    "NL12": "fryslan|friesland|fr|frl",
    "NL13": "drenthe|dr",
    "NL21": "overijssel|ov|o",
    "NL22": "gelderland|gld|ge|gl",
    "NL23": "flevoland|fl",
    "NL32": "noord holland|north holland|nh",
    "NL34": "zeeland|ze|zld|z",
    "NL35": "utrecht|ut|u",
    "NL36": "zuid holland|south holland|zh",
    "NL41": "noord brabant|north brabant|brabant|nb",
    "NL42": "limburg|lb|li|l",
}


@dataclass(frozen=True)
class Place:
    """A municipality or COROP area; ``certainty`` is the postcode's where only a postcode told it."""

    name: str
    corop: str
    province: str
    certainty: Certainty = "certain"


@dataclass(frozen=True)
class _Name:
    """All places that bear a name, and the municipality that is called so, if there is one."""

    bearers: tuple[Place, ...]
    municipality: Place | None


def corop_of_postcode(postcode: str) -> tuple[str, Certainty] | None:
    """Return the COROP area of a Dutch postcode and how sure that is; None when it is no postcode.

    >>> corop_of_postcode("3511 AB")
    ('NL350', 'certain')
    >>> corop_of_postcode("9712ab")
    ('NL115', 'approximate')
    >>> corop_of_postcode("0123 AB") is None
    True
    """
    match = _POSTCODE.fullmatch(postcode.strip())
    return _postcodes()[match[1]] if match else None


def place(text: str) -> Place | None:
    """Return the municipality or COROP area that a text names; None when it names none, or several.

    >>> place("Groningen, Nederland").corop, place("den haag").name
    ('NL115', "'s-Gravenhage")
    >>> place("Zernikelaan 1, 9712 AB Groningen") == place("GRONINGEN")
    True
    >>> place("Hengelo").corop, place("Hengelo (Gld)").corop, place("7255 AB Hengelo").corop
    ('NL213', 'NL225', 'NL225')
    >>> place("Amsterdam / Rotterdam") is None and place("Bergen") is None
    True
    """
    text = re.sub(r"\ba/d\s", "aan den ", text)
    postcode = _POSTCODE.search(text)
    told = _postcodes()[postcode[1]] if postcode else None
    after = text[postcode.end() :].strip(" ,;.-") if postcode else ""
    words = after or _POSTCODE.sub(",", text)
    segments = [key for key in map(_key, _SEPARATORS.split(words)) if key]
    if any(segment in _ABROAD for segment in segments[1:]):
        return None
    whole = _named(_key(words))
    names, hints = ([whole], set[str]()) if whole else _read(segments)
    if names:
        return _choose(names, hints, told[0] if told else "")
    # Four digits alone are a postcode; before an unknown name they may as well be Belgian.
    if postcode and told and (postcode[2] or postcode[0] == text.strip()):
        return Place(regions()[told[0]].name_nl, told[0], province_of(told[0]), told[1])
    return None


def _read(segments: Sequence[str]) -> tuple[list[_Name], set[str]]:
    """Return what each segment can mean, and the provinces that are named beside it."""
    named: list[_Name] = []
    hints: set[str] = set()
    for segment in segments:
        shorter, _, last = segment.rpartition(" ")
        if segment in _province_words():
            hints.add(_province_words()[segment])
        elif found := _named(segment):
            named.append(found)
        elif last in _province_words() and (found := _named(shorter)):
            named.append(found)
            hints.add(_province_words()[last])
    if not named:
        # "Utrecht, NL" and "Groningen, Groningen": the city, since nothing else is named.
        named = [found for segment in segments if len(segment) > 3 and (found := _named(segment))]
    return named, hints


def _choose(names: Sequence[_Name], hints: set[str], corop: str) -> Place | None:
    chosen = [_one(name, hints, corop) for name in names]
    first = chosen[0]
    return first if first and all(other and other.corop == first.corop for other in chosen) else None


def _one(name: _Name, hints: set[str], corop: str) -> Place | None:
    """Choose among the bearers of one name: by province, by postcode, else the municipality itself."""
    left = [one for one in name.bearers if not hints or one.province in hints]
    left = [one for one in left if one.corop == corop] or left
    left = [one for one in left if one.province == province_of(corop)] or left
    if not left or len({one.corop for one in left}) == 1:
        return left[0] if left else None
    return name.municipality if name.municipality in left else None


def _named(key: str) -> _Name | None:
    """Return what a name can mean, also when "regio" or "centrum" stands beside it."""
    return _gazetteer().get(key) or _gazetteer().get(_AROUND.sub("", key))


def similar_places(text: str, *, most: int = 3) -> tuple[str, ...]:
    """Return the names of municipalities that look like a misspelt one, most alike first.

    >>> similar_places("Zwole")[0], similar_places("Eindhove")[0], similar_places("xyz")
    ('Zwolle', 'Eindhoven', ())
    """
    known = {key: name.municipality.name for key, name in _gazetteer().items() if name.municipality}
    return tuple(known[key] for key in get_close_matches(_key(text), known, n=most, cutoff=0.8))


def _key(text: str) -> str:
    """Spell a name one way: no case, accents, dots, hyphens or apostrophes; "st." is "sint".

    >>> _key("’s-Gravenhage"), _key("St. Willebrord"), _key("Súdwest-Fryslân")
    ('s gravenhage', 'sint willebrord', 'sudwest fryslan')
    """
    plain = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter) and letter != ".")
    words = re.sub(r"[\W_]+", " ", plain).split()
    return " ".join("sint" if word == "st" else word for word in words)


@cache
def _gazetteer() -> dict[str, _Name]:
    """Every name with its bearers: municipalities, towns in them, and COROP areas of no such name."""
    bearers: dict[str, list[Place]] = {}
    own: dict[str, Place] = {}
    for row in rows("municipalities"):
        one = Place(row["name"], row["corop"], row["province"])
        own[_key(one.name)] = one
        for key in {_key(name) for name in (row["name"], *row["aliases"].split(" | "))} - {""}:
            bearers.setdefault(key, []).append(one)
    for region in regions().values():
        if region.level == "corop":
            area = Place(region.name_nl, region.code, region.parent)
            bearers.setdefault(_key(region.name_nl), [area])
    return {key: _Name(tuple(places), own.get(key)) for key, places in bearers.items()}


@cache
def _postcodes() -> dict[str, tuple[str, Certainty]]:
    return {row["postcode2"]: (row["corop"], cast(Certainty, row["certainty"])) for row in rows("postcodes")}


@cache
def _province_words() -> dict[str, str]:
    return {word: code for code, words in _PROVINCES.items() for word in words.split("|")}
