"""Cleans labels and decides what a table of a skills standard holds; text in, clean text out."""

import re
import unicodedata
from collections.abc import Iterable

KIND_OF_TYPE = {
    "KnowledgeSkillCompetence": "skill",
    "Occupation": "occupation",
    "SkillGroup": "group",
    "ISCOGroup": "group",
}
_SPACES = re.compile(r"\s+")
_IN_FILE_NAME = re.compile(r"_([a-z]{2})(?:[_.]|$)")
_VERSION = re.compile(r"v?(\d+\.\d+(?:\.\d+)?)")


def clean_label(text: str) -> str:
    """Return the label without hidden characters, with single spaces, in Unicode form NFC.

    >>> clean_label("data\\u00a0 mining\\u200b ")
    'data mining'
    """
    spaced = _SPACES.sub(" ", unicodedata.normalize("NFC", text))
    if not spaced.isascii():
        spaced = "".join(c for c in spaced if unicodedata.category(c) not in {"Cf", "Cc", "Co", "Cn"})
    return spaced.strip()


def split_labels(field: str) -> list[str]:
    """Return the labels of one field: separated by line ends or by `` | ``, cleaned, without repeats."""
    seen: dict[str, str] = {}
    for part in re.split(r"\n| \| ", field):
        label = clean_label(part)
        if label:
            seen.setdefault(label.casefold(), label)
    return list(seen.values())


def language_in_name(name: str) -> str:
    """Return the language code in a file name such as ``skills_en.csv``; "" when there is none."""
    found = _IN_FILE_NAME.findall(name.lower())
    return found[-1] if found else ""


def release_in_name(name: str) -> str:
    """Return the release in a file name such as ``esco-v1.1.1-en-csv.zip``; "" when there is none."""
    found = _VERSION.search(name)
    return found.group(1) if found else ""


def table_kind(columns: Iterable[str]) -> str:
    """Say what a table of ESCO's CSV layout holds, by its columns; "" when it is none of them.

    >>> table_kind(["conceptType", "conceptUri", "preferredLabel"])
    'concepts'
    """
    names = set(columns)
    if {"occupationUri", "skillUri", "relationType"} <= names:
        return "occupation-skill"
    if {"originalSkillUri", "relatedSkillUri", "relationType"} <= names:
        return "skill-skill"
    if {"conceptUri", "broaderUri"} <= names:
        return "broader"
    if {"conceptUri", "broaderConceptUri"} <= names:
        return "collection"
    if "conceptUri" in names and names & {"preferredLabel", "altLabels", "description"}:
        return "concepts"
    if "Level 0 URI" in names or "conceptSchemeUri" in names:
        return "ignored"
    return ""


def version_key(version: str) -> tuple[int, ...]:
    """Return a key that sorts releases: 1.10 after 1.9."""
    return tuple(int(part) for part in re.findall(r"\d+", version)) or (0,)
